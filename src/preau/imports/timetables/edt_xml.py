"""EDT's and Pronote's export to a digital workspace, in clear: things with an `Ident`, lessons that point to them.

A lesson says its day, its first place in the grid of hours and how many it takes; each thing it takes has its mask of
weeks, counted from the first day of week 1. A lesson whose things change over the year is as many lessons.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from preau.imports.aaf.refusals import FileRefused
from preau.imports.enums import RefusalCause, TimetableFault
from preau.imports.timetables.hours import digits, minutes
from preau.imports.timetables.neutral import (
    Aside,
    FileLesson,
    Named,
    PupilSaid,
    Said,
    Source,
    checked,
    mask_of_days,
    one,
    teacher,
)
from preau.imports.timetables.xmlfile import Element, elements
from preau.timetable.enums import NameKind
from preau.timetable.public import EVERY_WEEK, week_of, weeks_in

WEEK = dt.timedelta(days=7)
_THINGS = frozenset(
    {
        "AnneeScolaire",
        "GrilleHoraire",
        "Matiere",
        "Classe",
        "Groupe",
        "Professeur",
        "Salle",
        "Eleve",
        "Etablissement",
        "Cours",
    }
)
_KINDS = {
    "Matiere": NameKind.SUBJECT, "Classe": NameKind.CLASS, "Groupe": NameKind.GROUP, "PartieDeClasse": NameKind.GROUP,
    "Professeur": NameKind.TEACHER, "Salle": NameKind.ROOM,
}  # fmt: skip
_Key = tuple[str, str]
"""Name of the element and its Ident."""


@dataclass(slots=True)
class _Things:
    """What lessons point to."""

    begins: dt.date | None = None
    places: dict[int, tuple[int, int]] = field(default_factory=dict)
    place_minutes: int = 0
    named: dict[_Key, Named] = field(default_factory=dict)
    drawn: list[tuple[str, _Key]] = field(default_factory=list)
    """Groups by name, and the class, or the part of one, that each draws from."""
    inside: list[tuple[PupilSaid, _Key]] = field(default_factory=list)
    """Pupils, and the group that each is in."""


def is_encrypted(path: Path) -> bool:
    """Whether the file is the envelope of an export that only a partner of the publisher opens."""
    return next(elements(path, frozenset({"CLES", "PARTENAIRE"})), None) is not None


def has_idents(path: Path) -> bool:
    """Whether lessons point to things by their Ident; else each says all by itself, as in text."""
    first = next(elements(path, frozenset({"Cours", "COURS", "AnneeScolaire"})), None)
    return first is not None and (first.name == "AnneeScolaire" or bool(first.get("NumeroPlaceDebut")))


def lessons(source: Source) -> Iterator[FileLesson]:
    """Lessons of the file, in its order: read twice, since lessons may come before what they point to."""
    things, said = _Things(), source.said
    for element in elements(source.path, _THINGS):
        if element.name != "Cours":  # what lessons point to is written in them again
            _know(element, things, said)
    _settle(things, said)
    if things.begins is None:
        raise _refused(_("le fichier ne dit pas quel jour commence la semaine 1"))
    for element in elements(source.path, frozenset({"Cours"})):
        number = element.get("Ident") or element.get("Numero")
        try:
            yield from _of_course(element, number, things, said)
        except Aside as aside:
            said.refuse(aside.cause, aside.reason, element.line, number)


def _refused(reason: str) -> FileRefused:
    return FileRefused(RefusalCause.BAD_VALUE, reason)


def _know(element: Element, things: _Things, said: Said) -> None:
    told: dict[str, Callable[[Element, _Things, Said], None]] = {
        "AnneeScolaire": _year, "GrilleHoraire": _grid, "Eleve": _pupil, "Etablissement": _school,
    }  # fmt: skip
    told.get(element.name, _thing)(element, things, said)


def _school(element: Element, _things: _Things, said: Said) -> None:
    said.uai = element.get("UAI") or element.get("NumeroUAI")


def _year(element: Element, things: _Things, said: Said) -> None:
    things.begins = day_of(element.get("DatePremierJourSemaine1"))
    if things.begins is None:
        raise _refused(_("le premier jour de la semaine 1 n’est pas une date"))
    said.file_year = things.begins.year if things.begins.month >= 8 else things.begins.year - 1


def day_of(text: str) -> dt.date | None:
    """A day written "01/09/2026", "20260901" or "2026-09-01"; None for none."""
    parts = text[:10].split("/")
    try:
        return dt.date.fromisoformat("-".join(reversed(parts)) if len(parts) == 3 else text[:10])
    except ValueError:
        return None


def _grid(element: Element, things: _Things, said: Said) -> None:
    things.place_minutes = digits(element.get("DureePlace")) or 0
    for place in element.all("Place"):
        number = digits(place.get("Numero"))
        try:
            hours = minutes(place.get("LibelleHeureDebut")), minutes(place.get("LibelleHeureFin"))
        except Aside as aside:
            said.warn(aside.cause, aside.reason, place.line)
            continue
        if number is not None:
            things.places[number] = hours


def _thing(element: Element, things: _Things, said: Said) -> None:
    ident, name, code = element.get("Ident"), element.get("Nom"), element.get("Code")
    if not ident:
        return
    if element.name == "Professeur":
        things.named[element.name, ident] = teacher(name, element.get("Prenom"))
        return
    label = (element.get("Libelle") or name or code) if element.name == "Matiere" else (name or code)
    things.named[element.name, ident] = one(_KINDS[element.name], label, code, name)
    if element.name == "Classe":
        for part in element.all("PartieDeClasse"):
            if part.get("Ident") and part.get("Nom"):
                things.named[part.name, part.get("Ident")] = one(NameKind.GROUP, part.get("Nom"))
                said.group(part.get("Nom")).classes.add(label)
    elif element.name == "Groupe":
        said.group(label)
        things.drawn += [(label, (child.name, child.get("Ident"))) for child in element.children]


def _settle(things: _Things, said: Said) -> None:
    """What groups and pupils point to, once everything is known."""
    for label, key in things.drawn:
        known = things.named.get(key)
        if known is not None and key[0] == "Classe":
            said.group(label).classes.add(known.label)
        elif known is not None and key[0] == "PartieDeClasse":
            said.group(label).classes |= said.group(known.label).classes
    for pupil, key in things.inside:
        if key in things.named:
            said.group(things.named[key].label).pupils.add(pupil)


def _pupil(element: Element, things: _Things, _said: Said) -> None:
    if not element.get("Nom") or not element.get("Prenom"):
        return
    pupil = PupilSaid(element.get("Nom"), element.get("Prenom"), day_of(element.get("DateNaissance")))
    things.inside += [
        (pupil, (child.name, child.get("Ident")))
        for child in element.children
        if child.name in ("PartieDeClasse", "Groupe") and not child.get("DateSortie")
    ]


def _of_course(element: Element, number: str, things: _Things, said: Said) -> Iterator[FileLesson]:
    assert things.begins is not None
    day = digits(element.get("Jour"), 2)
    first, many = digits(element.get("NumeroPlaceDebut")), digits(element.get("NombrePlaces"))
    if day is None or first is None or many is None:
        raise Aside(TimetableFault.BAD_TIME, _("le jour ou la place dans la grille ne se lit pas"))
    starts, ends = _hours(first, many, things)
    cancelled = _mask(element.get("SemainesAnnulation"))
    by_week: dict[int, set[_Key]] = defaultdict(set)
    for child in element.children:
        if child.name not in _KINDS:
            continue
        key = (child.name, child.get("Ident"))
        if key not in things.named:
            raise Aside(
                TimetableFault.BAD_VALUE,
                _("« %(kind)s » nº %(ident)s n’est pas dans le fichier") % {"kind": key[0], "ident": key[1][:20]},
            )
        told = child.attributes.get("Semaines") or child.attributes.get("SemainesInclusion")
        mask = (_mask(told) if told else _all_weeks(things, said)) & ~cancelled
        for week in range(1, 64):
            if mask >> week & 1:
                by_week[week].add(key)
    if not by_week:
        raise Aside(TimetableFault.BAD_WEEKS, _("le cours n’a lieu aucune semaine"))
    weeks: dict[frozenset[_Key], list[int]] = defaultdict(list)
    for week in sorted(by_week):
        weeks[frozenset(by_week[week])].append(week)
    for place, (keys, numbers) in enumerate(weeks.items()):
        own = f"{number}/{place + 1}" if number and place else number
        days = [things.begins + (week - 1) * WEEK + dt.timedelta(days=day - 1) for week in numbers]
        try:
            mask = mask_of_days(days, said, element.line)
            if mask == _every(said, things):
                mask = EVERY_WEEK
            yield checked(_lesson(element, own, day, (starts, ends), keys, mask, things, said), said)
        except Aside as aside:
            said.refuse(aside.cause, aside.reason, element.line, own)


def _every(said: Said, things: _Things) -> int:
    """The mask of every week of the year from the file's first one on."""
    assert things.begins is not None
    first = max(1, week_of(said.year, things.begins))
    return sum(1 << week for week in range(first, weeks_in(said.year) + 1))


def _all_weeks(things: _Things, said: Said) -> int:
    """The file's mask of all weeks of the year."""
    assert things.begins is not None
    shift = week_of(said.year, things.begins) - 1
    return sum(1 << week for week in range(1, 64) if 1 <= week + shift <= weeks_in(said.year))


def _mask(text: str) -> int:
    """A mask of 64 bits, as programs write it: signed, or not."""
    if not text:
        return 0
    try:
        told = int(text)
    except ValueError:
        raise Aside(TimetableFault.BAD_WEEKS, _("« %s » n’est pas un masque de semaines") % text[:24]) from None
    if not -(1 << 63) <= told < 1 << 64:
        raise Aside(TimetableFault.BAD_WEEKS, _("« %s » n’est pas un masque de semaines") % text[:24])
    return told % (1 << 64)


def _hours(first: int, many: int, things: _Things) -> tuple[int, int]:
    if first not in things.places:
        raise Aside(TimetableFault.BAD_TIME, _("la place nº %s n’est pas dans la grille des heures") % first)
    starts = things.places[first][0]
    last = things.places.get(first + many - 1)
    if many and last is not None:
        return starts, last[1]
    if many and things.place_minutes:
        return starts, starts + many * things.place_minutes
    if not many:
        raise Aside(TimetableFault.BAD_TIME, _("le cours ne dure rien"))
    raise Aside(TimetableFault.BAD_TIME, _("la place nº %s n’est pas dans la grille des heures") % (first + many - 1))


def _lesson(
    element: Element, number: str, day: int, hours: tuple[int, int], keys: frozenset[_Key], mask: int,
    things: _Things, said: Said,
) -> FileLesson:  # fmt: skip
    by_kind: dict[str, list[Named]] = defaultdict(list)
    for key in sorted(keys):
        named = things.named[key]
        if named not in by_kind[named.kind]:
            by_kind[named.kind].append(named)
    subject, room = by_kind[NameKind.SUBJECT], by_kind[NameKind.ROOM]
    return FileLesson(
        line=element.line, weekday=day, starts=hours[0], ends=hours[1], number=number,
        subject=subject[0] if subject else None, title=element.get("Libelle"),
        classes=tuple(by_kind[NameKind.CLASS]), groups=tuple(by_kind[NameKind.GROUP]),
        teachers=tuple(by_kind[NameKind.TEACHER]), room=room[0] if room else None, weeks=mask, file=said.name,
    )  # fmt: skip
