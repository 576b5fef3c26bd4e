"""What a service learns of a person: the attributes that its administrator chose, in the words that it reads.

Facts are narrowed to the schools that the service is open for: a lycée's tool learns nothing of the collège where the
same person also teaches. Names of attributes follow the SDET; profiles have a numbered form that older tools read.
"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from preau.access.public import SchoolRef, classes_of
from preau.directory.calendar import year_of
from preau.directory.enums import Profile, RecordKind, SchoolKind
from preau.directory.models import DirectoryRecord, GroupMembership, Person, School
from preau.federation.enums import Attribute, Known, Naming
from preau.federation.models import LinkedService
from preau.federation.selectors import Served
from preau.identity.public import Account
from preau.kernel import clock, scope, sql

_NUMBERS: Mapping[str, str] = {
    Profile.STUDENT: "National_1",
    Profile.GUARDIAN: "National_2",
    Profile.TEACHER: "National_3",
    Profile.LIBRARIAN: "National_3",
    Profile.HEAD: "National_4",
    Profile.STUDENT_LIFE: "National_5",
    Profile.SCHOOL_STAFF: "National_6",
    Profile.ACADEMY: "National_7",
}
_KINDS: Mapping[str, str] = {
    SchoolKind.PRIMARY: "1ORD",
    SchoolKind.LOWER_SECONDARY: "CLG",
    SchoolKind.UPPER_SECONDARY: "LYC",
    SchoolKind.VOCATIONAL: "LP",
}
# Attribute → its name in each habit, then its OpenID Connect claim.
_NAMES: Mapping[str, tuple[str, str, str, str]] = {
    Attribute.GIVEN_NAME: ("ENTPersonPrenom", "Prenoms", "prenom", "given_name"),
    Attribute.FAMILY_NAME: ("ENTPersonNom", "Nom", "nom", "family_name"),
    Attribute.DISPLAY_NAME: ("ENTPersonNomAffichage", "NomAffichage", "nomAffichage", "name"),
    Attribute.BIRTH_DATE: ("ENTPersonDateNaissance", "DateNaissance", "dateNaissance", "birthdate"),
    Attribute.EMAIL: ("ENTPersonMail", "Mail", "email", "email"),
    Attribute.LOGIN: ("ENTPersonLogin", "Login", "login", "preferred_username"),
    Attribute.PROFILES: ("ENTPersonProfils", "ENTPersonProfils", "profile", "ent_profiles"),
    Attribute.SCHOOLS: ("ENTPersonStructRattachUAI", "ENTPersonStructRattachRNE", "uai", "ent_schools"),
    Attribute.SCHOOL_KINDS: ("ENTStructureTypeStruct", "ENTStructureTypeStruct", "typeStructure", "ent_school_kinds"),
    Attribute.CLASSES: ("ENTClasse", "ENTClasse", "classes", "ent_classes"),
    Attribute.GROUPS: ("ENTGroupe", "ENTGroupe", "groupes", "ent_groups"),
    Attribute.STUDY_PROGRAMME: ("ENTEleveMEF", "ENTEleveMEF", "mef", "ent_study_programmes"),
    Attribute.JOIN_KEY: ("ENTPersonJointure", "ENTPersonJointure", "cleJointure", "ent_join_keys"),
}
_COLUMN = {Naming.SDET: 0, Naming.NUMBERED: 1, Naming.PLAIN: 2}
_SEVERAL = frozenset({
    Attribute.PROFILES, Attribute.SCHOOLS, Attribute.SCHOOL_KINDS, Attribute.CLASSES, Attribute.GROUPS,
    Attribute.STUDY_PROGRAMME, Attribute.JOIN_KEY,
})  # fmt: skip
# Scopes of OpenID Connect that give each claim (Core 1.0, 5.4); "ent" is ours.
SCOPES: Mapping[str, frozenset[str]] = {
    "profile": frozenset({
        Attribute.GIVEN_NAME, Attribute.FAMILY_NAME, Attribute.DISPLAY_NAME, Attribute.BIRTH_DATE, Attribute.LOGIN,
    }),
    "email": frozenset({Attribute.EMAIL}),
    "ent": _SEVERAL,
}  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What is known of a person, read when asked for."""

    account: Account
    served: Sequence[Served]

    @cached_property
    def person(self) -> Person:
        """The person with all columns."""
        return Person.objects.get(pk=self.account.person_id)

    @cached_property
    def schools(self) -> list[SchoolRef | School]:
        """Schools that the service is open for, each once, the first hat's first."""
        ids = list(dict.fromkeys(school_id for one in self.served for school_id in one.school_ids))
        found: dict[uuid.UUID, SchoolRef | School] = {
            school.id: school for one in self.served for school in one.hat.schools
        }
        if others := [one for one in ids if one not in found]:  # a collectivity's hat holds ids alone
            found |= School.objects.only("uai", "kind").in_bulk(others)
        return [found[one] for one in ids if one in found]

    @property
    def profiles(self) -> list[str]:
        """Profiles under which it is open."""
        return list(dict.fromkeys(one.hat.profile for one in self.served))

    def _schools_as(self, profile: str) -> list[uuid.UUID]:
        return [school_id for one in self.served if one.hat.profile == profile for school_id in one.school_ids]

    @cached_property
    def _enrollments(self) -> list[tuple[str, str]]:
        """Study programme and class, in each school where the person is a pupil."""
        ids = self._schools_as(Profile.STUDENT)
        if not ids:
            return []
        with scope.use(scope.Scope.of(ids)):
            rows = sql.rows(
                "SELECT e.mef_code, h.label FROM directory_enrollment e"  # noqa: S608
                " LEFT JOIN directory_homeroom h ON h.id = e.homeroom_id"
                f" WHERE e.school_id IN ({sql.marks(ids)}) AND e.student_id = %s AND e.school_year_id = %s"
                " AND e.left_on IS NULL ORDER BY e.school_id",
                [*sql.keys(ids), sql.key(self.account.person_id), year_of(clock.today())],
            )
        return [(programme, label or "") for programme, label in rows]

    def classes(self) -> list[str]:
        """A pupil's class; the classes that a teacher has."""
        found = [label for _programme, label in self._enrollments if label]
        return list(dict.fromkeys([*found, *(label for label, grouped in self._taught if not grouped)]))

    def groups(self) -> list[str]:
        """A pupil's groups; those that a teacher has."""
        ids = self._schools_as(Profile.STUDENT)
        found: list[str] = []
        if ids:
            with scope.use(scope.Scope.of(ids)):
                rows = GroupMembership.objects.filter(school_id__in=ids, student_id=self.account.person_id)
                found = list(rows.order_by("group__label").values_list("group__label", flat=True))
        return list(dict.fromkeys([*found, *(label for label, grouped in self._taught if grouped)]))

    @cached_property
    def _taught(self) -> list[tuple[str, bool]]:
        ids = self._schools_as(Profile.TEACHER)
        if not ids:
            return []
        with scope.use(scope.Scope.of(ids)):
            return [(one.label, one.is_group) for one in classes_of(self.account.person_id, ids)]

    def study_programmes(self) -> list[str]:
        """MEF codes of a pupil."""
        return [programme for programme, _label in self._enrollments if programme]

    def join_keys(self) -> list[str]:
        """ "academy-key" of the person's records, of the kinds under which the service is open."""
        kinds = {
            RecordKind.STUDENT if one == Profile.STUDENT else
            RecordKind.GUARDIAN if one == Profile.GUARDIAN else RecordKind.STAFF
            for one in self.profiles
        }  # fmt: skip
        rows = DirectoryRecord.objects.filter(person_id=self.account.person_id, kind__in=kinds)
        return [f"{academy}-{key}" for academy, key in rows.order_by("pk").values_list("authority_id", "join_key")]


_READ: Mapping[str, Callable[[Facts], Sequence[str]]] = {
    Attribute.GIVEN_NAME: lambda facts: [facts.account.person.given_name],
    Attribute.FAMILY_NAME: lambda facts: [facts.account.person.family_name],
    Attribute.DISPLAY_NAME: lambda facts: [facts.account.person.full_name],
    Attribute.BIRTH_DATE: lambda facts: [facts.person.birth_date.isoformat()] if facts.person.birth_date else [],
    Attribute.EMAIL: lambda facts: [facts.person.email],
    Attribute.LOGIN: lambda facts: [facts.account.login],
    Attribute.PROFILES: lambda facts: facts.profiles,
    Attribute.SCHOOLS: lambda facts: [one.uai for one in facts.schools],
    Attribute.SCHOOL_KINDS: lambda facts: list(
        dict.fromkeys(_KINDS[one.kind] for one in facts.schools if one.kind in _KINDS)
    ),
    Attribute.CLASSES: Facts.classes,
    Attribute.GROUPS: Facts.groups,
    Attribute.STUDY_PROGRAMME: Facts.study_programmes,
    Attribute.JOIN_KEY: Facts.join_keys,
}


def _habit(naming: str, attribute: str, values: Sequence[str]) -> list[str]:
    if attribute == Attribute.PROFILES and naming == Naming.NUMBERED:
        return list(dict.fromkeys(_NUMBERS.get(one, one) for one in values))
    if attribute == Attribute.BIRTH_DATE:
        # The SDET writes dates as AAF does.
        return [dt.date.fromisoformat(one).strftime("%d/%m/%Y") for one in values]
    return list(values)


_EVERY: tuple[str, ...] = tuple(Attribute.values)  # Django makes the list anew at each look


def values_of(
    service: LinkedService, facts: Facts, allowed: Collection[str] = _EVERY
) -> dict[str, list[str]]:  # fmt: skip
    """Attribute → its values, for those that the administrator chose and that are `allowed`; empty ones left out."""
    chosen = [one for one in _EVERY if one in service.attributes and one in allowed]
    found = {one: [value for value in _READ[one](facts) if value] for one in chosen}
    return {one: values for one, values in found.items() if values}


def cas_attributes(service: LinkedService, facts: Facts) -> dict[str, list[str]]:
    """The same under the names that a CAS or SAML service reads."""
    column = _COLUMN[Naming(service.naming)]
    return {
        _NAMES[one][column]: _habit(service.naming, one, values) for one, values in values_of(service, facts).items()
    }


def claims(service: LinkedService, facts: Facts, scopes: Sequence[str]) -> dict[str, object]:
    """Claims that these scopes give."""
    allowed = frozenset().union(*(SCOPES.get(one, frozenset()) for one in scopes))
    return {
        _NAMES[one][3]: values if one in _SEVERAL else values[0]
        for one, values in values_of(service, facts, allowed).items()
    }


def legible(value: str) -> str:
    """A value as XML may carry it: control characters have no place there, whatever a directory holds."""
    return "".join(one for one in value if one >= " " and one not in "\ufffe\uffff")


def identifier(service: LinkedService, facts: Facts) -> str:
    """What the service knows the person by; its own opaque name when the chosen one is missing."""
    known = service.known_by
    if known == Known.PERSON:
        return str(facts.account.person_id)
    if known == Known.LOGIN:
        return facts.account.login
    if known == Known.EMAIL and facts.person.email:
        return facts.person.email
    if known == Known.JOIN_KEY and (keys := facts.join_keys()):
        return keys[0]
    return hashlib.sha256(f"{service.salt}|{facts.account.person_id}".encode()).hexdigest()[:40]


CLAIM_NAMES: Mapping[str, str] = {attribute: names[3] for attribute, names in _NAMES.items()}
"""The OpenID Connect claim of each attribute."""
