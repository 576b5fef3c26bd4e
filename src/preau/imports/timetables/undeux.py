"""UnDeuxTEMPS' archive: one XML file for each table, unpacked and read in the order their references need.

A course is a run of half-sequences of one day with the same class, subject, teacher and group.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.utils.translation import gettext as _

from preau.imports.aaf.refusals import FileRefused
from preau.imports.enums import RefusalCause, TimetableFault
from preau.imports.timetables.edt_xml import day_of
from preau.imports.timetables.hours import day_number, digits, minutes
from preau.imports.timetables.neutral import Aside, FileLesson, Named, PupilSaid, Said, Source, checked, one, teacher
from preau.imports.timetables.xmlfile import Element, elements
from preau.timetable.enums import NameKind

PREFIX = "UDCal_"
_NEEDED = ("07", "08", "11", "12")
_Half = tuple[int, int, int]
"""Weekday, beginning, end."""


@dataclass(slots=True)
class _Tables:
    """What lessons point to, by code or number."""

    rooms: dict[str, Named] = field(default_factory=dict)
    teachers: dict[str, Named] = field(default_factory=dict)
    subjects: dict[str, Named] = field(default_factory=dict)
    classes: dict[str, Named] = field(default_factory=dict)
    groups: dict[str, Named] = field(default_factory=dict)
    halves: dict[tuple[str, str], _Half] = field(default_factory=dict)
    pupils: dict[str, PupilSaid] = field(default_factory=dict)
    beside: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    cards: dict[str, tuple[str, str]] = field(default_factory=dict)


def files_of(folder: Path) -> Mapping[str, Path]:
    """Files of the unpacked archive by their two digits."""
    found = sorted(folder.rglob("*.xml"))
    return {
        one.stem[len(PREFIX) :][:2]: one for one in found if one.stem.lower().startswith(PREFIX.lower())
    }  # fmt: skip


def lessons(source: Source) -> Iterator[FileLesson]:
    """Lessons of the unpacked archive. Raises FileRefused when a table that is needed lacks or cannot be read."""
    files, said, told = files_of(source.path), source.said, _Tables()
    if lacking := [number for number in _NEEDED if number not in files]:
        names = ", ".join(f"{PREFIX}{number}.xml" for number in lacking)
        raise FileRefused(RefusalCause.MALFORMED, _("il manque à l’archive : %s") % names)
    for number, wanted in (
        ("00", ("parametre", "parametres", "param")), ("03", ("salle",)), ("04", ("prof",)), ("05", ("mat",)),
        ("07", ("demi_seq",)), ("08", ("div",)), ("10", ("eleve",)), ("19", ("gpe",)), ("13", ("rgpmt",)),
        ("21", ("ele_gpe",)), ("23", ("coens",)), ("11", ("fiche",)),
    ):  # fmt: skip
        if number in files:
            for place, element in enumerate(elements(files[number], frozenset(wanted)), start=1):
                _know(element, str(place), told, said)
    yield from _joined(_halves(files["12"], told, said), said)


def _number(element: Element, place: str) -> str:
    return element.get("id") or element.get("code") or place


def _know(element: Element, place: str, told: _Tables, said: Said) -> None:
    code, name = element.get("code"), element.get("nom")
    if element.name.startswith("param"):
        said.file_year = digits(element.get("annee")[:4])
    elif element.name == "salle":
        told.rooms[code] = one(NameKind.ROOM, name or code, code)
    elif element.name == "prof":
        told.teachers[code] = teacher(name, element.get("prenom"))
    elif element.name == "mat":
        told.subjects[code] = one(NameKind.SUBJECT, element.get("libelle") or code, element.get("code_gep1"), code)
    elif element.name == "div":
        told.classes[code] = one(NameKind.CLASS, element.get("code_gep") or code, element.get("libelle"), code)
    elif element.name == "demi_seq":
        _half(element, told, said)
    elif element.name == "eleve":
        told.pupils[_number(element, place)] = PupilSaid(name, element.get("prenom"), day_of(element.get("naissance")))
    elif element.name in ("gpe", "rgpmt"):
        label = element.get("code_sts") or name or code
        for key in {element.get("id"), name, code} - {""}:
            told.groups[f"{element.name}:{key}"] = one(NameKind.GROUP, label)
        if element.get("code_div") in told.classes:
            said.group(label).classes.add(told.classes[element.get("code_div")].label)
    elif element.name == "ele_gpe":
        pupil, group = told.pupils.get(element.get("ele")), told.groups.get(f"gpe:{element.get('gpe')}")
        if pupil is not None and group is not None:
            said.group(group.label).pupils.add(pupil)
    elif element.name == "coens":
        told.beside[element.get("lignefic")].append(element.get("prof"))
    elif element.name == "fiche":
        told.cards[_number(element, place)] = (element.get("jour"), element.get("demi_seq"))


def _half(element: Element, told: _Tables, said: Said) -> None:
    day = element.get("code_jour")
    file = f"{PREFIX}07.xml"
    try:
        number = day_number(day)
        hours = minutes(element.get("hre_deb")), minutes(element.get("hre_fin"))
    except Aside as aside:
        said.refuse(aside.cause, aside.reason, element.line, file=file)
        return
    told.halves[day, element.get("code")] = (number, *hours)


def _halves(path: Path, told: _Tables, said: Said) -> Iterator[FileLesson]:
    """Each line of the cards, as a lesson of one half-sequence."""
    for place, element in enumerate(elements(path, frozenset({"ligfiche"})), start=1):
        try:
            yield checked(_lesson(element, str(place), told, path.name), said)
        except Aside as aside:
            said.refuse(aside.cause, aside.reason, element.line, file=path.name)


def _lesson(element: Element, place: str, told: _Tables, file: str) -> FileLesson:
    card = told.cards.get(element.get("fic"))
    if card is None or card not in told.halves:
        raise Aside(TimetableFault.BAD_TIME, _("la fiche nº %s n’a ni jour ni heure") % element.get("fic")[:20])
    day, starts, ends = told.halves[card]
    group = next(
        (
            told.groups[key]
            for key in (f"rgpmt:{element.get('rgpmt')}", f"gpe:{element.get('idgpe')}", f"gpe:{element.get('gpe')}")
            if key in told.groups
        ),
        None,
    )
    code = element.get("div")
    if code and code not in told.classes:
        raise Aside(TimetableFault.UNKNOWN_PUPILS, _("la classe « %s » n’est pas dans l’archive") % code[:20])
    codes = [element.get("prof"), *told.beside.get(_number(element, place), ())]
    teachers = tuple(dict.fromkeys(told.teachers[one] for one in codes if one in told.teachers))
    return FileLesson(
        line=element.line, weekday=day, starts=starts, ends=ends, subject=told.subjects.get(element.get("mat")),
        classes=(told.classes[code],) if code and group is None else (), groups=(group,) if group else (),
        teachers=teachers, room=told.rooms.get(element.get("salle")), file=file,
    )  # fmt: skip


def _joined(halves: Iterator[FileLesson], said: Said) -> Iterator[FileLesson]:
    """Half-sequences that follow each other with the same subject, pupils and teachers, as one lesson.

    Classes brought together (one teacher, subject, room and hour) are one lesson of them all.
    """
    together: dict[FileLesson, FileLesson] = {}
    for half in halves:
        plain = replace(half, line=0, classes=(), groups=())
        known = together.get(plain) if plain.teachers else None
        if known is None:
            plain = plain if plain.teachers else half
            together[plain] = half
        else:
            classes = tuple(dict.fromkeys((*known.classes, *half.classes)))
            together[plain] = replace(
                known, classes=classes, groups=tuple(dict.fromkeys((*known.groups, *half.groups)))
            )
    runs: dict[FileLesson, FileLesson] = {}
    for half in sorted(together.values(), key=lambda one: (one.weekday, one.starts, one.line)):
        same = replace(half, line=0, starts=0, ends=0, room=None)
        before = runs.get(same)
        if before is not None and before.ends == half.starts and before.room == half.room:
            runs[same] = replace(before, ends=half.ends)
            continue
        if before is not None:
            yield before
        runs[same] = half
    yield from runs.values()
