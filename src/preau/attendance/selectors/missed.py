"""Lessons that pupils missed: noted absent by the roll call, or away when nobody called it; a lesson is missed no more
once its absence is taken back. Who came late missed nothing. The callers ask who may know.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, FilteredRelation, OuterRef, Q

from preau.access.public import About, Hat, is_told
from preau.attendance.enums import State
from preau.attendance.models import Absence, RollCall
from preau.attendance.selectors.sheet import covers
from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, Enrollment, GroupMembership
from preau.timetable.public import DatedLesson, Line, Whose, lessons_of_all, own


@dataclass(frozen=True, slots=True)
class Away:
    """A pupil who misses a lesson; `name`: as lists say it."""

    id: uuid.UUID
    name: str


def pupils_told(hat: Hat) -> list[Whose]:
    """The pupil who wears this hat, or the children shown of whose absences a guardian is told; nobody for others."""
    if hat.profile == Profile.STUDENT:
        return own(hat)
    if hat.profile == Profile.GUARDIAN:
        told = {(one.school_id, one.person_id) for one in hat.shown_children() if is_told(one, About.ABSENCES)}
        return [one for one in own(hat) if (one.school_id, one.id) in told]
    return []


def lessons_missed(pupils: Sequence[Whose], since: dt.date, until: dt.date) -> dict[Whose, list[Line]]:
    """Lessons that each of these pupils missed, or will miss, between two days, in order: those cancelled are not.

    Three reads for all of them; one where nobody is away.
    """
    found: dict[Whose, list[Line]] = {one: [] for one in pupils}
    if not pupils:
        return found
    theirs = Q(pk=None)
    for one in pupils:
        theirs |= Q(school_id=one.school_id, pupil_id=one.id)
    stretches: dict[tuple[uuid.UUID, uuid.UUID], list[Absence]] = defaultdict(list)
    for away in Absence.objects.filter(theirs, is_void=False, first_on__lte=until, last_on__gte=since):
        stretches[away.school_id, away.pupil_id].append(away)
    missing = [one for one in pupils if (one.school_id, one.id) in stretches]
    if not missing:
        return found
    every = [away for some in stretches.values() for away in some]
    first = max(since, min(one.first_on for one in every))
    last = min(until, max(one.last_on for one in every))
    near = {
        one: [
            line for line in lines
            if not line.is_gone and any(
                away.first_on <= line.day <= away.last_on for away in stretches[one.school_id, one.id]
            )
        ]
        for one, lines in lessons_of_all(missing, first, last).items()
    }  # fmt: skip
    seen = _rolls(
        {one.school_id for one in missing}, {line.lesson_id for lines in near.values() for line in lines},
        {one.id for one in missing},
    )  # fmt: skip
    for one, lines in near.items():
        theirs_away = stretches[one.school_id, one.id]
        found[one] = [
            line for line in lines
            if _is_missed(seen.get(line.lesson_id), one.id, theirs_away, line.day, line.starts, line.ends)
        ]  # fmt: skip
    return found


def pupils_missing(school_id: uuid.UUID, lessons: Sequence[DatedLesson]) -> Mapping[uuid.UUID, list[Away]]:
    """Of these lessons of a school, by number, the pupils who missed or will miss each, by name; those cancelled are
    left out. Three reads; one where nobody is away.
    """
    held = [one for one in lessons if not one.is_cancelled and one.units]
    if not held:
        return {}
    units = {unit for one in held for unit in one.units}
    enrolled = Enrollment.objects.filter(
        school_id=school_id, homeroom_id__in=units, left_on=None,
        school_year_id__in={one.school_year for one in held},
    )  # fmt: skip
    grouped = GroupMembership.objects.filter(school_id=school_id, group_id__in=units)
    there = Affiliation.objects.filter(
        school_id=school_id, person_id=OuterRef("pupil_id"), profile=Profile.STUDENT, state=AffiliationState.ACTIVE
    )
    rows = Absence.objects.filter(
        Exists(there), Q(pupil_id__in=enrolled.values("student_id")) | Q(pupil_id__in=grouped.values("student_id")),
        school_id=school_id, is_void=False, first_on__lte=max(one.day for one in held),
        last_on__gte=min(one.day for one in held), pupil__erased_at=None,
    ).select_related("pupil").order_by("pupil__search_name", "pupil_id")  # fmt: skip
    stretches: dict[uuid.UUID, list[Absence]] = defaultdict(list)
    for away in rows:
        stretches[away.pupil_id].append(away)
    if not stretches:
        return {}
    members: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    pairs = enrolled.filter(student_id__in=list(stretches)).values_list("homeroom_id", "student_id")
    more = grouped.filter(student_id__in=list(stretches)).values_list("group_id", "student_id")
    for unit, pupil in pairs.union(more):
        members[unit].add(pupil)
    seen = _rolls({school_id}, {one.lesson_id for one in held}, set(stretches))
    found = {
        one.lesson_id: [
            Away(pupil, _listed(theirs[0])) for pupil, theirs in stretches.items()
            if any(pupil in members[unit] for unit in one.units)
            and _is_missed(seen.get(one.lesson_id), pupil, theirs, one.day, one.starts, one.ends)
        ]
        for one in held
    }  # fmt: skip
    return {lesson: pupils for lesson, pupils in found.items() if pupils}


def _listed(away: Absence) -> str:
    return f"{away.pupil.family_name} {away.pupil.given_name}"


def _rolls(
    school_ids: Collection[uuid.UUID], lesson_ids: Collection[uuid.UUID], pupils: Collection[uuid.UUID]
) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Of these lessons whose roll was called, those of these pupils who were noted absent. One read."""
    rows = RollCall.objects.filter(school_id__in=school_ids, lesson_id__in=lesson_ids, version__gt=0).annotate(
        away=FilteredRelation("marks", condition=Q(marks__state=State.ABSENT, marks__pupil_id__in=list(pupils)))
    )
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for lesson, pupil in rows.values_list("lesson_id", "away__pupil_id"):
        found[lesson] |= {pupil} if pupil else set()
    return dict(found)


def _is_missed(
    noted: set[uuid.UUID] | None, pupil: uuid.UUID, stretches: Sequence[Absence], day: dt.date, starts: int, ends: int
) -> bool:
    """What the roll call says; where nobody called it, what is known of the absence."""
    return pupil in noted if noted is not None else any(covers(one, day, starts, ends) for one in stretches)
