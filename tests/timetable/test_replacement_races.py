"""Several at the same moment about somebody's absence: nothing is written twice, nothing is forgotten."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from preau.directory.errors import Overtaken, Unknown
from preau.directory.services import close_days
from preau.kernel import scope
from preau.kernel.ids import new_id
from preau.timetable.models import Change, Lesson, Replacement
from preau.timetable.services import Unread, follow, make_lessons, making, remove_replacement, settle_year
from preau.timetable.services.replacements import TakenBack
from timetable.conftest import HEAD, TODAY, Timetable
from timetable.test_replacements import DAY, FRIDAY, NEXT_FRIDAY, TUESDAY, save, stretch

pytestmark = pytest.mark.django_db(transaction=True)
FAR = TODAY + 60 * DAY


def together(acts: list[Callable[[], Any]]) -> list[Any]:
    """What acts let go together came to: their value, or what they raised."""
    barrier, found = threading.Barrier(len(acts), timeout=60), []

    def run(act: Callable[[], Any]) -> None:
        try:
            connections["default"].ensure_connection()
            with scope.everything("tests of timetables"):
                barrier.wait()
                found.append(act())
        except Exception as error:
            found.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(one,)) for one in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    return found


def test_one_form_sent_six_times_at_once_is_one_stretch(table: Timetable) -> None:
    table.slot()
    said, key = stretch(table), new_id()
    told = together([lambda: save(table, said, key)] * 6)
    assert [getattr(one, "pk", one) for one in told] == [key] * 6
    assert Replacement.objects.get().version == 1 and Change.objects.count() == 2


def test_lessons_made_at_the_same_moment_follow(table: Timetable) -> None:
    table.slot()
    table.slot(weekday=4)
    said = stretch(table, last_on=FAR)
    told = together(
        [lambda: save(table, said), lambda: make_lessons(school_id=table.school.pk, until=FAR)]
    )  # fmt: skip
    assert not [one for one in told if isinstance(one, Exception) and not isinstance(one, Unread)]
    if not Replacement.objects.exists():  # lessons came between what was read and what was written: read again
        save(table, said)
    lessons = Lesson.objects.filter(day__range=(TUESDAY, FAR))
    assert Change.objects.count() == lessons.count() > 10


def test_a_hand_and_a_stretch_never_write_one_lesson_twice(table: Timetable) -> None:
    slot = table.slot()
    lesson = table.lesson(slot)
    said, key = stretch(table), new_id()
    told = together([lambda: save(table, said, key), lambda: table.change(lesson, is_cancelled=True)])
    assert all(isinstance(one, Replacement | Change | Overtaken | Unread) for one in told)
    change = Change.objects.get(lesson=lesson)
    assert change.is_cancelled is not (change.replacement_id == key)


def test_one_puts_a_lesson_back_while_another_prolongs(table: Timetable) -> None:
    slot = table.slot(weekday=5)
    row = save(table, stretch(table, last_on=FRIDAY))
    lesson = table.lesson(slot, FRIDAY)
    longer = stretch(table, last_on=NEXT_FRIDAY)
    told = together(
        [lambda: save(table, longer, row.pk, 1), lambda: table.change(lesson, version=1)]
    )  # fmt: skip
    assert not [one for one in told if isinstance(one, Exception) and not isinstance(one, Unread)]
    follow(table.school.pk)
    assert not Change.objects.filter(lesson=lesson).exists()


def test_what_a_hand_writes_while_the_week_loses_the_lesson_is_stored_or_refused(
    table: Timetable, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot = table.slot(weekday=5)
    save(table, stretch(table, last_on=FRIDAY))
    lesson, told = table.lesson(slot, FRIDAY), []
    hand = threading.Thread(
        target=lambda: told.extend(together([lambda: table.change(lesson, version=1, is_cancelled=True)]))
    )
    asked = making.kept_lessons

    def kept(*args: Any) -> set[uuid.UUID]:
        hand.start()
        hand.join(3)  # it waits for the week, or has been told that it is stored
        return asked(*args)

    monkeypatch.setattr(making, "kept_lessons", kept)
    close_days(
        actor=table.academy[HEAD].actor, school_id=table.school.pk, reason="Pont", starts_on=FRIDAY, ends_on=FRIDAY
    )  # fmt: skip
    settle_year(school_id=table.school.pk, day=FRIDAY)
    hand.join(60)
    (answer,) = told
    assert isinstance(answer, Change | Unknown)
    assert Change.objects.filter(lesson=lesson, is_cancelled=True).exists() is isinstance(answer, Change)


def test_removed_twice_at_once_it_is_once(table: Timetable) -> None:
    table.slot()
    row = save(table, stretch(table))
    told = together([lambda: remove_replacement(**table.doing(), replacement_id=row.pk, version=1)] * 4)
    assert sorted(told, key=str) == [None, None, None, TakenBack(2, 0)] and not Change.objects.exists()


def test_two_who_stretch_differently_do_not_overwrite_each_other(table: Timetable) -> None:
    table.slot()
    row = save(table, stretch(table))
    ends = [FRIDAY, TUESDAY]
    told = together([lambda end=end: save(table, stretch(table, last_on=end), row.pk, 1) for end in ends])  # type: ignore[misc]
    assert sum(isinstance(one, Overtaken) for one in told) == 1
    assert Replacement.objects.get().version == 2
