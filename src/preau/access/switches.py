"""What navigation and pages must know of a school at each page, remembered for a few seconds by each process.

Which services are off, who was confided a right of the administration, and from which day the space opens for families.
Neither of the first two protects anything by itself: rights
are asked of `preau.access.rights`, which remembers nothing. A change shows at once in the process that made it, and
within REMEMBERED seconds in the others.
"""

import datetime as dt
import time
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from preau.access.hats import OPERATOR, Hat
from preau.access.policy import Policy, policies_of
from preau.access.roles import OF_THE_CONSOLE
from preau.access.services_list import SWITCHED
from preau.access.statement import Values
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.kernel import clock, sql

REMEMBERED = 20.0


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
    confided_to: frozenset[uuid.UUID]
    dates: tuple[Dated, ...] = ()


_known: dict[uuid.UUID, _Known] = {}


def forget() -> None:
    """Forget everything: something was changed."""
    _known.clear()


# Read together: both are of the school, and each is asked for at the same moments.
_CONFIDED_AND_DATES = """
    SELECT school_id, person_id, CAST(NULL AS uuid), '', CAST(NULL AS date) FROM access_delegation
     WHERE school_id IN ({schools}) AND "right" IN ({rights})
       AND ended_at IS NULL AND starts_on <= %(today)s AND ends_on >= %(today)s
    UNION ALL
    SELECT school_id, CAST(NULL AS uuid), homeroom_id, level_label, opens_on FROM access_spaceopening
     WHERE school_id IN ({schools})"""


def _day(value: Any) -> dt.date:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _of(school_ids: Collection[uuid.UUID]) -> list[_Known]:
    now = time.monotonic()
    missing = [one for one in school_ids if one not in _known or _known[one].until < now]
    if missing:
        confided: dict[uuid.UUID, set[uuid.UUID]] = {}
        dates: dict[uuid.UUID, list[Dated]] = {}
        values = Values(today=clock.today())
        asked = _CONFIDED_AND_DATES.format(
            schools=values.among(missing), rights=values.among(sorted(right.value for right in OF_THE_CONSOLE))
        )
        for school, person, class_id, level, opens_on in sql.named_rows(asked, values.params):
            if person:
                confided.setdefault(sql.as_id(school), set()).add(sql.as_id(person))
            else:
                dated = Dated(_day(opens_on), level, sql.as_id(class_id) if class_id else None)
                dates.setdefault(sql.as_id(school), []).append(dated)
        for school, policy in policies_of(missing).items():
            known_to = frozenset(confided.get(school, ()))
            _known[school] = _Known(now + REMEMBERED, policy, known_to, tuple(dates.get(school, ())))
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
    if not known:
        return frozenset()
    return frozenset(
        service for service in SWITCHED if not any(one.policy.serves(service, hat.profile) for one in known)
    )


def is_confided(hat: Hat) -> bool:
    """Whether who wears a hat of staff was confided a right of the administration of its school."""
    if hat.profile not in STAFF_PROFILES:
        return False
    return any(hat.person_id in one.confided_to for one in _of(hat.school_ids))
