"""What vie scolaire sees of a day: roll calls not done, pupils missing and not explained, late arrivals, a register."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import About, Hat, Thing, can, present_pupils, relatives_of
from preau.attendance.enums import Origin, Reason, State
from preau.attendance.models import Absence, Justification, Mark
from preau.attendance.selectors.rolls import rolls_of, rolls_under_way
from preau.attendance.selectors.sheet import rolls_called
from preau.directory.calendar import year_of
from preau.directory.enums import AffiliationState, Profile
from preau.directory.errors import Unknown
from preau.directory.models import Affiliation, Enrollment, Homeroom, Person
from preau.directory.words import class_order
from preau.kernel import clock
from preau.kernel.text import fold
from preau.timetable.public import CLASS, Held, Whose, clock_of, hour_of, lessons_held, lessons_of
from preau.ui import wording


@dataclass(frozen=True, slots=True)
class Missing:
    """A pupil who is away. `since`: in words; `is_now`: not seen again; `times`: how often the family was asked;
    `told`: that, in words; `reason`: empty when nobody explained.
    """

    id: uuid.UUID
    name: str
    homeroom: str
    since: str
    is_now: bool
    times: int
    told: str
    reason: str


@dataclass(frozen=True, slots=True)
class Late:
    """A pupil who came late to a lesson."""

    name: str
    homeroom: str
    minutes: int
    hour: str


@dataclass(frozen=True, slots=True)
class Board:
    """A day so far. `due`: lessons under way (or begun, when the whole day is asked for) whose roll nobody called;
    `called`: those called.
    """

    hour: str
    due: Sequence[Held]
    called: int
    missing: Sequence[Missing]
    explained: Sequence[Missing]
    late: Sequence[Late]


def school_followed(hat: Hat) -> tuple[uuid.UUID, str]:
    """The school whose absences a hat follows, and its clock. Raises Unknown for a stranger, PermissionDenied."""
    if not hat.is_staff or hat.school is None:
        raise Unknown("absences of a school open to its staff")
    if not can(hat, Right.FOLLOW_ABSENCES, Thing(hat.school.id)):
        raise PermissionDenied
    return hat.school.id, hat.school.timezone


def board_of(hat: Hat, *, whole: bool = False) -> Board:
    """Today, in the hat's school; `whole`: with all rolls of the day so far. Five reads."""
    school_id, zone = school_followed(hat)
    today, minutes = clock_of(clock.now(), zone)
    lessons, called = rolls_of(school_id, today) if whole else rolls_under_way(school_id, today, minutes)
    begun = [one for one in lessons if one.starts <= minutes and one.pupils]
    absences = list(
        Absence.objects.filter(school_id=school_id, last_on__gte=today, first_on__lte=today, is_void=False)
        .select_related("pupil")
    )  # fmt: skip
    marks = list(
        Mark.objects.filter(school_id=school_id, day=today, state=State.LATE).select_related("pupil", "roll_call")
    )
    labels = classes_of(school_id, {one.pupil_id for one in (*absences, *marks)}, today)
    away = sorted((_missing(one, labels, today) for one in absences), key=lambda one: (not one.is_now, fold(one.name)))
    late = [
        Late(_name(one.pupil), labels.get(one.pupil_id, ""), one.minutes, hour_of(one.roll_call.starts))
        for one in sorted(marks, key=lambda one: (-one.roll_call.starts, fold(_name(one.pupil))))
    ]
    return Board(
        hour_of(minutes), [one for one in begun if one.id not in called], sum(one.id in called for one in begun),
        [one for one in away if not one.reason], [one for one in away if one.reason], late,
    )  # fmt: skip


def _name(person: Person) -> str:
    return f"{person.family_name} {person.given_name}"


def _missing(one: Absence, labels: Mapping[uuid.UUID, str], today: dt.date) -> Missing:
    since = hour_of(one.starts) if one.first_on == today else wording.long_date(one.first_on)
    words = _("depuis %(since)s") % {"since": since}
    if one.origin == Origin.ANNOUNCED or one.is_over:
        until = hour_of(one.ends) if one.last_on == today else wording.long_date(one.last_on)
        words = _("%(since)s – %(until)s") % {"since": since, "until": until}
    told = ""
    if one.told and one.told_at:
        told = _("famille prévenue à %(hour)s") % {"hour": wording.hour(one.told_at)}
        if one.told > 1:
            told = _("famille prévenue %(times)s fois, à %(hour)s") % {
                "times": one.told, "hour": wording.hour(one.told_at),
            }  # fmt: skip
    reason = str(Reason(one.reason).label) if one.reason else ""
    return Missing(
        one.pk, _name(one.pupil), labels.get(one.pupil_id, ""), words, not one.is_over, one.told, told, reason
    )  # fmt: skip


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
    reason = str(Reason(row.reason).label) if row.reason else ""
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
