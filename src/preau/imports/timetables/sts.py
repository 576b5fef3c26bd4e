"""STSWeb's return of a timetable (EDT_STS): services of classes and groups, the hours of each under its teachers.

Teachers are known there by their number in STSWeb alone: when the outgoing file (STS_EDT) comes with it, their names
are read from there. Lessons taught together (CO_ENS) are written once for each teacher, and are made one.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from preau.imports.enums import TimetableFault
from preau.imports.timetables.hours import day_number, digits, letters, minutes
from preau.imports.timetables.neutral import Aside, FileLesson, Named, Said, Source, checked, mask_of_days, one, teacher
from preau.imports.timetables.xmlfile import Element, elements
from preau.timetable.enums import NameKind
from preau.timetable.public import EVERY_WEEK

RETURN, OUTGOING = "EDT_STS", "STS_EDT"
_EVERY_WEEK = "H"
_CYCLES = ("SA", "SB")
_Weeks = tuple[int, str] | Aside


def people_of(path: Path) -> dict[str, Named]:
    """Teachers of the outgoing file, by their number."""
    found = {}
    for individual in elements(path, frozenset({"INDIVIDU"})):
        number = individual.get("ID")
        family = individual.get("NOM_USAGE") or individual.get("NOM_PATRONYMIQUE")
        if number and family:
            found[number] = teacher(family, individual.get("PRENOM"), _code(number))
    return found


def _code(number: str) -> str:
    return f"sts:{number}"


def lessons(source: Source, people: Mapping[str, Named] | None = None) -> Iterator[FileLesson]:
    """Lessons of the return file, in its order. Raises FileRefused where it can be read no further."""
    said, known = source.said, people or {}
    weeks: dict[str, _Weeks] = {}
    for element in elements(source.path, frozenset({"PARAMETRES", "ALTERNANCE", "DIVISION", "GROUPE"})):
        if element.name == "PARAMETRES":
            said.uai = element.get("UAJ")
            said.file_year = digits(element.get("ANNEE_SCOLAIRE"))
        elif element.name == "ALTERNANCE":
            weeks[element.get("CODE")] = _weeks_of(element, said)
        else:
            yield from _of_structure(element, said, weeks, known)


def _weeks_of(element: Element, said: Said) -> _Weeks:
    """The mask of an alternation and its letter, or why it has none."""
    code = element.get("CODE")
    if code == _EVERY_WEEK:
        return EVERY_WEEK, ""
    days = []
    for begins in element.all("DATE_DEBUT_SEMAINE"):
        try:
            days.append(dt.date.fromisoformat(begins.text.strip()))
        except ValueError:
            said.warn(TimetableFault.BAD_WEEKS, _("« %s » n’est pas une date") % begins.text.strip()[:20], begins.line)
    try:
        mask = mask_of_days(days, said, element.line)
    except Aside as aside:
        return aside
    if code in _CYCLES:
        said.letters |= {week: code[1] for week in range(1, 55) if mask >> week & 1}
    return mask, ""


def _of_structure(
    element: Element, said: Said, weeks: Mapping[str, _Weeks], people: Mapping[str, Named]
) -> Iterator[FileLesson]:
    code = element.get("CODE")
    is_group = element.name == "GROUPE"
    named = one(NameKind.GROUP if is_group else NameKind.CLASS, code)
    if is_group and code:
        drawn = {child.get("CODE") for child in element.all("DIVISION_APPARTENANCE")}
        said.group(code).classes |= drawn - {""}
    for service in element.all("SERVICE"):
        subject = one(NameKind.SUBJECT, service.get("CODE_MATIERE"), service.get("CODE_MATIERE"))
        together: dict[FileLesson, tuple[FileLesson, list[Named]]] = {}
        """What several teachers hold, wherever the file says it, as the first of them has it."""
        is_shared = service.get("CO_ENS").lower() == "true"
        for person in service.all("ENSEIGNANT"):
            number = person.get("ID")
            who = people.get(number) or teacher(_("STSWeb nº %s") % number, "", _code(number))
            for held in person.all("COURS"):
                try:
                    lesson = _lesson(held, subject, named, said, weeks)
                except Aside as aside:
                    said.refuse(aside.cause, aside.reason, held.line)
                    continue
                if not is_shared:
                    yield replace(lesson, teachers=(who,) if number else ())
                    continue
                together.setdefault(replace(lesson, line=0), (lesson, []))[1].append(who)
        for lesson, teachers in together.values():
            yield replace(lesson, teachers=tuple(dict.fromkeys(teachers)))


def _lesson(
    held: Element, subject: Named, structure: Named, said: Said, weeks: Mapping[str, _Weeks]
) -> FileLesson:  # fmt: skip
    day = day_number(held.get("JOUR"))
    starts = minutes(held.get("HEURE_DEBUT"))
    code = held.get("CODE_ALTERNANCE")
    found: _Weeks = weeks[code] if code in weeks else (EVERY_WEEK, letters(code))
    if isinstance(found, Aside):
        raise found
    room = held.get("CODE_SALLE")
    is_group = structure.kind == NameKind.GROUP
    return checked(
        FileLesson(
            line=held.line, weekday=day, starts=starts, ends=starts + minutes(held.get("DUREE")),
            subject=subject if subject.label else None,
            classes=() if is_group or not structure.label else (structure,),
            groups=(structure,) if is_group and structure.label else (),
            room=one(NameKind.ROOM, room, room) if room else None, letters=found[1], weeks=found[0], file=said.name,
        ),
        said,
    )  # fmt: skip
