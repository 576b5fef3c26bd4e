"""Files of what is reported or taken away: kept as evidence, read by those in charge alone, gone everywhere else."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from messaging.conftest import Clock, Post, main_of
from messaging.test_attachments import attached_draft, opened, stored
from preau.files.models import StoredFile
from preau.kernel import clock
from preau.messaging.models import Message
from preau.messaging.services import begin_forward
from preau.safety.models import Containment, Report
from preau.safety.services import expire
from safety.conftest import HEAD, PARENT, PUPIL, TEACHER, report_by_page
from safety.test_contained import contain

CPE = "nadia-leroy"


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> Path:
    """The data folder of this test."""
    settings.DATA_DIR = tmp_path / "var"
    settings.DATA_DIR.mkdir()
    settings.HOLD_FIRST_FILE = False  # they have attached files before
    return settings.DATA_DIR


@pytest.fixture
def letter(post: Post, moment: Clock) -> Message:
    """A message with a file, to a pupil's class and to the head, that arrived."""
    Report.objects.all().delete()
    Containment.objects.all().delete()
    row = attached_draft(post, TEACHER, post.person(HEAD), name="orchidee.pdf")
    form = {"version": row.version, "nombre": 1}
    assert post.academy.client(TEACHER).post(f"/messages/ecrire/{row.pk}/verifier/", form).status_code == 303
    moment.on(hours=3)
    row.refresh_from_db()
    return row


def found(post: Post, who: str, words: str) -> str:
    return main_of(post.academy.client(who), f"/messages/recherche/?q={words}")


def test_a_report_keeps_its_files_whatever_becomes_of_the_message(post: Post, moment: Clock) -> None:
    Report.objects.all().delete()
    row = attached_draft(post, TEACHER, post.person(PUPIL), name="orchidee.pdf")
    form = {"version": row.version, "nombre": 1}
    assert post.academy.client(TEACHER).post(f"/messages/ecrire/{row.pk}/verifier/", form).status_code == 303
    moment.on(days=4)
    answer, _form = report_by_page(post.academy.client(PUPIL), f"/signaler/message/{row.pk}/")
    assert answer.status_code == 303
    report = Report.objects.get()
    kept = next(one for one in stored() if one.kind == "safety.report")
    assert (kept.thing, kept.holder_id, kept.counted) == (report.pk, None, False)
    StoredFile.objects.exclude(pk=kept.pk).delete()
    Message.objects.filter(pk=row.pk).delete()
    page = main_of(post.academy.client(HEAD), f"/signalements/{report.pk}/echange/")
    assert "orchidee.pdf" in page and kept.blob_id in page and f"/fichiers/{kept.pk}/" in page
    assert opened(post, HEAD, kept) == 302
    for who in (TEACHER, PUPIL, PARENT, CPE, "yves-caron"):
        assert opened(post, who, kept) == 404, who
    Report.objects.update(closed_at=clock.now() - dt.timedelta(days=366))
    expire()
    assert not stored()


def test_what_is_taken_away_is_found_and_opened_by_nobody(letter: Message, post: Post, moment: Clock) -> None:
    (file,) = stored()
    assert opened(post, HEAD, file) == 302
    shown = begin_forward(actor=post.academy[HEAD].actor, hat=post.hat(HEAD), message_id=letter.pk)
    assert "orchidee.pdf" in main_of(post.academy.client(HEAD), f"/messages/ecrire/{shown.pk}/")
    assert f"/messages/fil/{letter.thread}/" in found(post, HEAD, "orchidee")
    assert contain(post, letter).status_code == 303
    for who in (HEAD, TEACHER):
        assert opened(post, who, file) in (302, 404)  # the thief's session is over: it leads to the door
    assert not StoredFile.objects.filter(pk=file.pk).exists()
    for words in ("orchidee", "Sortie", "plan"):
        assert f"/messages/fil/{letter.thread}/" not in found(post, HEAD, words), words
    assert "orchidee.pdf" not in main_of(post.academy.client(HEAD), f"/messages/ecrire/{shown.pk}/")
    row = Containment.objects.get()
    page = main_of(post.academy.client(HEAD), f"/comptes-voles/{row.pk}/")
    assert "orchidee.pdf" in page and "a pu les prendre" in page
    (kept,) = stored()
    assert kept.kind == "safety.containment" and opened(post, HEAD, kept) == 302
    assert "orchidee.pdf" in main_of(post.academy.client(HEAD), f"/comptes-voles/{row.pk}/messages/")
    assert opened(post, PARENT, kept) == opened(post, CPE, kept) == 404
    Containment.objects.update(made_at=clock.now() - dt.timedelta(days=366))
    expire()
    assert not stored()
