"""What was done in a lesson: who writes it, when families read it, nothing doubled or overwritten."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from diary.conftest import HEAD, PARENT, PUPIL, TEACHER, TODAY, TUESDAY, Clock, Diary
from preau.diary.enums import Shown
from preau.diary.models import Entry, FormerText
from preau.diary.services import HIDDEN, NOW, Place, Publication, endorse, is_late, save_entry, undo_entry
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.kernel.ids import new_id
from preau.timetable.models import Lesson

PARIS = "Europe/Paris"


def test_a_lesson_has_one_page_however_often_it_is_sent(diary: Diary) -> None:
    lesson = diary.lesson(diary.slot())
    key = new_id()
    first = diary.write(lesson, entry_id=key)
    again = diary.write(lesson, entry_id=key)
    assert (first.pk, again.version) == (again.pk, 1)
    row = Entry.objects.get()
    assert (row.day, row.starts, row.subject) == (TUESDAY, 480, "Mathématiques")
    assert [one.label for one in row.units.all()] == [diary.homeroom().label]


def test_two_who_teach_together_never_overwrite_each_other(diary: Diary) -> None:
    me, other = diary.academy[TEACHER].person.pk, diary.academy[HEAD].person.pk
    lesson = diary.lesson(diary.slot(teachers=frozenset({me, other})))
    diary.write(lesson, "Thalès")
    with pytest.raises(Overtaken):
        diary.write(lesson, "Pythagore", entry_id=new_id())
    kept = diary.write(lesson, "Thalès, puis Pythagore", version=1)
    assert kept.version == 2
    assert Entry.objects.count() == 1


def test_who_teaches_it_writes_a_colleague_does_not(diary: Diary) -> None:
    lesson = diary.lesson(diary.slot(teachers=frozenset({diary.academy[HEAD].person.pk})))
    with pytest.raises(PermissionDenied):
        diary.write(lesson)
    for stranger in (PUPIL, PARENT):
        with pytest.raises(Unknown):
            diary.write(lesson, who=stranger)
    assert not Entry.objects.exists()


def test_who_stands_in_writes_and_who_is_stood_in_for_too(diary: Diary) -> None:
    me, head = diary.academy[TEACHER].person.pk, diary.academy[HEAD].person.pk
    lesson = diary.lesson(diary.slot(teachers=frozenset({head})))
    diary.change(lesson, absent_id=head, teacher_id=me)
    assert diary.write(lesson).version == 1
    mine = diary.lesson(diary.slot(starts=600, ends=655))
    diary.change(mine, absent_id=me, teacher_id=head)
    assert diary.write(mine, "Ce que je laisse à faire").version == 1


def test_a_lesson_that_moved_is_written_where_it_is_held(diary: Diary) -> None:
    lesson = diary.lesson(diary.slot())
    diary.change(lesson, day=TODAY + dt.timedelta(days=3), starts=600, ends=655)
    row = diary.write(lesson)
    assert (row.day, row.starts) == (TODAY + dt.timedelta(days=3), 600)


def test_what_is_written_at_night_appears_in_the_morning(diary: Diary, moment: Clock) -> None:
    lesson = diary.lesson(diary.slot())
    moment.now = dt.datetime(2026, 11, 24, 20, 30, tzinfo=dt.UTC)
    row = diary.write(lesson)
    assert row.appears_at == dt.datetime(2026, 11, 25, 6, 0, tzinfo=dt.UTC)
    hidden = diary.write(lesson, publication=HIDDEN, version=1)
    assert hidden.appears_at is None
    later = Publication(Shown.LATER, dt.datetime(2026, 11, 26, 22, 0, tzinfo=dt.UTC))
    assert diary.write(lesson, publication=later, version=2).appears_at == dt.datetime(
        2026, 11, 27, 6, 0, tzinfo=dt.UTC
    )


def test_its_writer_reads_that_it_is_not_there_yet(diary: Diary, moment: Clock) -> None:
    lesson = diary.lesson(diary.slot())
    moment.now = dt.datetime.combine(TUESDAY, dt.time(21), dt.UTC)
    diary.write(lesson)

    def mine() -> str:
        return diary.academy.client(TEACHER).get("/cahier/").content.decode()

    assert "Va paraître" in mine() and "Publié" not in mine()
    moment.now += dt.timedelta(hours=12)
    assert "Publié" in mine() and "Va paraître" not in mine()


def test_nothing_is_published_that_says_nothing(diary: Diary) -> None:
    lesson = diary.lesson(diary.slot())
    with pytest.raises(Refused, match="Écrivez"):
        diary.write(lesson, "  ")
    assert diary.write(lesson, "", publication=HIDDEN).appears_at is None


def test_a_writing_is_taken_back_and_brought_again(diary: Diary, moment: Clock) -> None:
    lesson = diary.lesson(diary.slot())
    row = diary.write(lesson, "Thalès")
    moment.now += dt.timedelta(hours=1)
    diary.write(lesson, "", version=1, publication=HIDDEN)
    back = undo_entry(**diary.doing(TEACHER), entry_id=row.pk, version=2)
    assert back.text == "Thalès"
    assert undo_entry(**diary.doing(TEACHER), entry_id=row.pk, version=3).text == ""


def test_what_is_typed_in_one_sitting_is_one_writing(diary: Diary, moment: Clock) -> None:
    lesson = diary.lesson(diary.slot())
    for version, text in enumerate(("T", "Th", "Tha", "Thalès")):
        diary.write(lesson, text, version=version, publication=None)
        moment.now += dt.timedelta(seconds=2)
    assert FormerText.objects.count() == 1


def test_under_the_visa_nothing_is_written_any_more(diary: Diary) -> None:
    lesson = diary.lesson(diary.slot(weekday=1), TODAY)
    row = diary.write(lesson)
    teacher = diary.academy[TEACHER].person.pk
    told = {"school_id": diary.school.pk, "teacher_id": teacher, "until": TODAY, "comment": "Vu, merci."}
    with pytest.raises(PermissionDenied):
        endorse(**diary.doing(TEACHER), **told)
    first = endorse(**diary.doing(HEAD), **told)
    assert endorse(**diary.doing(HEAD), **told).pk == first.pk
    with pytest.raises(Refused, match="visée"):
        diary.write(lesson, "Autre chose", version=1)
    with pytest.raises(Refused, match="visée"):
        undo_entry(**diary.doing(TEACHER), entry_id=row.pk, version=1)


def test_a_page_published_long_after_is_late(diary: Diary, moment: Clock) -> None:
    slot = diary.slot()
    moment.now += dt.timedelta(days=8)
    on_time, late = (diary.write(diary.lesson(slot, day)) for day in (TUESDAY, TUESDAY - dt.timedelta(days=7)))
    assert not is_late(on_time.day, on_time.published_at, PARIS)
    assert is_late(late.day, late.published_at, PARIS)


@pytest.mark.parametrize(
    ("hour", "zone", "late"), [(22, PARIS, False), (23, PARIS, True), (23, "Pacific/Tahiti", False)]
)
def test_the_days_are_those_of_the_school(hour: int, zone: str, late: bool) -> None:
    # 23:00 UTC of that Tuesday is midnight, and Wednesday, in Paris; it is one in the afternoon, Tuesday, in Papeete.
    assert is_late(TUESDAY, dt.datetime(2026, 12, 1, hour, 0, tzinfo=dt.UTC), zone) is late


def test_a_class_and_a_day_without_lesson(diary: Diary) -> None:
    room = diary.homeroom()
    place = Place(diary.school.pk, TODAY, "Sortie au musée", units={room.pk: room.label})
    key = new_id()
    for _time in range(2):
        row = save_entry(**diary.doing(TEACHER), entry_id=key, place=place, text="Visite", publication=NOW)
    assert (row.lesson, row.version) == (None, 1)
    with pytest.raises(PermissionDenied):
        save_entry(
            **diary.doing("nadia-leroy"), entry_id=new_id(), place=place, text="Visite", publication=NOW
        )  # fmt: skip


def test_the_page_stays_when_its_lesson_goes(diary: Diary) -> None:
    lesson = diary.lesson(diary.slot())
    diary.write(lesson)
    Lesson.objects.filter(pk=lesson.pk).delete()
    assert Entry.objects.get().text == "Thalès"
