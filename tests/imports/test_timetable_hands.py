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
from preau.imports.timetables import importing
from preau.kernel import clock, scope
from preau.timetable.enums import Source
from preau.timetable.models import Change, Slot
from preau.timetable.services import day as day_service
from preau.timetable.services import end_slot, revise_slot, save_slot
from timetable.conftest import MONDAY, TODAY

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
