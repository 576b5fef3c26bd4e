"""Names of a file understood as a school's classes, groups, teachers, rooms and subjects.

First what somebody of the school said of the name, then exact codes, then names without accents nor case. Two people of
one name are never guessed apart: they go to who maps names, as does all that is not found.
"""

import datetime as dt
import hashlib
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from preau.directory.enums import STAFF_PROFILES, AffiliationState, GroupSource
from preau.directory.models import Affiliation, Enrollment, Homeroom, School, StudentGroup, Subject
from preau.directory.services import TimetableGroup
from preau.directory.words import readable
from preau.imports.enums import TimetableFault
from preau.imports.timetables.neutral import FileLesson, GroupSaid, Named, PupilSaid, Said
from preau.kernel.ids import new_id
from preau.kernel.text import fold
from preau.timetable.enums import NameKind
from preau.timetable.public import UNNUMBERED, Received, Week, meanings_of, rooms_of

Ids = set[uuid.UUID]
_KINDS_OF_PUPILS = (NameKind.CLASS.value, NameKind.GROUP.value)


@dataclass(slots=True)
class UnknownName:
    """A name that says nothing, or that several people bear (`same` of them); `many` lessons have it."""

    kind: str
    key: str
    label: str
    line: int
    many: int = 0
    same: int = 0


class Index:
    """Numbers by exact code, and by folded name."""

    def __init__(self) -> None:
        self.codes: dict[str, Ids] = defaultdict(set)
        self.names: dict[str, Ids] = defaultdict(set)
        self.numbers: Ids = set()

    def add(self, number: uuid.UUID, *labels: str) -> None:
        """One thing under its code and its names."""
        for label in filter(None, labels):
            self.numbers.add(number)
            self.codes[label].add(number)
            self.names[fold(label)].add(number)

    def find(self, labels: Iterable[str]) -> Ids:
        """What is called so: one, none, or several."""
        told = [label for label in labels if label]
        for label in told:
            if label in self.codes:
                return self.codes[label]
        return next((found for label in told if (found := self.names.get(fold(label)))), set())


@dataclass(slots=True)
class Naming:
    """The names of one school and year, and what a file adds to them."""

    school: School
    year: int
    cycle: Collection[str]
    unknown: dict[tuple[str, str], UnknownName] = field(default_factory=dict)
    new_rooms: dict[str, tuple[uuid.UUID, str]] = field(default_factory=dict)
    groups: dict[uuid.UUID, TimetableGroup] = field(default_factory=dict)
    new_groups: Ids = field(default_factory=set)
    needs_weeks: bool = False
    labels: dict[uuid.UUID, str] = field(default_factory=dict)
    subjects: Index = field(default_factory=Index)
    subject_codes: dict[uuid.UUID, str] = field(default_factory=dict)
    subject_labels: dict[str, str] = field(default_factory=dict)
    _indexes: dict[str, Index] = field(default_factory=lambda: {one: Index() for one in NameKind.values})
    _teachers: dict[str, Ids] = field(default_factory=lambda: defaultdict(set))
    _families: dict[str, set[tuple[str, uuid.UUID]]] = field(default_factory=lambda: defaultdict(set))
    _timetable_groups: Ids = field(default_factory=set)
    _meanings: Mapping[tuple[str, str], uuid.UUID | None] = field(default_factory=dict)
    _pupils: Mapping[tuple[str, str], set[tuple[dt.date | None, uuid.UUID]]] | None = None

    @classmethod
    def of(cls, school: School, year: int, cycle: Collection[str]) -> "Naming":
        """What the school knows. Six reads."""
        made = cls(school, year, cycle)
        here = {"school": school, "school_year_id": year}
        for number, code, label in Homeroom.objects.filter(**here).values_list("pk", "code", "label"):
            made._know(NameKind.CLASS, number, code, label)
        for number, code, label, source in (
            StudentGroup.objects.filter(**here)
            .exclude(source=GroupSource.RULE)
            .values_list("pk", "code", "label", "source")
        ):
            made._know(NameKind.GROUP, number, "" if source == GroupSource.MANUAL else code, label)
            if source == GroupSource.TIMETABLE:
                made._timetable_groups.add(number)
        for number, code, name in rooms_of(school.pk):
            made._know(NameKind.ROOM, number, code, name)
        staff = Affiliation.objects.filter(
            school=school, state=AffiliationState.ACTIVE, profile__in=STAFF_PROFILES, person__erased_at=None
        )
        for number, family, birth, given in staff.values_list(
            "person_id", "person__family_name", "person__birth_name", "person__given_name"
        ):
            for one in {family, birth} - {""}:
                made._teachers[f"{fold(one)} {fold(given)}"].add(number)
                made._teachers[f"{fold(given)} {fold(one)}"].add(number)
                made._families[fold(one)].add((fold(given), number))
        for code, label in Subject.objects.filter(authority_id=school.authority_id).values_list("code", "label"):
            number = new_id()
            made.subjects.add(number, code, label)
            made.subject_codes[number] = code
            made.subject_labels[code] = readable(label)
        made._meanings = meanings_of(school.pk)
        return made

    def _know(self, kind: str, number: uuid.UUID, code: str, label: str) -> None:
        self._indexes[kind].add(number, code, label)
        self.labels[number] = label

    @property
    def meant(self) -> str:
        """As `meant_in` tells it."""
        return meant_in(self._meanings, self.cycle)

    # Lessons -----------------------------------------------------------------

    def lesson(self, lesson: FileLesson, said: Said) -> Received | None:
        """The lesson with its names understood; None when it is set aside, or all its pupils are left out."""
        key = key_of(lesson)
        if strange := sorted(set(lesson.letters) - set(self.cycle)):
            self.needs_weeks = True
            reason = _("l’établissement n’a pas de semaine %s : dites comment ses semaines se nomment") % strange[0]
            said.refuse(TimetableFault.BAD_WEEKS, reason, lesson.line, key, file=lesson.file)
            return None
        homerooms, groups, lacking = self.taught(lesson, said)
        if not (lacking or homerooms or groups):
            return None  # all of them are left out, as somebody said: nothing is wrong with the line
        if lacking:
            for one, same in lacking.items():
                self._note(one, lesson.line, same)
            names = ", ".join(one.label for one in lacking)
            reason = why_lacking(lacking) % names
            said.refuse(TimetableFault.UNKNOWN_PUPILS, reason[:250], lesson.line, key, file=lesson.file)
            return None
        code, title = self._subject(lesson)
        week = Week(
            lesson.weekday, lesson.starts, lesson.ends, code, title, lesson.letters, lesson.weeks, self.room(lesson),
            frozenset(self.people(lesson, said)), frozenset(homerooms), frozenset(groups),
        )  # fmt: skip
        return Received(week, key, lesson.file, lesson.line)

    def taught(self, lesson: FileLesson, said: Said) -> tuple[Ids, Ids, dict[Named, int]]:
        """Classes and groups of a lesson; names that are none of them, or several: how many."""
        homerooms: Ids = set()
        groups: Ids = set()
        lacking: dict[Named, int] = {}
        for named in (*lesson.classes, *lesson.groups):
            kinds = _KINDS_OF_PUPILS if named.kind == NameKind.CLASS else _KINDS_OF_PUPILS[::-1]
            if (named.kind, named.key) in self._meanings:
                meant = self._meanings[named.kind, named.key]
                if meant is None:
                    continue
                kind = next((one for one in kinds if meant in self._indexes[one].numbers), None)
                found = {meant} if kind else set()
            else:
                kind, found = next(
                    ((one, some) for one in kinds if (some := self._indexes[one].find([named.label, *named.codes]))),
                    (None, set()),
                )
            if not found and named.kind == NameKind.GROUP and (made := self._new_group(named, said)) is not None:
                kind, found = NameKind.GROUP.value, {made}
            if len(found) != 1:
                lacking[named] = len(found)
            elif kind == NameKind.CLASS:
                homerooms |= found
            else:
                groups |= found
                self._fill(next(iter(found)), named, said)
        return homerooms, groups, lacking

    def people(self, lesson: FileLesson, said: Said) -> Ids:
        """Who teaches a lesson; names that nobody bears, or several, are noted."""
        found: Ids = set()
        for named in lesson.teachers:
            if (named.kind, named.key) in self._meanings:
                meant = self._meanings[named.kind, named.key]
                found |= {meant} if meant else set()
                continue
            same = self._same_name(named)
            if len(same) == 1:
                found |= same
            else:
                self._note(named, lesson.line, len(same), said)
        return found

    def _same_name(self, named: Named) -> Ids:
        if named.given:
            exact = self._teachers.get(f"{fold(named.family)} {fold(named.given)}")
            if exact:
                return exact
            initial = fold(named.given)
            return {
                number
                for given, number in self._families.get(fold(named.family), ())
                if len(initial) == 1 and given.startswith(initial)
            }
        whole = self._teachers.get(fold(named.family)) or {
            number for _given, number in self._families.get(fold(named.family), ())
        }
        if whole:
            return whole
        *family, initial = fold(named.family).split() or [""]
        if family and len(initial) == 1:  # "ROUX C."
            return {
                number
                for given, number in self._families.get(" ".join(family), ())
                if given.startswith(initial)
            }  # fmt: skip
        return set()

    def room(self, lesson: FileLesson) -> uuid.UUID | None:
        """The room of a lesson, a new one when the school has none of that name, none when it has several."""
        named = lesson.room
        if named is None:
            return None
        if (named.kind, named.key) in self._meanings:
            return self._meanings[named.kind, named.key]
        found = self._indexes[NameKind.ROOM].find([named.label])
        if len(found) > 1:
            self._note(named, lesson.line, len(found))
            return None
        if found:
            return next(iter(found))
        number, _label = self.new_rooms.setdefault(named.key, (new_id(), named.label))
        self.labels[number] = named.label
        return number

    def subject_of(self, week: Week) -> str:
        """The name of the subject of a slot."""
        return week.title or self.subject_labels.get(week.subject_code, "") or week.subject_code

    def _subject(self, lesson: FileLesson) -> tuple[str, str]:
        named = lesson.subject
        if named is None:
            return "", lesson.title[:80]
        found = self.subjects.find([*named.codes, named.label])
        if len(found) == 1:
            return self.subject_codes[next(iter(found))], ""
        return "", named.label[:80]

    def _note(self, named: Named, line: int, same: int = 0, said: Said | None = None) -> None:
        entry = (named.kind, named.key)
        if entry not in self.unknown:
            self.unknown[entry] = UnknownName(named.kind, named.key, named.label, line, 0, same)
            if said is not None:
                self._warn_of_person(named, line, same, said)
        self.unknown[entry].many += 1

    def _warn_of_person(self, named: Named, line: int, same: int, said: Said) -> None:
        if same > 1:
            reason = _("%(count)s personnes de l’établissement s’appellent « %(name)s » : dites laquelle")
            said.warn(TimetableFault.SAME_NAME, reason % {"count": same, "name": named.label}, line)
        else:
            reason = _("« %s » n’est pas de l’établissement : ses cours sont pris sans professeur")
            said.warn(TimetableFault.UNKNOWN_TEACHER, reason % named.label, line)

    # Groups ------------------------------------------------------------------

    def _new_group(self, named: Named, said: Said) -> uuid.UUID | None:
        """A group that the file says enough of to be made: the classes it draws from, or its pupils."""
        told = said.groups.get(fold(named.label), GroupSaid())
        if not self._classes_of(told) and not told.pupils:
            return None
        number = new_id()
        self._indexes[NameKind.GROUP].add(number, named.label)
        self.labels[number] = named.label
        self.new_groups.add(number)
        self._timetable_groups.add(number)
        return number

    def _classes_of(self, told: GroupSaid) -> Ids:
        found: Ids = set()
        for label in told.classes:
            some = self._indexes[NameKind.CLASS].find([label])
            found |= some if len(some) == 1 else set()
        return found

    def _fill(self, number: uuid.UUID, named: Named, said: Said) -> None:
        """What the file says of a group whose source is the timetable."""
        if number not in self._timetable_groups or number in self.groups:
            return
        told = said.groups.get(fold(named.label), GroupSaid())
        students = frozenset(self._students(told.pupils)) if told.pupils else None
        self.groups[number] = TimetableGroup(
            number, named.key, named.label, frozenset(self._classes_of(told)), students
        )

    def _students(self, pupils: Collection[PupilSaid]) -> Ids:
        """Pupils of the school who bear these names, and the day of birth when it is said: never one of several."""
        known = self._pupils if self._pupils is not None else self._read_pupils()
        found: Ids = set()
        for one in pupils:
            some = {
                number
                for born, number in known.get((fold(one.family), fold(one.given)), ())
                if one.born is None or born is None or born == one.born
            }
            found |= some if len(some) == 1 else set()
        return found

    def _read_pupils(self) -> Mapping[tuple[str, str], set[tuple[dt.date | None, uuid.UUID]]]:
        found: dict[tuple[str, str], set[tuple[dt.date | None, uuid.UUID]]] = defaultdict(set)
        rows = Enrollment.objects.filter(school=self.school, school_year_id=self.year, left_on=None)
        for number, family, given, born in rows.values_list(
            "student_id", "student__family_name", "student__given_name", "student__birth_date"
        ):
            found[fold(family), fold(given)].add((born, number))
        self._pupils = found
        return found


def why_lacking(lacking: Mapping[Named, int]) -> str:
    """Why the pupils of a lesson are not known, with "%s" for the names."""
    if any(lacking.values()):
        return _("« %s » est le nom de plusieurs classes ou groupes de l’établissement : dites lequel")
    return _("« %s » n’est ni une classe ni un groupe de l’établissement")


def meant_in(meanings: Mapping[tuple[str, str], uuid.UUID | None], cycle: Collection[str]) -> str:
    """A digest of what a school said of names and of its weeks: once it is another, a file may be understood better."""
    told = sorted((kind, key, number.hex if number else "") for (kind, key), number in meanings.items())
    return hashlib.blake2b(repr((told, sorted(cycle))).encode(), digest_size=12).hexdigest()


def key_of(lesson: FileLesson) -> str:
    """What a lesson is called in its file: the number its program gives it, else a digest of what its line says."""
    if lesson.number:
        return lesson.number[:120]
    names = [one.key for some in (lesson.classes, lesson.groups, lesson.teachers) for one in some]
    told = (
        lesson.weekday, lesson.starts, lesson.ends, lesson.subject.key if lesson.subject else lesson.title,
        sorted(names), lesson.room.key if lesson.room else "", lesson.letters, lesson.weeks,
    )  # fmt: skip
    return f"{UNNUMBERED}{hashlib.blake2b(repr(told).encode(), digest_size=12).hexdigest()}"
