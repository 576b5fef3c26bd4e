"""Teaching plans that somebody reads: their own, of all years, and those that colleagues of their subjects share."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from preau.access.enums import Right
from preau.access.public import Hat, can
from preau.diary.models import PlanStep, TeachingPlan
from preau.diary.selectors.sheet import own_school
from preau.directory.calendar import year_of
from preau.directory.errors import Unknown
from preau.directory.models import School, Section, Subject
from preau.directory.words import readable
from preau.kernel import clock
from preau.timetable.public import TEACHER, Line, Whose, lessons_held, lessons_of

AHEAD = dt.timedelta(days=14)
MOST_LESSONS = 30


def _subjects(hat: Hat, school_id: uuid.UUID) -> set[str]:
    year = year_of(clock.today())
    rows = Section.objects.filter(school_id=school_id, school_year_id=year, teacher_id=hat.person_id)
    return set(rows.values_list("subject_code", flat=True))


def may_read_plan(hat: Hat, row: TeachingPlan) -> bool:
    """Whether a plan is theirs, or shared by somebody of their school with who teaches its subject this year."""
    if not hat.is_staff or hat.person_id is None or row.school_id not in hat.school_ids:
        return False
    return row.written_by_id == hat.person_id or (
        row.is_shared and row.subject_code in _subjects(hat, row.school_id) | {""}
    )


def require_plans(hat: Hat) -> uuid.UUID:
    """The school where this hat prepares lessons. Raises Unknown, PermissionDenied."""
    school_id = own_school(hat)
    if not can(hat, Right.WRITE_DIARY):
        raise PermissionDenied
    return school_id


@dataclass(frozen=True, slots=True)
class Plans:
    """Plans of this year, of former ones, and those of colleagues."""

    now: Sequence[TeachingPlan]
    former: Sequence[TeachingPlan]
    shared: Sequence[TeachingPlan]


def plans_of(hat: Hat) -> Plans:
    """All that somebody reads. Two reads. Raises Unknown, PermissionDenied."""
    school_id = require_plans(hat)
    codes = _subjects(hat, school_id)
    rows = TeachingPlan.objects.filter(school_id=school_id).filter(
        Q(written_by_id=hat.person_id) | Q(is_shared=True, subject_code__in=codes | {""})
    )
    year = year_of(clock.today())
    mine: list[TeachingPlan] = []
    former: list[TeachingPlan] = []
    shared: list[TeachingPlan] = []
    for one in rows.order_by("subject", "title", "pk"):
        if one.written_by_id != hat.person_id:
            shared.append(one)
        else:
            (mine if one.school_year_id == year else former).append(one)
    return Plans(mine, former, shared)


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One plan: its steps, and for its writer the lessons to which a step may be sent. `plan`: none for a new one;
    `coming`: those of its subject from today on, that stand beside the steps (any, when it is of no subject).
    """

    school_id: uuid.UUID
    plan: TeachingPlan | None
    is_mine: bool
    steps: Sequence[PlanStep]
    lessons: Sequence[Line]
    subjects: Sequence[tuple[str, str]]
    coming: Sequence[Line] = ()


def plan_page(hat: Hat, plan_id: uuid.UUID, *, is_new: bool = False) -> PlanPage:
    """A plan that one reads; a new one for a number without any, when it `is_new`. Raises Unknown, PermissionDenied."""
    school_id = require_plans(hat)
    row = TeachingPlan.objects.filter(pk=plan_id).first()
    if (row is None and not is_new) or (row is not None and not may_read_plan(hat, row)):
        raise Unknown("no such plan")
    steps = list(PlanStep.objects.filter(school_id=school_id, plan=row).order_by("place")) if row else []
    lessons: list[Line] = []
    if row is not None and hat.person_id is not None:
        today = clock.today()
        found = lessons_of(Whose(TEACHER, hat.person_id, school_id), today - dt.timedelta(days=7), today + AHEAD)
        lessons = [one for one in found if not one.is_gone]
    is_mine = row is None or row.written_by_id == hat.person_id
    coming = _coming(row, school_id, lessons) if row is not None and steps else []
    return PlanPage(
        school_id, row, is_mine, steps, lessons[:MOST_LESSONS], subjects_of(hat, school_id), coming[:MOST_LESSONS]
    )  # fmt: skip


def _coming(row: TeachingPlan, school_id: uuid.UUID, lessons: Sequence[Line]) -> list[Line]:
    coming = [one for one in lessons if one.day >= clock.today()]
    if not coming or not row.subject_code:
        return coming
    held = lessons_held(school_id, [one.lesson_id for one in coming])
    own = {one.lesson_id for one in held if one.subject_code == row.subject_code}
    return [one for one in coming if one.lesson_id in own]


def subjects_of(hat: Hat, school_id: uuid.UUID) -> list[tuple[str, str]]:
    """What somebody teaches there: codes and names. Two reads."""
    codes = _subjects(hat, school_id)
    here = School.objects.filter(pk=school_id).values("authority_id")
    labels = Subject.objects.filter(authority__in=here, code__in=codes)
    return sorted(((one.code, readable(one.label)) for one in labels), key=lambda one: one[1])


def step_for(hat: Hat, step_id: uuid.UUID) -> PlanStep | None:
    """A step that one reads, to be put on a lesson; None for any other number."""
    row = PlanStep.objects.select_related("plan").filter(pk=step_id).first()
    return row if row is not None and may_read_plan(hat, row.plan) else None
