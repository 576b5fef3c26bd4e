"""The folders that somebody made in a mailbox."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from preau.access.public import Hat
from preau.kernel import sql
from preau.messaging.selectors.boxes import box_of_hat, me
from preau.messaging.selectors.copies import own_column


@dataclass(frozen=True, slots=True)
class Own:
    """One folder: how many messages it holds, and how many of them were not read."""

    id: uuid.UUID
    name: str
    count: int
    unread: int


def own_in(text: str | None) -> Sequence[Own]:
    """The folders that the page of a box brought (`copies.OWN`), by their names."""
    found = []
    for line in (text or "").splitlines():
        key, count, unread, name = line.split(" ", 3)
        found.append(Own(uuid.UUID(key), name, int(count), int(unread)))
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def own_folders(hat: Hat) -> Sequence[Own]:
    """The folders of this mailbox by their names; one read."""
    rows = sql.named_rows(f"SELECT {own_column()}", {"me": sql.key(me(hat)), "box": box_of_hat(hat)})
    return own_in(rows[0][0])
