"""People of one school, found in one box: by name, login, class, and national number."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, overload

from django.db.models import Exists, OuterRef, Q

from preau.access.public import file_rights
from preau.directory.calendar import year_of
from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, Enrollment, Guardianship, Homeroom
from preau.directory.words import class_order
from preau.identity.public import Account
from preau.kernel import clock
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


@dataclass(slots=True)
class _Key:
    """What sorting needs of one person."""

    id: uuid.UUID
    family_name: str
    given_name: str
    profiles: set[str] = field(default_factory=set)
    homeroom: str = ""


class PeopleFound(Sequence[PersonRow]):
    """The people asked for, sorted; rows are made only for the part that is shown.

    Sorted in Python, for the two databases would put accents elsewhere: a school has few enough people.
    `reader`: the profile of who asks; the national number finds a pupil only for those who read it in files.
    """

    def __init__(self, school_id: uuid.UUID, query: PeopleQuery, *, reader: str) -> None:
        self.school_id, self.query, self.reader = school_id, query, reader
        self.year = year_of(clock.today())

    @cached_property
    def classes(self) -> list[tuple[str, str]]:
        """Classes of the year that the list may be narrowed to, in the order of schooling."""
        rows = Homeroom.objects.filter(school_id=self.school_id, school_year_id=self.year).values_list("id", "label")
        return [(str(one), label) for one, label in sorted(rows, key=lambda row: class_order(row[1]))]

    def _enrolled(self, person: str) -> Any:
        return Enrollment.objects.filter(
            school_id=self.school_id, school_year_id=self.year, student_id=OuterRef(person), left_on=None
        )

    def _asked(self, person: str) -> Q:
        """The condition of the words typed, on a query where `person` names the people."""
        wanted = fold(self.query.text)
        if not wanted:
            return Q()
        named = Q()
        for word in wanted.split():
            starts = Q(**{f"{person}__search_name__startswith": word})
            named &= starts | Q(**{f"{person}__search_name__contains": f" {word}"})
        if self.by_key:
            named |= Q(**{f"{person}_id__in": self.by_key})
        classes = [one for one, label in self.classes if fold(label).startswith(wanted)]
        if classes and person == "person":
            named |= Q(Exists(self._enrolled("person_id").filter(homeroom_id__in=classes)))
        return named

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

    @cached_property
    def _keys(self) -> list[_Key]:
        found: dict[uuid.UUID, _Key] = {}
        for person_id, profile, family, given in self._places():
            found.setdefault(person_id, _Key(person_id, family, given)).profiles.add(profile)
        for person_id, family, given in self._guardians():
            found.setdefault(person_id, _Key(person_id, family, given)).profiles.add(Profile.GUARDIAN.value)
        keys = list(found.values())
        if self.query.sort == "classe":
            homerooms = dict(self._homerooms(None))
            for one in keys:
                one.homeroom = homerooms.get(one.id, "")
        keys.sort(key=self._order, reverse=self.query.descending)
        return keys

    def _order(self, one: _Key) -> tuple[Any, ...]:
        name = (fold(one.family_name), fold(one.given_name), one.id)
        if self.query.sort == "profil":
            return (sorted(one.profiles), *name)
        if self.query.sort == "classe":
            return (not one.homeroom, class_order(one.homeroom), *name)
        return name

    def _places(self) -> Any:
        if self.query.profile == Profile.GUARDIAN:
            return []
        rows = Affiliation.objects.filter(
            school_id=self.school_id, state=AffiliationState.ACTIVE, person__erased_at=None
        )
        if self.query.profile:
            rows = rows.filter(profile=self.query.profile)
        if self.query.class_id in dict(self.classes):
            rows = rows.filter(Exists(self._enrolled("person_id").filter(homeroom_id=self.query.class_id)))
        rows = rows.filter(self._asked("person"))
        return rows.values_list("person_id", "profile", "person__family_name", "person__given_name")

    def _guardians(self) -> Any:
        if self.query.profile not in ("", Profile.GUARDIAN):
            return []
        rows = Guardianship.objects.filter(school_id=self.school_id, ended_at=None, guardian__erased_at=None)
        if self.query.class_id in dict(self.classes):
            if not self.query.profile:
                return []  # a class alone is its pupils
            rows = rows.filter(Exists(self._enrolled("student_id").filter(homeroom_id=self.query.class_id)))
        rows = rows.filter(self._asked("guardian"))
        return rows.values_list("guardian_id", "guardian__family_name", "guardian__given_name").distinct()

    def _homerooms(self, ids: Sequence[uuid.UUID] | None) -> Any:
        rows = Enrollment.objects.filter(
            school_id=self.school_id, school_year_id=self.year, left_on=None, homeroom__isnull=False
        )
        if ids is not None:
            rows = rows.filter(student_id__in=ids)
        return rows.values_list("student_id", "homeroom__label")

    def _rows(self, keys: Sequence[_Key]) -> list[PersonRow]:
        ids = [one.id for one in keys]
        homerooms = dict(self._homerooms(ids))
        children: dict[uuid.UUID, list[str]] = {}
        for guardian_id, given in Guardianship.objects.filter(
            school_id=self.school_id, ended_at=None, guardian_id__in=ids, student__erased_at=None
        ).values_list("guardian_id", "student__given_name"):
            children.setdefault(guardian_id, []).append(given)
        accounts = {
            person_id: (login, "closed" if not active else "used" if last else "open")
            for person_id, login, active, last in Account.objects.filter(person_id__in=ids).values_list(
                "person_id", "login", "is_active", "last_login"
            )
        }
        return [
            PersonRow(
                one.id, one.family_name, one.given_name, tuple(sorted(one.profiles)), homerooms.get(one.id, ""),
                *accounts.get(one.id, ("", "none")), tuple(sorted(children.get(one.id, ()))),
            )
            for one in keys
        ]  # fmt: skip

    def __len__(self) -> int:
        return len(self._keys)

    @overload
    def __getitem__(self, part: int) -> PersonRow: ...
    @overload
    def __getitem__(self, part: slice) -> list[PersonRow]: ...
    def __getitem__(self, part: int | slice) -> PersonRow | list[PersonRow]:
        if isinstance(part, slice):
            return self._rows(self._keys[part])
        return self._rows([self._keys[part]])[0]

    @property
    def ids(self) -> list[uuid.UUID]:
        """Everybody found, in order."""
        return [one.id for one in self._keys]

    def chunks(self) -> Iterator[list[PersonRow]]:
        """All rows in turn, a few hundred at a time: for an export that holds little at once."""
        for start in range(0, len(self), CHUNK):
            yield self[start : start + CHUNK]
