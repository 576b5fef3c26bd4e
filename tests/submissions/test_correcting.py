"""Correcting: two people never overwrite each other, and nothing is read before its hour."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from preau.directory.errors import Overtaken, Refused, Unknown
from preau.kernel.jobs import settle
from preau.kernel.models import OutboxEvent
from preau.notifications.models import Matter, Notice
from preau.submissions.enums import Scale
from preau.submissions.errors import RemindedToday, TooLate
from preau.submissions.models import Assignment, CommentPhrase, Copy, Correction
from preau.submissions.privacy import export
from preau.submissions.services.correcting import Judged, Marking, correct, set_marking
from preau.submissions.services.giving_back import ask_again, give_back, give_back_at_the_hour, remind
from submissions.conftest import HEAD, PARENT, PUPIL, TEACHER, Desk, photo
from submissions.test_pages import said

Visit = Callable[[str], Any]
STRANGER, COLLEAGUE, DAY = "jules-girard", "marc-petit", dt.timedelta(days=1)


def marked(desk: Desk, scale: str = Scale.POINTS, **more: Any) -> Assignment:
    """Work that is asked for and marked."""
    row = desk.ask(**more)
    marking = Marking(scale, 20 if scale == Scale.POINTS else None)
    return set_marking(**desk.doing(TEACHER), work_id=row.work, marking=marking, version=row.version)


def hidden(page: str) -> dict[str, str]:
    """What the form of a correction carries."""
    part = page[page.index('class="correcting"') :]
    return {name: re.search(rf'name="{name}" value="([^"]*)"', part)[1] for name in ("seen", "version")}  # type: ignore[index]


def test_a_copy_is_corrected_given_back_and_read_a_day_later_by_guardians(desk: Desk, client_as: Visit) -> None:
    row = marked(desk)
    version = desk.hand(row, desk.came(photo()), text="Thalès")
    teacher, pupil, parent = client_as(TEACHER), client_as(PUPIL), client_as(PARENT)
    copies = reverse("submissions:copies", args=[row.work])
    first = teacher.get(reverse("submissions:correct_first", args=[row.work]))["Location"]
    assert first == reverse("submissions:correct", args=[version.copy_id])
    page = said(teacher.get(first))
    assert "BENALI Lina" in page and "Thalès" in page and "<img src=" in page and "Note sur 20" in page
    assert "Au clavier" in page and "Copie 1 sur 1" in page
    for who, status in ((STRANGER, 404), (PUPIL, 404), (PARENT, 404), (HEAD, 403)):
        assert client_as(who).get(first).status_code == status, who
    sent = {**hidden(page), "comment": "Bien rédigé <b>.", "faire": "suivante"}
    for wrong in ("21", "-1", "12,345", "douze", "NaN", "1e1000"):
        assert teacher.post(first, {**sent, "points": wrong}).status_code == 422, wrong
    assert teacher.post(first, {**sent, "points": "12,5", "is_unmarked": "on"}).status_code == 422
    assert not Correction.objects.exists()
    assert teacher.post(first, {**sent, "points": "12,5"})["Location"] == copies
    assert Correction.objects.get().points == Decimal("12.5")
    listed = said(teacher.get(copies))
    assert "Rendre la copie corrigée" in listed and "Corrigée" in listed
    address = reverse("submissions:work", args=[row.work])
    assert "Bien rédigé" not in said(pupil.get(address)) and not OutboxEvent.objects.filter(
        topic__endswith="mark_given"
    )
    assert teacher.post(reverse("submissions:give_back", args=[row.work])).status_code == 302
    teacher.post(reverse("submissions:give_back", args=[row.work]))
    read = said(pupil.get(address))
    assert "Note : 12,5 / 20" in read and "Bien rédigé &lt;b&gt;." in read and "data-handin" not in read
    told = OutboxEvent.objects.get(topic="submissions.mark_given").payload
    returned = Copy.objects.get().returned_at
    assert returned and told == {
        "copy_id": str(version.copy_id), "work_id": str(row.work), "subject": row.subject, "scale": "points",
        "pupil_ids": [str(desk.academy[PUPIL].person.pk)], "points": "12.50", "out_of": 20, "mastery": None,
        "guardians_at": (returned + DAY).isoformat(),
    }  # fmt: skip
    notice = Notice.objects.get(matter__kind="submissions.returned")
    assert notice.person_id == desk.academy[PUPIL].person.pk and "Bien" not in str(notice.matter.data)
    assert "Bien rédigé" not in said(parent.get(address)) and "corrections" not in export(notice.person_id)
    desk.moment.now += DAY - dt.timedelta(seconds=1)
    assert "Bien rédigé" not in said(parent.get(address))
    desk.moment.now += dt.timedelta(seconds=1)
    assert "Note : 12,5 / 20" in said(parent.get(address))
    assert export(notice.person_id)["corrections"][0]["comment"] == "Bien rédigé <b>."
    # A mark that is mended after that is told again.
    again = hidden(said(teacher.get(first)))
    teacher.post(first, {**again, "points": "13", "comment": "", "faire": "rester"})
    assert "Note : 13 / 20" in said(pupil.get(address)) and "data-autosave" not in said(teacher.get(first))
    assert OutboxEvent.objects.filter(topic="submissions.mark_given").order_by("pk").last().payload["points"] == "13.00"


def test_what_is_typed_is_kept_and_two_correctors_never_overwrite_each_other(desk: Desk, client_as: Visit) -> None:
    row = marked(desk)
    version = desk.hand(row, text="Thalès")
    teacher, address = client_as(TEACHER), reverse("submissions:correct", args=[version.copy_id])
    mine = hidden(said(teacher.get(address)))
    quiet = {"headers": {"accept": "application/json"}}
    kept = teacher.post(address, {**mine, "points": "", "comment": "À re", "faire": "garder"}, **quiet).json()
    again = teacher.post(address, {**mine, "points": "", "comment": "À re", "faire": "garder"}, **quiet).json()
    assert kept["version"] == again["version"] == 1 and Correction.objects.get().is_done is False
    mine |= {"version": str(kept["version"]), "seen": kept["seen"]}
    correct(**desk.doing(TEACHER), copy_id=version.copy_id, judged=Judged(Decimal(8), comment="Autre"), version=1)
    late = teacher.post(address, {**mine, "points": "9", "comment": "À reprendre", "faire": "garder"}, **quiet)
    assert late.status_code == 409 and "entre-temps" in late.json()["words"]
    page = said(teacher.post(address, {**mine, "points": "9", "comment": "À reprendre", "faire": "suivante"}), 409)
    assert "Quelqu’un d’autre a enregistré" in page and "À reprendre" in page and "Autre" in page
    assert Correction.objects.get().points == 8
    chosen = {**hidden(page), "points": "9", "comment": "À reprendre", "faire": "suivante"}
    assert teacher.post(address, chosen).status_code == 302 and Correction.objects.get().points == 9
    with pytest.raises(Overtaken):
        correct(**desk.doing(TEACHER), copy_id=version.copy_id, judged=Judged(Decimal(1)), version=1)
    with pytest.raises(PermissionDenied):
        correct(**desk.doing(HEAD), copy_id=version.copy_id, judged=Judged(Decimal(1)), version=3)
    with pytest.raises(Unknown):
        correct(**desk.doing(PUPIL), copy_id=version.copy_id, judged=Judged(Decimal(20)), version=3)
    with pytest.raises(Refused):  # marks stand: what they are out of stays
        set_marking(**desk.doing(TEACHER), work_id=row.work, marking=Marking(Scale.MASTERY), version=row.version)


def test_all_are_given_back_at_the_hour_set_and_those_not_corrected_stay(desk: Desk, client_as: Visit) -> None:
    at = desk.moment.now + dt.timedelta(hours=5)
    row = marked(desk, Scale.MASTERY, return_at=at)
    version = desk.hand(row, text="Thalès")
    teacher, address = client_as(TEACHER), reverse("submissions:correct", args=[version.copy_id])
    page = said(teacher.get(address))
    assert "3. Maîtrise satisfaisante" in page
    assert give_back_at_the_hour(assignment_id=row.pk) == 0
    teacher.post(address, {**hidden(page), "mastery": "3", "comment": "", "faire": "suivante"})
    settle()
    assert Copy.objects.get().returned_at is None
    desk.moment.now = at
    settle()
    assert Copy.objects.get().returned_at == at and give_back_at_the_hour(assignment_id=row.pk) == 0
    assert "Note : Maîtrise satisfaisante" in said(client_as(PUPIL).get(reverse("submissions:work", args=[row.work])))
    # Asked for again: a new version is to correct, and nothing of it is read before it is given back.
    until = at + 2 * DAY
    with pytest.raises(TooLate):
        desk.hand(row, text="Mieux", seen=1)
    with pytest.raises(Refused):
        ask_again(**desk.doing(TEACHER), copy_id=version.copy_id, until=at)
    again = reverse("submissions:ask_again", args=[version.copy_id])
    assert teacher.post(again, {"until": "2026-11-25T18:00"}).status_code == 302
    assert Notice.objects.filter(matter__kind="submissions.asked_again").count() == 1
    assert desk.hand(row, text="Mieux", seen=1).number == 2 and until
    listed = said(teacher.get(reverse("submissions:copies", args=[row.work])))
    assert "À corriger" in listed and "Rendre la copie corrigée" not in listed
    page = said(teacher.get(address))
    assert "parle de la version d’avant" in page
    teacher.post(address, {**hidden(page), "mastery": "4", "comment": "secret", "faire": "suivante"})
    pupil = client_as(PUPIL)
    assert "secret" not in said(pupil.get(reverse("submissions:work", args=[row.work])))
    assert give_back(**desk.doing(TEACHER), work_id=row.work) == 1
    assert "Très bonne maîtrise" in said(pupil.get(reverse("submissions:work", args=[row.work])))


def test_those_who_have_not_handed_in_are_reminded_once_a_day(desk: Desk, client_as: Visit) -> None:
    row = marked(desk, Scale.NONE)
    desk.hand(row, text="Thalès")
    teacher, address = client_as(TEACHER), reverse("submissions:remind", args=[row.work])
    copies = reverse("submissions:copies", args=[row.work])
    assert "Rappeler à ceux qui n’ont pas rendu" in said(teacher.get(copies))
    assert teacher.post(address).status_code == 302
    matter = Matter.objects.get(kind="submissions.not_handed_in")
    told = set(Notice.objects.filter(matter=matter).values_list("person_id", flat=True))
    assert told and desk.academy[PUPIL].person.pk not in told
    with pytest.raises(RemindedToday):
        remind(**desk.doing(TEACHER), work_id=row.work)
    assert "pas deux fois" in said(teacher.post(address, follow=True))
    desk.moment.now += DAY
    assert remind(**desk.doing(TEACHER), work_id=row.work) == len(told)
    with pytest.raises(PermissionDenied):
        remind(**desk.doing(HEAD), work_id=row.work)


def test_comments_kept_ready_are_of_one_teacher_alone(desk: Desk, client_as: Visit) -> None:
    row = marked(desk)
    version = desk.hand(row, text="Thalès")
    teacher, bank = client_as(TEACHER), reverse("submissions:phrases")
    for _twice in range(2):
        assert teacher.post(bank, {"code": ";O", "text": " Orthographe à revoir. <b> "}).status_code == 302
    kept = CommentPhrase.objects.get()
    assert (kept.code, kept.teacher_id) == ("o", desk.academy[TEACHER].person.pk)
    assert "sert déjà" in said(teacher.post(bank, {"code": "o", "text": "Autre"}), 422)
    for code in ("a b", "", "é" * 13, ";"):
        assert teacher.post(bank, {"code": code, "text": "x"}).status_code == 422, code
    assert ";o" in said(teacher.get(bank)) and "Orthographe à revoir. &lt;b&gt;" in said(teacher.get(bank))
    address = reverse("submissions:correct", args=[version.copy_id])
    page = said(teacher.get(address))
    assert 'data-code="o"' in page
    sent = {**hidden(page), "points": "12", "comment": "Bien.", "phrase": str(kept.pk), "faire": "phrase"}
    again = said(teacher.post(address, sent))  # without scripts: added, and nothing stored yet
    assert "Bien. Orthographe à revoir." in again and not Correction.objects.exists()
    remove = reverse("submissions:remove_phrase")
    other = client_as(COLLEAGUE)
    assert ";o" not in said(other.get(bank))
    assert other.post(remove, {"phrase": str(kept.pk)}).status_code == 404
    assert client_as(PUPIL).get(bank).status_code == 404
    assert export(kept.teacher_id)["phrases"][0]["code"] == "o"
    assert teacher.post(remove, {"phrase": str(kept.pk)}).status_code == 302 and not CommentPhrase.objects.exists()
    assert teacher.post(remove, {"phrase": str(kept.pk)}).status_code == 404
