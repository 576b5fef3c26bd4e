"""Who has a piece of work to hand in, as its teacher sees them: pupils of its classes and groups."""

import functools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from preau.diary.public import Piece
from preau.directory.calendar import year_of
from preau.directory.enums import AffiliationState, Profile
from preau.kernel import sql
from preau.kernel.text import fold


@dataclass(frozen=True, slots=True)
class Expected:
    """A pupil, by name as lists say it, and the class or group through which they have the work."""

    id: uuid.UUID
    name: str
    unit: uuid.UUID


def expected_of(piece: Piece) -> list[Expected]:
    """Everybody who has it to do and is in the school today, once each, by name. One read."""
    if not piece.dues:
        return []
    params: dict[str, Any] = {"school": sql.key(piece.school_id), "year": year_of(piece.dues[0].due_on)}
    for place, due in enumerate(piece.dues):
        params[f"unit{place}"] = sql.key(due.unit)
    found: dict[uuid.UUID, Expected] = {}
    order = {due.unit: place for place, due in enumerate(piece.dues)}
    for number, family_name, given_name, unit in sql.named_rows(_expected(len(piece.dues)), params):
        one = Expected(sql.as_id(number), f"{family_name.upper()} {given_name}", sql.as_id(unit))
        before = found.get(one.id)
        if before is None or order[one.unit] < order[before.unit]:
            found[one.id] = one
    return sorted(found.values(), key=lambda one: (fold(one.name), one.id))


@functools.lru_cache(maxsize=32)
def _expected(count: int) -> str:
    units = ", ".join(f"%(unit{place})s" for place in range(count))
    text = f"""
        WITH asked (id, unit) AS (
          SELECT e.student_id, e.homeroom_id FROM directory_enrollment e
           WHERE e.school_id = %(school)s AND e.school_year_id = %(year)s AND e.left_on IS NULL
             AND e.homeroom_id IN ({units})
          UNION SELECT m.student_id, m.group_id FROM directory_groupmembership m
           WHERE m.school_id = %(school)s AND m.group_id IN ({units}))
        SELECT p.id, p.family_name, p.given_name, t.unit FROM asked t
          JOIN directory_affiliation a ON a.school_id = %(school)s AND a.person_id = t.id
           AND a.profile = '{Profile.STUDENT.value}' AND a.state = '{AffiliationState.ACTIVE.value}'
          JOIN directory_person p ON p.id = t.id AND p.erased_at IS NULL"""  # noqa: S608 (ours)
    return " ".join(text.split())


def by_number(pupils: Sequence[Expected]) -> dict[uuid.UUID, Expected]:
    """The same, by number."""
    return {one.id: one for one in pupils}
