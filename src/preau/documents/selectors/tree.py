"""The tree, read by one statement whatever its depth: those above a thing, and all that is under it."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import NamedTuple

from preau.documents.models import Node
from preau.kernel import sql

DEEPEST = 20
"""Folders within folders."""
_LOOP = DEEPEST + 5


class Step(NamedTuple):
    """One thing on the way from another to its root."""

    id: uuid.UUID
    parent_id: uuid.UUID | None
    deleted_at: dt.datetime | None


def ways_up(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Step]]:
    """From each of these things to its root, itself first. Whoever calls read them in an open scope."""
    if not ids:
        return {}
    rows = sql.rows(
        "WITH RECURSIVE up (start, id, parent_id, deleted_at, depth) AS ("  # noqa: S608 (marks of ours)
        " SELECT id, id, parent_id, deleted_at, 0 FROM documents_node"
        f" WHERE id IN ({sql.marks(list(ids))})"
        " UNION ALL SELECT up.start, n.id, n.parent_id, n.deleted_at, up.depth + 1 FROM documents_node n"
        f" JOIN up ON n.id = up.parent_id WHERE up.depth < {_LOOP})"
        " SELECT start, id, parent_id, deleted_at FROM up ORDER BY start, depth",
        sql.keys(ids),
    )
    found: dict[uuid.UUID, list[Step]] = {}
    for start, id_, parent, deleted in rows:
        step = Step(sql.as_id(id_), sql.as_id(parent) if parent else None, sql.as_moment(deleted))
        found.setdefault(sql.as_id(start), []).append(step)
    return found


def under(ids: Collection[uuid.UUID], *, binned: bool = False) -> list[uuid.UUID]:
    """These things and all that is in them, those above first; what is in the bin too when `binned`."""
    if not ids:
        return []
    alive = "" if binned else " AND n.deleted_at IS NULL"
    rows = sql.rows(
        "WITH RECURSIVE down (id, depth) AS ("  # noqa: S608 (marks of ours)
        f" SELECT id, 0 FROM documents_node WHERE id IN ({sql.marks(list(ids))})"
        " UNION ALL SELECT n.id, down.depth + 1 FROM documents_node n"
        f" JOIN down ON n.parent_id = down.id{alive} WHERE down.depth < {2 * _LOOP})"
        " SELECT id FROM down ORDER BY depth, id",
        sql.keys(ids),
    )
    return list(dict.fromkeys(sql.as_id(one) for (one,) in rows))


def alive(nodes: Collection[Node]) -> list[Node]:
    """Those of these things that are in no bin, nor in anything that is."""
    ways: Mapping[uuid.UUID, list[Step]] = ways_up([one.pk for one in nodes])
    return [one for one in nodes if all(step.deleted_at is None for step in ways.get(one.pk, ()))]
