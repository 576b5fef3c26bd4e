"""People of one school, found in one box: by name, login, class, and national number."""

import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple, overload

from preau.access.public import Values, file_rights
from preau.directory.calendar import year_of
from preau.directory.enums import LISTED, Profile
from preau.directory.models import Enrollment
from preau.directory.words import class_order
from preau.kernel import clock, sql
from preau.kernel.text import fold

SORTS = ("nom", "profil", "classe")
CHUNK = 500
LOGIN_LETTERS = 3
_MARKED = re.compile(r"[^a-z-]").search
"""Signs of logins that names have not."""


@dataclass(frozen=True, slots=True)
class PeopleQuery:
    """What is asked of the list: the words typed, a profile, a class, an order. Kept as it is by an export."""

    text: str = ""
    profile: str = ""
    class_id: str = ""
    sort: str = "nom"
    descending: bool = False


class PersonRow(NamedTuple):
    """A person in the list, family name first. `account`: "none", "open" (never used), "used", "closed".

    `id`: as addresses write it. `children`: given names of the pupils of this school that a guardian answers for.
    """

    id: str
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


_PUPIL, _GUARDIAN = LISTED[Profile.STUDENT], LISTED[Profile.GUARDIAN]
# Of those listed: rank, names, account, class of a pupil, children of whom a guardian answers.
_ROWS = """
    SELECT row_number() OVER (ORDER BY {order}), {person}, l.profiles, p.family_name, p.given_name,
           a.login, a.is_active, a.last_login IS NOT NULL,
           CASE WHEN (l.profiles & {pupil}) <> 0 THEN
             (SELECT {homeroom} FROM directory_enrollment e
               WHERE e.school_id = %(school)s AND e.school_year_id = %(year)s AND e.student_id = l.person_id
                 AND e.left_on IS NULL LIMIT 1) END,
           CASE WHEN (l.profiles & {guardian}) <> 0 THEN
             (SELECT {children} FROM directory_guardianship g JOIN directory_person s ON s.id = g.student_id
               WHERE g.school_id = %(school)s AND g.guardian_id = l.person_id AND g.ended_at IS NULL) END,
           {total}
      FROM ({listed}) l JOIN directory_person p ON p.id = l.person_id
      LEFT JOIN identity_account a ON a.person_id = l.person_id"""
# Classes of the year, which the list may be narrowed to.
_CLASSES = """
    SELECT {id} AS id, h.label FROM directory_homeroom h
     WHERE h.school_id = %(school)s AND h.school_year_id = %(year)s"""
# Both at once: a class has no rank.
_ROWS_AND_CLASSES = f"""{{rows}}
    UNION ALL
    SELECT NULL, k.id, NULL, k.label, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM ({_CLASSES}) k"""  # noqa: S608 (ours)
_IN_CLASS = """{person} IN (
    SELECT e.student_id FROM directory_enrollment e
     WHERE e.school_id = %(school)s AND e.school_year_id = %(year)s AND e.left_on IS NULL
       AND e.homeroom_id IN ({classes}))"""
_OF_PUPIL_IN_CLASS = """EXISTS (
    SELECT 1 FROM directory_guardianship g
     WHERE g.school_id = %(school)s AND g.guardian_id = l.person_id AND g.ended_at IS NULL AND {in_class})"""
_HERE = "l.school_id = %(school)s"
_NO_CLASS = 1_000_000


@lru_cache(maxsize=1 << len(LISTED))
def _profiles(bits: int) -> tuple[str, ...]:
    return tuple(sorted(profile.value for profile, bit in LISTED.items() if bits & bit))


@lru_cache(maxsize=512)
def _in_order(classes: frozenset[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Sorting is remembered, not what the classes are: those that changed are another list."""
    return tuple(sorted(classes, key=lambda row: class_order(row[1])))


class PeopleFound(Sequence[PersonRow]):
    """The people asked for, in the order of the school's list, which the database reads from an index; a part of them
    and how many they are in all cost no more in a large school than in a small one.

    Statements are written by hand: of all the desk, this page is opened most. `reader`: the profile of who asks; the
    national number finds a pupil only for those who read it in files.
    """

    def __init__(self, school_id: uuid.UUID, query: PeopleQuery, *, reader: str) -> None:
        self.school_id, self.query, self.reader = school_id, query, reader
        self.year = year_of(clock.today())
        self._part: tuple[int, list[PersonRow]] | None = None
        self._count: int | None = None

    @cached_property
    def _labels(self) -> dict[str, str]:
        """Classes of the year by identifier. Read by themselves where the list cannot be asked for without them."""
        rows = sql.named_rows(_CLASSES.format(id=sql.id_text("h.id")), self._values().params)
        return {sql.as_id_text(one): label for one, label in rows}

    @cached_property
    def classes(self) -> Sequence[tuple[str, str]]:
        """Classes of the year that the list may be narrowed to, in the order of schooling."""
        return _in_order(frozenset(self._labels.items()))

    @cached_property
    def _class_id(self) -> uuid.UUID | None:
        asked = self.query.class_id
        return uuid.UUID(asked) if asked and asked in self._labels else None

    def _values(self) -> Values:
        return Values(school=sql.key(self.school_id), year=self.year)

    def _where(self, values: Values) -> str:
        """The condition on a row of the list."""
        wanted, asked = fold(self.query.text), self.query.profile
        tests = [self._answers(wanted, values) if wanted else _HERE]
        if asked:
            tests.append(f"(l.profiles & {LISTED[Profile(asked)]}) <> 0")
        if self._class_id:
            person = "g.student_id" if asked == Profile.GUARDIAN else "l.person_id"
            in_class = _IN_CLASS.format(person=person, classes=values.of(self._class_id))
            tests.append(_OF_PUPIL_IN_CLASS.format(in_class=in_class) if asked == Profile.GUARDIAN else in_class)
            if not asked:  # a class alone is its pupils
                tests.append(f"(l.profiles & {_PUPIL}) <> 0")
        return " AND ".join(tests)

    def _answers(self, wanted: str, values: Values) -> str:
        """The condition that a row is of this school and answers to the words typed."""
        tests = [values.bears(wanted.split(), [self.school_id])]
        if by_key := self.by_key:  # first: it may read the classes too
            tests.append(f"{_HERE} AND {values.within('l.person_id', by_key)}")
        classes = [uuid.UUID(one) for one, label in self.classes if fold(label).startswith(wanted)]
        if classes:
            in_class = _IN_CLASS.format(person="l.person_id", classes=values.among(classes))
            tests.append(f"{_HERE} AND (l.profiles & {_PUPIL}) <> 0 AND {in_class}")
        if len(tests) == 1:
            return tests[0]
        # One by one, each by its index; said as one condition, they would be asked of every row of the school.
        found = "SELECT l.person_id FROM directory_listedperson l WHERE "
        return f"{_HERE} AND l.person_id IN ({' UNION ALL '.join(found + one for one in tests)})"

    @cached_property
    def by_key(self) -> list[uuid.UUID]:
        """People whose login begins so (is so, where nothing tells it from a name), or whose national number is this;
        whatever their school: narrowed later.
        """
        typed = self.query.text.strip().lower()
        found: list[uuid.UUID] = []
        if len(typed) >= LOGIN_LETTERS and " " not in typed:
            found += self._by_beginning(typed) if _MARKED(typed) else self._by_login(typed)
        if file_rights(self.reader).ine and typed.isalnum() and any(one.isdigit() for one in typed):
            numbers = Enrollment.objects.filter(school_id=self.school_id, ine=typed.upper())
            found += numbers.values_list("student_id", flat=True)
        return found

    def _by_beginning(self, typed: str) -> list[uuid.UUID]:
        """Read apart: where a login stands in its index depends on its letters, so that this is planned each time."""
        begins = typed.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
        rows = sql.rows(
            "SELECT person_id FROM identity_account WHERE login LIKE %s ESCAPE '!'"  # noqa: S608 (ours)
            f" ORDER BY login LIMIT {CHUNK}",
            [begins],
        )
        return [sql.as_id(row[0]) for row in rows]

    def _by_login(self, typed: str) -> list[uuid.UUID]:
        """A word alone begins the logins of hundreds, nearly all of elsewhere, and those of here by their names: whose
        login it is, read with the classes of the year, in which it is looked for too.
        """
        values = self._values()
        classes = _CLASSES.format(id=sql.id_text("h.id"))
        rows = sql.named_rows(
            f"{classes} UNION ALL SELECT {sql.id_text('a.person_id')}, NULL FROM identity_account a"  # noqa: S608 (ours)
            f" WHERE a.login = {values.of(typed)}",
            values.params,
        )
        self._labels = {sql.as_id_text(one): label for one, label in rows if label is not None}
        return [sql.as_id(one) for one, label in rows if label is None]

    def _order(self, values: Values) -> str:
        down = " DESC" if self.query.descending else ""
        keys = ["l.search_name", "l.person_id"]
        if self.query.sort == "profil":
            keys = ["l.profiles", *keys]
        if self.query.sort == "classe":
            ranks = " ".join(
                f"WHEN {values.of(uuid.UUID(one))} THEN {rank}" for rank, (one, _label) in enumerate(self.classes)
            )
            of_person = (
                "(SELECT e.homeroom_id FROM directory_enrollment e WHERE e.school_id = %(school)s"
                " AND e.school_year_id = %(year)s AND e.student_id = l.person_id AND e.left_on IS NULL"
                " AND e.homeroom_id IS NOT NULL LIMIT 1)"
            )
            keys = [f"CASE {of_person} {ranks} ELSE {_NO_CLASS} END" if ranks else "1", *keys]
        return ", ".join(f"{one}{down}" for one in keys)

    def _listed(self, listed: str, order: str, total: str, values: Values) -> list[tuple[Any, ...]]:
        """Those listed, in order, with all that a line tells of each; and the classes of the year, if not yet known."""
        text = _ROWS.format(
            listed=listed,
            order=order,
            total=total,
            person=sql.id_text("l.person_id"),
            homeroom=sql.id_text("e.homeroom_id"),
            pupil=_PUPIL,
            guardian=_GUARDIAN,
            children=sql.joined("s.given_name"),
        )
        if "_labels" in vars(self):
            rows = sql.named_rows(text, values.params)
        else:
            both = _ROWS_AND_CLASSES.format(rows=text, id=sql.id_text("h.id"))
            found = sql.named_rows(both, values.params)
            rows = [row for row in found if row[0] is not None]
            self._labels = {sql.as_id_text(row[1]): row[3] for row in found if row[0] is None}
        return [row[1:] for row in sorted(rows, key=itemgetter(0))]

    def _read(self, start: int, count: int) -> tuple[list[PersonRow], int]:
        """Those found from the one of that rank on, and how many in all (0 when none is left from there on)."""
        values = self._values()
        where, order = self._where(values), self._order(values)
        # Few answer to words or are in a class: counted while they are found. For all of a profile counts are kept.
        narrowed = self.query.text or self._class_id
        listed = (
            f"SELECT l.person_id, l.profiles, l.search_name{', count(*) OVER () AS total' if narrowed else ''}"  # noqa: S608
            f" FROM directory_listedperson l WHERE {where} ORDER BY {order} LIMIT {count} OFFSET {start}"
        )
        total = "l.total" if narrowed else f"(SELECT SUM(l.people) FROM directory_listedcount l WHERE {where})"  # noqa: S608
        rows = self._listed(listed, order, total, values)
        labels = self._labels
        return [self._row(labels, *row[:-1]) for row in rows], int(rows[0][-1]) if rows else 0

    @cached_property
    def ids(self) -> list[uuid.UUID]:
        """Everybody found, in order."""
        values = self._values()
        text = f"SELECT l.person_id FROM directory_listedperson l WHERE {self._where(values)}"  # noqa: S608
        rows = sql.named_rows(f"{text} ORDER BY {self._order(values)}", values.params)
        return [sql.as_id(row[0]) for row in rows]

    def look_at(self, start: int, count: int) -> None:
        """Read a part and how many they are at once: what a page that shows that part asks next is then known."""
        rows, total = self._read(start, count)
        if not rows and start:  # beyond the end: the last part
            total = self._read(0, 1)[1]
            start = max(0, (total - 1) // count * count)
            rows = self._read(start, count)[0]
        self._part, self._count = (start, rows), total

    def _rows(self, ids: Sequence[uuid.UUID]) -> list[PersonRow]:
        """These people, in this order; whoever left meanwhile is left out."""
        values = self._values()
        listed = (
            "SELECT l.person_id, l.profiles FROM directory_listedperson l"  # noqa: S608
            f" WHERE l.school_id = %(school)s AND l.person_id IN ({values.among(ids)})"
        )
        rows = {sql.as_id_text(row[0]): row for row in self._listed(listed, "l.person_id", "0", values)}
        return [self._row(self._labels, *rows[one][:-1]) for one in map(str, ids) if one in rows]

    @staticmethod
    def _row(
        labels: dict[str, str], id_: str, bits: int, family: str, given: str, login: str | None, active: bool,
        came: bool, homeroom: str | None, children: str | None,
    ) -> PersonRow:  # fmt: skip
        account = "none" if login is None else "closed" if not active else "used" if came else "open"
        return PersonRow(
            sql.as_id_text(id_), family, given, _profiles(bits),
            labels.get(sql.as_id_text(homeroom), "") if homeroom else "", login or "", account,
            tuple(sorted(children.split("\n"))) if children else (),
        )  # fmt: skip

    def __len__(self) -> int:
        if self._count is None:
            self._count = len(self.ids)
        return self._count

    @overload
    def __getitem__(self, part: int) -> PersonRow: ...
    @overload
    def __getitem__(self, part: slice) -> list[PersonRow]: ...
    def __getitem__(self, part: int | slice) -> PersonRow | list[PersonRow]:
        if isinstance(part, int):
            return self._rows([self.ids[part]])[0]
        start, stop, _step = part.indices(len(self))
        if self._part is not None and self._part[0] == start and stop - start <= len(self._part[1]):
            return self._part[1][: stop - start]
        return self._rows(self.ids[start:stop])

    def of(self, ids: Sequence[uuid.UUID]) -> list[PersonRow]:
        """Those of these people who are of the school, in this order, whatever else is asked."""
        wanted = list(dict.fromkeys(ids))
        return [row for at in range(0, len(wanted), CHUNK) for row in self._rows(wanted[at : at + CHUNK])]

    def chunks(self) -> Iterator[list[PersonRow]]:
        """All rows in turn, a few hundred at a time: for an export that holds little at once."""
        for start in range(0, len(self.ids), CHUNK):
            yield self._rows(self.ids[start : start + CHUNK])
