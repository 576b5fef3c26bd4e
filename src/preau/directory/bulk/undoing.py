"""Puts back what a bulk write changed, row by row, as long as nobody changed the row since.

Never opened again by an undoing, whatever the journal says:
- a guardianship that was withdrawn, here or in another school of the pupil, whose reach was narrowed, or that the
  judge closed: reopening somebody's view of a child takes a new word of the directory or of the judge;
- the place of a head: it takes a second person, as in any import.

What stays shows as conflicts. Nothing here looks at who asks: the caller decides, opens the scope of everything (people
are of several schools) and audits.
"""

import uuid
from collections import Counter
from dataclasses import dataclass, field

from django.db import models

from preau.directory.bulk import tables
from preau.directory.bulk.around import column, existing, orphans, placed, referenced, taken_keys, withdrawn_elsewhere
from preau.directory.bulk.journal import TABLES, Kept, mark_of, read, written
from preau.directory.bulk.listing import follow_names, relist
from preau.directory.bulk.mailboxes import note_mailboxes
from preau.directory.bulk.people import settle_people
from preau.directory.bulk.tables import Row, among, many
from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import DirectoryRecord, ListedPerson, Person
from preau.directory.reach import WIDTH, decided_reaches
from preau.kernel import clock
from preau.kernel.actor import Actor

CHANGED, GONE, USED, TAKEN, CLOSED, SECOND = "changed", "gone", "used", "taken", "closed", "second"
"""Why a row was left alone: changed since, gone since, used since, its place taken, closed for good, second person."""

_CHILDREN = ("sections", "head_teachers", "members", "draws", "functions", "guardianships", "enrollments")
_PARENTS = ("homerooms", "groups")
_RESTORED = ("homerooms", "groups", "affiliations", "enrollments", "guardianships", "people", "records")
_PLACES = frozenset({"affiliations", "enrollments"})
_HOLDS = _PLACES | {"guardianships", "people"}
"""Tables whose changed row keeps all rows of the person; for some, only when the write had added the row."""
_PERSON_OF = {
    "affiliations": "person_id", "enrollments": "student_id", "guardianships": "student_id", "members": "student_id",
    "sections": "teacher_id", "head_teachers": "person_id", "records": "person_id",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row left as it is: its table, why, the person it is about ("" when none), whether the write had added it."""

    table: str
    reason: str
    person: str = ""
    added: bool = False


@dataclass(slots=True)
class Undone:
    """What an undoing did. `counts`: by table and operation (removed, restored, returned)."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    conflicts: list[Conflict] = field(default_factory=list)
    ended: dict[str, list[str]] = field(default_factory=dict)
    """People whose place ends, by profile."""
    guardianships_gone: list[tuple[str, str]] = field(default_factory=list)
    reaches: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    """(guardianship, student, guardian, reach before, reach after)."""


def _person(name: str, number: str, row: Row | None) -> str:
    if name == "people":
        return number
    wanted = _PERSON_OF.get(name)
    return str(column(name, row, wanted)) if wanted and row else ""


def look(kept: Kept) -> list[Conflict]:
    """The conflicts that show before anything is done: rows changed or gone since. Writes nothing."""
    return _Undoing(kept).done.conflicts


def undo(*, actor: Actor, kept: Kept) -> Undone:
    """Put back one bulk write, inside the caller's transaction; done again it changes nothing."""
    return _Undoing(kept).run(actor)


class _Undoing:
    """The rows of one journal as they stand now, and what is done to them."""

    def __init__(self, kept: Kept) -> None:
        self.kept, self.done = kept, Undone()
        self.now = {
            name: read(name, [*kept.added.get(name, ()), *kept.changed.get(name, ()), *kept.gone.get(name, ())])
            for name in TABLES
        }
        self.touched: set[str] = set()
        self.removable = {name: self._removable(name) for name in TABLES}
        self.restorable = {name: self._restorable(name) for name in TABLES}
        self._hold_together()

    def _hold_together(self) -> None:
        """Whoever was changed since keeps all their rows: nobody is left with a class and without a guardian."""
        blocked = {
            one.person
            for one in self.done.conflicts
            if one.person and one.reason in {CHANGED, GONE} and one.table in (_HOLDS if one.added else _PLACES)
        }
        if not blocked:
            return
        for name in TABLES:
            rows = self.now[name]
            self.removable[name] = [n for n in self.removable[name] if self._whose(name, n, rows.get(n)) not in blocked]
            self.restorable[name] = {
                n: row for n, row in self.restorable[name].items() if self._whose(name, n, row) not in blocked
            }
            gone = self.kept.gone.get(name, {})
            self.kept.gone[name] = {n: row for n, row in gone.items() if self._whose(name, n, row) not in blocked}

    def _whose(self, name: str, number: str, row: Row | None) -> str:
        if name == "functions" and row:
            place = str(column(name, row, "affiliation_id"))
            return _person("affiliations", place, self.now["affiliations"].get(place))
        return _person(name, number, row)

    def run(self, actor: Actor) -> Undone:
        for name in _CHILDREN:
            self._remove(name, self.removable[name])
        for name in _PARENTS:
            self._return(name)
        for name in _RESTORED:
            self._restore(name)
        for name in _TAKEN_BACK:
            self._return(name)
        for name in ("affiliations", "groups", "homerooms"):
            self._remove(name, self._unused(name, self.removable[name]))
        self._remove_people()
        self._settle(actor)
        self._list_again()
        self._look_again()
        return self.done

    def _conflict(self, name: str, reason: str, number: str, row: Row | None) -> None:
        added = number in self.kept.added.get(name, ())
        self.done.conflicts.append(Conflict(name, reason, self._whose(name, number, row), added))

    # Added rows go ----------------------------------------------------------

    def _removable(self, name: str) -> list[str]:
        """Rows added that still are what they were; a row that went since is no conflict: it had to go."""
        found = []
        for number, mark in self.kept.added.get(name, {}).items():
            row = self.now[name].get(number)
            if row is None:
                continue
            if mark_of(row) != mark:
                self._conflict(name, CHANGED, number, row)
            else:
                found.append(number)
        return found

    def _unused(self, name: str, ids: list[str], without: tuple[type[models.Model], ...] = ()) -> list[str]:
        used = referenced(TABLES[name].model, ids, without)
        for number in used:
            self._conflict(name, USED, number, self.now[name][number])
        return [one for one in ids if one not in used]

    def _remove(self, name: str, ids: list[str]) -> None:
        tables.delete(TABLES[name].model, ids)
        self.done.counts[name, "removed"] += len(ids)
        for number in ids:
            row = self.now[name][number]
            if name == "affiliations":
                self.done.ended.setdefault(str(column(name, row, "profile")), []).append(
                    str(column(name, row, "person_id"))
                )
                self.touched.add(str(column(name, row, "person_id")))
            elif name == "guardianships":
                self.done.guardianships_gone.append(
                    (str(column(name, row, "student_id")), str(column(name, row, "guardian_id")))
                )
                self.touched.add(str(column(name, row, "guardian_id")))

    def _remove_people(self) -> None:
        ids = self._unused("people", self.removable["people"], (DirectoryRecord, ListedPerson))
        tables.delete(DirectoryRecord, ids, key="person_id")
        tables.delete(Person, ids)
        self.done.counts["people", "removed"] += len(ids)
        self.touched |= self.kept.added.get("people", {}).keys()
        self.touched -= set(ids)

    # Changed rows become what they were ---------------------------------------

    def _restorable(self, name: str) -> dict[str, Row]:
        found = {}
        for number, (before, mark) in self.kept.changed.get(name, {}).items():
            row = self.now[name].get(number)
            if row == before:
                continue
            if row is None:
                self._conflict(name, GONE, number, before)
            elif mark_of(row) != mark:
                self._conflict(name, CHANGED, number, row)
            elif reason := self._kept_closed(name, number, before, row):
                self._conflict(name, reason, number, row)
            else:
                found[number] = before
        return found

    def _kept_closed(self, name: str, number: str, before: Row, row: Row) -> str:
        if name == "affiliations":
            opens = column(name, before, "state") == AffiliationState.ACTIVE.value != column(name, row, "state")
            return SECOND if opens and column(name, row, "profile") == Profile.HEAD.value else ""
        if name != "guardianships":
            return ""
        reach, former = str(column(name, row, "reach")), str(column(name, before, "reach"))
        if number in self.kept.withdrawn or WIDTH[former] > WIDTH[reach]:
            return CLOSED
        return ""

    def _restore(self, name: str) -> None:
        rows = self.restorable[name]
        if name == "enrollments":
            classes = {number: str(one) for number, row in rows.items() if (one := column(name, row, "homeroom_id"))}
            there = existing("homerooms", classes.values())
            for number in [one for one, homeroom in classes.items() if homeroom not in there]:
                self._conflict(name, TAKEN, number, rows.pop(number))
        if name == "guardianships":
            rows = self._decided(rows)
        if name == "people":
            note_mailboxes((number, str(column(name, row, "email"))) for number, row in rows.items())
        tables.update(
            TABLES[name].model, TABLES[name].columns, written(name, [(number, *row) for number, row in rows.items()])
        )
        self.done.counts[name, "restored"] += len(rows)
        if name == "affiliations":
            for number, row in rows.items():
                person, was = str(column(name, row, "person_id")), column(name, self.now[name][number], "state")
                self.touched.add(person)
                if was == AffiliationState.ACTIVE.value != column(name, row, "state"):
                    self.done.ended.setdefault(str(column(name, row, "profile")), []).append(person)

    def _decided(self, rows: dict[str, Row]) -> dict[str, Row]:
        """Guardianships as they were, unless the judge said otherwise since, or the pair ended elsewhere since."""
        name, columns = "guardianships", TABLES["guardianships"].columns
        at_reach, at_end = columns.index("reach"), columns.index("ended_at")
        opening = {number for number, row in rows.items() if row[at_end] is None and self.now[name][number][at_end]}
        ended = withdrawn_elsewhere(opening, self.now[name])
        students = {uuid.UUID(str(column(name, row, "student_id"))) for row in rows.values()}
        decided = decided_reaches(on=clock.today(), students=students) if students else {}
        made = {}
        for number, row in rows.items():
            pair = (str(column(name, row, "student_id")), str(column(name, row, "guardian_id")))
            reach = decided.get((uuid.UUID(pair[0]), uuid.UUID(pair[1])))
            if number in opening and pair in ended:
                self._conflict(name, CLOSED, number, row)
                continue
            if reach is not None:
                row = (*row[:at_reach], reach.value, *row[at_reach + 1 :])
            made[number] = row
            self.touched.add(pair[1])
            before = self.now[name][number]
            if row[at_end] and not before[at_end]:
                self.done.guardianships_gone.append(pair)
            elif row[at_reach] != before[at_reach]:
                self.done.reaches.append((number, *pair, str(before[at_reach]), str(row[at_reach])))
        return made

    # Rows gone come back ------------------------------------------------------

    def _return(self, name: str) -> None:
        rows = {n: row for n, row in self.kept.gone.get(name, {}).items() if n not in self.now[name]}
        if not rows:
            return
        lost = taken_keys(name, rows) | orphans(name, rows)
        for number in lost:
            self._conflict(name, TAKEN, number, rows[number])
        back = {n: row for n, row in rows.items() if n not in lost}
        table = TABLES[name]
        tables.insert(table.model, ("id", *table.columns), written(name, [(n, *row) for n, row in back.items()]))
        self.done.counts[name, "returned"] += len(back)

    # People --------------------------------------------------------------------

    def _settle(self, actor: Actor) -> None:
        """Who has a place again is awake; who has none is suspended, since the day it was when that was known."""
        people = sorted(self.touched | self.kept.standing.keys())
        here = placed(people)
        settle_people(actor=actor, left=[one for one in people if one not in here], woken=sorted(here))
        for person, (suspended, erased) in self.kept.standing.items():
            if person not in here:
                tables.update(Person, ("suspended_at", "erased_at"), [(person, suspended, erased)])

    def _list_again(self) -> None:
        """Lists follow the places and the names put back."""
        listed: dict[str, set[str]] = {}
        for name, whose in (("affiliations", "person_id"), ("guardianships", "guardian_id")):
            for row in self.now[name].values():
                listed.setdefault(str(column(name, row, "school_id")), set()).add(str(column(name, row, whose)))
        for school, people in sorted(listed.items()):
            relist(school, people)
        follow_names(self.restorable["people"])

    def _look_again(self) -> None:
        """The next delivery looks anew at the places of people of whom something was left as it is."""
        people = sorted({one.person for one in self.done.conflicts if one.person})
        if people:
            tables.run(
                f"UPDATE directory_affiliation SET digest = NULL WHERE {among('person_id', 'uuid')}",  # noqa: S608
                [many(people)],
            )


_TAKEN_BACK = ("functions", "draws", "members", "sections", "head_teachers")
