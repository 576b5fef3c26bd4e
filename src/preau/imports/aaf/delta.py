"""Requests of deltas laid over what is known: over the full export read with them, else over the directory itself.

`addRequest` gives a whole record; `modifyRequest` changes the attributes it names and no other (an empty value clears);
`deleteRequest` takes a record away. They are taken in the order of their dates, then of file and line. A request on an
unknown record is refused.
"""

import marshal
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from preau.imports.aaf import entries
from preau.imports.aaf import records as r
from preau.imports.aaf.rebuild import Rebuilder
from preau.imports.aaf.records import (
    GUARDIAN,
    PEOPLE,
    SCHOOL,
    STAFF,
    STUDENT,
    PersonFields,
    Schooling,
    StaffRecord,
    StudentRecord,
)
from preau.imports.aaf.refusals import EntryRefused, Refusal
from preau.imports.aaf.staging import Staging
from preau.imports.aaf.values import Function, Link
from preau.imports.enums import RefusalCause

_UNPACK: dict[str, Callable[[bytes], Any]] = {
    STUDENT: r.unpacked_student,
    STAFF: r.unpacked_staff,
    GUARDIAN: r.unpacked_person,
}


class Request(NamedTuple):
    """One request of a delta."""

    file: str
    line: int
    file_id: int
    kind: str
    op: str
    key: str
    body: bytes

    @property
    def touches_pupils(self) -> bool:
        """Whether a guardian's request may change the pupils whom the guardian answers for."""
        if self.op == "modify":
            return "shares_address" in marshal.loads(self.body)  # noqa: S302 - our own staging file
        return self.op == "delete"


@dataclass(slots=True)
class Overlay:
    """Records as they become, by kind and key; None for one taken away."""

    staging: Staging
    rebuilder: Rebuilder
    refusals: list[Refusal] = field(default_factory=list)
    known: dict[tuple[str, str], Any] = field(default_factory=dict)
    before: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    touched: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    pupils: dict[str, set[str]] = field(default_factory=dict)

    # What is known ------------------------------------------------------------

    def load(self, kind: str, keys: Iterable[str]) -> None:
        """Fetch records from the export read with the deltas, else from the directory."""
        wanted = sorted({key for key in keys if (kind, key) not in self.known})
        staged = self.staging.by_keys(kind, wanted)
        unpack = _UNPACK[kind]
        for key, body in staged.items():
            self.known[kind, key] = unpack(body)
        rest = [key for key in wanted if key not in staged]
        rebuild: dict[str, Callable[[Iterable[str]], Mapping[str, Any]]] = {
            STUDENT: self.rebuilder.students,
            STAFF: self.rebuilder.staff,
            GUARDIAN: self.rebuilder.guardians,
        }
        for key, record in rebuild[kind](rest).items():
            self.known[kind, key] = record
        if kind != GUARDIAN:
            people = self.rebuilder.people(kind, wanted)
            places = self.rebuilder.places(kind, [person for person, _fields in people.values()])
            for key, (person, _fields) in people.items():
                self.before[kind, key] = tuple(dict.fromkeys(school for school, _p in places.get(person, [])))

    # Requests ------------------------------------------------------------------

    def take(self, one: Request) -> None:
        """Apply one request to what is known."""
        try:
            if one.kind in PEOPLE:
                self._take_person(one)
            elif one.kind == SCHOOL:
                self._take_school(one)
            else:
                self._take_nomenclature(one)
        except EntryRefused as fault:
            self.refusals.append(Refusal(fault.cause, fault.reason, one.file, one.line, one.kind, one.key))

    def _take_person(self, one: Request) -> None:
        at = (one.kind, one.key)
        if one.op == "add":
            self.known[at] = _UNPACK[one.kind](one.body)
        elif self.known.get(at) is None:
            reason = (
                _("fiche inconnue : rien à modifier") if one.op == "modify" else _("fiche inconnue : rien à retirer")
            )
            raise EntryRefused(RefusalCause.UNKNOWN_RECORD, reason)
        elif one.op == "delete":
            if one.kind == GUARDIAN:
                self._part_from_pupils(one)
            self.known[at] = None
        else:
            before = self.known[at]
            self.known[at] = patched(before, marshal.loads(one.body))  # noqa: S302 - our own staging file
            if one.kind == GUARDIAN and before.shares_address != self.known[at].shares_address:
                self._touch_pupils(one)
        self.touched[at] = (one.file_id, one.line)

    def load_pupils(self, guardians: Iterable[str]) -> None:
        """Fetch the pupils of guardians whose going or address sharing changes them too."""
        self.pupils = self.rebuilder.students_of(guardians)
        self.load(STUDENT, {key for keys in self.pupils.values() for key in keys})

    def _pupils_of(self, guardian: str) -> list[str]:
        return sorted(self.pupils.get(guardian, ()))

    def _touch_pupils(self, one: Request) -> None:
        for key in self._pupils_of(one.key):
            self.touched.setdefault((STUDENT, key), (one.file_id, one.line))

    def _part_from_pupils(self, one: Request) -> None:
        """A guardian taken away answers for nobody any more."""
        for key in self._pupils_of(one.key):
            student = self.known.get((STUDENT, key))
            if student is not None:
                links = tuple(link for link in student.links if link.guardian != one.key)
                self.known[STUDENT, key] = student._replace(links=links)
                self.touched.setdefault((STUDENT, key), (one.file_id, one.line))

    def _take_school(self, one: Request) -> None:
        if one.op == "delete":
            raise EntryRefused(
                RefusalCause.BAD_VALUE, _("un établissement ne se retire pas par delta : laissé tel quel")
            )
        if one.op == "add":
            body = one.body
        else:
            base = self.rebuilder.school(one.key)
            if base is None:
                raise EntryRefused(RefusalCause.UNKNOWN_RECORD, _("établissement inconnu : rien à modifier"))
            fields = marshal.loads(one.body)  # noqa: S302
            kept = {name: value for name, value in base._asdict().items() if name not in {"kind"}}
            made = entries.school({"raw_name": base.name, **kept, **fields})
            if not {"type_code", "type_label"} & fields.keys():
                made = made._replace(kind=base.kind)
            body = r.packed(made)
        self.staging.put(one.kind, one.key, one.file_id, one.line, body, (), ())

    def _take_nomenclature(self, one: Request) -> None:
        if one.op == "delete":
            return  # old enrollments name programmes and subjects: none ever goes
        body = one.body
        if one.op == "modify":
            fields = marshal.loads(one.body)  # noqa: S302
            if "label" not in fields:
                return
            body = r.packed(entries.nomenclature(fields))
        self.staging.put(one.kind, one.key, one.file_id, one.line, body, (), ())

    # The staging area afterwards -------------------------------------------------

    def save(self) -> None:
        """Put every touched record in the staging area, and note whom which school loses."""
        guardians = []
        for (kind, key), (file, line) in self.touched.items():
            record = self.known[kind, key]
            if record is None:
                self.staging.take_out(kind, key)
                self.staging.leave((school, kind, key) for school in self.before.get((kind, key), ()))
                continue
            schools = record.schools() if kind != GUARDIAN else ()
            links = tuple(link.guardian for link in record.links) if kind == STUDENT else ()
            self.staging.put(kind, key, file, line, r.packed(record), schools, links)
            self.staging.leave(
                (school, kind, key) for school in self.before.get((kind, key), ()) if school not in schools
            )
            if kind == GUARDIAN:
                guardians.append(key)
        self.staging.add_extra(self.rebuilder.schools_of_guardians(guardians))


def patched(base: Any, fields: dict[str, Any]) -> Any:
    """A record with the given fields changed and no other."""
    person = {name: fields[name] for name in PersonFields._fields if name in fields}
    if isinstance(base, PersonFields):
        return entries.person({**base._asdict(), **person})
    made = base._replace(person=entries.person({**base.person._asdict(), **person}))
    if isinstance(base, StudentRecord):
        return _patched_student(made, fields)
    return _patched_staff(made, fields)


def _kept_places(base: StudentRecord | StaffRecord, fields: dict[str, Any]) -> set[str]:
    """Schools that the record is detached from."""
    return set(base.attached) - set(fields["attached"]) if "attached" in fields else set()


def _patched_student(base: StudentRecord, fields: dict[str, Any]) -> StudentRecord:
    left = _kept_places(base, fields)
    schooling = {name: fields[name] for name in Schooling._fields if name in fields}
    links = fields.get("links")
    return base._replace(
        attached=tuple(fields.get("attached", base.attached)),
        classes=tuple(fields.get("classes", [one for one in base.classes if one[0] not in left])),
        groups=tuple(fields.get("groups", [one for one in base.groups if one[0] not in left])),
        schooling=base.schooling._replace(**schooling),
        links=base.links if links is None else tuple(Link(*one) for one in links),
    )


def _patched_staff(base: StaffRecord, fields: dict[str, Any]) -> StaffRecord:
    functions = fields.get("functions")
    made = base._replace(
        attached=tuple(fields.get("attached", base.attached)),
        functions=base.functions if functions is None else tuple((one[0], Function(*one[1])) for one in functions),
        class_teachings=tuple(fields.get("class_teachings", base.class_teachings)),
        group_teachings=tuple(fields.get("group_teachings", base.group_teachings)),
        heads=tuple(fields.get("heads", base.heads)),
        teaches=fields.get("teaches", base.teaches),
    )
    here = set(made.schools())
    return made._replace(
        class_teachings=tuple(one for one in made.class_teachings if one[0] in here),
        group_teachings=tuple(one for one in made.group_teachings if one[0] in here),
        heads=tuple(one for one in made.heads if one[0] in here),
    )


def overlay(staging: Staging, academy: str, year: int) -> list[Refusal]:
    """Lay every request of the staging area over what is known; returns what was refused."""
    requests = [Request(*row) for row in staging.changes()]
    made = Overlay(staging, Rebuilder(academy, year))
    for kind in PEOPLE:
        made.load(kind, (one.key for one in requests if one.kind == kind))
    made.load_pupils({one.key for one in requests if one.kind == GUARDIAN and one.touches_pupils})
    for one in requests:
        made.take(one)
    made.save()
    return made.refusals
