"""EDT's export of lessons as text: one line for each, whose columns are known by their headings.

The same columns come as children of elements of an XML file, when it is exported so.
"""

import re
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from preau.imports.aaf.refusals import FileRefused
from preau.imports.csvfiles import tables
from preau.imports.enums import RefusalCause, TimetableFault
from preau.imports.timetables.hours import length, letters, minutes, weekday
from preau.imports.timetables.neutral import LESSONS_MAX, Aside, FileLesson, Named, Said, Source, checked, one, teacher
from preau.imports.timetables.xmlfile import elements
from preau.kernel.text import fold
from preau.timetable.enums import NameKind

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("numero", "n", "no"), "length": ("duree",), "frequency": ("frequence",), "code": ("mat code",),
    "subject": ("mat libelle", "matiere", "mat"), "family": ("prof nom", "nom prof", "professeur", "prof"),
    "given": ("prof prenom", "prenom prof"), "classes": ("classe", "classes"), "room": ("salle", "salles"),
    "weeks": ("alternance", "alternances"), "day": ("jour",), "starts": ("h debut", "heure debut", "debut"),
    "ends": ("h fin", "heure fin", "fin"),
}  # fmt: skip
"""Fields, and folded headings that they are known by."""
NEEDED = ("classes", "day", "starts")
Cells = Mapping[str, str]
_GROUP = re.compile(r"\[(.+)\]")
_PART = re.compile(r"<(.+?)>\s*(.+)")
_BY_HEADING = {word: name for name, words in COLUMNS.items() for word in words}


def fields_of(headings: tuple[str, ...]) -> dict[str, int]:
    """The column of each field, the first of its name; raises FileRefused when one that is needed lacks."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        if (name := _BY_HEADING.get(fold(heading))) is not None:
            found.setdefault(name, place)
    lacking = [name for name in NEEDED if name not in found]
    if "length" not in found and "ends" not in found:
        lacking.append("length")
    if lacking:
        words = ", ".join(COLUMNS[name][0].upper().replace("H DEBUT", "H.DEBUT") for name in lacking)
        raise FileRefused(RefusalCause.BAD_VALUE, _("il manque des colonnes à l’export des cours : %s") % words, 1)
    return found


def lessons(source: Source) -> Iterator[FileLesson]:
    """Lessons of a file as text, in its order. Raises FileRefused, or Refused for what is no list."""
    shape = tables.shape_of(source.path)
    places = fields_of(shape.headings)
    for line, cells in tables.lines_of(source.path, shape, most=LESSONS_MAX):
        yield from _taken(
            {name: cells[place] if place < len(cells) else "" for name, place in places.items()}, line, source.said
        )


def lessons_of_xml(source: Source) -> Iterator[FileLesson]:
    """Lessons of the same export as XML."""
    for held in elements(source.path, frozenset({"Cours", "COURS"})):
        cells = {
            name: child.text.strip()
            for child in held.children
            if (name := _BY_HEADING.get(fold(child.name))) is not None
        }
        yield from _taken(cells, held.line, source.said)


def _taken(cells: Cells, line: int, said: Said) -> Iterator[FileLesson]:
    try:
        yield _lesson(cells, line, said)
    except Aside as aside:
        said.refuse(aside.cause, aside.reason, line, cells.get("number", "").strip()[:60])


def _lesson(cells: Cells, line: int, said: Said) -> FileLesson:
    for name, cell in cells.items():
        if len(cell) > 1000:
            raise Aside(TimetableFault.TOO_LONG, _("« %s » est démesuré") % COLUMNS[name][0].upper())
    starts = minutes(cells.get("starts", ""))
    ends = minutes(cells["ends"]) if cells.get("ends") else starts + length(cells.get("length", ""))
    classes, groups = _pupils(cells.get("classes", ""), said)
    code, label = cells.get("code", ""), cells.get("subject", "")
    room = _several(cells.get("room", ""))[:1]
    return checked(
        FileLesson(
            line=line, weekday=weekday(cells.get("day", "")), starts=starts, ends=ends,
            number=cells.get("number", "").strip()[:60],
            subject=one(NameKind.SUBJECT, label or code, code) if label or code else None,
            classes=classes, groups=groups, teachers=_teachers(cells),
            room=one(NameKind.ROOM, room[0], room[0]) if room else None,
            letters=letters(cells.get("weeks") or cells.get("frequency", "")), file=said.name,
        ),
        said,
    )  # fmt: skip


def _several(cell: str) -> list[str]:
    return [found for part in cell.split(",") if (found := " ".join(part.split()))]


def _teachers(cells: Cells) -> tuple[Named, ...]:
    families, givens = _several(cells.get("family", "")), _several(cells.get("given", ""))
    if givens and len(givens) != len(families):
        givens = []  # whose is whose cannot be told: known by family name alone
    return tuple(teacher(name, givens[place] if givens else "") for place, name in enumerate(families))


def _pupils(cell: str, said: Said) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """ "3A", "[3 LATIN]" for a group, "<3A> 3A GR1" for a part of a class."""
    classes, groups = [], []
    for text in _several(cell):
        if found := _PART.fullmatch(text):
            groups.append(one(NameKind.GROUP, found[2]))
            said.group(found[2]).classes.add(found[1].strip())
        elif found := _GROUP.fullmatch(text):
            groups.append(one(NameKind.GROUP, found[1]))
        else:
            classes.append(one(NameKind.CLASS, text))
    return tuple(dict.fromkeys(classes)), tuple(dict.fromkeys(groups))
