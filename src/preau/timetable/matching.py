"""Which lesson of a file is which slot of the week that stands. Pure functions, no table read here.

A lesson of a file is, in this order: the slot that says the same; one of the same subject and pupils at the same hour;
the one of its number in the program that wrote the file, for the same pupils; one of the same subject, pupils and
teachers at another hour; one of the same pupils, teachers and hour under another subject; the one of its number, since
some programs number their lessons anew.
What a hand wrote, or ended, is never touched: the file's lesson is a conflict, kept as the hand wrote it.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field

from preau.timetable.weeks import EVERY_WEEK

UNNUMBERED = "#"
"""How the key of a lesson begins whose program gives it no number: a digest of its line."""


@dataclass(frozen=True, slots=True)
class Week:
    """What a lesson of the regular week is, its dates aside."""

    weekday: int
    starts: int
    ends: int
    subject_code: str = ""
    title: str = ""
    letters: str = ""
    weeks: int = EVERY_WEEK
    room_id: uuid.UUID | None = None
    teachers: frozenset[uuid.UUID] = field(default_factory=frozenset)
    homerooms: frozenset[uuid.UUID] = field(default_factory=frozenset)
    groups: frozenset[uuid.UUID] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Received:
    """A lesson of a file, its names understood. `key`: what it is called in the file; `line`: where it stands."""

    week: Week
    key: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Stands:
    """A slot of the week that stands.

    `by_hand`: a hand wrote it, or ended it; `is_over`: before the file's first day.
    """

    id: uuid.UUID
    week: Week
    key: str
    by_hand: bool
    first_on: dt.date
    last_on: dt.date
    is_over: bool = False


@dataclass(slots=True)
class Matched:
    """What a file changes."""

    same: int = 0
    added: list[Received] = field(default_factory=list)
    changed: list[tuple[Stands, Received]] = field(default_factory=list)
    ended: list[Stands] = field(default_factory=list)
    kept: list[tuple[Stands, Received | None]] = field(default_factory=list)
    """What a hand wrote otherwise than the file, which has None when it says nothing of it."""
    spared: int = 0
    """Slots that the file does not say, kept since some of its lines could not be read."""
    stays: list[tuple[Stands, Received]] = field(default_factory=list)
    """Those of the same that a file wrote, with what this one says."""
    hands: list[Stands] = field(default_factory=list)
    """What a hand wrote and that goes on."""


def match(
    received: Collection[Received], stands: Collection[Stands], *, since: dt.date, until: dt.date,
    aside: Collection[str] = (), is_whole: bool = True,
) -> Matched:  # fmt: skip
    """Compare a file with what stands. `since`, `until`: the days its lessons go from and to; `aside`: numbers of
    lessons that could not be taken; `is_whole`: False when a line that says no number could not be.
    """
    found = Matched()
    left = sorted(dict.fromkeys(received), key=lambda one: (one.week.weekday, one.week.starts, one.key, one.line))
    left = list({one.week: one for one in reversed(left)}.values())[::-1]  # said twice, it is one lesson
    files = sorted((one for one in stands if not one.by_hand and not one.is_over), key=_order)
    hands = sorted((one for one in stands if one.by_hand), key=_order)
    found.hands = [one for one in hands if not one.is_over]

    def reaches(one: Stands) -> bool:
        return one.first_on <= since and one.last_on >= until

    pairs, left, files = _paired(left, files, lambda one: one.week, lambda one: one.week if reaches(one) else None)
    found.same += len(pairs)
    found.stays = [(stood, one) for one, stood in pairs]
    pairs, left, hands = _paired(left, hands, lambda one: one.week, lambda one: None if one.is_over else one.week)
    found.same += len(pairs)
    latest = {one.key: one for one in hands if one.key}
    left, taken = _kept(left, latest, found)
    hands = [one for one in hands if one.key and one.key not in taken and not one.is_over]
    for of_received, of_stands in (
        (lambda one: _place(one.week), lambda one: _place(one.week)),
        (lambda one: _numbered(one.key, one.week), lambda one: _numbered(one.key, one.week)),
        (lambda one: _taught(one.week), lambda one: _taught(one.week)),
        (lambda one: _hour(one.week), lambda one: _hour(one.week)),
        (lambda one: one.key or None, lambda one: one.key or None),
    ):  # type: tuple[Callable[[Received], Hashable], Callable[[Stands], Hashable]]
        pairs, left, files = _paired(left, files, of_received, of_stands)
        found.changed += [(stood, one) for one, stood in pairs]
        pairs, left, hands = _paired(left, hands, of_received, of_stands)
        found.kept += [(stood, one) for one, stood in pairs]
    found.added = left
    found.kept += [(one, None) for one in hands if latest.get(one.key) == one]
    for one in files:
        if _may_end(one, aside, is_whole=is_whole):
            found.ended.append(one)
        else:
            found.spared += 1
    return found


def _may_end(stood: Stands, aside: Collection[str], *, is_whole: bool) -> bool:
    """Whether the file shows that a slot is held no more: no line set aside may be it.

    A line that says its number is another lesson than those of other numbers; nothing else tells them apart for sure.
    """
    is_numbered = bool(stood.key) and not stood.key.startswith(UNNUMBERED)
    return is_whole and (not aside or (is_numbered and stood.key not in aside))


def _order(one: Stands) -> tuple[object, ...]:
    return (one.week.weekday, one.week.starts, one.first_on, one.id)


def _place(week: Week) -> Hashable:
    return (week.subject_code, week.title, week.homerooms, week.groups, week.weekday, week.starts, week.letters)


def _hour(week: Week) -> Hashable:
    return (week.homerooms, week.groups, week.teachers, week.weekday, week.starts, week.letters)


def _numbered(key: str, week: Week) -> Hashable:
    return (key, week.homerooms, week.groups) if key else None


def _taught(week: Week) -> Hashable:
    return (week.subject_code, week.title, week.homerooms, week.groups, week.teachers, week.ends - week.starts)


def _paired(
    received: Sequence[Received], stands: Sequence[Stands],
    of_received: Callable[[Received], Hashable], of_stands: Callable[[Stands], Hashable],
) -> tuple[list[tuple[Received, Stands]], list[Received], list[Stands]]:  # fmt: skip
    """Those of both that one key names, in order; what is left of each. Nothing is named by None."""
    waiting: dict[Hashable, list[Stands]] = defaultdict(list)
    for one in stands:
        if (key := of_stands(one)) is not None:
            waiting[key].append(one)
    pairs, left = [], []
    for other in received:
        key = of_received(other)
        if key is not None and waiting.get(key):
            pairs.append((other, waiting[key].pop(0)))
        else:
            left.append(other)
    gone = {one.id for _other, one in pairs}
    return pairs, left, [one for one in stands if one.id not in gone]


def _shares_pupils(one: Week, other: Week) -> bool:
    return bool(one.homerooms & other.homerooms or one.groups & other.groups)


def _kept(left: Sequence[Received], latest: dict[str, Stands], found: Matched) -> tuple[list[Received], set[str]]:
    """Lessons of the file that a hand wrote otherwise under the same key, for the same pupils, or ended."""
    rest, taken = [], set()
    for one in left:
        stood = latest.get(one.key)
        if stood is not None and _shares_pupils(stood.week, one.week):
            found.kept.append((stood, one))
            taken.add(one.key)
        else:
            rest.append(one)
    return rest, taken
