"""How a school is reached: its telephone and hours, as anybody may read them, or as its own people do."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from preau.access.public import SchoolRef
from preau.directory.models import School
from preau.directory.selectors import school_by_uai, schools_in_scope
from preau.kernel import scope
from preau.news.public import Front, fronts_of

_UAI = re.compile(r"[0-9A-Z]{8}")
MOST = 20
"""Schools shown of those found."""
SHORTEST = 2
"""Letters from which schools are looked for."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A school, and how to reach it; `hours` and `phones` line by line."""

    id: uuid.UUID
    uai: str
    name: str
    place: str
    timezone: str
    phones: tuple[str, ...] = ()
    hours: tuple[str, ...] = ()


def _lines(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.splitlines() if one.strip())


def _reached(school: School, front: Front | None) -> Reached:
    place = f"{school.postal_code} {school.city}".strip()
    phones = _lines(front.phones if front else "") or _lines(school.phone)
    return Reached(
        school.pk, school.uai, school.name, place, school.timezone, phones, _lines(front.hours if front else "")
    )


def schools_of(schools: Sequence[SchoolRef]) -> list[Reached]:
    """One's own schools, in their order: what their heads wrote, shown to the public or not. Two reads."""
    ids = [one.id for one in schools]
    if not ids:
        return []
    rows, fronts = School.objects.in_bulk(ids), fronts_of(ids)
    return [_reached(rows[one], fronts.get(one)) for one in ids if one in rows]


def school_at(uai: str) -> Reached | None:
    """One school by its national number, as a stranger reads it; None when there is none."""
    school = school_by_uai(uai) if _UAI.fullmatch(uai) else None
    if school is None:
        return None
    with scope.use(scope.Scope.of([school.pk])):
        front = fronts_of([school.pk]).get(school.pk)
    return _reached(school, front if front is not None and front.is_shown else None)


def schools_found(text: str) -> Sequence[School]:
    """Schools by words of their name or town, the first ones; none for less than two letters."""
    if len(text.strip()) < SHORTEST:
        return ()
    with scope.everything("names and towns of schools are public"):
        return schools_in_scope(text=text)[:MOST]
