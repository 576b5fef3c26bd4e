"""The folders that somebody made in a mailbox."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from preau.access.public import Hat
from preau.kernel import sql
from preau.messaging.selectors.boxes import box_of_hat, me


@dataclass(frozen=True, slots=True)
class Own:
    """One folder: how many messages it holds, and how many of them were not read."""

    id: uuid.UUID
    name: str
    count: int
    unread: int


_FOLDERS = """
SELECT o.id, o.name, COUNT(d.id), COALESCE(SUM(CASE WHEN d.is_read THEN 0 ELSE 1 END), 0)
  FROM messaging_ownfolder o LEFT JOIN messaging_delivery d ON d.own_id = o.id
 WHERE o.person_id = %(me)s AND o.box = %(box)s GROUP BY o.id, o.name"""


def own_folders(hat: Hat) -> Sequence[Own]:
    """The folders of this mailbox by their names; one read."""
    rows = sql.named_rows(_FOLDERS, {"me": sql.key(me(hat)), "box": box_of_hat(hat)})
    found = [
        Own(sql.as_id(key), name, count, int(unread) if count else 0) for key, name, count, unread in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))
