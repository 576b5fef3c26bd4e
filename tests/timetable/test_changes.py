"""What differs one day from the regular week."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from preau.directory.errors import Overtaken, Refused
from preau.kernel.ids import new_id
from preau.timetable.enums import Trouble
from preau.timetable.models import Change
from preau.timetable.services import Conflicting
from timetable.conftest import HEAD, TEACHER, TODAY, Timetable

THURSDAY = TODAY + dt.timedelta(days=3)
MOVED = {"day": THURSDAY, "starts": 600, "ends": 655}


def test_a_change_is_written_once_read_again_and_taken_back(table: Timetable) -> None:
    lesson = table.lesson(table.slot())
    first = table.change(lesson, is_cancelled=True, reason="Sortie scolaire")
    assert first is not None and first.version == 1
    again = table.change(lesson, is_cancelled=True, reason="Sortie scolaire")
    assert again is not None and again.version == 1
    with pytest.raises(Overtaken):
        table.change(lesson, is_remote=True)
    second = table.change(lesson, version=1, is_remote=True, link="https://visio.example/x")
    assert second is not None and not second.is_cancelled
    assert table.change(lesson, version=2) is None
    assert not Change.objects.exists()


def test_a_lesson_does_not_move_onto_another_unread(table: Timetable) -> None:
    lesson = table.lesson(table.slot())
    table.slot(weekday=4, starts=630, ends=685)
    with pytest.raises(Conflicting) as told:
        table.change(lesson, **MOVED)
    assert {one.trouble for one in told.value.conflicts} == {Trouble.TEACHER, Trouble.PUPILS}
    assert table.change(lesson, **MOVED, known={one.key for one in told.value.conflicts}) is not None


def test_a_lesson_moves_into_the_place_of_one_that_is_cancelled(table: Timetable) -> None:
    lesson = table.lesson(table.slot())
    other = table.slot(weekday=4, starts=600, ends=655)
    table.change(table.lesson(other, THURSDAY), is_cancelled=True)
    assert table.change(lesson, **MOVED) is not None


def test_a_lesson_that_was_moved_there_is_met_there(table: Timetable) -> None:
    lesson = table.lesson(table.slot())
    other = table.lesson(table.slot(starts=540, ends=595))
    table.change(other, **MOVED)
    with pytest.raises(Conflicting):
        table.change(lesson, **MOVED)


def test_who_stands_in_elsewhere_is_not_free(table: Timetable) -> None:
    room = table.room("C1")
    lesson = table.lesson(table.slot())
    me = table.academy[HEAD].person.pk
    table.slot(teachers=frozenset({me}), homerooms=frozenset(), room_id=room.pk)
    with pytest.raises(Conflicting) as told:
        table.change(lesson, absent_id=table.academy[TEACHER].person.pk, teacher_id=me, has_room=True, room_id=room.pk)
    assert {one.trouble for one in told.value.conflicts} == {Trouble.TEACHER, Trouble.ROOM}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"day": THURSDAY}, "le jour, le début et la fin"),
        ({"day": THURSDAY, "starts": 655, "ends": 600}, "avant de commencer"),
        ({"day": dt.date(2028, 1, 1), "starts": 600, "ends": 655}, "année scolaire"),
        ({"has_room": True, "room_id": new_id()}, "salle n’existe pas"),
        ({"teacher_id": new_id()}, "n’est pas dans cet établissement"),
        ({"absent_id": new_id()}, "n’assure pas ce cours"),
        ({"is_remote": True, "link": "javascript:alert(1)"}, "https://"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(table: Timetable, more: dict[str, Any], said: str) -> None:
    lesson = table.lesson(table.slot())
    with pytest.raises(Refused, match=said):
        table.change(lesson, **more)
    assert not Change.objects.exists()


def test_a_teacher_does_not_change_the_timetable(table: Timetable) -> None:
    with pytest.raises(PermissionDenied):
        table.change(table.lesson(table.slot()), who=TEACHER, is_cancelled=True)
