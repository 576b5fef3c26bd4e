"""Of pieces of work that families read: which are handed in here, and whether they were. One statement for a page."""

import enum
import uuid
from collections.abc import Collection
from typing import Any

from preau.diary.public import Pupil
from preau.kernel import scope, sql


class Standing(enum.Enum):
    """Where one pupil's copy stands."""

    ASKED = "asked"
    HANDED = "handed"
    PAPER = "paper"


_STANDING = """
    WITH who (school_id, id) AS (VALUES {who})
    SELECT w.id, a.work, c.current, c.paper_at, t.current, t.paper_at
      FROM who w
      JOIN submissions_assignment a ON a.school_id = w.school_id AND a.work IN ({works})
      LEFT JOIN submissions_copy c ON c.school_id = w.school_id AND c.pupil_id = w.id AND c.assignment_id = a.id
      LEFT JOIN submissions_teammember m
        ON m.school_id = w.school_id AND m.pupil_id = w.id AND m.assignment_id = a.id
      LEFT JOIN submissions_copy t ON t.school_id = w.school_id AND t.team_id = m.team_id AND t.assignment_id = a.id"""


def standing_of(
    pupils: Collection[Pupil], work_ids: Collection[uuid.UUID]
) -> dict[tuple[uuid.UUID, uuid.UUID], Standing]:  # fmt: skip
    """By pupil and piece of work; nothing for what is not handed in here. One read, none without work. The callers have
    asked who may read.
    """
    tenants = scope.current().tenants
    asked = [one for one in pupils if tenants is None or one.school_id in tenants]
    numbers = sorted(set(work_ids))
    if not asked or not numbers:
        return {}
    params: dict[str, Any] = {}
    for place, one in enumerate(asked):
        params[f"school{place}"], params[f"who{place}"] = sql.key(one.school_id), sql.key(one.id)
    params |= {f"work{place}": key for place, key in enumerate(sql.keys(numbers))}
    text = _STANDING.format(
        who=", ".join(f"(%(school{n})s, %(who{n})s)" for n in range(len(asked))),
        works=", ".join(f"%(work{n})s" for n in range(len(numbers))),
    )
    found = {}
    for pupil, work, current, paper, team_current, team_paper in sql.named_rows(text, params):
        stands = Standing.ASKED
        if current or team_current:
            stands = Standing.HANDED
        elif paper or team_paper:
            stands = Standing.PAPER
        found[sql.as_id(pupil), sql.as_id(work)] = stands
    return found
