"""People of one school, found in one box: by name, login, class, and national number."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

from preau.access.public import Values, file_rights
from preau.directory.calendar import year_of
from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Enrollment
from preau.directory.words import class_order
from preau.identity.public import Account
from preau.kernel import clock, sql
from preau.kernel.text import fold

SORTS = ("nom", "profil", "classe")
CHUNK = 500
LOGIN_LETTERS = 3


@dataclass(frozen=True, slots=True)
class PeopleQuery:
    """What is asked of the list: the words typed, a profile, a class, an order. Kept as it is by an export."""

    text: str = ""
    profile: str = ""
    class_id: str = ""
    sort: str = "nom"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in the list, family name first. `account`: "none", "open" (never used), "used", "closed".

    `children`: given names of the pupils of this school that a guardian answers for.
    """

    id: uuid.UUID
    family_name: str
    given_name: str
    profiles: tuple[str, ...]
    homeroom: str
    login: str
    account: str
    children: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Family name first, as lists are read."""
        return f"{self.family_name} {self.given_name}".strip()

    @property
    def profile_words(self) -> str:
        """Profiles in words."""
        return ", ".join(str(Profile(one).label) for one in self.profiles)


@dataclass(frozen=True, slots=True)
class _Key:
    """One of those found, in their order."""

    id: uuid.UUID
    family_name: str
    given_name: str
    profiles: tuple[str, ...]


# Of people found: class, login and account, children of whom they answer.
_DETAILS = """
    SELECT p.id, a.login, a.is_active, a.last_login,
           (SELECT h.label FROM directory_enrollment e JOIN directory_homeroom h ON h.id = e.homeroom_id
             WHERE e.school_id = %(school)s AND e.school_year_id = %(year)s AND e.student_id = p.id
               AND e.left_on IS NULL LIMIT 1),
           (SELECT {children} FROM directory_guardianship g
              JOIN directory_person s ON s.id = g.student_id AND s.erased_at IS NULL
             WHERE g.school_id = %(school)s AND g.guardian_id = p.id AND g.ended_at IS NULL)
      FROM directory_person p LEFT JOIN identity_account a ON a.person_id = p.id
     WHERE p.id IN ({ids})"""
_IN_CLASS = """EXISTS (
    SELECT 1 FROM directory_enrollment e
     WHERE e.school_id = %(school)s AND e.school_year_id = %(year)s AND e.left_on IS NULL
       AND e.student_id = {person} AND e.homeroom_id IN ({classes}))"""
_NO_CLASS = 1_000_000


class PeopleFound(Sequence[PersonRow]):
    """The people asked for, sorted by the database, which gives the part that is shown, and how many they are in all.

    Statements are written by hand: of all the desk, this page is opened most. `reader`: the profile of who asks; the
    national number finds a pupil only for those who read it in files.
    """

    def __init__(self, school_id: uuid.UUID, query: PeopleQuery, *, reader: str) -> None:
        self.school_id, self.query, self.reader = school_id, query, reader
        self.year = year_of(clock.today())
        self._part: tuple[int, list[_Key]] | None = None
        self._count: int | None = None

    @cached_property
    def classes(self) -> list[tuple[str, str]]:
        """Classes of the year that the list may be narrowed to, in the order of schooling."""
        rows = sql.rows(
            "SELECT id, label FROM directory_homeroom WHERE school_id = %s AND school_year_id = %s",
            [sql.key(self.school_id), self.year],
        )
        return [(str(sql.as_id(one)), label) for one, label in sorted(rows, key=lambda row: class_order(row[1]))]

    @cached_property
    def _class_id(self) -> uuid.UUID | None:
        return uuid.UUID(self.query.class_id) if self.query.class_id in dict(self.classes) else None

    def _values(self) -> Values:
        return Values(school=sql.key(self.school_id), year=self.year, active=AffiliationState.ACTIVE.value)

    def _in_class(self, values: Values, person: str, classes: Iterable[uuid.UUID]) -> str:
        return _IN_CLASS.format(person=person, classes=values.among(classes))

    def _members(self, values: Values) -> str:
        """Rows (person_id, profile) of those who may be found."""
        parts, asked = [], self.query.profile
        if asked != Profile.GUARDIAN:
            text = (
                "SELECT a.person_id, a.profile FROM directory_affiliation a"
                " WHERE a.school_id = %(school)s AND a.state = %(active)s"
            )
            if asked:
                text += f" AND a.profile = {values.of(asked)}"
            if self._class_id:
                text += f" AND {self._in_class(values, 'a.person_id', [self._class_id])}"
            parts.append(text)
        # A class alone is its pupils.
        if asked == Profile.GUARDIAN or not (asked or self._class_id):
            text = (
                f"SELECT g.guardian_id AS person_id, {values.of(Profile.GUARDIAN.value)} AS profile"  # noqa: S608
                " FROM directory_guardianship g WHERE g.school_id = %(school)s AND g.ended_at IS NULL"
            )
            if self._class_id:
                text += f" AND {self._in_class(values, 'g.student_id', [self._class_id])}"
            parts.append(text)
        return " UNION ALL ".join(parts)

    def _asked(self, values: Values) -> str:
        """The condition of the words typed."""
        wanted = fold(self.query.text)
        if not wanted:
            return ""
        names = [
            f"(p.search_name LIKE {values.of(f'{word}%')} OR p.search_name LIKE {values.of(f'% {word}%')})"
            for word in wanted.split()
        ]
        tests = [" AND ".join(names)]
        if self.by_key:
            tests.append(f"p.id IN ({values.among(self.by_key)})")
        classes = [uuid.UUID(one) for one, label in self.classes if fold(label).startswith(wanted)]
        if classes:
            listed = self._in_class(values, "m.person_id", classes)
            tests.append(f"m.profile <> {values.of(Profile.GUARDIAN.value)} AND {listed}")
        return " AND (" + " OR ".join(f"({one})" for one in tests) + ")"

    @cached_property
    def by_key(self) -> list[uuid.UUID]:
        """People whose login begins so, or whose national number is this; whatever their school: narrowed later."""
        typed = self.query.text.strip()
        found: list[uuid.UUID] = []
        if len(typed) >= LOGIN_LETTERS and " " not in typed:
            logins = Account.objects.filter(login__startswith=typed.lower())
            found += logins.order_by("login").values_list("person_id", flat=True)[:CHUNK]
        if file_rights(self.reader).ine and typed.isalnum() and any(one.isdigit() for one in typed):
            numbers = Enrollment.objects.filter(school_id=self.school_id, ine=typed.upper())
            found += numbers.values_list("student_id", flat=True)
        return found

    def _order(self, values: Values) -> str:
        down = " DESC" if self.query.descending else ""
        keys = [sql.folded("p.family_name"), sql.folded("p.given_name"), "p.id"]
        if self.query.sort == "profil":
            keys = ["min(m.profile)", "max(m.profile)", *keys]
        if self.query.sort == "classe":
            ranks = " ".join(
                f"WHEN {values.of(uuid.UUID(one))} THEN {rank}" for rank, (one, _label) in enumerate(self.classes)
            )
            of_person = (
                "(SELECT e.homeroom_id FROM directory_enrollment e WHERE e.school_id = %(school)s"
                " AND e.school_year_id = %(year)s AND e.student_id = p.id AND e.left_on IS NULL"
                " AND e.homeroom_id IS NOT NULL LIMIT 1)"
            )
            keys = [f"CASE {of_person} {ranks} ELSE {_NO_CLASS} END" if ranks else "1", *keys]
        return ", ".join(f"{one}{down}" for one in keys)

    def _read(self, limit: int | None, offset: int = 0) -> tuple[list[_Key], int]:
        """Those found from the one of that rank on, and how many in all (0 when none is left from there on)."""
        values = self._values()
        members = self._members(values)
        if not members:
            return [], 0
        asked = self._asked(values)
        text = (
            f"SELECT p.id, p.family_name, p.given_name, {sql.joined('m.profile')}, count(*) OVER ()"  # noqa: S608
            f" FROM ({members}) m JOIN directory_person p ON p.id = m.person_id AND p.erased_at IS NULL"
            f" WHERE 1 = 1{asked} GROUP BY p.id, p.family_name, p.given_name ORDER BY {self._order(values)}"
        )
        if limit is not None:
            text += f" LIMIT {values.of(limit)} OFFSET {values.of(offset)}"
        rows = sql.named_rows(text, values.params)
        keys = [
            _Key(sql.as_id(id_), family, given, tuple(sorted(set(profiles.split("\n")))))
            for id_, family, given, profiles, _count in rows
        ]
        return keys, rows[0][4] if rows else 0

    @cached_property
    def _keys(self) -> list[_Key]:
        """Everybody, for who takes the whole list."""
        return self._read(None)[0]

    def look_at(self, start: int, count: int) -> None:
        """Read a part and how many they are at once: what a page that shows that part asks next is then known."""
        keys, total = self._read(count, start)
        if not keys and start:  # beyond the end: the last part
            total = self._read(1)[1]
            start = max(0, (total - 1) // count * count)
            keys = self._read(count, start)[0]
        self._part, self._count = (start, keys), total

    def _rows(self, keys: Sequence[_Key]) -> list[PersonRow]:
        if not keys:
            return []
        values = self._values()
        text = _DETAILS.format(children=sql.joined("s.given_name"), ids=values.among(one.id for one in keys))
        told = {sql.as_id(row[0]): row[1:] for row in sql.named_rows(text, values.params)}
        return [self._row(one, *told[one.id]) for one in keys]

    @staticmethod
    def _row(
        one: _Key, login: str | None, active: bool, last: object, homeroom: str | None, children: str | None
    ) -> PersonRow:  # fmt: skip
        account = "none" if login is None else "closed" if not active else "used" if last else "open"
        return PersonRow(
            one.id, one.family_name, one.given_name, one.profiles, homeroom or "", login or "", account,
            tuple(sorted(children.split("\n"))) if children else (),
        )  # fmt: skip

    def __len__(self) -> int:
        if self._count is None:
            self._count = len(self._keys)
        return self._count

    @overload
    def __getitem__(self, part: int) -> PersonRow: ...
    @overload
    def __getitem__(self, part: slice) -> list[PersonRow]: ...
    def __getitem__(self, part: int | slice) -> PersonRow | list[PersonRow]:
        if isinstance(part, int):
            return self._rows([self._keys[part]])[0]
        start, stop, _step = part.indices(len(self))
        if self._part is not None and self._part[0] == start and stop - start <= len(self._part[1]):
            return self._rows(self._part[1][: stop - start])
        return self._rows(self._keys[start:stop])

    @property
    def ids(self) -> list[uuid.UUID]:
        """Everybody found, in order."""
        return [one.id for one in self._keys]

    def chunks(self) -> Iterator[list[PersonRow]]:
        """All rows in turn, a few hundred at a time: for an export that holds little at once."""
        for start in range(0, len(self), CHUNK):
            yield self._rows(self._keys[start : start + CHUNK])
