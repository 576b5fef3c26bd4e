"""Pages of catching up, as people open them: one click gives a lesson, who missed it reads it, who meets nothing."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catchup.conftest import (
    COLLEAGUE,
    CPE,
    FATHER,
    HEAD,
    OTHER_PARENT,
    OTHER_PUPIL,
    PARENT,
    PUPIL,
    TEACHER,
    TODAY,
    Room,
)  # fmt: skip
from diary.test_pages import sheet
from harness.sql import queries
from preau.access.enums import Right
from preau.access.services import entrust
from preau.catchup.models import CatchUp, Release
from preau.diary.models import Work
from preau.directory.enums import Reach

Visit = Callable[[str], Any]
GIVE, PACK, OFFICE = "catchup:to_give", "catchup:pack", "jean-royer"
MOST = 10
"""Statements of a page, of whoever asks it."""


def said(client: Any, address: str = PACK) -> str:
    """What a page says, spaces made plain."""
    answer = client.get(reverse(address))
    assert answer.status_code == 200
    return str(answer.content.decode().replace("\xa0", " ").replace("\u202f", " "))


def give(client: Any, lesson: Any, note: str = "", version: int = 0) -> Any:
    """The button of one lesson."""
    return client.post(reverse("catchup:give", args=[lesson.pk]), {"note": note, "version": version})


def test_a_lesson_is_given_in_one_click_and_read_by_the_family(
    room: Room, client_as: Visit, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    lesson, teacher = room.missed(text=""), client_as(TEACHER)
    sent: dict[str, Any] = {**sheet(teacher, lesson), "text": "Thalès : $\\frac{a}{b}$", "work": "Ex. 12 et 14"}
    sent |= {
        "minutes": "25", f"pour_{room.homeroom().pk.hex}": "on",
        f"le_{room.homeroom().pk.hex}": (TODAY + dt.timedelta(days=1)).isoformat(),
        "fichiers": [SimpleUploadedFile("cours.txt", b"Cours de ce jour.")],
        "documents": [SimpleUploadedFile("exercices.txt", b"Exercices du jour.")],
    }  # fmt: skip
    assert teacher.post(reverse("diary:lesson", args=[lesson.pk]), sent).status_code == 302
    before = said(teacher, GIVE)
    assert "BENALI Lina" in before and "1 travail (≈ 25 min) pour mardi 24 novembre" in before
    assert "2 documents" in before
    pupil, parent = client_as(PUPIL), client_as(PARENT)
    assert "Pas encore donné" in said(pupil) and "Thalès" not in said(pupil)
    assert give(teacher, lesson, "Recopiez la figure.").status_code == 302
    for reader in (pupil, parent):
        page = said(reader)
        assert "Recopiez la figure." in page and "<mfrac>" in page and "Ex. 12 et 14" in page
        assert "cours.txt" in page and "exercices.txt" in page and "≈ 25 min" in page
        assert "Claire Roux" in page or "Claire ROUX" in page
    ticked = reverse("catchup:work", args=[Work.objects.get().pk])
    assert f'action="{ticked}"' in said(pupil) and f'action="{ticked}"' not in said(parent)
    assert (parent.post(ticked, {"fait": "1"}).status_code, pupil.post(ticked, {"fait": "1"}).status_code) == (403, 302)
    assert "≈ 25 min de travail" not in said(pupil)
    done = reverse("catchup:done", args=[lesson.pk])
    assert f'action="{done}"' in said(pupil) and f'action="{done}"' not in said(parent)
    assert pupil.post(done, {"fait": "1"}).status_code == 302
    assert "Rattrapés" in said(parent) and "1 l’a fait" in said(teacher, GIVE)


def test_an_empty_lesson_leads_to_its_page_of_the_diary(room: Room, client_as: Visit) -> None:
    lesson, teacher = room.missed(text=""), client_as(TEACHER)
    page = said(teacher, GIVE)
    assert "Rien d’écrit encore." in page and reverse("diary:lesson", args=[lesson.pk]) in page
    answer = give(teacher, lesson)
    assert answer.status_code == 422 and "Rien n’est encore publié" in answer.content.decode()
    assert not Release.objects.exists()
    assert give(teacher, lesson, "x" * 301).status_code == 422
    assert give(teacher, lesson, "Demandez la fiche.").status_code == 302


def test_whoever_writes_the_diary_of_a_lesson_finds_it_from_its_page(room: Room, client_as: Visit) -> None:
    lesson = room.missed()
    way = f"{reverse(GIVE)}?cours={lesson.pk}"
    assert way in client_as(TEACHER).get(reverse("diary:lesson", args=[lesson.pk])).content.decode()
    entrust(
        actor=room.academy[HEAD].actor, school_id=room.school.pk, person_id=room.academy[OFFICE].person.pk,
        right=Right.WRITE_DIARY, starts_on=TODAY, ends_on=TODAY, reason="Remplacement",
    )  # fmt: skip
    client = client_as(OFFICE)
    assert "BENALI Lina" not in said(client, GIVE)
    page = client.get(way)
    assert page.status_code == 200 and "BENALI Lina" in page.content.decode()
    assert client_as(COLLEAGUE).get(way).status_code == 403
    assert client_as(TEACHER).get(f"{reverse(GIVE)}?cours=x").status_code == 404
    assert give(client, lesson).status_code == 302 and room.given(lesson)


def test_another_word_is_shown_beside_what_was_typed(room: Room, client_as: Visit) -> None:
    lesson, teacher = room.missed(), client_as(TEACHER)
    give(teacher, lesson, "Page 12")
    answer = give(teacher, lesson, "Page 14")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Page 12" in page and "Page 14" in page
    assert give(teacher, lesson, "Page 14", version=1).status_code == 302
    assert Release.objects.get().note == "Page 14"


def test_who_is_not_of_it_meets_nothing(room: Room, client_as: Visit) -> None:
    lesson = room.missed()
    for who, status in ((COLLEAGUE, 403), (CPE, 403), ("yves-caron", 404), (PUPIL, 404), (PARENT, 404)):
        assert give(client_as(who), lesson).status_code == status, who
    room.release(lesson)
    done = reverse("catchup:done", args=[lesson.pk])
    for who, status in ((PARENT, 403), (OTHER_PUPIL, 404), (OTHER_PARENT, 404), (TEACHER, 404), (COLLEAGUE, 404)):
        assert client_as(who).post(done, {"fait": "1"}).status_code == status, who
    assert not CatchUp.objects.filter(done_at__isnull=False).exists()
    for who in (OTHER_PUPIL, OTHER_PARENT):
        assert "Thalès" not in said(client_as(who))
    assert client_as(CPE).get(reverse(GIVE)).status_code == 403


def test_a_guardian_who_is_no_longer_entitled_reads_nothing(room: Room, client_as: Visit) -> None:
    room.release(room.missed())
    assert "Thalès" in said(client_as(FATHER))
    room.reach(FATHER, Reach.CONTACT)
    assert "Thalès" not in client_as(FATHER).get(reverse(PACK)).content.decode()


def test_homes_and_the_diary_lead_to_it(room: Room, client_as: Visit) -> None:
    lesson = room.missed()
    assert "1 cours où des élèves manquaient à l’appel" in said(client_as(TEACHER), "portal:home")
    assert reverse(GIVE) in said(client_as(TEACHER), "diary:mine")
    assert reverse(PACK) not in said(client_as(PUPIL), "portal:home")
    room.release(lesson)
    assert reverse(GIVE) not in said(client_as(TEACHER), "portal:home")
    for who in (PUPIL, PARENT):
        assert "1 cours manqué est donné à rattraper." in said(client_as(who), "portal:home")
        assert reverse(PACK) in said(client_as(who), "diary:to_do")
        assert reverse(PACK) in said(client_as(who), "diary:contents")
    absence = reverse("attendance:absence", args=[room.absence().pk])
    assert reverse(PACK) in client_as(PARENT).get(absence).content.decode()


@pytest.mark.parametrize(("who", "address"), [(TEACHER, GIVE), (PUPIL, PACK), (PARENT, PACK)])
def test_a_page_asks_few_statements_whatever_was_missed(
    room: Room, client_as: Visit, settings: Any, tmp_path: Path, who: str, address: str
) -> None:
    settings.DATA_DIR = tmp_path
    client, counts = client_as(who), []
    for starts in (480, 540, 600, 660):
        lesson = room.missed(starts)
        room.diary.give(room.diary.given(lesson, minutes=5))
        if starts != 660:
            room.release(lesson)
        client.get(reverse(address))
        with queries() as found:
            assert client.get(reverse(address)).status_code == 200
        counts.append(len(found))
    assert max(counts) <= MOST and counts[1:] == counts[:1] * 3, counts


def test_homes_ask_no_more_of_who_has_something_to_catch_up(room: Room, client_as: Visit) -> None:
    def asked(who: str) -> int:
        client = client_as(who)
        client.get(reverse("portal:home"))
        with queries() as found:
            client.get(reverse("portal:home"))
        return len(found)

    lesson, people = room.missed(), (TEACHER, PUPIL, PARENT)
    before = [asked(one) for one in people]
    assert max(before) <= MOST
    room.release(lesson)
    assert [after - now for after, now in zip(map(asked, people), before, strict=True)] == [0, 0, 0]
