"""Pictures and attachments: asked what they show, read by whom the item is for, gone with it."""

import datetime as dt
import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from files import made
from files.brought import arrived
from harness.sql import queries
from news.conftest import hat_of
from preau.access.models import Crisis
from preau.directory.errors import Refused
from preau.files.models import Blob, StoredFile, Usage
from preau.kernel import clock, jobs
from preau.kernel.models import AuditEntry
from preau.news.enums import ATTACHMENT, PICTURE
from preau.news.models import NewsItem, NewsPicture
from preau.news.selectors.home import at_home
from preau.news.services import add_attachments, add_picture, forget_old, publish, reopen, withdraw
from preau.news.services.writing import version_of

HEAD, PUPIL, TEACHER, STRANGER = "helene-garnier", "lina-benali", "claire-roux", "yves-caron"


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "var"
    settings.DATA_DIR.mkdir()


def doing(academy: Any, item: NewsItem, who: str = HEAD) -> dict[str, Any]:
    return {"actor": academy[who].actor, "hat": hat_of(academy[who], item.school_id), "item_id": item.pk}


def picture_form(**more: Any) -> dict[str, Any]:
    sent = SimpleUploadedFile("affiche.png", made.png(80, 60))
    return {"key": str(uuid.uuid4()), "picture": sent, "says": "L’affiche du spectacle", **more}


def bring(academy: Any, item: NewsItem, **more: Any) -> Any:
    return academy.client(HEAD).post(f"/actualites/{item.pk}/fichiers/image/", picture_form(**more))


def published_now(academy: Any, item: NewsItem) -> NewsItem:
    item.refresh_from_db()
    return publish(**doing(academy, item), version=version_of(item), widely=True)


@pytest.fixture
def illustrated(academy: Any, written: Any) -> NewsItem:
    """A draft for pupils, with one picture whose preview is drawn, and one attachment."""
    item: NewsItem = written(HEAD, "students", title="Le spectacle")
    assert bring(academy, item).status_code == 302
    sent = SimpleUploadedFile("programme.txt", b"Le programme")
    answer = academy.client(HEAD).post(f"/actualites/{item.pk}/fichiers/joindre/", {"fichiers": sent})
    assert answer.status_code == 302
    jobs.settle()
    return item


def addresses(item: NewsItem) -> list[str]:
    files = StoredFile.objects.filter(thing=item.pk)
    assert {one.kind for one in files} == {PICTURE, ATTACHMENT}
    picture = next(one for one in files if one.kind == PICTURE)
    return [*(f"/fichiers/{one.pk}/" for one in files), f"/fichiers/{picture.pk}/apercu/"]


def statuses(academy: Any, item: NewsItem, who: str) -> set[int]:
    return {academy.client(who).get(one).status_code for one in addresses(item)}


@pytest.mark.parametrize(
    ("told", "word"),
    [({"says": ""}, "Dites en une phrase"), ({"is_decorative": "on"}, "l’un des deux"), ({"says": "  "}, "Dites en")],
)
def test_a_picture_says_what_it_shows_or_that_it_decorates(academy: Any, written: Any, told: Any, word: str) -> None:
    item = written(HEAD, "students")
    answer = bring(academy, item, **told)
    assert answer.status_code == 422 and word in answer.content.decode()
    assert not NewsPicture.objects.filter(item=item).exists()
    assert bring(academy, item, says="", is_decorative="on").status_code == 302
    assert NewsPicture.objects.get(item=item).says == ""


def test_readers_see_it_with_its_words_and_its_size(academy: Any, illustrated: NewsItem) -> None:
    published_now(academy, illustrated)
    page = academy.client(PUPIL).get(f"/actualites/{illustrated.pk}/").content.decode()
    tag = re.search(r'<img class="news-picture"[^>]+>', page)
    assert tag and 'alt="L’affiche du spectacle"' in tag.group() and 'loading="lazy"' in tag.group()
    assert 'width="80" height="60"' in tag.group() and "programme.txt" in page
    for path in ("/", "/actualites/"):
        shown = academy.client(PUPIL).get(path).content.decode()
        small = re.search(r'<img class="news-thumb"[^>]+>', shown)
        assert small and "/apercu/" in small.group() and 'width="96" height="72"' in small.group(), path
        assert 'alt="L’affiche du spectacle"' in small.group()


def test_files_of_a_draft_are_its_authors_then_its_readers_then_nobodys(academy: Any, illustrated: NewsItem) -> None:
    before = {who: statuses(academy, illustrated, who) for who in (HEAD, PUPIL, TEACHER, STRANGER)}
    assert before == {HEAD: {302}, PUPIL: {404}, TEACHER: {403}, STRANGER: {404}}
    published_now(academy, illustrated)
    during = {who: statuses(academy, illustrated, who) for who in (HEAD, PUPIL, TEACHER, STRANGER, "samira-benali")}
    assert during == {HEAD: {302}, PUPIL: {302}, TEACHER: {403}, STRANGER: {404}, "samira-benali": {404}}
    withdraw(**doing(academy, illustrated))
    after = {who: statuses(academy, illustrated, who) for who in (HEAD, PUPIL, TEACHER, STRANGER)}
    assert after == before
    reopen(**doing(academy, illustrated))
    page = academy.client(HEAD).get(f"/actualites/{illustrated.pk}/fichiers/").content.decode()
    assert "affiche.png" in page and "programme.txt" in page


def test_before_its_day_and_after_its_end_files_are_not_readers(academy: Any, illustrated: NewsItem) -> None:
    published_now(academy, illustrated)
    now = clock.now()
    for starts, ends in ((now + dt.timedelta(days=1), None), (now - dt.timedelta(days=2), now)):
        NewsItem.objects.filter(pk=illustrated.pk).update(starts_at=starts, ends_at=ends)
        assert statuses(academy, illustrated, PUPIL) == {404}


def test_a_form_sent_twice_brings_one_picture_and_one_file(academy: Any, written: Any) -> None:
    item, key = written(HEAD, "students"), str(uuid.uuid4())
    assert [bring(academy, item, key=key).status_code for _ in range(2)] == [302, 302]
    for _ in range(2):
        sent = {"key": key, "fichiers": SimpleUploadedFile("a.txt", b"A")}
        academy.client(HEAD).post(f"/actualites/{item.pk}/fichiers/joindre/", sent)
    assert sorted(StoredFile.objects.filter(thing=item.pk).values_list("kind", flat=True)) == [ATTACHMENT, PICTURE]
    assert NewsPicture.objects.filter(item=item).count() == 1
    done = AuditEntry.objects.filter(subject_id=str(item.pk), action__in=["news.add_picture", "news.add_attachments"])
    assert done.count() == 2


def test_what_is_no_picture_is_refused_in_words(academy: Any, written: Any) -> None:
    item = written(HEAD, "students")
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    for name, body in (("a.png", b"<script>alert(1)</script>"), ("a.svg", drawing)):
        answer = bring(academy, item, picture=SimpleUploadedFile(name, body))
        assert answer.status_code == 422 and "field-wrong" in answer.content.decode(), name
    assert not StoredFile.objects.filter(thing=item.pk).exists()


def test_words_of_a_picture_are_never_html(academy: Any, written: Any) -> None:
    item = written(HEAD, "students")
    bring(academy, item, says='"><script>alert(1)</script>')
    jobs.settle()
    published_now(academy, item)
    for path in ("/", "/actualites/", f"/actualites/{item.pk}/"):
        page = academy.client(PUPIL).get(path).content.decode()
        assert "alert(1)" in page and "<script>alert" not in page, path


def test_what_is_published_takes_no_more_files(academy: Any, illustrated: NewsItem) -> None:
    published_now(academy, illustrated)
    file = StoredFile.objects.filter(thing=illustrated.pk).first()
    assert file is not None
    for path, sent in (("image/", picture_form()), ("joindre/", {"fichiers": SimpleUploadedFile("a.txt", b"A")}),
                       (f"{file.pk}/retirer/", {})):  # fmt: skip
        academy.client(HEAD).post(f"/actualites/{illustrated.pk}/fichiers/{path}", sent)
    assert StoredFile.objects.filter(thing=illustrated.pk).count() == 2
    with pytest.raises(Refused):
        add_picture(**doing(academy, illustrated), arrival=arrived(b"x", "x.png", "image/png"), says="x")


def test_nobody_adds_to_anothers_draft(academy: Any, illustrated: NewsItem) -> None:
    with pytest.raises(PermissionDenied):
        add_attachments(**doing(academy, illustrated, TEACHER), arrivals=[arrived(b"x")])


def test_adding_a_file_is_a_change_that_who_publishes_reads(academy: Any, written: Any) -> None:
    item = written(HEAD, "students")
    version = version_of(item)
    bring(academy, item)
    answer = academy.client(HEAD).post(f"/actualites/{item.pk}/publier/tous/", {"version": version})
    assert answer.status_code == 409


def test_a_file_taken_off_is_gone_and_counted_no_more(academy: Any, illustrated: NewsItem) -> None:
    client = academy.client(HEAD)
    for file in StoredFile.objects.filter(thing=illustrated.pk):
        assert client.post(f"/actualites/{illustrated.pk}/fichiers/{file.pk}/retirer/").status_code == 302
        assert client.post(f"/actualites/{illustrated.pk}/fichiers/{file.pk}/retirer/").status_code == 404
    assert not StoredFile.objects.filter(thing=illustrated.pk).exists()
    assert not NewsPicture.objects.filter(item=illustrated).exists()
    assert Usage.objects.get(person=academy[HEAD].person).used == 0


def test_files_go_with_the_item(academy: Any, illustrated: NewsItem, monkeypatch: Any) -> None:
    published_now(academy, illustrated)
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(days=366))
    assert forget_old() >= 1
    assert not StoredFile.objects.filter(thing=illustrated.pk).exists()
    assert not NewsPicture.objects.filter(item_id=illustrated.pk).exists()
    assert Usage.objects.get(school=illustrated.school_id).used == 0


def test_a_home_page_reads_pictures_in_the_statement_it_had(academy: Any, written: Any, illustrated: NewsItem) -> None:
    published_now(academy, written(HEAD, "students", title="Sans image"))
    hat = hat_of(academy[PUPIL])
    at_home(hat)
    with queries() as before:
        at_home(hat)
    published_now(academy, illustrated)
    with queries() as after:
        _waiting, recent = at_home(hat)
    (line,) = [one for one in recent if one.id == illustrated.pk]
    assert line.picture is not None and len(after) == len(before)
    Blob.objects.update(preview=None)  # not drawn yet: no picture without one
    assert {one.picture for one in at_home(hat)[1]} == {None}


def test_a_crisis_that_closes_files_lets_none_be_published_and_hides_none_that_was(
    academy: Any, illustrated: NewsItem, written: Any
) -> None:
    before = published_now(academy, illustrated)
    late, words = written(HEAD, "students", title="Le concert"), written(HEAD, "students", title="Sans image")
    assert bring(academy, late).status_code == 302
    Crisis.objects.create(
        school=late.school, kind="no_files", notice="Un fichier piégé circule.", reason="Essai", set_by="Essai",
        set_at=clock.now(), ends_at=clock.now() + dt.timedelta(hours=4),
    )  # fmt: skip
    late.refresh_from_db()
    typed = {"version": version_of(late)}
    answer = academy.client(HEAD).post(f"/actualites/{late.pk}/publier/tous/", typed)
    assert answer.status_code == 422 and "Aucun fichier ne se joint" in answer.content.decode()
    late.refresh_from_db()
    assert late.state == "draft" and published_now(academy, words).state == "published"
    assert statuses(academy, before, PUPIL) == {302}, "read before: led to its content"
