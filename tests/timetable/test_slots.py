"""Slots written and ended: lessons follow, nothing doubles, nobody overwrites another, conflicts are told first."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from preau.directory.enums import GroupSource
from preau.directory.errors import Overtaken, Refused
from preau.directory.models import Enrollment, GroupHomeroom, GroupMembership, StudentGroup
from preau.directory.services import close_days, open_days
from preau.kernel import outbox
from preau.kernel.ids import new_id
from preau.kernel.models import AuditEntry
from preau.timetable.enums import Trouble
from preau.timetable.models import Lesson, Slot, SlotTeacher
from preau.timetable.services import (
    Conflicting,
    end_slot,
    forget_old,
    make_lessons,
    make_near,
    make_year,
    name_weeks,
)
from preau.timetable.weeks import alternate
from timetable.conftest import CPE, TEACHER, TODAY, Timetable

TUESDAY = TODAY + dt.timedelta(days=1)


def days(slot: Slot) -> list[dt.date]:
    return list(Lesson.objects.filter(slot=slot).order_by("day").values_list("day", flat=True))


def test_a_slot_has_the_lessons_of_its_next_two_weeks_at_once(table: Timetable) -> None:
    slot = table.slot()
    assert [TUESDAY, TUESDAY + dt.timedelta(days=7)] == [one for one in days(slot) if one >= TODAY]
    assert AuditEntry.objects.filter(action="timetable.save_slot", subject_id=str(slot.pk)).count() == 1


def test_the_night_makes_the_rest_of_the_year_and_nothing_twice(table: Timetable) -> None:
    slot = table.slot()
    assert make_near() == 0
    made = make_year()
    assert made > 20
    assert make_year() == 0
    assert len(set(days(slot))) == len(days(slot))
    assert max(days(slot)) <= slot.last_on


def test_a_form_sent_twice_writes_once_and_another_one_does_not_overwrite(table: Timetable) -> None:
    number = new_id()
    first = table.slot(number)
    assert table.slot(number).version == first.version == 1
    assert table.slot(number, version=1, starts=485).version == 2
    with pytest.raises(Overtaken):
        table.slot(number, version=1, starts=490)
    assert Slot.objects.get(pk=number).starts == 485
    assert Slot.objects.count() == 1


def test_lessons_to_come_follow_the_slot_and_those_held_stay(table: Timetable) -> None:
    slot = table.slot()
    before = [one for one in days(slot) if one < TODAY]
    table.slot(slot.pk, version=1, weekday=4)
    after = days(slot)
    assert [one for one in after if one < TODAY] == before
    assert {one.isoweekday() for one in after if one >= TODAY} == {4}


def test_a_changed_lesson_is_kept_when_its_week_loses_it(table: Timetable) -> None:
    slot = table.slot()
    lesson = table.lesson(slot)
    table.change(lesson, is_cancelled=True)
    table.slot(slot.pk, version=1, weekday=4)
    assert Lesson.objects.filter(pk=lesson.pk).exists()


def test_an_ended_slot_holds_no_lesson_more(table: Timetable) -> None:
    slot = table.slot()
    end_slot(**table.doing(), slot_id=slot.pk, last_on=TODAY, version=1)
    assert max(days(slot)) < TODAY
    end_slot(**table.doing(), slot_id=slot.pk, last_on=TODAY, version=1)  # twice is once
    with pytest.raises(Overtaken):
        end_slot(**table.doing(), slot_id=slot.pk, last_on=TODAY - dt.timedelta(days=3), version=1)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"ends": 480}, "avant de commencer"),
        ({"letters": "A"}, "pas de semaine A"),
        ({"title": " "}, "Dites la matière"),
        ({"homerooms": frozenset({new_id()})}, "classes n’existe pas"),
        ({"groups": frozenset({new_id()})}, "groupes n’existe pas"),
        ({"teachers": frozenset({new_id()})}, "n’est pas dans cet établissement"),
        ({"room_id": new_id()}, "salle n’existe pas"),
        ({"weeks": 1 << 60}, "hors de l’année"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(table: Timetable, more: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        table.slot(**more)
    assert not Slot.objects.exists()


@pytest.mark.parametrize("who", [TEACHER, CPE])
def test_who_does_not_set_the_timetable_writes_nothing(table: Timetable, who: str) -> None:
    with pytest.raises(PermissionDenied):
        table.slot(who=who)


def test_conflicts_of_teacher_room_and_class_are_told_then_known(table: Timetable) -> None:
    room = table.room("B204")
    table.slot(room_id=room.pk)
    with pytest.raises(Conflicting) as told:
        table.slot(room_id=room.pk, starts=500, ends=560)
    assert {one.trouble for one in told.value.conflicts} == set(Trouble)
    assert Slot.objects.count() == 1
    table.slot(room_id=room.pk, starts=500, ends=560, known={one.key for one in told.value.conflicts})
    assert Slot.objects.count() == 2


def test_lessons_that_never_meet_are_no_conflict(table: Timetable) -> None:
    school = table.school.pk
    letters = alternate(2026, "AB", frozenset())
    name_weeks(**table.doing(), school_id=school, year=2026, letters=letters)
    table.slot(letters="A")
    table.slot(letters="B")
    table.slot(starts=535, ends=590)
    assert Slot.objects.count() == 3


def test_two_halves_of_a_class_are_taught_at_once_and_the_whole_class_with_neither(table: Timetable) -> None:
    halves = []
    pupils = list(
        Enrollment.objects.filter(school=table.school, homeroom=table.homeroom(), left_on=None).values_list(
            "student_id", flat=True
        )
    )
    for number in range(2):
        half = StudentGroup.objects.create(
            school=table.school, school_year_id=2026, code=f"H{number}", label=f"Groupe {number + 1}",
            source=GroupSource.TIMETABLE,
        )  # fmt: skip
        GroupHomeroom.objects.create(school=table.school, group=half, homeroom=table.homeroom())
        GroupMembership.objects.bulk_create(
            GroupMembership(school=table.school, group=half, student_id=one) for one in pupils[number::2]
        )
        halves.append(half.pk)
    table.slot(homerooms=frozenset(), groups=frozenset({halves[0]}))
    table.slot(homerooms=frozenset(), groups=frozenset({halves[1]}), teachers=frozenset())
    with pytest.raises(Conflicting) as told:
        table.slot(teachers=frozenset())
    assert [one.trouble for one in told.value.conflicts] == [Trouble.PUPILS, Trouble.PUPILS]


def test_several_teach_together(table: Timetable) -> None:
    both = frozenset({table.academy[TEACHER].person.pk, table.academy["helene-garnier"].person.pk})
    slot = table.slot(teachers=both)
    assert set(SlotTeacher.objects.filter(slot=slot).values_list("teacher_id", flat=True)) == both


def test_days_without_class_take_their_lessons_away_and_give_them_back(table: Timetable) -> None:
    slot = table.slot()
    said = {"actor": table.doing()["actor"], "school_id": table.school.pk}
    row = close_days(**said, starts_on=TUESDAY, ends_on=TUESDAY, reason="Journée pédagogique")
    outbox.dispatch()
    assert TUESDAY not in days(slot)
    open_days(**said, closure_id=row.pk)
    outbox.dispatch()
    assert TUESDAY in days(slot)


def test_letters_put_on_the_weeks_move_the_lessons_to_come(table: Timetable) -> None:
    school = table.school.pk
    letters = alternate(2026, "AB", frozenset())
    name_weeks(**table.doing(), school_id=school, year=2026, letters=letters)
    slot = table.slot(letters="A")
    here = [one for one in days(slot) if one >= TODAY]
    swapped = letters.translate(str.maketrans("AB", "BA"))
    name_weeks(**table.doing(), school_id=school, year=2026, letters=swapped)
    assert not set(here) & set(days(slot))
    assert [one for one in days(slot) if one >= TODAY]


def test_a_timetable_is_forgotten_a_year_after_its_own(table: Timetable, monkeypatch: pytest.MonkeyPatch) -> None:
    table.slot()
    from preau.kernel import clock

    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2028, 8, 30, 3, tzinfo=dt.UTC))
    assert forget_old() == 0
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2028, 9, 2, 3, tzinfo=dt.UTC))
    assert forget_old() == 1
    assert not Lesson.objects.exists()


def test_lessons_of_september_are_made_in_august(table: Timetable, monkeypatch: pytest.MonkeyPatch) -> None:
    from preau.directory.models import SchoolYear
    from preau.kernel import clock

    SchoolYear.objects.get_or_create(
        year=2027, defaults={"starts_on": dt.date(2027, 9, 1), "ends_on": dt.date(2028, 8, 31)}
    )
    slot = Slot.objects.create(
        school=table.school, school_year_id=2027, weekday=4, starts=480, ends=535, first_on=dt.date(2027, 9, 2),
        last_on=dt.date(2028, 6, 30), title="Rentrée",
    )  # fmt: skip
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2027, 8, 25, 3, tzinfo=dt.UTC))
    assert make_lessons(school_id=table.school.pk, until=dt.date(2027, 9, 8)) == 1
    assert days(slot) == [dt.date(2027, 9, 2)]
