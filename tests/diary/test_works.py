"""Work to do: for several classes, weighed before it is given, ticked by pupils, its time told without names."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cast import COLLEGE
from diary.conftest import HEAD, NEXT_TUESDAY, PARENT, PUPIL, TEACHER, TODAY, TUESDAY, Clock, Diary
from diary.test_pages import typed
from preau.diary.errors import Overloaded
from preau.diary.models import Done, OwnTask, Work, WorkUnit
from preau.diary.selectors.load import Rule, loads_of
from preau.diary.services import HIDDEN, remove_work, save_task, set_rule, tell_minutes, tick, tick_task, works
from preau.diary.services.terms import forget_ticks
from preau.directory.enums import GroupSource
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.models import Enrollment, GroupMembership, Section, StudentGroup
from preau.kernel.ids import new_id
from preau.timetable.models import Lesson
from preau.timetable.services import end_slot, make_lessons


def test_one_work_for_two_classes_each_for_its_own_day(diary: Diary) -> None:
    lesson, other = diary.lesson(diary.slot()), diary.others_class()
    room = diary.homeroom()
    given = diary.given(
        lesson, due={room.pk: NEXT_TUESDAY, other.pk: TODAY + dt.timedelta(days=4)},
        units={room.pk: room.label, other.pk: other.label},
    )  # fmt: skip
    key = new_id()
    for _time in range(2):
        work = diary.give(given, work_id=key)
    assert work.version == 1
    mine = WorkUnit.objects.get(unit=room.pk)
    assert (mine.due_on, mine.due_starts, mine.due_lesson) == (
        NEXT_TUESDAY, 480, diary.lesson(lesson.slot, NEXT_TUESDAY).pk,
    )  # fmt: skip
    assert WorkUnit.objects.get(unit=other.pk).due_starts is None
    fewer = diary.given(lesson)
    diary.give(fewer, work_id=key, version=1)
    assert [one.pk for one in WorkUnit.objects.all()] == [mine.pk]


def test_only_to_classes_that_one_teaches(diary: Diary) -> None:
    lesson = diary.lesson(diary.slot())
    stranger = uuid.uuid4()
    with pytest.raises(PermissionDenied):
        diary.give(diary.given(lesson, due={stranger: NEXT_TUESDAY}, units={stranger: "?"}))
    with pytest.raises(PermissionDenied):
        diary.give(diary.given(None), who="nadia-leroy")
    with pytest.raises(Unknown):
        diary.give(diary.given(None), who=PARENT)
    with pytest.raises(Unknown):
        diary.give(diary.given(None, school_id=diary.academy.school(COLLEGE).pk))
    assert not Work.objects.exists()


def test_a_colleague_changes_nothing_of_it(diary: Diary) -> None:
    work = diary.give(diary.given(None))
    with pytest.raises(PermissionDenied):
        diary.give(diary.given(None, text="Autre"), who=HEAD, work_id=work.pk, version=1)
    with pytest.raises(Overtaken):
        diary.give(diary.given(None, text="Autre"), work_id=work.pk)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"text": " "}, "Écrivez le travail"),
        ({"due": {}}, "au moins une classe"),
        ({"minutes": 5000}, "minutes"),
        ({"kind": "none"}, "sorte"),
        ({"given_on": dt.date(2026, 12, 25)}, "avant d’être donné"),
        ({"given_on": dt.date(2026, 5, 2)}, "année scolaire"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(diary: Diary, more: dict[str, object], said: str) -> None:
    with pytest.raises(Refused, match=said):
        diary.give(diary.given(None, **more))
    assert not Work.objects.exists()


def test_a_full_evening_is_told_with_another_day_then_given_all_the_same(diary: Diary) -> None:
    diary.slot()
    diary.slot(weekday=4)
    room = diary.homeroom().pk
    diary.give(diary.given(None, minutes=70))
    with pytest.raises(Overloaded) as told:
        diary.give(diary.given(None, minutes=30))
    (full,) = told.value.overloads
    assert (full.unit, full.minutes, full.better_on) == (room, 100, TODAY + dt.timedelta(days=10))
    assert Work.objects.count() == 1
    diary.give(diary.given(None, minutes=30), known=[full.key])
    diary.give(diary.given(None, minutes=30), publication=HIDDEN)
    assert Work.objects.count() == 3


def test_the_better_day_is_no_cancelled_lesson(diary: Diary) -> None:
    diary.slot()
    thursday = diary.slot(weekday=4)
    diary.change(diary.lesson(thursday, TODAY + dt.timedelta(days=10)), is_cancelled=True)
    make_lessons(school_id=diary.school.pk, until=TODAY + dt.timedelta(days=30))
    diary.give(diary.given(None, minutes=70))
    with pytest.raises(Overloaded) as told:
        diary.give(diary.given(None, minutes=30))
    assert told.value.overloads[0].better_on == NEXT_TUESDAY + dt.timedelta(days=7)


def test_tests_of_the_day_are_counted(diary: Diary) -> None:
    for _time in range(2):
        diary.give(diary.given(None, kind="test", minutes=None))
    with pytest.raises(Overloaded) as told:
        diary.give(diary.given(None, kind="test", minutes=None))
    assert (told.value.overloads[0].tests, told.value.overloads[0].is_tests) == (3, True)


def test_a_school_says_how_much_an_evening_holds(diary: Diary) -> None:
    told = {"school_id": diary.school.pk, "minutes": 60, "tests": 1}
    with pytest.raises(PermissionDenied):
        set_rule(**diary.doing(TEACHER), **told, seen=Rule())
    set_rule(**diary.doing(HEAD), **told, seen=Rule())
    with pytest.raises(Overtaken):
        set_rule(**diary.doing(HEAD), school_id=diary.school.pk, minutes=45, tests=1, seen=Rule())
    with pytest.raises(Overloaded):
        diary.give(diary.given(None, minutes=61))


def test_the_load_is_that_of_the_busiest_pupil(diary: Diary) -> None:
    room = diary.homeroom()
    pupils = list(Enrollment.objects.filter(school=diary.school, homeroom=room, left_on=None).order_by("pk"))
    assert len(pupils) > 1
    for code, minutes, theirs in (("G1", 20, pupils[::2]), ("G2", 15, pupils[1::2])):
        half = half_of(diary, code, [one.student_id for one in theirs])
        diary.give(diary.given(None, minutes=minutes, due={half.pk: NEXT_TUESDAY}, units={half.pk: half.label}))
    diary.give(diary.given(None, minutes=10))
    found = loads_of(diary.school.pk, [room.pk], TODAY, NEXT_TUESDAY)
    assert found[room.pk][NEXT_TUESDAY].minutes == 30


def half_of(diary: Diary, code: str, pupils: list[uuid.UUID]) -> StudentGroup:
    """A group of these pupils, that the teacher teaches."""
    here = {"school": diary.school, "school_year_id": 2026}
    made = StudentGroup.objects.create(**here, code=code, label=f"2de 4 {code}", source=GroupSource.AAF)
    Section.objects.create(**here, teacher=diary.academy[TEACHER].person, subject_code="000001", group=made)
    for one in pupils:
        GroupMembership.objects.create(school=diary.school, group=made, student_id=one)
    return made


def test_a_pupil_ticks_a_guardian_does_not(diary: Diary) -> None:
    work = diary.give(diary.given(None))
    for _time in range(2):
        diary.tick(work)
    assert Done.objects.count() == 1
    with pytest.raises(PermissionDenied):
        diary.tick(work, PARENT)
    with pytest.raises(Unknown):
        diary.tick(work, TEACHER)
    with pytest.raises(Unknown):
        tick(**diary.doing("adam-benali", COLLEGE), work_id=work.pk, is_done=True)
    diary.tick(work, is_done=False)
    assert not Done.objects.exists()


def test_hidden_work_is_nobodys_to_tick(diary: Diary) -> None:
    work = diary.give(diary.given(None), publication=HIDDEN)
    with pytest.raises(Unknown):
        diary.tick(work)
    shown = diary.give(diary.given(None))
    remove_work(**diary.doing(TEACHER), work_id=shown.pk, version=1)
    with pytest.raises(Unknown):
        diary.tick(shown)


def test_five_pupils_correct_what_was_reckoned_four_do_not(diary: Diary) -> None:
    work = diary.give(diary.given(None))
    rows = Enrollment.objects.filter(school=diary.school, homeroom=diary.homeroom(), left_on=None)
    others = rows.exclude(student=diary.academy[PUPIL].person).values_list("student_id", flat=True)[:4]
    for student, minutes in zip(others[:3], (30, 40, 50), strict=True):
        Done.objects.create(school=diary.school, pupil_id=student, work=work, minutes=minutes)
    tell_minutes(**diary.doing(PUPIL), work_id=work.pk, minutes=45)
    assert Work.objects.get(pk=work.pk).told_minutes is None
    Done.objects.create(school=diary.school, pupil_id=others[3], work=work, minutes=60)
    tell_minutes(**diary.doing(PUPIL), work_id=work.pk, minutes=45)
    assert Work.objects.get(pk=work.pk).told_minutes == 45
    assert loads_of(diary.school.pk, [diary.homeroom().pk], TODAY, NEXT_TUESDAY)[diary.homeroom().pk][
        NEXT_TUESDAY
    ].minutes == 45  # fmt: skip
    diary.tick(work, is_done=False)
    assert Work.objects.get(pk=work.pk).told_minutes is None


def test_tasks_of_ones_own(diary: Diary) -> None:
    key, told = new_id(), {"text": "Rendre le livre", "due_on": TUESDAY}
    for _time in range(2):
        save_task(**diary.doing(PUPIL), task_id=key, **told)
    tick_task(**diary.doing(PUPIL), task_id=key, is_done=True)
    assert OwnTask.objects.get().is_done
    with pytest.raises(PermissionDenied):
        tick_task(**diary.doing(PARENT), task_id=key, is_done=False)
    with pytest.raises(Refused, match="à venir"):
        save_task(**diary.doing(PUPIL), task_id=new_id(), text="x", due_on=TODAY - dt.timedelta(days=1))


def test_ticks_go_after_a_year_by_their_number_alone(diary: Diary, moment: Clock) -> None:
    work = diary.give(diary.given(None))
    diary.tick(work)
    made = Done.objects.get().pk
    born = dt.datetime.fromtimestamp((made.int >> 80) / 1000, dt.UTC)
    moment.now = born + dt.timedelta(days=364)
    assert forget_ticks() == {}
    moment.now = born + dt.timedelta(days=366)
    assert forget_ticks() == {"ticks": 1}


def test_tasks_go_a_year_after_their_day_whatever_number_a_form_gave_them(diary: Diary, moment: Clock) -> None:
    for key in (uuid.UUID(int=1), uuid.UUID(int=(1 << 128) - 1)):
        save_task(**diary.doing(PUPIL), task_id=key, text="Rendre le livre", due_on=TUESDAY)
    moment.now += dt.timedelta(days=366)
    assert forget_ticks() == {}
    moment.now += dt.timedelta(days=1)
    assert forget_ticks() == {"own_tasks": 2}


def test_a_lesson_in_which_work_was_given_stays(diary: Diary) -> None:
    slot = diary.slot()
    lesson = diary.lesson(slot)
    diary.give(diary.given(lesson))
    end_slot(**diary.doing(HEAD), slot_id=slot.pk, last_on=TODAY, version=1)
    assert [one.pk for one in Lesson.objects.filter(slot=slot, day__gte=TODAY)] == [lesson.pk]


def test_work_is_still_its_writers_when_its_lesson_is_gone(diary: Diary, client_as: Any) -> None:
    lesson, theirs = diary.lesson(diary.slot()), uuid.uuid4()
    work = diary.give(diary.given(lesson))
    Lesson.objects.filter(pk=lesson.pk).delete()
    # A class that they reached by that lesson alone.
    WorkUnit.objects.create(school=diary.school, work=work, unit=theirs, label="Autre", due_on=NEXT_TUESDAY)
    client, address = client_as(TEACHER), reverse("diary:work", args=[work.pk])
    sent = {**typed(client.get(address)), "text": "Ex. 15"}
    assert client.post(address, sent).status_code == 302
    assert Work.objects.get().text == "Ex. 15"
    assert WorkUnit.objects.count() == 2
    with pytest.raises(PermissionDenied):
        diary.give(diary.given(lesson, text="Ex. 16"), who=HEAD, work_id=work.pk, version=2)
    with pytest.raises(PermissionDenied):
        diary.give(diary.given(lesson), work_id=new_id())
    stranger = uuid.uuid4()
    with pytest.raises(PermissionDenied):
        diary.give(diary.given(lesson, due={stranger: NEXT_TUESDAY}), work_id=work.pk, version=2)


def test_hidden_work_is_not_weighed(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    weighed = []
    monkeypatch.setattr(works, "loads_of", lambda *told, **more: weighed.append(told) or {})
    diary.give(diary.given(None), publication=HIDDEN)
    assert weighed == []
    diary.give(diary.given(None))
    assert len(weighed) == 1
