"""What navigation and pages must know of a school at each page, remembered for a few seconds by each process.

Which services are off, who was confided a right of the administration, who heads a class or is of the secretariat, and
from which day the space opens for families. Nothing but that day protects anything by itself: rights are asked of
`preau.access.rights`, which remembers nothing. A change shows at once in the process that made it, and within
REMEMBERED seconds in the others.
"""

import datetime as dt
import time
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from preau.access.enums import Extent, Right, Subject
from preau.access.hats import OPERATOR, Hat
from preau.access.policy import Policy, policies_of
from preau.access.roles import FUNCTION, HOMEROOM_TEACHER, OF_THE_CONSOLE, RIGHTS
from preau.access.services_list import SWITCHED
from preau.access.statement import Values
from preau.directory.calendar import year_of
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.kernel import clock, sql

REMEMBERED = 20.0
ENTRY_RIGHTS = (
    Right.OPEN_ACCOUNTS, Right.SHOW_CODES, Right.CORRECT_RECORDS, Right.ANSWER_HELP, Right.FOLLOW_ABSENCES,
    Right.SEE_DIARIES,
)  # fmt: skip
"""Rights whose pages have an entry of their own in the navigation."""
OFFERED_RIGHTS = (Right.CONTAIN,)
"""Rights that pages outside the desk offer a way to (`offers`)."""
_CODES = frozenset(
    role.removeprefix(FUNCTION)
    for right in (*ENTRY_RIGHTS, *OFFERED_RIGHTS)
    for role in (*RIGHTS[right].roles, *RIGHTS[right].changes)
    if role.startswith(FUNCTION)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dated:
    """The day from which a school, one of its levels or one of its classes enters."""

    opens_on: dt.date
    level: str = ""
    class_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    until: float
    policy: Policy
    marks: Mapping[uuid.UUID, frozenset[str]]
    """What makes members of staff more than their profile: rights confided, "principal", functions with a desk."""
    dates: tuple[Dated, ...] = ()
    _off: dict[str, frozenset[str]] = field(default_factory=dict)
    _held: dict[tuple[str, frozenset[str], Right], bool] = field(default_factory=dict)

    def off(self, profile: str) -> frozenset[str]:
        """The services that this school has switched off for a profile."""
        if profile not in self._off:
            self._off[profile] = frozenset(one for one in SWITCHED if not self.policy.serves(one, profile))
        return self._off[profile]

    def holds(self, hat: Hat, right: Right) -> bool:
        """Whether who wears a hat of staff has a right here, over some at least."""
        assert hat.person_id is not None
        marks = self.marks.get(hat.person_id, frozenset())
        key = (hat.profile, marks, right)
        if key not in self._held:
            roles = {hat.profile, *marks} & {*RIGHTS[right].roles, *RIGHTS[right].changes}
            self._held[key] = right in marks or any(
                self.policy.value(Subject.RIGHT, f"{role}:{right}") != Extent.NONE for role in roles
            )
        return self._held[key]


_known: dict[uuid.UUID, _Known] = {}


def forget() -> None:
    """Forget everything: something was changed."""
    _known.clear()


# Read together: all are of the school, and are asked for at the same moments.
_MARKS_AND_DATES = """
    SELECT school_id, person_id, "right" AS mark, CAST(NULL AS uuid), '', CAST(NULL AS date) FROM access_delegation
     WHERE school_id IN ({schools}) AND "right" IN ({rights}) AND ended_at IS NULL
       AND starts_on <= %(today)s AND ends_on >= %(today)s
    UNION ALL
    SELECT t.school_id, t.person_id, %(head)s, CAST(NULL AS uuid), '', CAST(NULL AS date)
      FROM directory_homeroomteacher t
      JOIN directory_homeroom h ON h.id = t.homeroom_id AND h.school_year_id = %(year)s
     WHERE t.school_id IN ({schools})
    UNION ALL
    SELECT f.school_id, a.person_id, f.code, CAST(NULL AS uuid), '', CAST(NULL AS date) FROM directory_stafffunction f
      JOIN directory_affiliation a ON a.id = f.affiliation_id AND a.school_id = f.school_id AND a.state = 'active'
     WHERE f.school_id IN ({schools}) AND f.code IN ({codes})
    UNION ALL
    SELECT school_id, CAST(NULL AS uuid), '', homeroom_id, level_label, opens_on FROM access_spaceopening
     WHERE school_id IN ({schools})"""


def _marks_and_dates(
    school_ids: Collection[uuid.UUID],
) -> tuple[dict[uuid.UUID, dict[uuid.UUID, set[str]]], dict[uuid.UUID, list[Dated]]]:
    today = clock.today()
    values = Values(today=today, year=year_of(today), head=HOMEROOM_TEACHER)
    rights = values.among(sorted(right.value for right in (*OF_THE_CONSOLE, *ENTRY_RIGHTS, *OFFERED_RIGHTS)))
    asked = _MARKS_AND_DATES.format(schools=values.among(school_ids), rights=rights, codes=values.among(sorted(_CODES)))
    marks: dict[uuid.UUID, dict[uuid.UUID, set[str]]] = {}
    dates: dict[uuid.UUID, list[Dated]] = {}
    for school, person, mark, class_id, level, opens_on in sql.named_rows(asked, values.params):
        if person:
            own = marks.setdefault(sql.as_id(school), {}).setdefault(sql.as_id(person), set())
            own.add(f"{FUNCTION}{mark}" if mark in _CODES else mark)
        else:
            day = sql.as_day(opens_on)
            assert day is not None
            dated = Dated(day, level, sql.as_id(class_id) if class_id else None)
            dates.setdefault(sql.as_id(school), []).append(dated)
    return marks, dates


def _of(school_ids: Collection[uuid.UUID]) -> list[_Known]:
    now = time.monotonic()
    missing = [one for one in school_ids if one not in _known or _known[one].until < now]
    if missing:
        marks, dates = _marks_and_dates(missing)
        for school, policy in policies_of(missing).items():
            of_school = {person: frozenset(own) for person, own in marks.get(school, {}).items()}
            _known[school] = _Known(now + REMEMBERED, policy, of_school, tuple(dates.get(school, ())))
    return [_known[one] for one in school_ids if one in _known]


def dates_of(school_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[Dated, ...]]:
    """The days from which the space opens, in each school that set any."""
    _of(school_ids)
    return {one: _known[one].dates for one in school_ids if one in _known and _known[one].dates}


def closed_services(hat: Hat) -> frozenset[str]:
    """Services that are off for this hat: off in each of its schools, or in the selected child's."""
    if hat.profile in (Profile.LOCAL_AUTHORITY, OPERATOR):
        return frozenset()
    school = hat.school
    known = _of([school.id] if school is not None else hat.school_ids)
    return frozenset.intersection(*(one.off(hat.profile) for one in known)) if known else frozenset()


def is_confided(hat: Hat) -> bool:
    """Whether who wears a hat of staff was confided a right of the administration of its school."""
    if hat.profile not in STAFF_PROFILES or hat.person_id is None:
        return False
    return any(one.marks.get(hat.person_id, frozenset()) & OF_THE_CONSOLE for one in _of(hat.school_ids))


def closed_entries(hat: Hat) -> frozenset[str]:
    """Rights that entries of the navigation lead to and that this hat has nowhere: the entries are left out."""
    if hat.profile not in STAFF_PROFILES or hat.person_id is None:
        return frozenset()
    known = _of(hat.school_ids)
    return frozenset(right.value for right in ENTRY_RIGHTS if not any(one.holds(hat, right) for one in known))


def offers(hat: Hat, right: Right) -> bool:
    """Whether a page shows this hat the way to what one of OFFERED_RIGHTS opens; where it leads the right is asked."""
    assert right in OFFERED_RIGHTS
    if hat.profile not in STAFF_PROFILES or hat.person_id is None:
        return False
    return any(one.holds(hat, right) for one in _of(hat.school_ids))
