"""What an import would do to one school: rows to write, counts, differences, what waits. Writes nothing itself.

Rules (issue 2, part 4):
- removing more than 5 % and more than 10 of a school's pupils, or of its staff, waits; from 10 July to 15 September
  (by the export's day or today's) removals only wait;
- a head (profile DIR), vie scolaire in a school that somebody leads, and a guardian added to a pupil who already has
  two, or from whom a judge keeps somebody away, wait for a second person. Heads of a school that has none yet are the
  one exception: the operator who opens an academy confirms them beforehand (`--confirm`), as `make run` does;
- withdrawing a guardianship applies at once.
"""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from preau.directory.bulk import SchoolChanges
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.imports.aaf.bundle import SchoolBundle
from preau.imports.aaf.people import PeoplePlan
from preau.imports.aaf.refusals import Refusal
from preau.imports.aaf.state import SchoolState
from preau.imports.enums import PendingKind, PendingState

KINDS = ("students", "guardians", "staff", "schools", "homerooms", "groups")
OPERATIONS = ("added", "changed", "moved", "left", "refused")
REMOVALS_ALLOWED = 10
REMOVALS_ALLOWED_PERCENT = 5
STAFF_VALUES = frozenset(profile.value for profile in STAFF_PROFILES)
STUDENT_PROFILE = Profile.STUDENT.value

Difference = tuple[str, str, str]
"""(join key or code, name, what changed)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What is the same for every school of a run."""

    run: str
    authority: str
    year: int
    today: str
    now: str
    waiting_season: bool = False
    confirmed: frozenset[str] = frozenset()
    confirm_all: bool = False

    def confirms(self, uai: str) -> bool:
        """True when what would wait in this school was confirmed beforehand."""
        return self.confirm_all or uai in self.confirmed


@dataclass(slots=True)
class Waiting:
    """A change that waits for a person."""

    kind: str
    subject: str
    count: int
    payload: dict[str, Any]


@dataclass(slots=True)
class SchoolPlan:
    """Everything an import would do to a school."""

    school: str
    uai: str
    changes: SchoolChanges = field(default_factory=SchoolChanges)
    differences: dict[str, dict[str, list[Difference]]] = field(default_factory=dict)
    waiting: list[Waiting] = field(default_factory=list)
    no_longer_waiting: list[str] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)
    """Waiting changes, by number, that this delivery does not ask for any more."""
    refusals: list[Refusal] = field(default_factory=list)
    ended: dict[str, list[str]] = field(default_factory=dict)
    """People whose affiliation ends, by profile."""
    withdrawn: list[tuple[str, str]] = field(default_factory=list)
    """(student, guardian) of the guardianships that end while the pupil stays."""
    closed: list[str] = field(default_factory=list)
    """Those guardianships: no undoing opens them again."""
    reaches: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    """(guardianship, student, guardian, reach before, reach after) of those whose reach changes."""

    def differ(self, kind: str, operation: str, key: str, name: str = "", what: str = "") -> None:
        """Note one difference."""
        self.differences.setdefault(kind, {}).setdefault(operation, []).append((key, name, what))

    def counts(self) -> dict[str, dict[str, int]]:
        """How many of each kind and operation (refusals are counted at the end of the run)."""
        return {kind: {op: len(self.differences.get(kind, {}).get(op, ())) for op in OPERATIONS} for kind in KINDS}


@dataclass(slots=True)
class Work:
    """What the parts of a plan share while it is made."""

    frame: Frame
    bundle: SchoolBundle
    state: SchoolState
    people: PeoplePlan
    plan: SchoolPlan
    homerooms: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    moved_from: dict[str, set[str]] = field(default_factory=dict)
    """Pupils who move out of a class, by class."""
    gained: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Guardians (persons) who gain or lose a guardianship here, once for each."""
    asked: set[tuple[str, str]] = field(default_factory=set)
    """(kind, subject) of all that waits for a person by this delivery, whether it waited before or not."""

    @property
    def confirmed(self) -> bool:
        """True when removals, and the heads of a school that has none, need not wait here."""
        return self.frame.confirms(self.plan.uai)

    def wait_for(self, change: Waiting) -> None:
        """Have a change wait, unless the same waits already or was refused by a person."""
        self.asked.add((change.kind, change.subject))
        if (change.kind, change.subject) not in self.state.pending:
            self.plan.waiting.append(change)

    def drop_outdated(self, kinds: Collection[PendingKind], concerns: Callable[[str], bool]) -> None:
        """Let go of what waits and this delivery, which `concerns` these subjects, does not ask for any more."""
        for (kind, subject), (number, state) in self.state.pending.items():
            waits = kind in kinds and state == PendingState.WAITING.value
            if waits and (kind, subject) not in self.asked and concerns(subject):
                self.plan.outdated.append(number)


def is_waiting_season(*days: dt.date) -> bool:
    """True when one of these days is from 10 July to 15 September, when the academy's directory is half empty."""
    return any((7, 10) <= (day.month, day.day) <= (9, 15) for day in days)


def too_many(leaving: int, present: int) -> bool:
    """True when so many leave at once that a person must confirm."""
    return leaving > REMOVALS_ALLOWED and leaving * 100 > present * REMOVALS_ALLOWED_PERCENT
