"""The lines of a list as a part of the staging area: pupils and those who answer for them, or staff.

A line that cannot be taken is refused with its number and why; the others go on. A list that says it is whole takes
away whom it does not name, unless a line was refused without saying of whom it speaks: then nobody is taken away.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from preau.directory import own_keys
from preau.directory.enums import Reach, RecordKind, SchoolKind
from preau.directory.models import School
from preau.imports.aaf import refusals as r
from preau.imports.aaf.entries import WIDTHS
from preau.imports.aaf.reading import PartMeta, PartRow, write_part
from preau.imports.aaf.records import (
    GUARDIAN,
    STAFF,
    STUDENT,
    PersonFields,
    Schooling,
    StaffRecord,
    StudentRecord,
    packed,
)
from preau.imports.aaf.refusals import EntryRefused, FileRefused, Refusal
from preau.imports.aaf.values import NO_RANK, Function, Link
from preau.imports.csvfiles import held
from preau.imports.csvfiles.fields import (
    EMAIL,
    FIELDS,
    FUNCTIONS,
    GUARDIANS,
    INE,
    NO,
    PHONE,
    YES,
    Field,
    day_of,
    spreads_over,
)
from preau.imports.csvfiles.tables import Shape, lines_of
from preau.imports.enums import CsvKind, RefusalCause
from preau.kernel import clock
from preau.kernel.text import fold

Cells = Mapping[str, str]
_TITLES = {"m": "M.", "mr": "M.", "monsieur": "M.", "mme": "Mme", "madame": "Mme", "mlle": "Mme", "mademoiselle": "Mme"}
_FILE_KIND = {CsvKind.STUDENTS: "Eleve", CsvKind.STAFF: "PersEducNat"}
_TEXTS = ("family_name", "given_name", "email", "mobile", "address", "postal_code", "city")
PARTIAL = "Liste"
"""The kind of a file that does not say who has left."""


@dataclass(slots=True)
class _Reading:
    """One file being read."""

    school: School
    name: str
    held: held.Held
    meta: PartMeta
    columns: frozenset[str]
    kept: set[tuple[str, str]] = field(default_factory=set)
    guardians: dict[str, tuple[int, PersonFields]] = field(default_factory=dict)

    def refuse(self, cause: str, reason: str, line: int, kind: str, key: str = "", *, warning: bool = False) -> None:
        if not warning and key:
            self.kept.add((kind, key))
        if len(self.meta.refusals) < r.REFUSALS_MAX:
            told = Refusal(cause, reason, self.name, line, kind, key, warning, (self.school.join_key,))
            self.meta.refusals.append(list(told.as_tuple()))


def read_list(
    *, path: Path, name: str, school: School, kind: str, shape: Shape, columns: Sequence[str], whole: bool, part: Path
) -> PartMeta:
    """Read a list into a part; never raises for a fault of the file."""
    degree = "1D" if school.kind == SchoolKind.PRIMARY else "2D"
    meta = PartMeta(name, _FILE_KIND[CsvKind(kind)] if whole else PARTIAL, "full", degree=degree)
    meta.day, meta.academy = clock.today(school.timezone).isoformat(), school.authority_id
    reading = _Reading(school, name, held.held_by(school), meta, frozenset(columns))
    write_part(part, _rows(reading, path, kind, shape, columns), meta)
    return meta


def _rows(reading: _Reading, path: Path, kind: str, shape: Shape, columns: Sequence[str]) -> Iterator[PartRow]:
    of_kind = STUDENT if kind == CsvKind.STUDENTS else STAFF
    make = _student if kind == CsvKind.STUDENTS else _staff
    line = 1
    try:
        for line, cells in lines_of(path, shape):
            reading.meta.entries += 1
            key = ""
            try:
                said = _said(kind, shape, columns, cells)
                key = (_key_of_student if kind == CsvKind.STUDENTS else _key_of_staff)(reading, said)
                yield make(reading, line, key, said)
            except EntryRefused as fault:
                reading.refuse(fault.cause, fault.reason, line, of_kind, key)
                # Somebody the list may name, without saying whom: nobody can be said to have left.
                reading.meta.complete = reading.meta.complete and bool(key)
    except FileRefused as fault:
        reading.meta.complete = False
        reading.refuse(fault.cause, fault.reason, fault.line or line, of_kind)
    join = (reading.school.join_key,)
    for key, (line, person) in reading.guardians.items():
        yield (GUARDIAN, "add", key, line, (), (), packed(person))
    for one, keys in reading.held.of_others.items():
        reading.kept |= {(one, key) for key in keys}
    for one, key in sorted(reading.kept):
        yield (one, "refused", key, 0, join, (), b"")


def _said(kind: str, shape: Shape, columns: Sequence[str], cells: Sequence[str]) -> Cells:
    """The cells of a line by field, one line of text each, none too long."""
    if any(cells[len(shape.headings) :]):
        raise EntryRefused(
            RefusalCause.BAD_VALUE,
            _("%(cells)s cases pour %(columns)s colonnes : un séparateur est de trop")
            % {"cells": len(cells), "columns": len(shape.headings)},
        )
    said: dict[str, str] = {}
    for name, cell in zip(columns, cells, strict=False):
        if not name:
            continue
        text = " ".join("".join(one if one.isprintable() else " " for one in cell).split())
        about: Field = FIELDS[kind][name]
        if len(text) > about.most:
            raise EntryRefused(
                RefusalCause.TOO_LONG,
                _("« %(field)s » compte %(length)s caractères, %(most)s au plus")
                % {"field": about.label, "length": len(text), "most": about.most},
            )
        said[name] = text
    if not said.get("family_name") or not said.get("given_name"):
        raise EntryRefused(RefusalCause.NO_NAME, _("nom ou prénom absent"))
    return said


# Who a line is about ---------------------------------------------------------


def _born(said: Cells) -> str:
    """The day of birth as ISO text, "" when none is given; raises EntryRefused for one that is no day."""
    if not (value := said.get("birth_date", "")):
        return ""
    found = day_of(value)
    if found is None or found > clock.today():
        raise EntryRefused(RefusalCause.BAD_DATE, _("date de naissance impossible : %s") % value[:20])
    return found.isoformat()


def _names(said: Cells, before: str = "") -> own_keys.Names:
    return own_keys.names_of(said.get(f"{before}family_name", ""), said.get(f"{before}given_name", ""))


def _key_of_student(reading: _Reading, said: Cells) -> str:
    """By the identifier, else by the INE, else by name and day of birth: as the list said it the last time."""
    school, known = reading.school, reading.held
    if said.get("identifier"):
        return own_keys.key_of(school, "i", said["identifier"])
    ine = said.get("ine", "").upper()
    if ine and ine in known.by_ine:
        return known.by_ine[ine]
    born = _born(said)
    who = _names(said)
    if born and len(same := known.by_birth.get((RecordKind.STUDENT.value, who, born), set())) == 1:
        return next(iter(same))
    if ine:
        return own_keys.key_of(school, "e", ine)
    if not born:
        raise EntryRefused(
            RefusalCause.NO_KEY,
            _("ni identifiant, ni INE, ni date de naissance : rien ne dit de qui parle cette ligne"),
        )
    return own_keys.key_of(school, "n", *who, born)


def _key_of_staff(reading: _Reading, said: Cells) -> str:
    """By the identifier, else by name and day of birth, else by name and address.

    Whoever is known by name and address alone (a first head, whom the collectivity named) stays the same person when a
    list says more of them.
    """
    school, known = reading.school, reading.held
    born, who = _born(said), _names(said)
    by_mail = own_keys.key_of(school, "m", *who, said["email"].lower()) if said.get("email") else ""
    known_by_mail = (RecordKind.STAFF.value, by_mail) in known.people
    if said.get("identifier"):
        key = own_keys.key_of(school, "i", said["identifier"])
        return by_mail if known_by_mail and (RecordKind.STAFF.value, key) not in known.people else key
    if born:
        same = known.by_birth.get((RecordKind.STAFF.value, who, born), set())
        if len(same) == 1:
            return next(iter(same))
        return by_mail if known_by_mail else own_keys.key_of(school, "n", *who, born)
    if by_mail:
        return by_mail
    raise EntryRefused(
        RefusalCause.NO_KEY,
        _("ni identifiant, ni date de naissance, ni adresse électronique : rien ne dit de qui parle cette ligne"),
    )


def _key_of_guardian(reading: _Reading, student: str, said: Cells, before: str) -> str:
    """The guardian this pupil already has by that name; else name and a way to reach them; else for this pupil alone.

    Two people of one name are one only when they share an address or a number.
    """
    who = _names(said, before)
    if known := reading.held.guardians.get((student, who)):
        return known
    email = said.get(f"{before}email", "").lower()
    mobile = "".join(one for one in said.get(f"{before}mobile", "") if one.isdigit())[-9:]
    if email or mobile:
        return own_keys.key_of(reading.school, "g", *who, email or mobile)
    return own_keys.key_of(reading.school, "h", *who, student)


# Records ---------------------------------------------------------------------


def _person(reading: _Reading, line: int, kind: str, key: str, said: Cells, before: str = "") -> PersonFields:
    """What the list says of a person; of one that another record names, what the directory says already."""
    known = reading.held.people.get((kind, key), PersonFields())
    if (kind, key) in reading.held.elsewhere:
        if _differs(known, said, before):
            reading.refuse(
                RefusalCause.BAD_VALUE,
                _("cette personne est aussi connue de l’académie ou d’un autre établissement : ses coordonnées "
                  "viennent de là, celles du fichier sont laissées de côté"),
                line, kind, key, warning=True,
            )  # fmt: skip
        return known
    values: dict[str, Any] = {
        name: said[f"{before}{name}"][: WIDTHS[name]] for name in _TEXTS if f"{before}{name}" in said
    }
    if f"{before}title" in said:
        values["title"] = _TITLES.get(fold(said[f"{before}title"]), "")
    for name, test in (("email", EMAIL), ("mobile", PHONE)):
        if values.get(name) and not test.fullmatch(values[name]):
            reading.refuse(
                RefusalCause.BAD_VALUE, _("« %s » ne se lit pas : laissé vide") % values[name][:60], line, kind, key,
                warning=True,
            )  # fmt: skip
            values[name] = ""
    if not before and "birth_date" in said:
        values["birth_date"] = _born(said) or None
    return known._replace(**values)


def _differs(known: PersonFields, said: Cells, before: str) -> bool:
    given = {name: said.get(f"{before}{name}", "") for name in ("email", "mobile", "address", "city")}
    return any(value and value != getattr(known, name) for name, value in given.items())


def _student(reading: _Reading, line: int, key: str, said: Cells) -> PartRow:
    join = reading.school.join_key
    person = _person(reading, line, STUDENT, key, said)
    code, label, schooling = reading.held.schooling.get(key, ("", "", Schooling()))
    if "homeroom" in said:
        code = label = said["homeroom"]
    if not code:
        reading.refuse(
            RefusalCause.NO_HOMEROOM, _("élève sans classe : inscrit sans classe"), line, STUDENT, key, warning=True
        )
    ine = said.get("ine", schooling.ine).upper()
    if ine and not INE.fullmatch(ine):
        raise EntryRefused(RefusalCause.BAD_VALUE, _("INE illisible : %s") % ine)
    schooling = schooling._replace(
        ine=ine, **{name: said[name] for name in ("level_label", "boarding_status") if name in said}
    )
    groups = reading.held.groups.get(key, set())
    if "groups" in said:
        groups = {(one[:60], one[:80]) for one in spreads_over(said["groups"])}
    links = reading.held.links.get(key, ())
    if any(f"guardian{number}_family_name" in reading.columns for number in GUARDIANS):
        links = _links(reading, line, key, said)
    record = StudentRecord(
        person, (join,), ((join, code, label),) if code else (), tuple(sorted((join, *one) for one in groups)),
        schooling, links,
    )  # fmt: skip
    return (STUDENT, "add", key, line, (join,), tuple(link.guardian for link in links), packed(record))


def _links(reading: _Reading, line: int, student: str, said: Cells) -> tuple[Link, ...]:
    found: dict[str, Link] = {}
    for number in GUARDIANS:
        before = f"guardian{number}_"
        if not said.get(f"{before}family_name"):
            if any(said.get(f"{before}{name}") for name in ("given_name", "email", "mobile")):
                reading.refuse(
                    RefusalCause.NO_NAME, _("responsable %s sans nom : laissé de côté") % number, line, STUDENT,
                    student,
                    warning=True,
                )  # fmt: skip
            continue
        key = _key_of_guardian(reading, student, said, before)
        person = _person(reading, line, GUARDIAN, key, said, before)
        _keep_guardian(reading, key, line, person)
        reach = _reach(said.get(f"{before}legal", ""), number)
        found.setdefault(key, Link(key, reach, "", number if number < NO_RANK else NO_RANK, False, False))
    return tuple(found[key] for key in sorted(found))


def _keep_guardian(reading: _Reading, key: str, line: int, person: PersonFields) -> None:
    """Several lines may tell of one guardian: what the first says, filled with what the others add."""
    if key not in reading.guardians:
        reading.guardians[key] = (line, person)
        return
    first, former = reading.guardians[key]
    filled: list[Any] = [old or new for old, new in zip(former, person, strict=True)]
    reading.guardians[key] = (first, PersonFields(*filled))


def _reach(value: str, number: int) -> str:
    """Somebody said not to be a legal representative is a contact; a column left out or empty means a legal one."""
    folded = fold(value)
    if not folded or folded in YES:
        return Reach.AUTHORITY.value
    if folded in NO:
        return Reach.CONTACT.value
    raise EntryRefused(
        RefusalCause.BAD_VALUE,
        _("responsable %(number)s, représentant légal : « %(value)s » n’est ni oui ni non")
        % {"number": number, "value": value[:30]},
    )


def _staff(reading: _Reading, line: int, key: str, said: Cells) -> PartRow:
    join = reading.school.join_key
    person = _person(reading, line, STAFF, key, said)
    function = _function(said.get("function", ""))
    taught = reading.held.teachings.get(key, set())
    if "teaches" in said:
        subjects = {code: subject for code, subject, _label in taught}
        taught = {(one[:60], subjects.get(one[:60], ""), one[:80]) for one in spreads_over(said["teaches"])}
    heads = reading.held.heads.get(key, set())
    if "heads" in said:
        heads = {one[:60] for one in spreads_over(said["heads"])}
    record = StaffRecord(
        person, (join,), ((join, function),), tuple(sorted((join, *one) for one in taught)), (),
        tuple(sorted((join, one) for one in heads)), function.code == "ENS",
    )  # fmt: skip
    return (STAFF, "add", key, line, (join,), (), packed(record))


def _function(value: str) -> Function:
    folded = f" {fold(value)} "
    code = next((code for word, code, _profile in FUNCTIONS if f" {word}" in folded), "")
    if not code:
        raise EntryRefused(
            RefusalCause.BAD_VALUE,
            _("fonction inconnue : « %s » (attendu : enseignant, documentaliste, CPE, vie scolaire, secrétariat, "
              "direction…)") % value[:40],
        )  # fmt: skip
    return Function(code, value[:120], "", "")
