"""Addresses that people had until now, noted before others replace them: whoever uses the account is told there."""

from collections.abc import Iterable

from preau.directory.bulk import tables
from preau.directory.bulk.tables import among, many, uid
from preau.directory.models import FormerMailbox
from preau.kernel import clock, events
from preau.kernel.ids import new_id


def note_mailboxes(told: Iterable[tuple[str, str]]) -> int:
    """Keep the address of each of these people that another one is about to replace; how many there were.

    `told`: person (32 figures) and address to come. Called before the write, in its transaction. An address written
    otherwise in capitals is the same one, and no address at all is none. One read, one write, one event for all.
    """
    coming = dict(told)
    if not coming:
        return 0
    rows = tables.rows_of(
        f"SELECT {uid('id')}, email FROM directory_person"  # noqa: S608
        f" WHERE {among('id', 'uuid')} AND NOT (email = '') AND erased_at IS NULL",
        [many(coming)],
    )
    at = tables.moment(clock.now())
    gone = [
        (new_id().hex, person, former, at)
        for person, former in sorted(rows)
        if "@" in former and former.strip().lower() != coming[person].strip().lower()
    ]
    tables.insert(FormerMailbox, ("id", "person_id", "email", "changed_at"), gone)
    if gone:
        events.publish("directory.mailboxes_changed")
    return len(gone)
