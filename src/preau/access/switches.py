"""What navigation and pages must know of a school at each page, remembered for a few seconds by each process.

Which services are off, and who was confided a right of the administration. Neither protects anything by itself: rights
are asked of `preau.access.rights`, which remembers nothing. A change shows at once in the process that made it, and
within REMEMBERED seconds in the others.
"""

import time
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from preau.access.hats import OPERATOR, Hat
from preau.access.policy import Policy, policies_of
from preau.access.roles import OF_THE_CONSOLE
from preau.access.services_list import SWITCHED
from preau.access.statement import Values
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.kernel import clock, sql

REMEMBERED = 20.0


@dataclass(frozen=True, slots=True)
class _Known:
    until: float
    policy: Policy
    confided_to: frozenset[uuid.UUID]


_known: dict[uuid.UUID, _Known] = {}


def forget() -> None:
    """Forget everything: something was changed."""
    _known.clear()


def _confided(school_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    values = Values(today=clock.today())
    rights = values.among(sorted(right.value for right in OF_THE_CONSOLE))
    rows = sql.named_rows(
        f"SELECT school_id, person_id FROM access_delegation WHERE school_id IN ({values.among(school_ids)})"  # noqa: S608
        f' AND "right" IN ({rights}) AND ended_at IS NULL AND starts_on <= %(today)s AND ends_on >= %(today)s',
        values.params,
    )
    found: dict[uuid.UUID, set[uuid.UUID]] = {}
    for school, person in rows:
        found.setdefault(sql.as_id(school), set()).add(sql.as_id(person))
    return found


def _of(school_ids: Collection[uuid.UUID]) -> list[_Known]:
    now = time.monotonic()
    missing = [one for one in school_ids if one not in _known or _known[one].until < now]
    if missing:
        confided = _confided(missing)
        for school, policy in policies_of(missing).items():
            _known[school] = _Known(now + REMEMBERED, policy, frozenset(confided.get(school, ())))
    return [_known[one] for one in school_ids if one in _known]


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
