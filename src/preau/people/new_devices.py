"""New devices that wait for an answer: one block per account, whoever's it is, the latest first."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from preau.identity.public import DeviceNotice

AT_HOME = 3
"""Lines that a home page shows: the rest is behind a link."""


@dataclass(frozen=True, slots=True)
class NewDevices:
    """Devices of one account; `own`: the reader's. `more`: how many of the same account are not shown here."""

    account_id: uuid.UUID
    given_name: str
    own: bool
    notices: tuple[DeviceNotice, ...]
    more: int = 0


def by_account(notices: Sequence[DeviceNotice], reader_id: uuid.UUID, *, lines: int | None = None) -> list[NewDevices]:
    """Blocks of these notices, the account of the latest first; with no more than so many lines in all."""
    shown = notices if lines is None else notices[:lines]
    blocks = []
    for account_id in dict.fromkeys(one.account_id for one in shown):
        here = tuple(one for one in shown if one.account_id == account_id)
        person = here[0].account.person
        more = sum(one.account_id == account_id for one in notices) - len(here)
        blocks.append(NewDevices(account_id, person.given_name, person.pk == reader_id, here, more))
    return blocks
