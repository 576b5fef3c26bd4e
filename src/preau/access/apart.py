"""People whom a protected situation keeps apart: neither finds the other, whatever rules say.

A judge's decision that bars somebody from a pupil keeps that person apart from the pupil and from whoever else answers
for the pupil, in every school and in both directions, even once the school's own link has ended.
"""

import uuid

from preau.access.statement import Values
from preau.directory.enums import DecisionKind, Reach
from preau.directory.reach import REACH_OF_DECISION
from preau.kernel import clock, sql

_BARRING = ", ".join(f"'{kind.value}'" for kind in DecisionKind if REACH_OF_DECISION[kind] == Reach.BARRED)
_LINK = f"FROM directory_guardianship b WHERE b.reach = '{Reach.BARRED.value}'"
_DECISION = (
    f"FROM directory_courtdecision b WHERE b.kind IN ({_BARRING}) AND b.withdrawn_at IS NULL"
    " AND b.starts_on <= %(today)s AND (b.ends_on IS NULL OR b.ends_on >= %(today)s)"
)


def _both(select: str, where: str) -> str:
    return " UNION ".join(f"SELECT {select} {barring} AND {where}" for barring in (_LINK, _DECISION))


def _beside(select: str, where: str) -> str:
    """The same with `o`, whoever answers for the same pupil."""
    joined = "FROM directory_guardianship o JOIN {0} b ON b.student_id = o.student_id WHERE"
    return " UNION ".join(
        f"SELECT {select} {barring.replace(f'FROM {table} b WHERE', joined.format(table))} AND {where}"
        for barring, table in ((_LINK, "directory_guardianship"), (_DECISION, "directory_courtdecision"))
    )


_APART = " UNION ".join(
    (
        _both("b.student_id", "b.guardian_id = %(me)s"),
        _both("b.guardian_id", "b.student_id = %(me)s"),
        _beside("o.guardian_id", "b.guardian_id = %(me)s"),
        _beside("b.guardian_id", "o.guardian_id = %(me)s AND o.ended_at IS NULL"),
    )
)


def kept_apart(person_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Those whom this person never finds, and who never find them. One read, over all schools."""
    values = Values(today=clock.today(), me=sql.key(person_id))
    found = {sql.as_id(row[0]) for row in sql.named_rows(_APART, values.params)}
    return frozenset(found - {person_id})
