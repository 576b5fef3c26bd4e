"""A file and a hand in the same moment: what a hand wrote stays, and a form opened before the file is overtaken."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from imports.test_timetable_days import Day, day
from imports.test_timetable_import import Desk, counts, desk
from preau.directory.errors import Overtaken
from preau.directory.models import GroupHomeroom
from preau.directory.services import create_group
from preau.imports.timetables import importing
from preau.imports.timetables.telling import as_text, shown
from preau.kernel import clock, scope
from preau.timetable.enums import Source
from preau.timetable.models import Change, Lesson, Slot
from preau.timetable.services import day as day_service
from preau.timetable.services import end_slot, revise_slot, save_slot
from timetable.conftest import HEAD, MONDAY, TODAY

__all__ = ["day", "desk"]


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    with scope.everything("tests of files beside hands"):
        yield


class Hand:
    """Somebody who writes in the middle of a file: what became of it."""

    def __init__(self, act: Callable[[], Any]) -> None:
        self.act, self.fault = act, None
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            with scope.everything("tests of files beside hands"):
                self.act()
        except BaseException as fault:
            self.fault = fault  # type: ignore[assignment]
        finally:
            connection.close()

    def try_now(self) -> None:
        """Written at once when nothing holds it; else it waits for the file."""
        if self.thread.ident is None:
            self.thread.start()
            self.thread.join(2)


def after(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, do: Callable[[], None]) -> None:
    """Something happens once that function was called."""
    real = getattr(where, name)

    def called(*told: Any, **more: Any) -> Any:
        found = real(*told, **more)
        do()
        return found

    monkeypatch.setattr(where, name, called)


@pytest.mark.django_db(transaction=True)
def test_a_hand_in_the_middle_of_a_file_is_not_written_over(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.bring(desk.line("7", day="mardi"))
    (slot,) = desk.slots()
    written = desk.table.written(weekday=3, starts=485, ends=545, first_on=TODAY, room_id=slot.room_id)
    doing = desk.table.doing()
    hand = Hand(
        lambda: save_slot(
            **doing, school_id=desk.school.pk, slot_id=slot.pk, written=written, version=slot.version
        )
    )  # fmt: skip
    after(monkeypatch, importing, "compare_week", hand.try_now)
    desk.bring(desk.line("7", day="vendredi"))
    hand.thread.join()
    slot.refresh_from_db()
    assert isinstance(hand.fault, Overtaken)  # it waited for the file, and is told
    assert (slot.weekday, slot.source) == (5, Source.FILE)


def test_a_form_opened_before_a_file_is_overtaken(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.bring(*(desk.line(number, day=day) for number, day in (("7", "mardi"), ("8", "jeudi"))))
    seen = {one.source_key: one for one in desk.slots()}
    desk.bring(desk.line("7", day="vendredi"))  # in place, and in vain
    room = seen["7"].room_id
    for number, weekday in (("7", 3), ("8", 3)):
        written = desk.table.written(weekday=weekday, starts=600, ends=660, first_on=TODAY, room_id=room)
        with pytest.raises(Overtaken):
            save_slot(
                **desk.table.doing(), school_id=desk.school.pk, slot_id=seen[number].pk, written=written,
                version=seen[number].version,
            )  # fmt: skip
    (slot,) = desk.slots()
    later = MONDAY + dt.timedelta(days=7)
    monkeypatch.setattr(clock, "now", lambda: later)
    desk.bring(desk.line("7", day="lundi"))  # ended the day before, another goes on
    opened = desk.table.written(weekday=5, starts=485, ends=545, room_id=room, last_on=slot.last_on)
    with pytest.raises(Overtaken):
        revise_slot(
            **desk.table.doing(), school_id=desk.school.pk, slot_id=slot.pk, written=opened,
            since=TODAY + dt.timedelta(days=4), version=slot.version,
        )  # fmt: skip
    with pytest.raises(Overtaken):
        end_slot(**desk.table.doing(), slot_id=slot.pk, last_on=TODAY, version=slot.version)
    assert Slot.objects.count() == 3 and [one.weekday for one in desk.slots()] == [1]


def test_a_change_by_hand_since_the_file_was_compared_stays(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    day.bring(day.line("Annulé"))
    table = day.desk.table

    def by_hand() -> None:
        table.change(day.first, version=Change.objects.get(lesson=day.first).version, is_remote=True)
        table.change(day.second, is_remote=True)

    after(monkeypatch, importing, "compare_days", by_hand)
    day.bring(day.line("Annulé", starts="10h00"))
    assert set(Change.objects.values_list("is_remote", "is_cancelled", "source")) == {(True, False, Source.HAND)}
    assert Change.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_change_by_hand_while_a_file_writes_waits_for_it(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    table, real = day.desk.table, day_service._write
    hand = Hand(lambda: table.change(day.first, is_remote=True))

    def write(*told: Any) -> None:
        hand.try_now()
        real(*told)

    monkeypatch.setattr(day_service, "_write", write)
    assert counts(day.bring(day.line("Annulé"))) == {"added": 1}
    hand.thread.join()
    assert isinstance(hand.fault, Overtaken) and Change.objects.get().is_cancelled


# At the same time as what a hand wrote ---------------------------------------


def beside(report: dict[str, Any]) -> list[tuple[str, str, int]]:
    """What is taken twice, from when on, on how many days."""
    return [("+".join(one["troubles"]), one["first_on"], one["days"]) for one in report["overlaps"]]


def test_what_a_file_brings_at_the_hours_of_a_slot_written_by_hand_is_told(desk: Desk) -> None:
    room = desk.table.room("B12")
    own = desk.table.slot(starts=500, ends=555, room_id=room.pk, last_on=dt.date(2026, 12, 8))
    line, half = desk.line("7", day="mardi", subject="ATELIER"), desk.line("8", day="mardi", starts="09h15", room="C3")
    rehearsed = desk.bring(line, half, dry_run=True)
    # From the file's first day on, the Tuesdays that both are held; nothing at 9 h 15, when the hand's is over.
    assert beside(rehearsed) == [("teacher+room+pupils", "2026-11-24", 3)]
    assert counts(rehearsed)["overlaps"] == 1 and "ATELIER" in as_text(rehearsed)
    ((stands, says, both),) = shown(rehearsed)["overlaps"]
    assert "Mathématiques" in stands and "ATELIER" in says and "mardi 24 novembre" in both
    assert beside(desk.bring(line, half)) == beside(rehearsed)
    assert beside(desk.bring(line, half)) == beside(rehearsed)  # as long as nobody mends it
    assert Slot.objects.count() == 3 and Slot.objects.filter(pk=own.pk, version=own.version).exists()
    # A lesson that is not held on a day takes nothing; the same lesson, written by both, is one.
    desk.table.change(Lesson.objects.get(slot__source_key="7", day=TODAY + dt.timedelta(days=1)), is_cancelled=True)
    desk.table.change(Lesson.objects.get(slot=own, day=TODAY + dt.timedelta(days=8)), is_cancelled=True)
    assert beside(desk.bring(line, half)) == [("teacher+room+pupils", "2026-12-08", 1)]
    own.delete()
    assert beside(desk.bring(line, half)) == []


def test_pupils_of_a_group_are_shared_with_its_class_and_halves_are_not(desk: Desk) -> None:
    nadia = desk.academy["nadia-leroy"].person
    halves = [
        create_group(actor=desk.academy[HEAD].actor, school_id=desk.school.pk, year=2026, label=label)
        for label in ("DEMI 1", "DEMI 2")
    ]
    for half in halves:
        GroupHomeroom.objects.create(school=desk.school, group=half, homeroom=desk.homeroom)
    desk.table.slot(
        starts=480, ends=535, homerooms=frozenset(), groups=frozenset({halves[0].pk}), teachers=frozenset({nadia.pk})
    )
    whole = desk.line("7", day="mardi", room="C3")
    assert [one[0] for one in beside(desk.bring(whole, dry_run=True))] == ["pupils"]
    other = desk.line("7", day="mardi", room="C3", classes="[DEMI 2]")
    assert beside(desk.bring(other, dry_run=True)) == []


def test_what_a_file_brings_where_a_hand_moved_a_lesson_is_told(desk: Desk) -> None:
    lines = [desk.line("7", day="mardi"), desk.line("8", day="jeudi", room="C3")]
    desk.bring(*lines)
    first = Lesson.objects.get(slot__source_key="7", day=TODAY + dt.timedelta(days=1))
    thursday = TODAY + dt.timedelta(days=3)
    desk.table.change(first, day=thursday, starts=840, ends=900)
    assert beside(desk.bring(*lines)) == []
    # Its own hours are free that day, and taken again the week after.
    more = [
        *lines,
        desk.line("9", day="jeudi", starts="14h00", subject="ATELIER"),
    ]
    report = desk.bring(*more, dry_run=True)
    assert beside(report) == [("teacher+room+pupils", "2026-11-26", 1)]
    assert "Jeudi 26 novembre" in shown(report)["overlaps"][0][0]


def test_a_change_of_the_day_on_a_lesson_written_by_hand_is_told(day: Day) -> None:
    desk = day.desk
    room = desk.table.room("Z9")
    nadia = desk.academy["nadia-leroy"].person
    desk.table.slot(
        weekday=4, starts=840, ends=900, room_id=room.pk, homerooms=frozenset(), teachers=frozenset({nadia.pk}),
        groups=frozenset(), first_on=TODAY, last_on=dt.date(2026, 12, 31),
    )  # fmt: skip
    moved = day.line("Déplacé", to_day="26/11/2026", to_starts="14h30", room="Z9")
    free = day.line("Salle", starts="10h00", room="Z9")
    assert beside(day.bring(moved, free, dry_run=True)) == [("room", "2026-11-26", 1)]
    assert beside(day.bring(moved, free)) == beside(day.bring(moved, free)) == [("room", "2026-11-26", 1)]
