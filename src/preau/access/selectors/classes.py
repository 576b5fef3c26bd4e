"""Reads about people that pages of several rooms need, within the open scope."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from preau.access.hats import ChildRef, Hat
from preau.directory.calendar import year_of
from preau.directory.enums import AffiliationState
from preau.directory.models import Affiliation
from preau.directory.words import class_order, readable
from preau.kernel import clock, scope, sql
from preau.kernel.steps import Steps, in_steps, read


@dataclass(frozen=True, slots=True)
class TaughtClass:
    """A class or a group that a teacher has, with its subjects and its headcount."""

    id: uuid.UUID
    label: str
    is_group: bool
    school_id: uuid.UUID
    subjects: tuple[str, ...]
    headcount: int
    is_head_teacher: bool = False


def children_of(hat: Hat) -> Sequence[ChildRef]:
    """The children that this page shows of a guardian: the selected one, or all."""
    return hat.shown_children()


_TAUGHT = """
    SELECT x.id, x.label, x.grouped, x.school_id, x.head, m.label, x.subject_code,
           CASE WHEN x.grouped = 1
                THEN (SELECT COUNT(*) FROM directory_groupmembership gm
                       WHERE gm.school_id = x.school_id AND gm.group_id = x.id)
                ELSE (SELECT COUNT(*) FROM directory_enrollment e
                       WHERE e.school_id = x.school_id AND e.school_year_id = %(year)s
                         AND e.homeroom_id = x.id AND e.left_on IS NULL) END
      FROM (
        SELECT h.id, h.label, 0 AS grouped, t.school_id, 0 AS head, t.subject_code
          FROM directory_section t JOIN directory_homeroom h ON h.id = t.homeroom_id
         WHERE t.teacher_id = %(teacher)s AND t.school_id IN ({schools}) AND t.school_year_id = %(year)s
        UNION ALL
        SELECT g.id, g.label, 1, t.school_id, 0, t.subject_code
          FROM directory_section t JOIN directory_studentgroup g ON g.id = t.group_id
         WHERE t.teacher_id = %(teacher)s AND t.school_id IN ({schools}) AND t.school_year_id = %(year)s
        UNION ALL
        SELECT h.id, h.label, 0, p.school_id, 1, ''
          FROM directory_homeroomteacher p JOIN directory_homeroom h ON h.id = p.homeroom_id
         WHERE p.person_id = %(teacher)s AND p.school_id IN ({schools}) AND h.school_year_id = %(year)s
      ) x
      JOIN directory_school s ON s.id = x.school_id
      LEFT JOIN directory_subject m ON m.authority_id = s.authority_id AND m.code = x.subject_code
     ORDER BY x.grouped, x.label, m.label"""


@in_steps
def classes_of(teacher_id: uuid.UUID, school_ids: Collection[uuid.UUID]) -> Steps[list[TaughtClass]]:
    """Classes then groups that a person teaches, or is head teacher of, this school year. One read, by index."""
    schools = [one for one in school_ids if _may_see(one)]
    named = {f"school{number}": sql.key(one) for number, one in enumerate(schools)}
    listed = ", ".join(f"%({name})s" for name in named) or "NULL"
    found = yield from read(
        _TAUGHT.replace("{schools}", listed),
        {"teacher": sql.key(teacher_id), "year": year_of(clock.today()), **named},
    )
    classes: dict[uuid.UUID, TaughtClass] = {}
    for id_, label, grouped, school_id, head, subject, _code, headcount in found:
        key = sql.as_id(id_)
        before = classes.get(key)
        subjects = before.subjects if before else ()
        if subject and readable(subject) not in subjects:
            subjects = (*subjects, readable(subject))
        classes[key] = TaughtClass(
            key, label, bool(grouped), sql.as_id(school_id), subjects, headcount,
            bool(head) or bool(before and before.is_head_teacher),
        )  # fmt: skip
    return sorted(classes.values(), key=lambda one: (one.is_group, class_order(one.label)))


def _may_see(school_id: uuid.UUID) -> bool:
    tenants = scope.current().tenants
    return tenants is None or school_id in tenants


def headcounts(school_id: uuid.UUID) -> dict[str, int]:
    """People with a place in a school today, by profile (values of Profile). One read of an index."""
    if not _may_see(school_id):
        return {}
    found = sql.rows(
        f"SELECT profile, COUNT(*) FROM {Affiliation._meta.db_table} "  # noqa: S608 (our own table)
        "WHERE school_id = %s AND state = %s GROUP BY profile",
        [sql.key(school_id), AffiliationState.ACTIVE.value],
    )
    return dict(found)
