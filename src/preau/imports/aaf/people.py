"""Who is behind each record: found by (academy, kind, join key) and by nothing else, never by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from preau.directory.bulk import PeopleChanges
from preau.imports.aaf.records import PersonFields, person_digest
from preau.imports.aaf.state import HeldRecord, records_of
from preau.kernel.ids import new_hex_ids
from preau.kernel.text import folded_name


def search_name(person: PersonFields) -> str:
    """The person's name as it is searched."""
    return folded_name(person.family_name, person.given_name)


@dataclass(slots=True)
class PeoplePlan:
    """People of one piece of work: who exists, who is new, who changed.

    `done` tells what an earlier phase of the same run already did to shared people, so that schools report it.
    """

    authority: str
    held: dict[tuple[str, str], HeldRecord] = field(default_factory=dict)
    done: Mapping[tuple[str, str], str] = field(default_factory=dict)
    changes: PeopleChanges = field(default_factory=PeopleChanges)
    operations: dict[tuple[str, str], str] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)
    without_place: set[str] = field(default_factory=set)

    def load(self, kind: str, keys: Iterable[str]) -> None:
        """Read the records of these keys."""
        for key, record in records_of(self.authority, kind, keys).items():
            self.held[kind, key] = record

    def person_of(self, kind: str, key: str) -> str | None:
        """The person behind a record, None when there is none."""
        record = self.held.get((kind, key))
        return record.person if record else None

    def take(self, kind: str, people: Mapping[str, PersonFields]) -> None:
        """Plan the rows of people to add and change."""
        missing = [key for key in people if (kind, key) not in self.held]
        fresh = dict(zip(missing, new_hex_ids(len(missing)), strict=True))
        changes, authority = self.changes, self.authority
        for key, person in people.items():
            mark = person_digest(person)
            record = self.held.get((kind, key))
            if record is None:
                number = fresh[key]
                changes.added.append((number, *person, search_name(person), None))
                changes.records_added.append((authority, kind, key, number, mark))
                self.held[kind, key] = HeldRecord(0, number, mark)
                self.operations[kind, key] = "added"
                self.new.add(number)
            elif record.digest != mark:
                changes.changed.append((record.person, *person, search_name(person)))
                changes.records_digests.append((record.id, mark))
                self.operations[kind, key] = "changed"

    def operation(self, kind: str, key: str) -> str:
        """What this run does to the record itself: added, changed, or "" for nothing."""
        return self.operations.get((kind, key)) or self.done.get((kind, key), "")
