"""Normalised records: plain tuples in the shape the directory keeps, so that comparing is cheap.

A full record holds every field; a patch (of a delta) only those given. Field orders are these tuples, nowhere else.
"""

import hashlib
import marshal
from typing import Any, NamedTuple

from preau.imports.aaf.values import Function, Link

STUDENT, GUARDIAN, STAFF, SCHOOL, PROGRAMME, SUBJECT = "student", "guardian", "staff", "school", "mef", "subject"
CATEGORY_KIND = {
    "Eleve": STUDENT,
    "PersRelEleve": GUARDIAN,
    "PersEducNat": STAFF,
    "EtabEducNat": SCHOOL,
    "MefEducNat": PROGRAMME,
    "MatEducNat": SUBJECT,
    "MatiereEducNat": SUBJECT,
}
PEOPLE = (STUDENT, GUARDIAN, STAFF)


class PersonFields(NamedTuple):
    """What the directory says of a person; the order of Person's columns in bulk writing."""

    title: str = ""
    family_name: str = ""
    birth_name: str = ""
    given_name: str = ""
    birth_date: str | None = None
    email: str = ""
    mobile: str = ""
    home_phone: str = ""
    work_phone: str = ""
    address: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    shares_address: bool = False


class Schooling(NamedTuple):
    """What an enrollment keeps beside the class."""

    ine: str = ""
    mef_code: str = ""
    level_label: str = ""
    boarding_status: str = ""
    entered_on: str | None = None


class StudentRecord(NamedTuple):
    """A pupil: person, schools of attachment, classes (school, code, label), groups (school, code, label), links."""

    person: PersonFields
    attached: tuple[str, ...] = ()
    classes: tuple[tuple[str, str, str], ...] = ()
    groups: tuple[tuple[str, str, str], ...] = ()
    schooling: Schooling = Schooling()
    links: tuple[Link, ...] = ()

    def schools(self) -> tuple[str, ...]:
        """Join keys of the schools where the pupil has a place."""
        return tuple(
            dict.fromkeys([*self.attached, *(one[0] for one in self.classes), *(one[0] for one in self.groups)])
        )


class StaffRecord(NamedTuple):
    """A member of staff: functions by school, teachings (school, class or group, subject), classes headed."""

    person: PersonFields
    attached: tuple[str, ...] = ()
    functions: tuple[tuple[str, Function], ...] = ()
    class_teachings: tuple[tuple[str, str, str, str], ...] = ()
    group_teachings: tuple[tuple[str, str, str, str], ...] = ()
    heads: tuple[tuple[str, str], ...] = ()
    teaches: bool = False

    def schools(self) -> tuple[str, ...]:
        """Schools of the functions; of the attachment only when no function names one."""
        return tuple(dict.fromkeys(one[0] for one in self.functions)) or self.attached


class SchoolRecord(NamedTuple):
    """A school, its declared classes (code, label) and groups (code, label, classes it draws from)."""

    uai: str = ""
    name: str = ""
    kind: str = ""
    siret: str = ""
    contract: str = ""
    ministry_code: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""
    campus: str = ""
    academy_code: str = ""
    academy_name: str = ""
    classes: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


def digest(value: Any) -> bytes:
    """16 bytes that change when the value does. Version 2 of marshal is the same for equal plain values."""
    return hashlib.blake2b(marshal.dumps(plain(value), 2), digest_size=16).digest()


def person_digest(person: PersonFields) -> bytes:
    """The digest of a person; the same as `digest`, sooner."""
    return hashlib.blake2b(marshal.dumps(tuple(person), 2), digest_size=16).digest()


def plain(value: Any) -> Any:
    """Named tuples as tuples, all the way down (marshal takes no subclass)."""
    if isinstance(value, tuple):
        return tuple([plain(one) if isinstance(one, tuple) else one for one in value])
    return value


def packed(value: Any) -> bytes:
    """A record as bytes for the staging area."""
    return marshal.dumps(plain(value), 2)


def unpacked_plain(raw: bytes) -> Any:
    """A record of a nomenclature from the staging area."""
    return marshal.loads(raw)  # noqa: S302


def unpacked_person(raw: bytes) -> PersonFields:
    """A guardian's record from the staging area."""
    return PersonFields(*marshal.loads(raw))  # noqa: S302 - written by us, in our own folder


def unpacked_student(raw: bytes) -> StudentRecord:
    """A pupil's record from the staging area."""
    person, attached, classes, groups, schooling, links = marshal.loads(raw)  # noqa: S302
    return StudentRecord(
        PersonFields(*person), attached, classes, groups, Schooling(*schooling), tuple([Link(*one) for one in links])
    )


def unpacked_staff(raw: bytes) -> StaffRecord:
    """A member of staff's record from the staging area."""
    person, attached, functions, in_classes, in_groups, heads, teaches = marshal.loads(raw)  # noqa: S302
    return StaffRecord(
        PersonFields(*person),
        attached,
        tuple([(school, Function(*one)) for school, one in functions]),
        in_classes,
        in_groups,
        heads,
        teaches,
    )


def unpacked_school(raw: bytes) -> SchoolRecord:
    """A school's record from the staging area."""
    return SchoolRecord(*marshal.loads(raw))  # noqa: S302
