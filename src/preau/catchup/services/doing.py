"""What a pupil says of a lesson given to them: that it is done, or is not after all. Their guardians read it."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction

from preau.access.public import Hat
from preau.attendance.public import pupils_told
from preau.catchup.models import CatchUp
from preau.directory.enums import Profile
from preau.directory.errors import Unknown
from preau.kernel import clock
from preau.kernel.actor import Actor


@transaction.atomic
def mark_done(*, actor: Actor, hat: Hat, lesson_id: uuid.UUID, is_done: bool) -> None:
    """A pupil says that a lesson is caught up, or is not after all. Twice changes nothing.

    Raises Unknown for a lesson that was not given to them, PermissionDenied for a guardian of who has it.
    """
    theirs = {(one.school_id, one.id) for one in pupils_told(hat)}
    rows = CatchUp.objects.filter(
        school_id__in=hat.school_ids, pupil_id__in={pupil for _school, pupil in theirs}, release__lesson=lesson_id
    )
    found = next((one for one in rows if (one.school_id, one.pupil_id) in theirs), None)
    if found is None:
        raise Unknown("no such lesson given to them")
    if hat.profile != Profile.STUDENT:
        raise PermissionDenied
    mine = CatchUp.objects.filter(pk=found.pk, school_id=found.school_id, done_at__isnull=is_done)
    mine.update(done_at=clock.now() if is_done else None)
