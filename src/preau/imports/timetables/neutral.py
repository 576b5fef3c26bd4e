"""What a file says of a regular week, whatever program wrote it: lessons, groups, and what could not be taken."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from preau.imports.enums import TimetableFault
from preau.kernel.text import fold
from preau.timetable.enums import NameKind
from preau.timetable.public import EVERY_WEEK, MIDNIGHT, week_of, weeks_in

FAULTS_MAX = 10_000
"""Lines of faults that one reading keeps: beyond, they are only counted."""
LESSONS_MAX = 200_000
NAME_MAX = 100


@dataclass(frozen=True, slots=True)
class Named:
    """A class, a group, a teacher, a room or a subject, as a file names it.

    `label`: as people read it. `codes`: what else stands for it, each exact. `family`, `given`: of a teacher.
    """

    kind: str
    label: str
    codes: tuple[str, ...] = ()
    family: str = ""
    given: str = ""

    @property
    def key(self) -> str:
        """Under which a school remembers what it means."""
        return fold(self.label)[:NAME_MAX] or self.label[:NAME_MAX]


@dataclass(frozen=True, slots=True)
class FileLesson:
    """One lesson of the regular week of a file. `number`: what its program calls it, "" when it does not say.

    Hours are minutes after midnight on the school's clock; `weeks`: the mask of school weeks it is held in.
    """

    line: int
    weekday: int
    starts: int
    ends: int
    number: str = ""
    subject: Named | None = None
    title: str = ""
    classes: tuple[Named, ...] = ()
    groups: tuple[Named, ...] = ()
    teachers: tuple[Named, ...] = ()
    room: Named | None = None
    letters: str = ""
    weeks: int = EVERY_WEEK
    file: str = ""


@dataclass(frozen=True, slots=True)
class PupilSaid:
    """A pupil as a file names one: `born` None when it does not say."""

    family: str
    given: str
    born: dt.date | None = None


@dataclass(slots=True)
class GroupSaid:
    """What a file says of a group: the classes it draws from, and its pupils when it names them."""

    classes: set[str] = field(default_factory=set)
    pupils: set[PupilSaid] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be taken, or was taken otherwise than it is written (`is_warning`): where, and why."""

    cause: str
    reason: str
    file: str = ""
    line: int | None = None
    is_warning: bool = False

    @property
    def where(self) -> str:
        """The file and the line, as people read them."""
        return _("%(file)s, ligne %(line)s") % {"file": self.file, "line": self.line} if self.line else self.file


class Aside(Exception):
    """This line cannot be taken; the others go on."""

    def __init__(self, cause: str, reason: str) -> None:
        super().__init__(reason)
        self.cause = cause
        self.reason = reason


@dataclass(slots=True)
class Said:
    """What a file says beside its lessons, filled while it is read.

    `numbers`: of lessons that were set aside; `is_whole`: False when a line was set aside that does not say its number,
    or the file could not be read to its end: then no lesson can be said to have ended.
    """

    name: str
    year: int
    timezone: str = "Europe/Paris"
    format: str = ""
    uai: str = ""
    file_year: int | None = None
    groups: dict[str, GroupSaid] = field(default_factory=dict)
    letters: dict[int, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    beyond: int = 0
    numbers: set[str] = field(default_factory=set)
    is_whole: bool = True

    def refuse(self, cause: str, reason: str, line: int | None, number: str = "", *, file: str = "") -> None:
        """A line is set aside."""
        self._keep(Fault(cause, reason, file or self.name, line))
        if number:
            self.numbers.add(number)
        else:
            self.is_whole = False

    def warn(self, cause: str, reason: str, line: int | None, *, file: str = "") -> None:
        """A line is taken, otherwise than it is written."""
        self._keep(Fault(cause, reason, file or self.name, line, is_warning=True))

    def _keep(self, fault: Fault) -> None:
        if len(self.faults) < FAULTS_MAX:
            self.faults.append(fault)
        else:
            self.beyond += 1

    def group(self, label: str) -> GroupSaid:
        """What is said of the group of that name."""
        return self.groups.setdefault(fold(label), GroupSaid())


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, as it lies on the disk."""

    path: Path
    said: Said


def checked(lesson: FileLesson, said: Said) -> FileLesson:
    """The lesson, when it makes sense; its weeks outside of the year are left out, with a warning. Raises Aside."""
    if not 1 <= lesson.weekday <= 7:
        raise Aside(TimetableFault.BAD_TIME, _("le jour n’est pas un jour de la semaine"))
    if not 0 <= lesson.starts < MIDNIGHT or not 0 < lesson.ends <= MIDNIGHT:
        raise Aside(TimetableFault.BAD_TIME, _("les heures ne sont pas celles d’une journée"))
    if lesson.ends <= lesson.starts:
        raise Aside(TimetableFault.BAD_TIME, _("le cours finit avant de commencer"))
    if not lesson.classes and not lesson.groups:
        raise Aside(TimetableFault.NO_PUPILS, _("ni classe ni groupe : personne n’aurait ce cours"))
    if lesson.subject is None and not lesson.title:
        raise Aside(TimetableFault.BAD_VALUE, _("la matière n’est pas dite"))
    return lesson


def mask_of_days(days: Iterable[dt.date], said: Said, line: int, file: str = "") -> int:
    """The mask of the school weeks that hold these days. Those outside of the year are told; raises Aside when no week
    is left.
    """
    mask = beyond = 0
    last = weeks_in(said.year)
    for day in days:
        week = week_of(said.year, day)
        if 1 <= week <= last:
            mask |= 1 << week
        else:
            beyond += 1
    years = f"{said.year}-{said.year + 1}"
    if not mask:
        raise Aside(TimetableFault.BAD_WEEKS, _("aucune semaine n’est de l’année scolaire %s") % years)
    if beyond:
        reason = _("des semaines ne sont pas de l’année scolaire %s : elles sont laissées") % years
        said.warn(TimetableFault.BAD_WEEKS, reason, line, file=file)
    return mask


def teacher(family: str, given: str = "", *codes: str) -> Named:
    """A teacher, by family name and given name."""
    family, given = " ".join(family.split()), " ".join(given.split())
    return Named(NameKind.TEACHER, f"{family} {given}".strip()[:NAME_MAX], codes, family, given)


def one(kind: str, label: str, *codes: str) -> Named:
    """A class, a group, a room or a subject."""
    label = " ".join(label.split())
    return Named(kind, label[:NAME_MAX], tuple(code for code in codes if code))
