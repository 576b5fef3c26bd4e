"""How much work evenings of a class hold: of its busiest pupil, all subjects counted, groups too. One read."""

import datetime as dt
import functools
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from preau.diary.enums import Kind
from preau.diary.models import DiaryRule
from preau.directory.calendar import year_of
from preau.kernel import scope, sql

EVENING, TESTS = 90, 2
"""Minutes of one evening and tests of one day beyond which Préau warns, in a school that says nothing else."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is due on one day: minutes, and how many tests."""

    minutes: int = 0
    tests: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """What a school asks before it is warned."""

    minutes: int = EVENING
    tests: int = TESTS


def rule_of(school_id: uuid.UUID) -> Rule:
    """The rule of a school."""
    found = DiaryRule.objects.filter(school_id=school_id).first()
    return Rule(found.evening_minutes, found.tests_a_day) if found else Rule()


# Pupils of each class or group, their own classes and groups, and what is due for those: hidden work counts, so that
# two colleagues who prepare the same evening see each other.
@functools.lru_cache(maxsize=64)
def _statement(count: int) -> str:
    units = ", ".join(f"(%(unit{number})s, {number})" for number in range(count))
    text = f"""
        WITH told (unit, n) AS MATERIALIZED (VALUES {units}),
        pupils AS (
          SELECT t.n, e.student_id FROM told t JOIN directory_enrollment e
              ON e.school_id = %(school)s AND e.homeroom_id = t.unit AND e.left_on IS NULL
          UNION SELECT t.n, m.student_id FROM told t JOIN directory_groupmembership m
              ON m.school_id = %(school)s AND m.group_id = t.unit),
        theirs AS (
          SELECT p.n, p.student_id, e.homeroom_id AS unit FROM pupils p JOIN directory_enrollment e
              ON e.school_id = %(school)s AND e.student_id = p.student_id AND e.left_on IS NULL
             AND e.school_year_id = %(year)s
          UNION SELECT p.n, p.student_id, m.group_id FROM pupils p JOIN directory_groupmembership m
              ON m.school_id = %(school)s AND m.student_id = p.student_id),
        due AS (
          SELECT DISTINCT t.n, t.student_id, u.due_on, w.id, COALESCE(w.told_minutes, w.minutes, 0) AS minutes,
                 CASE WHEN w.kind = '{Kind.TEST.value}' THEN 1 ELSE 0 END AS test
            FROM theirs t JOIN diary_workunit u
              ON u.school_id = %(school)s AND u.unit = t.unit AND u.due_on BETWEEN %(since)s AND %(until)s
            JOIN diary_work w ON w.id = u.work_id AND w.id <> %(but)s),
        evenings AS (
          SELECT n, student_id, due_on, SUM(minutes) AS minutes, SUM(test) AS tests FROM due
           GROUP BY n, student_id, due_on)
        SELECT n, due_on, MAX(minutes), MAX(tests) FROM evenings GROUP BY n, due_on"""  # noqa: S608 (ours)
    return " ".join(text.split())


_NOTHING = uuid.UUID(int=0)


def loads_of(
    school_id: uuid.UUID, units: Collection[uuid.UUID], since: dt.date, until: dt.date, *, but: uuid.UUID | None = None
) -> Mapping[uuid.UUID, Mapping[dt.date, Load]]:
    """Of these classes or groups of a school, what each day has due; days with nothing are left out.

    `but`: a piece of work that is not counted, since it is being written again.
    """
    tenants = scope.current().tenants
    asked = sorted(units)
    found: dict[uuid.UUID, dict[dt.date, Load]] = defaultdict(dict)
    if not asked or (tenants is not None and school_id not in tenants):
        return found
    params: dict[str, Any] = {
        "school": sql.key(school_id), "year": year_of(since), "since": since, "until": until,
        "but": sql.key(but or _NOTHING),
    }  # fmt: skip
    params |= {f"unit{number}": sql.key(one) for number, one in enumerate(asked)}
    for number, day, minutes, tests in sql.named_rows(_statement(len(asked)), params):
        due_on = sql.as_day(day)
        assert due_on is not None
        found[asked[number]][due_on] = Load(int(minutes), int(tests))
    return found
