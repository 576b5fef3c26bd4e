"""What a file brings at the same time as what a hand wrote: a teacher, a room or pupils taken twice.

Both are kept, since nobody but the school knows which is right; neither is ever doubled without being said. Pure
functions, no table read here.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from preau.timetable.enums import Trouble
from preau.timetable.matching import Week
from preau.timetable.weeks import Regular, YearPlan, days_of

ALL = frozenset(Trouble)


@dataclass(frozen=True, slots=True)
class Taken:
    """A lesson of the week, or of one day (`first_on` and `last_on` are that day, `is_dated`), and what it takes.

    `slot_id`: its slot, None for one that the file brings; `but`: days on which its own lesson is not held then;
    `only`: what it may trouble, where the rest is as the week has it; `file`, `line`: where the file says it.
    """

    week: Week
    first_on: dt.date
    last_on: dt.date
    slot_id: uuid.UUID | None = None
    is_dated: bool = False
    but: frozenset[dt.date] = field(default_factory=frozenset)
    only: frozenset[Trouble] = ALL
    file: str = ""
    line: int = 0

    def days(self, plan: YearPlan) -> set[dt.date]:
        """When it is held."""
        if self.is_dated:
            return {self.first_on}
        week = self.week
        regular = Regular(
            week.weekday, week.starts, week.ends, self.first_on, self.last_on, week.letters, week.weeks
        )  # fmt: skip
        return set(days_of(regular, plan, self.first_on, self.last_on)) - self.but


@dataclass(frozen=True, slots=True)
class Overlap:
    """What a file brings beside what a hand wrote. `first_on`: the first day; `days`: on how many."""

    brought: Taken
    stands: Taken
    troubles: tuple[Trouble, ...]
    first_on: dt.date
    days: int


@dataclass(frozen=True, slots=True)
class Shared:
    """Who has pupils in common: the pupils of each class and group, and the classes that each group is drawn from."""

    pupils: Mapping[uuid.UUID, frozenset[uuid.UUID]] = field(default_factory=dict)
    drawn: Mapping[uuid.UUID, frozenset[uuid.UUID]] = field(default_factory=dict)

    def between(self, one: Week, other: Week) -> bool:
        """Whether two lessons have a pupil, or may have one: a group of which nobody is known is all of its classes."""
        if one.homerooms & other.homerooms or one.groups & other.groups:
            return True
        for week, beside in ((one, other), (other, one)):
            nobody_known = [group for group in week.groups if not self.pupils.get(group)]
            if any(self.drawn.get(group, frozenset()) & beside.homerooms for group in nobody_known):
                return True
        return bool(self._of(one) & self._of(other))

    def _of(self, week: Week) -> set[uuid.UUID]:
        return {pupil for unit in (*week.homerooms, *week.groups) for pupil in self.pupils.get(unit, ())}


def overlaps(
    brought: Iterable[Taken], stands: Iterable[Taken], plan: YearPlan, shared: Callable[[], Shared]
) -> list[Overlap]:
    """What these share with those, the soonest first. `shared`: asked where hours meet alone."""
    found = []
    for one, other in _meeting(brought, stands):
        troubles = tuple(_troubles(one.week, other.week, other.only & one.only, shared))
        if troubles and (days := one.days(plan) & other.days(plan)):
            found.append(Overlap(one, other, troubles, min(days), len(days)))
    return sorted(found, key=lambda one: (one.first_on, one.stands.week.starts, one.brought.line))


def _meeting(brought: Iterable[Taken], stands: Iterable[Taken]) -> Iterator[tuple[Taken, Taken]]:
    """Pairs whose weekdays, hours and dates meet; never a lesson and its own slot."""
    by_day: dict[int, list[Taken]] = defaultdict(list)
    for other in stands:
        by_day[other.week.weekday].append(other)
    for one in brought:
        for other in by_day.get(one.week.weekday, ()):
            if (
                one.week.starts < other.week.ends and other.week.starts < one.week.ends
                and one.first_on <= other.last_on and other.first_on <= one.last_on
                and (one.slot_id is None or one.slot_id != other.slot_id)
            ):  # fmt: skip
                yield one, other


def _troubles(
    one: Week, other: Week, among: frozenset[Trouble], shared: Callable[[], Shared]
) -> Iterator[Trouble]:  # fmt: skip
    if Trouble.TEACHER in among and one.teachers & other.teachers:
        yield Trouble.TEACHER
    if Trouble.ROOM in among and one.room_id is not None and one.room_id == other.room_id:
        yield Trouble.ROOM
    if Trouble.PUPILS in among and shared().between(one, other):
        yield Trouble.PUPILS
