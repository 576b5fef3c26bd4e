"""What vie scolaire sees of a day: roll calls not done, pupils missing and not explained, late arrivals, a register."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import About, Hat, Thing, can, present_pupils, relatives_of
from preau.attendance.enums import State, reason_words
from preau.attendance.models import Absence, Justification, Mark
from preau.attendance.selectors.rolls import rolls_called
from preau.directory.calendar import year_of
from preau.directory.enums import AffiliationState, Profile
from preau.directory.errors import Unknown
from preau.directory.models import Affiliation, Enrollment, Homeroom, Person
from preau.directory.words import class_order
from preau.kernel import clock
from preau.kernel.text import fold
from preau.timetable.public import CLASS, Whose, hour_of, lessons_held, lessons_of
from preau.ui import wording


def school_followed(hat: Hat) -> tuple[uuid.UUID, str]:
    """The school whose absences a hat follows, and its clock. Raises Unknown for a stranger, PermissionDenied."""
    if not hat.is_staff or hat.school is None:
        raise Unknown("absences of a school open to its staff")
    if not can(hat, Right.FOLLOW_ABSENCES, Thing(hat.school.id)):
        raise PermissionDenied
    return hat.school.id, hat.school.timezone


def _name(person: Person) -> str:
    return f"{person.family_name} {person.given_name}"


def classes_of(school_id: uuid.UUID, pupils: Collection[uuid.UUID], day: dt.date) -> dict[uuid.UUID, str]:
    """The class of each of these pupils, in words. One read."""
    rows = Enrollment.objects.filter(
        school_id=school_id, school_year_id=year_of(day), left_on=None, student_id__in=list(pupils)
    ).exclude(homeroom=None)  # fmt: skip
    return dict(rows.values_list("student_id", "homeroom__label")) if pupils else {}


@dataclass(frozen=True, slots=True)
class AtDesk:
    """An absence as the desk opens it. `family`: who explains for the pupil."""

    absence: Absence
    name: str
    homeroom: str
    when: str
    reason: str
    said: Sequence[Justification]
    family: Sequence[tuple[str, str]]


def absence_at_desk(hat: Hat, absence_id: uuid.UUID) -> AtDesk:
    """An absence of the hat's school. Raises Unknown for a stranger, PermissionDenied for a colleague."""
    row = Absence.objects.select_related("pupil").filter(pk=absence_id, is_void=False).first()
    if row is None or row.school_id not in hat.school_ids:
        raise Unknown("no such absence")
    if not can(hat, Right.FOLLOW_ABSENCES, Thing(row.school_id)):
        raise PermissionDenied
    pupils = present_pupils(row.school_id, [row.pupil_id])
    there = relatives_of(row.school_id, list(pupils.values()), About.ABSENCES).get(row.pupil_id, ())
    family = [(str(one.person.pk), one.person.full_name) for one in there if one.signs]
    labels = classes_of(row.school_id, [row.pupil_id], row.first_on)
    reason = reason_words(row.reason)
    return AtDesk(
        row, _name(row.pupil), labels.get(row.pupil_id, ""), span_words(row), reason, said_of(row), family
    )  # fmt: skip


def said_of(absence: Absence) -> list[Justification]:
    """What was said of an absence, the last first. One read."""
    rows = Justification.objects.filter(school_id=absence.school_id, absence=absence).select_related("by")
    return list(rows.order_by("-at", "-pk"))


def span_words(absence: Absence) -> str:
    """ "lundi 23 novembre, 8 h – 10 h", of an absence."""
    return hours_words(absence.first_on, absence.starts, absence.last_on, absence.ends)


@wording.said_once
def hours_words(first_on: dt.date, starts: int, last_on: dt.date, ends: int) -> str:
    """The same, of a stretch of time."""
    first, last = wording.long_date(first_on), wording.long_date(last_on)
    hours = {"starts": hour_of(starts), "ends": hour_of(ends)}
    if first_on == last_on:
        return _("%(day)s, %(starts)s – %(ends)s") % {"day": first, **hours}
    return _("du %(first)s, %(starts)s, au %(last)s, %(ends)s") % {"first": first, "last": last, **hours}


@dataclass(frozen=True, slots=True)
class Register:
    """A class on a day. `hours`: its lessons, and whether their roll was called; `rows`: each pupil (number, name) with
    a word for each hour.
    """

    homeroom: Homeroom
    day: dt.date
    hours: Sequence[tuple[str, bool]]
    rows: Sequence[tuple[uuid.UUID, str, Sequence[str]]]


def classes_followed(hat: Hat) -> list[tuple[uuid.UUID, str]]:
    """Classes of this year of the hat's school."""
    school_id, _zone = school_followed(hat)
    rows = Homeroom.objects.filter(school_id=school_id, school_year_id=year_of(clock.today()))
    return sorted(rows.values_list("pk", "label"), key=lambda one: class_order(one[1]))


def register_of(hat: Hat, homeroom_id: uuid.UUID, day: dt.date) -> Register:
    """The register of a class on a day. Raises Unknown, PermissionDenied. Six reads at most."""
    school_id, _zone = school_followed(hat)
    homeroom = Homeroom.objects.filter(pk=homeroom_id, school_id=school_id).first()
    if homeroom is None:
        raise Unknown("no such class in this school")
    enrolled = Enrollment.objects.filter(school_id=school_id, homeroom=homeroom, left_on=None)
    people = Affiliation.objects.filter(
        school_id=school_id, profile=Profile.STUDENT, state=AffiliationState.ACTIVE,
        person__in=enrolled.values("student"),
    ).select_related("person")  # fmt: skip
    names = sorted(((one.person_id, _name(one.person)) for one in people), key=lambda one: (fold(one[1]), one[0]))
    marks = {
        (one.roll_call.lesson_id, one.pupil_id): one
        for one in Mark.objects.filter(school_id=school_id, day=day, pupil__in=[number for number, _name_ in names])
        .exclude(state=State.PRESENT).select_related("roll_call")
    }  # fmt: skip
    held = {
        one.lesson_id: (one.starts, one.subject)
        for one in lessons_of(Whose(CLASS, homeroom.pk, school_id, homeroom.label), day, day)
        if not one.is_gone and one.day == day
    }
    # Where somebody of the class was noted in another's lesson, or in one that was cancelled or moved since.
    if noted := {lesson for lesson, _pupil in marks} - set(held):
        held |= {one.lesson_id: (one.starts, one.subject) for one in lessons_held(school_id, noted)}
    called = rolls_called(school_id, held)
    hours = sorted(held, key=lambda one: (*held[one], one))
    return Register(
        homeroom, day, [(f"{hour_of(held[one][0])} {held[one][1]}", one in called) for one in hours],
        [(number, name, [_cell(marks.get((one, number))) for one in hours]) for number, name in names],
    )  # fmt: skip


def _cell(mark: Mark | None) -> str:
    if mark is None:
        return ""
    if mark.state == State.LATE:
        return _("Retard %(minutes)s min") % {"minutes": mark.minutes}
    return _("Absent")


def pupil_followed(hat: Hat, pupil_id: uuid.UUID) -> tuple[uuid.UUID, str]:
    """A pupil of the school whose absences a hat follows: that school, and their name. Raises Unknown."""
    school_id, _zone = school_followed(hat)
    pupil = present_pupils(school_id, [pupil_id]).get(pupil_id)
    if pupil is None:
        raise Unknown("no such pupil")
    return school_id, _name(pupil)
