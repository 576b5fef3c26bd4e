"""What pupils tick: work done, how long it took, tasks of their own. Only the pupil does; their guardians read."""

import datetime as dt
import statistics
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.diary.models import Done, OwnTask, Work, WorkUnit
from preau.diary.selectors.pupils import units_of_pupils
from preau.directory.calendar import bounds_of, year_of
from preau.directory.enums import Profile
from preau.directory.errors import Refused, Unknown
from preau.kernel import audit, clock
from preau.kernel.actor import Actor

TELLERS = 5
"""Pupils who must have told how long it took before it corrects what their teacher reckoned: fewer could be named."""
MOST_TOLD, MOST_TASKS = 600, 200


def _work(hat: Hat, work_id: uuid.UUID) -> Work:
    """Work that the pupil of this hat has to do. Raises Unknown, PermissionDenied for a guardian of who has."""
    row = Work.objects.filter(pk=work_id, appears_at__lte=clock.now()).first()
    if row is None or row.school_id not in hat.school_ids:
        raise Unknown("no such work")
    theirs = units_of_pupils(hat, row.school_id)
    if not WorkUnit.objects.filter(school_id=row.school_id, work=row, unit__in=theirs).exists():
        raise Unknown("no such work for them")
    if hat.profile != Profile.STUDENT:
        raise PermissionDenied
    return row


@transaction.atomic
def tick(*, actor: Actor, hat: Hat, work_id: uuid.UUID, is_done: bool) -> Work:
    """A pupil says that work is done, or is not after all. Twice changes nothing.

    Raises Unknown for work that is not theirs, PermissionDenied for a guardian.
    """
    row = _work(hat, work_id)
    assert hat.person_id is not None
    here = {"school_id": row.school_id, "pupil_id": hat.person_id, "work_id": work_id}
    if is_done:
        Done.objects.bulk_create([Done(**here)], ignore_conflicts=True)
    else:
        told = Done.objects.filter(**here, minutes__isnull=False).exists()
        Done.objects.filter(**here).delete()
        if told:
            _reckon(row)
    return row


@transaction.atomic
def tell_minutes(*, actor: Actor, hat: Hat, work_id: uuid.UUID, minutes: int) -> Work:
    """A pupil tells how long work took, which ticks it: from five of them on, the median corrects what was reckoned."""
    if not 0 < minutes <= MOST_TOLD:
        raise Refused(_("Une durée va de 1 à %(most)d minutes.") % {"most": MOST_TOLD})
    row = _work(hat, work_id)
    assert hat.person_id is not None
    here = {"school_id": row.school_id, "pupil_id": hat.person_id, "work_id": work_id}
    Done.objects.bulk_create([Done(**here)], ignore_conflicts=True)
    Done.objects.filter(**here).update(minutes=minutes)
    _reckon(row)
    return row


def _reckon(row: Work) -> None:
    """What pupils told, as one number that names nobody; two at once take turns."""
    Work.objects.select_for_update(of=("self",)).get(pk=row.pk)
    rows = Done.objects.filter(school_id=row.school_id, work=row, minutes__isnull=False)
    told = list(rows.values_list("minutes", flat=True))
    median = round(statistics.median(told)) if len(told) >= TELLERS else None
    Work.objects.filter(pk=row.pk).update(told_minutes=median)


@transaction.atomic
def save_task(
    *, actor: Actor, hat: Hat, task_id: uuid.UUID, text: str, due_on: dt.date, minutes: int | None = None
) -> OwnTask:
    """A task that a pupil notes for themself. A form sent twice notes it once."""
    school, me = _own_school(hat)
    text = text.strip()
    if not text or len(text) > 300:
        raise Refused(_("Écrivez la tâche en une phrase."))
    if not 0 <= (minutes or 0) <= MOST_TOLD:
        raise Refused(_("Une durée va de 1 à %(most)d minutes.") % {"most": MOST_TOLD})
    today = clock.today()
    if not today <= due_on <= bounds_of(year_of(today))[1]:
        raise Refused(_("Choisissez un jour à venir de cette année scolaire."))
    theirs = OwnTask.objects.filter(school_id=school, pupil_id=me)
    found = theirs.filter(pk=task_id).first()
    if found is not None:
        return found
    if theirs.filter(due_on__gte=today).count() >= MOST_TASKS:
        raise Refused(_("Vous avez noté beaucoup de tâches : enlevez-en d’abord."))
    made = OwnTask(id=task_id, school_id=school, pupil_id=me, text=text, due_on=due_on, minutes=minutes)
    OwnTask.objects.bulk_create([made], ignore_conflicts=True)
    row = theirs.filter(pk=task_id).first()
    if row is None:
        raise Unknown("somebody else's task")
    audit.record(actor=actor, action="diary.save_task", tenant=school, subject="diary_task", subject_id=task_id)
    return row


@transaction.atomic
def tick_task(*, actor: Actor, hat: Hat, task_id: uuid.UUID, is_done: bool) -> None:
    """One's own task is done, or is not after all. Raises Unknown."""
    if not _own_tasks(hat).filter(pk=task_id).update(is_done=is_done):
        raise Unknown("no such task")


@transaction.atomic
def remove_task(*, actor: Actor, hat: Hat, task_id: uuid.UUID) -> None:
    """One's own task goes. Twice changes nothing."""
    _own_tasks(hat).filter(pk=task_id).delete()


def _own_tasks(hat: Hat) -> QuerySet[OwnTask]:
    if hat.profile != Profile.STUDENT or hat.person_id is None:
        raise PermissionDenied
    return OwnTask.objects.filter(school_id__in=hat.school_ids, pupil_id=hat.person_id)


def _own_school(hat: Hat) -> tuple[uuid.UUID, uuid.UUID]:
    """The school whose tasks a pupil notes (their first), and the pupil. Raises PermissionDenied for others."""
    if hat.profile != Profile.STUDENT or hat.person_id is None:
        raise PermissionDenied
    return hat.schools[0].id, hat.person_id
