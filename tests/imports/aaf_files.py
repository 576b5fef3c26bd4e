"""Small AAF exports written for one test, and what the directory holds after them."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from django.db import connection

from directory import listed
from preau.imports.models import ImportRefusal, ImportRun
from preau.imports.services import start_import
from preau.kernel import scope
from preau.kernel.actor import Actor, system

DAY = dt.date(2026, 11, 24)
CATEGORIES = {
    "Eleve": "categoriePersonne", "PersRelEleve": "categoriePersonne", "PersEducNat": "categoriePersonne",
    "EtabEducNat": "categorieStructure", "MefEducNat": "categorieMef", "MatEducNat": "categorieMatiere",
}  # fmt: skip
FILE_OF = {"MatEducNat": "MatiereEducNat"}
OPERATOR = system("import AAF")
Values = str | list[str]


def entry(category: str, key: str, values: dict[str, Values], operation: str = "add") -> str:
    """One request as XML."""
    tags = {"add": ("attributes", "attr", ""), "modify": ("modifications", "modification", ' operation="replace"')}
    head = (
        f'<{operation}Request>\n<operationalAttributes><attr name="{CATEGORIES[category]}"><value>{category}</value>'
        f"</attr></operationalAttributes>\n<identifier><id>{key}</id></identifier>\n"
    )
    if operation == "delete":
        return head + "</deleteRequest>\n"
    outer, inner, more = tags[operation]
    lines = []
    for name, given in values.items():
        every = [given] if isinstance(given, str) else given
        text = "".join(f"<value>{escape(one)}</value>" if one else "<value/>" for one in every) or "<value/>"
        lines.append(f'<{inner} name="{name}"{more}>{text}</{inner}>')
    return head + f"<{outer}>\n" + "\n".join(lines) + f"\n</{outer}>\n</{operation}Request>\n"


def student(key: str, school: str = "1", homeroom: str = "2A", **more: Any) -> tuple[str, str, dict[str, Values]]:
    """A pupil; `links` as in ENTElevePersRelEleve, other names as attributes."""
    values: dict[str, Values] = {
        "ENTPersonJointure": key,
        "ENTPersonDateNaissance": "01/02/2010",
        "sn": f"ELEVE{key}",
        "givenName": "Camille",
        "ENTPersonStructRattach": school,
        "ENTEleveClasses": f"{school}${homeroom}" if homeroom else "",
        "ENTElevePersRelEleve": more.pop("links", []),
    }
    return "Eleve", key, values | more


def guardian(key: str, name: str = "", **more: Any) -> tuple[str, str, dict[str, Values]]:
    """A guardian."""
    values: dict[str, Values] = {"ENTPersonJointure": key, "sn": name or f"PARENT{key}", "givenName": "Dominique"}
    return "PersRelEleve", key, values | more


def staff(key: str, functions: list[str], **more: Any) -> tuple[str, str, dict[str, Values]]:
    """A member of staff; functions as in ENTPersonFonctions."""
    values: dict[str, Values] = {
        "ENTPersonJointure": key,
        "sn": f"AGENT{key}",
        "givenName": "Sacha",
        "ENTPersonStructRattach": functions[0].split("$")[0],
        "ENTPersonFonctions": functions,
    }
    return "PersEducNat", key, values | more


UAIS = {"1": "0699001J", "2": "0699002K", "3": "0699003L"}


def school(key: str, **more: Any) -> tuple[str, str, dict[str, Values]]:
    """A school."""
    values: dict[str, Values] = {
        "ENTStructureJointure": key,
        "ENTStructureUAI": UAIS.get(key, "0699003L"),
        "ENTStructureNomCourant": f"LGT$LYCEE {key}$LYON",
        "ENTStructureCodeTypeStruct": "302",
    }
    return "EtabEducNat", key, values | more


TEACHER = "{}$ENS$ENSEIGNEMENT DEVANT ELEVES$L1300$MATHEMATIQUES"
HEAD = "{}$DIR$DIRECTION$D0010$CHEF D'ETABLISSEMENT"
LEGAL = "{}$10$1$1$1$0"


@dataclass
class Export:
    """An export being made: entries by category, in order."""

    day: dt.date = DAY
    mode: str = "Complet"
    entries: list[tuple[str, str, dict[str, Values], str]] = field(default_factory=list)
    kinds: tuple[str, ...] = ("EtabEducNat", "Eleve", "PersRelEleve", "PersEducNat")

    def add(self, *records: tuple[str, str, dict[str, Values]]) -> "Export":
        self.entries += [(*one, "add") for one in records]
        return self

    def modify(self, category: str, key: str, **values: Any) -> "Export":
        self.entries.append((category, key, values, "modify"))
        return self

    def delete(self, category: str, key: str) -> "Export":
        self.entries.append((category, key, {}, "delete"))
        return self

    def without(self, key: str) -> "Export":
        self.entries = [one for one in self.entries if one[1] != key]
        return self

    def write(self, folder: Path, *, per_file: int = 1000, encoding: str = "UTF-8") -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        categories = dict.fromkeys([*(self.kinds if self.mode == "Complet" else ()), *(one[0] for one in self.entries)])
        for category in categories:
            chosen = [one for one in self.entries if one[0] == category]
            for number in range(max(1, -(-len(chosen) // per_file))):
                some = chosen[number * per_file : (number + 1) * per_file]
                name = f"ENT_{self.mode}_{self.day:%Y%m%d}_{FILE_OF.get(category, category)}_{number:04d}.xml"
                text = self.header(encoding) + "".join(entry(*one) for one in some) + "</ficAlimMENESR>\n"
                (folder / name).write_bytes(text.encode(encoding))
        return folder

    def header(self, encoding: str = "UTF-8") -> str:
        return (
            f'<?xml version="1.0" encoding="{encoding}"?>\n<!DOCTYPE ficAlimMENESR SYSTEM "ficAlimMENESR.dtd">\n'
            '<ficAlimMENESR>\n<!-- versionSDET="Annexe 4bis version 6.4" -->\n<!-- codeAcademieExport="10" -->\n'
            f'<!-- degre="2D" -->\n<!-- dateGenerationExport="{self.day:%d/%m/%Y}" -->\n'
        )


def file_of(folder: Path, kind: str) -> Path:
    """The first file of a kind."""
    return next(folder.glob(f"*_{kind}_0000.xml"))


def take(folder: Path, actor: Actor = OPERATOR, **more: Any) -> ImportRun:
    """Import a folder."""
    with scope.everything("test"):
        run = start_import(actor=actor, path=folder, **more)
        listed.assert_true()
        return run


def totals(run: ImportRun, kind: str) -> dict[str, int]:
    """The totals of a kind that are not zero."""
    return {operation: count for operation, count in run.report["totals"][kind].items() if count}


def lines(run: ImportRun) -> list[tuple[str, int | None, str]]:
    """(cause, line, file) of the refusals and warnings."""
    rows = ImportRefusal.objects.filter(run=run).order_by("cause", "file", "line")
    return [(one.cause, one.line, one.file) for one in rows]


def dump() -> dict[str, list[str]]:
    """Every row of every table of the directory, in order: equal dumps are equal directories."""
    made = {}
    with scope.everything("test"), connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table.startswith("directory_"):
                cursor.execute(f'SELECT * FROM "{table}"')
                made[table] = sorted(repr(row) for row in cursor.fetchall())
    return made


_PERSON = "(SELECT min(r.kind || r.join_key) FROM directory_directoryrecord r WHERE r.person_id = {})"
_STATES = {
    "people": "SELECT r.authority_id, r.kind, r.join_key, p.title, p.family_name, p.given_name, p.birth_date, p.email,"
    " p.search_name, p.address, p.shares_address, p.suspended_at IS NULL, r.digest"
    " FROM directory_directoryrecord r JOIN directory_person p ON p.id = r.person_id",
    "places": f"SELECT s.uai, {_PERSON.format('a.person_id')}, a.profile, a.state, a.source_key, a.digest, a.left_on"
    " FROM directory_affiliation a JOIN directory_school s ON s.id = a.school_id",
    "functions": "SELECT s.uai, a.source_key, f.code, f.label, f.discipline_code FROM directory_stafffunction f"
    " JOIN directory_affiliation a ON a.id = f.affiliation_id JOIN directory_school s ON s.id = f.school_id",
    "enrollments": f"SELECT s.uai, e.school_year_id, {_PERSON.format('e.student_id')}, h.code, e.ine, e.mef_code,"
    " e.boarding_status, e.entered_on, e.left_on FROM directory_enrollment e"
    " JOIN directory_school s ON s.id = e.school_id LEFT JOIN directory_homeroom h ON h.id = e.homeroom_id",
    "guardianships": f"SELECT s.uai, {_PERSON.format('g.student_id')}, {_PERSON.format('g.guardian_id')}, g.reach,"
    " g.source_reach, g.relation_code, g.contact_rank, g.pays_fees, g.shares_address, g.ended_at IS NULL"
    " FROM directory_guardianship g JOIN directory_school s ON s.id = g.school_id",
    "members": f"SELECT s.uai, g.code, {_PERSON.format('m.student_id')} FROM directory_groupmembership m"
    " JOIN directory_studentgroup g ON g.id = m.group_id JOIN directory_school s ON s.id = m.school_id",
    "draws": "SELECT s.uai, g.code, h.code FROM directory_grouphomeroom d JOIN directory_studentgroup g"
    " ON g.id = d.group_id JOIN directory_homeroom h ON h.id = d.homeroom_id"
    " JOIN directory_school s ON s.id = d.school_id",
    "sections": f"SELECT s.uai, {_PERSON.format('t.teacher_id')}, t.subject_code, h.code, g.code"
    " FROM directory_section t JOIN directory_school s ON s.id = t.school_id"
    " LEFT JOIN directory_homeroom h ON h.id = t.homeroom_id"
    " LEFT JOIN directory_studentgroup g ON g.id = t.group_id",
    "heads": f"SELECT s.uai, h.code, {_PERSON.format('t.person_id')} FROM directory_homeroomteacher t"
    " JOIN directory_homeroom h ON h.id = t.homeroom_id JOIN directory_school s ON s.id = t.school_id",
    "classes": "SELECT s.uai, h.school_year_id, h.code, h.label FROM directory_homeroom h"
    " JOIN directory_school s ON s.id = h.school_id",
    "schools": "SELECT uai, name, kind, join_key, street, record_digest FROM directory_school",
}


def state() -> dict[str, list[str]]:
    """What the directory says, by keys instead of identifiers: equal states say the same of everybody."""
    made = {}
    with scope.everything("test"), connection.cursor() as cursor:
        for name, query in _STATES.items():
            cursor.execute(query)
            made[name] = sorted(
                repr([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in cursor.fetchall()
            )
    return made
