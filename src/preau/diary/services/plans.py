"""Teaching plans: written step by step, shared with colleagues of the subject, copied for another year."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import Hat, can
from preau.diary.models import PlanStep, TeachingPlan
from preau.diary.selectors.plans import may_read_plan
from preau.diary.services.works import MOST_MINUTES
from preau.directory.calendar import year_of
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import sign

LONGEST, MOST_STEPS, MOST_PLANS = 10_000, 60, 200


@dataclass(frozen=True, slots=True)
class Step:
    """What one lesson would do, and the work it would give."""

    text: str
    work: str = ""
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """What is written of a plan."""

    title: str
    subject: str
    steps: Sequence[Step]
    subject_code: str = ""
    is_shared: bool = False


def _require(hat: Hat, school_id: uuid.UUID) -> uuid.UUID:
    """Raise Unknown or PermissionDenied for who prepares no lessons there; who it is."""
    if not hat.is_staff or school_id not in hat.school_ids:
        raise Unknown("no such school")
    if hat.person_id is None or not can(hat, Right.WRITE_DIARY):
        raise PermissionDenied
    return hat.person_id


@transaction.atomic
def save_plan(
    *, actor: Actor, hat: Hat, school_id: uuid.UUID, plan_id: uuid.UUID, planned: Planned, version: int = 0
) -> TeachingPlan:
    """Write a plan of one's own, new when none has that number. The same twice changes nothing; empty steps go.

    Raises Overtaken when it was written since `version` (another window), Refused, Unknown, PermissionDenied.
    """
    me = _require(hat, school_id)
    steps = [one for one in planned.steps if one.text.strip() or one.work.strip()]
    title, subject = planned.title.strip(), planned.subject.strip()
    if not title or not subject:
        raise Refused(_("Donnez un titre à la séquence, et sa matière."))
    if len(steps) > MOST_STEPS or any(len(one.text) > LONGEST or len(one.work) > LONGEST for one in steps):
        raise Refused(_("Cette séquence est trop longue : partagez-la en deux."))
    if any(one.minutes is not None and not 0 <= one.minutes <= MOST_MINUTES for one in steps):
        raise Refused(_("Une durée va de 0 à %(most)d minutes.") % {"most": MOST_MINUTES})
    row = _locked(actor, me, school_id, plan_id)
    if row.school_id != school_id:
        raise Unknown("no such plan")
    if row.written_by_id != me:
        raise PermissionDenied
    stands = [Step(one.text, one.work, one.minutes) for one in steps_of(row)] if row.version else []
    written = [Step(one.text.strip(), one.work.strip(), one.minutes) for one in steps]
    values = {
        "title": title[:120], "subject": subject[:120], "subject_code": planned.subject_code,
        "is_shared": planned.is_shared,
    }  # fmt: skip
    if row.version:
        if stands == written and all(getattr(row, name) == value for name, value in values.items()):
            return row
        if row.version != version:
            raise Overtaken(_("Cette séquence a été modifiée ailleurs."))
    for name, value in values.items():
        setattr(row, name, value)
    row.version, row.changed_at = row.version + 1, clock.now()
    sign(row, "written_by", actor)
    row.save()
    _put_steps(row, written)
    audit.record(
        actor=actor, action="diary.save_plan", tenant=school_id, subject="diary_plan", subject_id=row.pk,
        data={"version": row.version},
    )  # fmt: skip
    return row


def _locked(actor: Actor, me: uuid.UUID, school_id: uuid.UUID, plan_id: uuid.UUID) -> TeachingPlan:
    """The plan of that number, under lock; made, with version 0, when there is none: two at once make one.

    Raises Refused for one too many, Unknown when the number is of something that who writes does not see.
    """
    found = TeachingPlan.objects.select_for_update(of=("self",)).filter(pk=plan_id)
    row = found.first()
    if row is not None:
        return row
    if TeachingPlan.objects.filter(school_id=school_id, written_by_id=me).count() >= MOST_PLANS:
        raise Refused(_("Vous avez beaucoup de séquences : supprimez-en d’abord."))
    made = TeachingPlan(
        id=plan_id, school_id=school_id, school_year_id=year_of(clock.today()), changed_at=clock.now(), version=0
    )
    sign(made, "written_by", actor)
    TeachingPlan.objects.bulk_create([made], ignore_conflicts=True)
    row = found.first()
    if row is None:
        raise Unknown("the plan of something else")
    return row


def steps_of(row: TeachingPlan) -> list[PlanStep]:
    """The steps of a plan, in order."""
    return list(PlanStep.objects.filter(school_id=row.school_id, plan=row).order_by("place"))


def _put_steps(row: TeachingPlan, steps: Sequence[Step]) -> None:
    PlanStep.objects.filter(school_id=row.school_id, plan=row).delete()
    PlanStep.objects.bulk_create(
        PlanStep(
            school_id=row.school_id, plan=row, place=place, text=one.text, work=one.work, minutes=one.minutes
        )
        for place, one in enumerate(steps)
    )  # fmt: skip


@transaction.atomic
def copy_plan(*, actor: Actor, hat: Hat, plan_id: uuid.UUID, new_id: uuid.UUID) -> TeachingPlan:
    """A plan of one's own from another that one reads (last year's, a colleague's), for this school year.

    A form sent twice copies it once.
    """
    there = TeachingPlan.objects.filter(pk=plan_id).first()
    if there is None or not may_read_plan(hat, there):
        raise Unknown("no such plan")
    me = _require(hat, there.school_id)
    made = TeachingPlan(
        id=new_id, school_id=there.school_id, school_year_id=year_of(clock.today()), title=there.title,
        subject=there.subject, subject_code=there.subject_code, copied_from=there.pk, changed_at=clock.now(),
    )  # fmt: skip
    sign(made, "written_by", actor)
    TeachingPlan.objects.bulk_create([made], ignore_conflicts=True)
    row: TeachingPlan = TeachingPlan.objects.select_for_update(of=("self",)).get(pk=new_id)
    if row.copied_from != there.pk or row.written_by_id != me:
        raise Unknown("the plan of something else")
    if PlanStep.objects.filter(school_id=row.school_id, plan=row).exists() or row.version > 1:
        return row
    _put_steps(row, [Step(one.text, one.work, one.minutes) for one in steps_of(there)])
    audit.record(actor=actor, action="diary.copy_plan", tenant=row.school_id, subject="diary_plan", subject_id=row.pk)
    return row


@transaction.atomic
def remove_plan(*, actor: Actor, hat: Hat, plan_id: uuid.UUID) -> None:
    """A plan of one's own goes, with its steps: what was sent onto lessons stays there. Twice changes nothing."""
    row = TeachingPlan.objects.filter(pk=plan_id).first()
    if row is None:
        return
    me = _require(hat, row.school_id)
    if row.written_by_id != me:
        raise PermissionDenied
    row.delete()
    audit.record(
        actor=actor, action="diary.remove_plan", tenant=row.school_id, subject="diary_plan", subject_id=plan_id
    )
