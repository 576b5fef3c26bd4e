"""The roll call of one lesson, as the page of who calls it shows it."""

import datetime as dt
import functools
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import Hat, Thing, can
from preau.attendance.enums import Origin, Reason, State
from preau.attendance.models import Absence, Mark, RollCall
from preau.directory.calendar import year_of
from preau.directory.enums import AffiliationState, Profile
from preau.directory.errors import Unknown
from preau.kernel import clock, sql
from preau.kernel.text import fold
from preau.timetable.public import Held, held_lesson, hour_of, span_of
from preau.ui import wording

EARLY = dt.timedelta(minutes=15)
"""How long before a lesson its roll may be called."""
LATEST = dt.timedelta(days=7)
"""How long after: one made without a line may come days later."""


@dataclass(frozen=True, slots=True)
class Pupil:
    """Somebody of a lesson."""

    id: uuid.UUID
    family_name: str
    given_name: str

    @property
    def name(self) -> str:
        """As lists say it: family name first."""
        return f"{self.family_name} {self.given_name}"


@dataclass(frozen=True, slots=True)
class Line:
    """A pupil on the page. `known`: why they are away, or since when, in words."""

    pupil: Pupil
    state: str = State.PRESENT.value
    minutes: int = 0
    known: str = ""

    @property
    def key(self) -> str:
        """What the form calls them."""
        return self.pupil.id.hex


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page shows. `version`: 0 when the roll was not called; `called`: when and by whom, in words;
    `is_open`: it may be called now, or else `why_not`; `is_early`: it will be, later.
    """

    lesson: Held
    lines: Sequence[Line]
    version: int
    called: str
    why_not: str
    is_early: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it may be called now."""
        return not self.why_not

    @property
    def present(self) -> int:
        """Pupils who are there, late ones counted."""
        return sum(one.state != State.ABSENT for one in self.lines)

    def count(self, state: str) -> int:
        """Pupils in that state."""
        return sum(one.state == state for one in self.lines)


def lesson_to_call(hat: Hat, lesson_id: uuid.UUID) -> Held:
    """A lesson whose roll this hat may call: who gives it that day, and who calls all rolls of the school.

    Raises Unknown for a stranger, PermissionDenied for a colleague.
    """
    lesson = held_lesson(lesson_id)
    if lesson is None or lesson.school_id not in hat.school_ids or not hat.is_staff:
        raise Unknown("no such lesson")
    gives = hat.person_id in {number for number, _name in lesson.teachers} and can(hat, Right.CALL_ROLL)
    if not gives and not can(hat, Right.CALL_ROLL, Thing(lesson.school_id)):
        raise PermissionDenied
    return lesson


def why_not_called(lesson: Held) -> str:
    """Why the roll of a lesson is not called now, in words; empty when it may be."""
    if lesson.is_cancelled:
        return _("Ce cours est annulé : il n’y a pas d’appel à faire.")
    starts, _ends = span_of(lesson.day, lesson.starts, lesson.ends, lesson.clock)
    now = clock.now()
    if now < starts - EARLY:
        return _("Ce cours n’a pas commencé : l’appel s’ouvre un quart d’heure avant.")
    if now > starts + LATEST:
        return _("Ce cours a plus d’une semaine : son appel ne change plus.")
    return ""


def roster_of(lesson: Held) -> list[Pupil]:
    """The pupils of a lesson who are in the school today, by name. One read, by a statement written by hand: a class
    waits for it twice, shown and sent.
    """
    params: dict[str, Any] = {"school": sql.key(lesson.school_id), "year": year_of(lesson.day)}
    for kind, units in (("homeroom", lesson.homerooms), ("group", lesson.groups)):
        for place, (number, _label) in enumerate(units):
            params[f"{kind}{place}"] = sql.key(number)
    rows = sql.named_rows(_roster(len(lesson.homerooms), len(lesson.groups)), params)
    pupils = [Pupil(sql.as_id(number), family_name, given_name) for number, family_name, given_name in rows]
    return sorted(pupils, key=lambda one: (fold(one.name), one.id))


@functools.lru_cache(maxsize=64)
def _roster(homerooms: int, groups: int) -> str:
    """For so many classes and groups."""
    enrolled, grouped = (
        ", ".join(f"%({kind}{place})s" for place in range(count)) or "NULL"
        for kind, count in (("homeroom", homerooms), ("group", groups))
    )
    text = f"""
        WITH taught (id) AS (
          SELECT e.student_id FROM directory_enrollment e
           WHERE e.school_id = %(school)s AND e.school_year_id = %(year)s AND e.left_on IS NULL
             AND e.homeroom_id IN ({enrolled})
          UNION SELECT m.student_id FROM directory_groupmembership m
           WHERE m.school_id = %(school)s AND m.group_id IN ({grouped}))
        SELECT p.id, p.family_name, p.given_name FROM taught t
          JOIN directory_affiliation a ON a.school_id = %(school)s AND a.person_id = t.id
           AND a.profile = '{Profile.STUDENT.value}' AND a.state = '{AffiliationState.ACTIVE.value}'
          JOIN directory_person p ON p.id = t.id AND p.erased_at IS NULL"""  # noqa: S608 (ours)
    return " ".join(text.split())


def absences_of(
    school_id: uuid.UUID, pupils: Collection[uuid.UUID], day: dt.date, *, is_locked: bool = False
) -> list[Absence]:  # fmt: skip
    """What stands of absences of these pupils that touch a day, in order. One read; `is_locked`: to write them."""
    rows = Absence.objects.filter(
        school_id=school_id, pupil_id__in=list(pupils), first_on__lte=day, last_on__gte=day, is_void=False
    )
    if is_locked:  # in the order in which all who write several hold them
        rows = rows.select_for_update(of=("self",)).order_by("pk")
    return sorted(rows, key=lambda one: (one.first_on, one.starts, one.pk))


def covers(absence: Absence, day: dt.date, starts: int, ends: int) -> bool:
    """Whether an absence touches these hours of a day."""
    since = (absence.first_on, absence.starts)
    until = (absence.last_on, absence.ends)
    return since < (day, ends) and until > (day, starts)


def reached_by(absence: Absence, day: dt.date, starts: int) -> bool:
    """Whether an absence seen earlier that day still runs when a lesson begins."""
    is_same = absence.first_on == absence.last_on == day
    return absence.origin == Origin.SEEN and is_same and not absence.is_over and absence.ends <= starts


def known_words(absence: Absence) -> str:
    """What is known of an absence, in a few words."""
    if absence.reason:
        told = str(Reason(absence.reason).label)
        return _("%(reason)s (annoncée)") % {"reason": told} if absence.origin == Origin.ANNOUNCED else told
    return _("absence depuis %(hour)s") % {"hour": hour_of(absence.starts)}


def sheet_of(hat: Hat, lesson_id: uuid.UUID) -> Sheet:
    """The page of one lesson: what was called, or what is known before. Five reads at most."""
    lesson = lesson_to_call(hat, lesson_id)
    pupils = roster_of(lesson)
    row = RollCall.objects.filter(lesson_id=lesson_id, school_id=lesson.school_id).first()
    if row is not None and row.version:
        marks = {
            one.pupil_id: one for one in Mark.objects.filter(school_id=lesson.school_id, roll_call=row)
            .select_related("absence")
        }  # fmt: skip
        lines = [_called(one, marks.get(one.id)) for one in pupils]
    else:
        known = known_before(lesson, pupils)
        lines = [
            Line(one, State.ABSENT.value, 0, known_words(known[one.id])) if one.id in known else Line(one)
            for one in pupils
        ]
    starts, _ends = span_of(lesson.day, lesson.starts, lesson.ends, lesson.clock)
    is_early = not lesson.is_cancelled and clock.now() < starts - EARLY
    return Sheet(lesson, lines, row.version if row else 0, _when(row), why_not_called(lesson), is_early)


def known_before(lesson: Held, pupils: Collection[Pupil]) -> Mapping[uuid.UUID, Absence]:
    """Those of these pupils who are known to be away at the hours of a lesson. One read."""
    found: dict[uuid.UUID, Absence] = {}
    for one in absences_of(lesson.school_id, [pupil.id for pupil in pupils], lesson.day):
        is_away = covers(one, lesson.day, lesson.starts, lesson.ends) or reached_by(one, lesson.day, lesson.starts)
        if is_away and (one.pupil_id not in found or one.reason):
            found[one.pupil_id] = one
    return found


def _called(pupil: Pupil, mark: Mark | None) -> Line:
    if mark is None:
        return Line(pupil)
    known = known_words(mark.absence) if mark.absence and mark.absence.reason else ""
    return Line(pupil, mark.state, mark.minutes, known)


def _when(row: RollCall | None) -> str:
    if row is None or not row.version:
        return ""
    return _("Appel fait %(when)s par %(who)s.") % {"when": wording.moment(row.changed_at), "who": row.called_by}


@dataclass(frozen=True, slots=True)
class OwnLesson:
    """A lesson of somebody's day, and whether its roll was called. `left`: minutes until its day ends, where it is
    given; `is_over`: it ended.
    """

    id: uuid.UUID
    begins: str
    subject: str
    told: str
    is_called: bool
    is_open: bool
    is_over: bool
    left: int
