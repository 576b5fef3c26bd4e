"""Who reaches what beyond the classes they teach: confided rights, files, the home page of an evening."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from diary.conftest import HEAD, PARENT, PUPIL, TEACHER, TODAY, TUESDAY, Clock, Diary
from diary.test_pages import sheet, typed
from preau.access.enums import Right
from preau.access.services import entrust
from preau.diary.models import Entry, Work
from preau.diary.selectors.home import coming_of, forget_known, waiting_of
from preau.diary.selectors.may import reads_units
from preau.diary.selectors.mine import lessons_to_fill
from preau.diary.services import HIDDEN
from preau.directory.models import School
from preau.files.models import StoredFile
from preau.kernel.ids import new_id
from preau.timetable.models import Lesson
from preau.timetable.services import end_slot

OFFICE = "jean-royer"
Visit = Callable[[str], Any]


def confide(diary: Diary, right: str, since: dt.date, until: dt.date) -> None:
    entrust(
        actor=diary.academy[HEAD].actor, school_id=diary.school.pk, person_id=diary.academy[OFFICE].person.pk,
        right=right, starts_on=since, ends_on=until, reason="Essai",
    )  # fmt: skip


def test_a_right_confided_for_some_days_reads_those_days_alone(diary: Diary, moment: Clock) -> None:
    unit = {diary.homeroom().pk}
    confide(diary, Right.SEE_DIARIES, TUESDAY, TUESDAY)
    assert not reads_units(diary.hat(OFFICE), diary.school.pk, unit)
    moment.now += dt.timedelta(days=1)
    assert reads_units(diary.hat(OFFICE), diary.school.pk, unit)
    moment.now += dt.timedelta(days=1)
    assert not reads_units(diary.hat(OFFICE), diary.school.pk, unit)


def test_a_substitute_whom_no_export_names_writes_when_it_is_confided(diary: Diary) -> None:
    lesson = diary.lesson(diary.slot())
    with pytest.raises(PermissionDenied):
        diary.write(lesson, who=OFFICE)
    confide(diary, Right.WRITE_DIARY, TODAY, TUESDAY)
    assert diary.write(lesson, who=OFFICE).version == 1
    assert diary.give(diary.given(lesson), who=OFFICE).version == 1


def test_files_of_a_page_and_of_work_are_read_with_them(
    diary: Diary, client_as: Visit, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    lesson, client = diary.lesson(diary.slot()), client_as(TEACHER)
    sent: dict[str, Any] = {**sheet(client, lesson), "text": "Thalès", "work": "Ex. 12", "shown": "hidden"}
    sent |= {
        "fichiers": [SimpleUploadedFile("cours.txt", b"Cours de ce jour.")],
        "documents": [SimpleUploadedFile("exercices.txt", b"Exercices du jour.")],
    }
    assert client.post(reverse("diary:lesson", args=[lesson.pk]), sent).status_code == 302
    files = list(StoredFile.objects.filter(kind__startswith="diary."))
    assert {one.name for one in files} == {"cours.txt", "exercices.txt"}
    addresses = [f"/fichiers/{one.pk}/" for one in files]
    for address in addresses:
        assert client.get(address).status_code in (200, 302)
        for stranger in (PUPIL, PARENT, "adam-benali", "yves-caron"):
            assert client_as(stranger).get(address).status_code == 404, stranger
        assert client_as(OFFICE).get(address).status_code == 403
    Entry.objects.update(appears_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    Work.objects.update(appears_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    for address in addresses:
        for reader in (PUPIL, PARENT):
            assert client_as(reader).get(address).status_code in (200, 302)
        assert client_as("adam-benali").get(address).status_code == 404
    assert "exercices.txt" in client_as(PUPIL).get(reverse("diary:to_do")).content.decode()
    page = client.get(reverse("diary:lesson", args=[lesson.pk]))
    one = StoredFile.objects.get(kind="diary.entry")
    gone = client.post(page.request["PATH_INFO"], {**typed(page), "retirer-fichier": str(one.pk)})
    assert gone.status_code == 302 and not StoredFile.objects.filter(pk=one.pk).exists()


def test_from_five_in_the_afternoon_the_evening_is_for_tomorrow(diary: Diary, moment: Clock) -> None:
    room = diary.homeroom()
    for day, text in ((TODAY, "Pour aujourd’hui"), (TUESDAY, "Pour demain")):
        diary.give(diary.given(None, text=text, due={room.pk: day}))
    moment.now = dt.datetime(2026, 11, 23, 15, 59, tzinfo=dt.UTC)
    forget_known()
    assert [one.text for one in coming_of(diary.hat(PUPIL))[0].lines] == ["Pour aujourd’hui"]
    moment.now = dt.datetime(2026, 11, 23, 16, 0, tzinfo=dt.UTC)
    told = [one for one in coming_of(diary.hat(PARENT)) if one.lines]
    assert [(one.day, one.lines[0].text) for one in told] == [(TUESDAY, "Pour demain")]


def test_homes_of_a_school_far_away_go_by_its_own_day(diary: Diary, moment: Clock) -> None:
    room = diary.homeroom()
    School.objects.filter(pk=diary.school.pk).update(timezone="Pacific/Tahiti")
    for day, text in ((TODAY, "Pour lundi"), (TUESDAY, "Pour mardi")):
        diary.give(diary.given(None, text=text, due={room.pk: day}))
    slot = diary.slot(starts=960, ends=1015)
    forget_known()
    # It is Tuesday already in Paris, and still Monday in Papeete: half past four in the afternoon, then half past five.
    moment.now = dt.datetime(2026, 11, 24, 2, 30, tzinfo=dt.UTC)
    assert [one.text for one in coming_of(diary.hat(PUPIL))[0].lines] == ["Pour lundi"]
    assert waiting_of(diary.hat(TEACHER)) == []
    moment.now = dt.datetime(2026, 11, 24, 3, 30, tzinfo=dt.UTC)
    assert [one.text for one in coming_of(diary.hat(PUPIL))[0].lines] == ["Pour mardi"]
    # In Papeete it is five past four of Tuesday: the lesson of four o'clock has begun.
    moment.now = dt.datetime(2026, 11, 25, 2, 5, tzinfo=dt.UTC)
    assert [one.line.lesson_id for one in waiting_of(diary.hat(TEACHER))] == [diary.lesson(slot).pk]


def test_home_tells_lessons_whose_page_waits_and_no_other(diary: Diary, moment: Clock) -> None:
    slot = diary.slot()
    moment.now = dt.datetime(2026, 11, 24, 6, 59, tzinfo=dt.UTC)
    assert waiting_of(diary.hat(TEACHER)) == []
    moment.now = dt.datetime(2026, 11, 24, 7, 5, tzinfo=dt.UTC)
    (one,) = waiting_of(diary.hat(TEACHER))
    assert one.line.lesson_id == diary.lesson(slot).pk
    diary.write(diary.lesson(slot))
    assert waiting_of(diary.hat(TEACHER)) == []


def test_a_page_without_a_lesson_by_its_form(diary: Diary, client_as: Visit) -> None:
    client, room, key = client_as(TEACHER), diary.homeroom(), new_id()
    address = reverse("diary:page", args=[key])
    sent = {**typed(client.get(f"{address}?classe={room.pk}")), "text": "Musée", "subject": "Sortie"}
    for _time in range(2):
        assert client.post(address, sent).status_code == 302
    row = Entry.objects.get()
    assert (row.pk, row.subject, row.day, row.version) == (key, "Sortie", TODAY, 1)
    again = typed(client.get(address))
    assert client.post(address, {**again, "text": "Musée, puis bilan"}).status_code == 302
    assert client.post(address, {**again, "text": "Autre"}).status_code == 409
    wrong = {**sent, "day": "2020-01-01"}
    assert client.post(reverse("diary:page", args=[new_id()]), wrong).status_code == 422
    assert client_as("nadia-leroy").get(address).status_code == 403
    assert "Modifier" in client.get(reverse("diary:of_class", args=[room.pk])).content.decode()


def test_the_lesson_under_way_leads_to_its_page_and_one_that_is_written_stays(
    diary: Diary, client_as: Visit, moment: Clock
) -> None:
    slot = diary.slot()
    lesson = diary.lesson(slot)
    moment.now = dt.datetime(2026, 11, 24, 7, 10, tzinfo=dt.UTC)
    address = reverse("diary:lesson", args=[lesson.pk])
    assert address in client_as(TEACHER).get("/agenda/").content.decode()
    assert address not in client_as(PUPIL).get("/agenda/").content.decode()
    diary.write(lesson)
    end_slot(**diary.doing(HEAD), slot_id=slot.pk, last_on=TODAY, version=1)
    assert Lesson.objects.filter(pk=lesson.pk).exists()
    assert not Lesson.objects.filter(slot=slot, day__gt=TUESDAY).exists()


def test_a_document_alone_is_published_beside_work(
    diary: Diary, client_as: Visit, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    lesson, client = diary.lesson(diary.slot()), client_as(TEACHER)
    address = reverse("diary:lesson", args=[lesson.pk])
    sent: dict[str, Any] = {**sheet(client, lesson), "work": "Ex. 12", "shown": "now"}
    sent["fichiers"] = [SimpleUploadedFile("cours.txt", b"Cours de ce jour.")]
    assert client.post(address, sent).status_code == 302
    assert Entry.objects.get().appears_at is not None
    assert client.post(address, {**sheet(client, lesson), "shown": "hidden"}).status_code == 302
    assert Entry.objects.get().appears_at is None
    again = {**sheet(client, lesson), "work": "Ex. 14", "shown": "now"}
    assert client.post(address, again).status_code == 302
    row = Entry.objects.get()
    assert (row.text, row.attached, row.appears_at is not None) == ("", 1, True)
    assert Work.objects.count() == 2


def test_a_draft_that_was_emptied_waits_again(diary: Diary, moment: Clock) -> None:
    lesson = diary.lesson(diary.slot())
    moment.now = dt.datetime(2026, 11, 24, 7, 5, tzinfo=dt.UTC)
    diary.write(lesson, "Tha", publication=HIDDEN)
    assert [one.state for one in lessons_to_fill(diary.hat(TEACHER), TODAY, TUESDAY)] == ["hidden"]
    assert waiting_of(diary.hat(TEACHER)) == []
    diary.write(lesson, "", publication=HIDDEN, version=1)
    assert [one.line.lesson_id for one in waiting_of(diary.hat(TEACHER))] == [lesson.pk]
    Entry.objects.update(attached=1)
    assert [one.state for one in lessons_to_fill(diary.hat(TEACHER), TODAY, TUESDAY)] == ["hidden"]
