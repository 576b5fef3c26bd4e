"""People in bulk: added, changed, suspended when nothing is left of them, woken when they return."""

from collections.abc import Iterable

from preau.directory.bulk import tables
from preau.directory.bulk.changes import PERSON_ADDED, PERSON_FIELDS, RECORD_ADDED, PeopleChanges
from preau.directory.bulk.listing import follow_names
from preau.directory.bulk.mailboxes import note_mailboxes
from preau.directory.bulk.tables import among, many
from preau.directory.models import DirectoryRecord, Person
from preau.kernel import clock
from preau.kernel.actor import Actor
from preau.kernel.registry import modules_named

_EMAIL = 1 + PERSON_FIELDS.index("email")  # after the person's number


def write_people(*, actor: Actor, changes: PeopleChanges) -> None:
    """Add and change people and their records, inside the caller's transaction; the caller audits."""
    del actor  # named by the caller's audit entry
    tables.insert(Person, PERSON_ADDED, changes.added)
    tables.insert(DirectoryRecord, RECORD_ADDED, changes.records_added)
    note_mailboxes((row[0], row[_EMAIL]) for row in changes.changed)
    tables.update(Person, PERSON_FIELDS, sorted(changes.changed))
    follow_names([row[0] for row in changes.changed])
    tables.update(DirectoryRecord, ("digest",), sorted(changes.records_digests))


_NO_PLACE_LEFT = """
    NOT EXISTS (SELECT 1 FROM directory_affiliation a WHERE a.person_id = directory_person.id AND a.state = 'active')
    AND NOT EXISTS (SELECT 1 FROM directory_guardianship g
                    WHERE g.guardian_id = directory_person.id AND g.ended_at IS NULL)
"""


def _nothing_left() -> str:
    """The condition that nothing holds a person here: no place of the directory, nor what higher rooms give them."""
    held = [one for module in modules_named("standing") for one in module.HELD]
    return " AND ".join([_NO_PLACE_LEFT, *(f"NOT {one}" for one in held)])


def settle_people(*, actor: Actor, left: Iterable[str] = (), woken: Iterable[str] = ()) -> int:
    """Suspend those of `left` who have no place anywhere any more, nor an office outside schools; end the suspension
    of `woken`.

    People are locked in the order of their identifiers first: two imports' processes that end the last two places of
    one person see each other's work, and never wait for one another in a circle. Returns how many were suspended.
    """
    del actor
    leavers, returned = sorted(set(left)), sorted(set(woken))
    if returned:
        tables.run(
            "UPDATE directory_person SET suspended_at = NULL, erased_at = NULL"  # noqa: S608
            f" WHERE {among('id', 'uuid')} AND (suspended_at IS NOT NULL OR erased_at IS NOT NULL)",
            [many(returned)],
        )
    if not leavers:
        return 0
    if tables.is_postgresql():
        tables.rows_of(
            f"SELECT 1 FROM directory_person WHERE {among('id', 'uuid')} ORDER BY id FOR UPDATE",  # noqa: S608
            [many(leavers)],
        )
    return tables.run(
        f"UPDATE directory_person SET suspended_at = %s WHERE {among('id', 'uuid')}"  # noqa: S608
        f" AND suspended_at IS NULL AND {_nothing_left()}",
        [tables.moment(clock.now()), many(leavers)],
    )
