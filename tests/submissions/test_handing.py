"""Handing in: the server's hour decides, nothing is lost or doubled, and a receipt says what it says."""

import datetime as dt

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied

from files.made import zipped
from preau.diary.models import Done
from preau.directory.errors import Refused, Unknown
from preau.files.models import StoredFile
from preau.files.stores import store
from preau.kernel.ids import new_id
from preau.kernel.jobs import settle
from preau.submissions.enums import Joining, PartKind
from preau.submissions.errors import HandedInMeanwhile, TooLate
from preau.submissions.models import Copy, CopyPart, CopyVersion
from preau.submissions.receipts import BadReceipt, checked, sealed
from preau.submissions.services import compose_teams, note_paper, set_closed, set_extra_time
from submissions.conftest import CPE, DUE, HEAD, PARENT, PUPIL, TEACHER, Desk, photo

SECOND = dt.timedelta(seconds=1)
OTHER = "jules-girard"


def test_two_photographed_pages_are_kept_joined_and_receipted(desk: Desk) -> None:
    row = desk.ask()
    one, two = desk.came(photo("white")), desk.came(photo("grey", form="WEBP"), "page2.webp")
    version = desk.hand(row, one, two)
    receipt = checked(sealed(version.handed_at, version.digest))
    assert (receipt.at, receipt.digest) == (version.handed_at.replace(microsecond=0), version.digest)
    parts = list(CopyPart.objects.filter(version=version).order_by("place"))
    assert [part.digest for part in parts] == [one.arrival.digest, two.arrival.digest]
    for part in parts:
        assert store().size(part.digest) == part.size
    assert Done.objects.filter(work_id=row.work).count() == 1
    settle()
    version.refresh_from_db()
    assert version.joining == Joining.DONE
    joined = StoredFile.objects.get(pk=version.joined)
    made = store().read(joined.blob_id, 0, joined.size)
    assert len(pypdfium2.PdfDocument(made)) == 2
    assert b"StructTreeRoot" in made or b"MarkInfo" in made or made.startswith(b"%PDF-1.7")
    settle()
    assert StoredFile.objects.filter(thing=version.pk, kind="submissions.joined").count() == 1


def test_the_hour_of_the_server_decides_and_one_second_late_is_late(desk: Desk) -> None:
    row = desk.ask()
    desk.moment.now = DUE
    in_time = desk.hand(row, text="à l’heure", said_at=DUE + dt.timedelta(hours=5))
    assert in_time.late_minutes == 0 and in_time.said_at is not None
    desk.moment.now = DUE + SECOND
    with pytest.raises(TooLate):
        desk.hand(row, text="trop tard", seen=1, said_at=DUE - dt.timedelta(hours=5))
    assert desk.asked(_work(desk, row), late_days=2, version=1).late_days == 2
    with pytest.raises(TooLate, match="la copie que tu as rendue reste"):
        desk.hand(row, text="trop tard", seen=1)
    other = desk.ask(late_days=2)
    late = desk.hand(other, text="une seconde après")
    assert late.late_minutes == 1
    # A retry of what was received in time is answered by its receipt, whatever the hour is now.
    desk.moment.now = DUE + dt.timedelta(days=9)
    assert desk.hand(row, text="à l’heure", attempt=in_time.attempt) == in_time
    with pytest.raises(TooLate):
        desk.hand(other, text="bien trop tard", seen=1)


def _work(desk: Desk, row: object) -> object:
    from preau.diary.models import Work

    return Work.objects.get(pk=row.work)  # type: ignore[attr-defined]


def test_extra_time_moves_the_hour_for_one_pupil_alone(desk: Desk) -> None:
    row = desk.ask()
    pupil = desk.academy[PUPIL].person.pk
    here = {"school_id": desk.school.pk, "pupil_id": pupil}
    with pytest.raises((PermissionDenied, Unknown)):
        set_extra_time(**desk.doing(PARENT), **here, hours=24)
    given = set_extra_time(**desk.doing(CPE), **here, hours=24)
    assert set_extra_time(**desk.doing(CPE), **here, hours=24).version == given.version == 1
    with pytest.raises(Refused):
        set_extra_time(**desk.doing(CPE), **here, hours=100_000, version=1)
    desk.moment.now = DUE + dt.timedelta(hours=24)
    assert desk.hand(row, text="avec du temps").late_minutes == 0
    desk.moment.now += SECOND
    with pytest.raises(TooLate):
        desk.hand(row, text="encore", seen=1)


def test_a_retry_two_windows_and_the_same_file_twice_never_double(desk: Desk) -> None:
    row, attempt = desk.ask(), new_id()
    page = desk.came(photo("white"))
    first = desk.hand(row, page, page, desk.came(photo("white")), attempt=attempt)
    assert CopyPart.objects.filter(version=first).count() == 1
    assert desk.hand(row, page, attempt=attempt) == first
    assert desk.hand(row, desk.came(photo("white"))) == first  # the very same content, by another attempt
    with pytest.raises(HandedInMeanwhile):
        desk.hand(row, text="l’autre fenêtre")
    second = desk.hand(row, text="je remplace", seen=1)
    assert (second.number, Copy.objects.get().current) == (2, 2)
    assert checked(sealed(first.handed_at, first.digest)).digest == first.digest
    assert CopyVersion.objects.count() == 2


def test_what_is_not_taken_is_said_in_words_and_writes_nothing(desk: Desk) -> None:
    row = desk.ask(takes="f")
    for bad in ({}, {"text": "un texte"}, {"link": "https://exemple.fr"}):
        with pytest.raises(Refused):
            desk.hand(row, **bad)
    linked = desk.ask(takes="l")
    for link in ("javascript:alert(1)", "http://", "ftp://exemple.fr/a", "https://a b"):
        with pytest.raises(Refused, match="adresse"):
            desk.hand(linked, link=link)
    with pytest.raises(Refused, match="vide"):
        desk.came(b"", "vide.txt", PartKind.FILE)
    macros = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", "word/vbaProject.bin": b"x"})
    with pytest.raises(Refused, match="macros"):
        desk.came(macros, "devoir.docm", PartKind.FILE)
    with pytest.raises(Refused, match="abîmé"):
        desk.came(b"%PDF-1.7\n" + b"x" * 500, "devoir.pdf", PartKind.FILE)
    named = desk.came(b"du texte", "../../x", PartKind.FILE)
    assert "/" not in named.arrival.name and ".." not in named.arrival.name
    assert not CopyVersion.objects.exists()


def test_strangers_colleagues_and_guardians_hand_in_nothing(desk: Desk) -> None:
    row = desk.ask()
    with pytest.raises(PermissionDenied):
        desk.hand(row, text="pour elle", who=PARENT)
    for who in (OTHER, TEACHER):
        with pytest.raises(Unknown):
            desk.hand(row, text="un autre", who=who)
    with pytest.raises(PermissionDenied):
        set_closed(**desk.doing(HEAD), work_id=row.work, is_closed=True)
    assert set_closed(**desk.doing(TEACHER), work_id=row.work, is_closed=True).closed_at
    with pytest.raises(TooLate):
        desk.hand(row, text="fermé")
    paper = note_paper(
        **desk.doing(TEACHER), work_id=row.work, is_on_paper=True, pupil_id=desk.academy[PUPIL].person.pk
    )
    assert paper.paper_at and paper.current == 0


def test_a_group_hands_in_one_copy(desk: Desk) -> None:
    row = desk.ask(in_groups=True)
    with pytest.raises(Refused, match="groupes"):
        desk.hand(row, text="seule")
    mine = desk.academy[PUPIL].person.pk
    assert compose_teams(**desk.doing(TEACHER), work_id=row.work, numbers={mine: 3, new_id(): 1}) == 1
    version = desk.hand(row, text="à plusieurs")
    assert version.copy.team is not None and version.copy.team.number == 3
    assert compose_teams(**desk.doing(TEACHER), work_id=row.work, numbers={mine: None}) == 1
    assert Copy.objects.count() == 1  # whoever leaves a group leaves its copy
    with pytest.raises(Refused):
        desk.asked(_work(desk, row), version=1, in_groups=False)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", ["", "x" * 500, "abc.def", "é.è"])
def test_what_is_no_receipt_is_not_authentic(desk: Desk, bad: str) -> None:
    version = desk.hand(desk.ask(), text="vrai")
    with pytest.raises(BadReceipt):
        checked(bad)
    true = sealed(version.handed_at, version.digest)
    with pytest.raises(BadReceipt):
        checked(("A" if true[0] != "A" else "B") + true[1:])


def test_what_was_added_after_a_lost_answer_is_not_told_as_received(desk: Desk) -> None:
    row, attempt = desk.ask(), new_id()
    first = desk.hand(row, text="page 1", attempt=attempt)
    with pytest.raises(HandedInMeanwhile):
        desk.hand(row, text="page 1 et page 2", attempt=attempt)
    second = desk.hand(row, text="page 1 et page 2", attempt=attempt, seen=1)
    assert (second.number, second.text) == (2, "page 1 et page 2")
    assert desk.hand(row, text="page 1", attempt=attempt) == first
