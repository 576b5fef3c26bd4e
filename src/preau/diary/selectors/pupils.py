"""Whose diary a pupil or a guardian reads: their own, that of each child."""

import functools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from preau.access.public import Hat
from preau.directory.calendar import year_of
from preau.directory.enums import Profile
from preau.kernel import clock, scope, sql


@dataclass(frozen=True, slots=True)
class Pupil:
    """One pupil in one school. `name`: for a guardian; empty for themself."""

    id: uuid.UUID
    school_id: uuid.UUID
    name: str = ""


def pupils_of(hat: Hat) -> list[Pupil]:
    """The pupil who wears this hat in each school, or the children shown; nobody for others."""
    if hat.profile == Profile.STUDENT and hat.person_id is not None:
        return [Pupil(hat.person_id, one.id) for one in hat.schools]
    if hat.profile == Profile.GUARDIAN:
        return [Pupil(one.person_id, one.school_id, one.given_name) for one in hat.shown_children()]
    return []


def units_of_pupils(hat: Hat, school_id: uuid.UUID) -> set[uuid.UUID]:
    """Classes and groups of the pupils of a hat in one school. One read."""
    theirs = units_by_pupil([one for one in pupils_of(hat) if one.school_id == school_id])
    return {unit for units in theirs.values() for unit in units}


def units_by_pupil(pupils: Sequence[Pupil]) -> dict[Pupil, set[uuid.UUID]]:
    """Classes of this year and groups of each of these pupils. One read for all."""
    found: dict[Pupil, set[uuid.UUID]] = {one: set() for one in pupils}
    asked = in_scope(pupils)
    if asked:
        read = sql.named_rows(f"{units_told(len(asked))} SELECT n, unit FROM mine", told(asked))  # noqa: S608
        for place, unit in read:
            found[asked[place]].add(sql.as_id(unit))
    return found


def in_scope(pupils: Sequence[Pupil]) -> list[Pupil]:
    """Those of schools that this request may read: statements written by hand ask for no others."""
    tenants = scope.current().tenants
    return [one for one in pupils if tenants is None or one.school_id in tenants]


@functools.lru_cache(maxsize=64)
def units_told(count: int) -> str:
    """The beginning of a statement that reads of so many pupils (`told` gives its values): `mine` holds the place of
    each pupil (n), school_id, who, and unit, once for each class of this year and each group.
    """
    values = ", ".join(f"(%(school{number})s, %(who{number})s, {number})" for number in range(count))
    text = f"""
        WITH told (school_id, who, n) AS MATERIALIZED (VALUES {values}),
        mine AS (
          SELECT t.school_id, t.who, t.n, e.homeroom_id AS unit FROM told t JOIN directory_enrollment e
              ON e.school_id = t.school_id AND e.student_id = t.who AND e.left_on IS NULL
             AND e.school_year_id = %(year)s AND e.homeroom_id IS NOT NULL
          UNION SELECT t.school_id, t.who, t.n, m.group_id FROM told t JOIN directory_groupmembership m
              ON m.school_id = t.school_id AND m.student_id = t.who)"""  # noqa: S608
    return " ".join(text.split())


def told(pupils: Sequence[Pupil]) -> dict[str, Any]:
    """The values of such a statement."""
    params: dict[str, Any] = {"year": year_of(clock.today())}
    for number, one in enumerate(pupils):
        params[f"school{number}"], params[f"who{number}"] = sql.key(one.school_id), sql.key(one.id)
    return params
