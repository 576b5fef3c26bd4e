"""Extra time of a pupil: a number of hours, without its reason."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import Hat, Thing, can, present_pupils
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import sign
from preau.submissions.models import ExtraTime

MOST_HOURS = 14 * 24


@transaction.atomic
def set_extra_time(
    *, actor: Actor, hat: Hat, school_id: uuid.UUID, pupil_id: uuid.UUID, hours: int, version: int = 0
) -> ExtraTime:  # fmt: skip
    """Give a pupil so many hours more for whatever is handed in from now on; 0 takes them back. The same twice changes
    nothing. The trail says that it was set, not how much.

    Raises Unknown for a stranger, PermissionDenied, Overtaken, Refused.
    """
    if school_id not in hat.school_ids or not hat.is_staff or not present_pupils(school_id, [pupil_id]):
        raise Unknown("no such pupil")
    if not can(hat, Right.SET_EXTRA_TIME, Thing(school_id, pupil_id=pupil_id)):
        if not can(hat, Right.SEE_PUPIL, Thing(school_id, pupil_id=pupil_id)):
            raise Unknown("no such pupil for them")
        raise PermissionDenied
    if not 0 <= hours <= MOST_HOURS:
        raise Refused(_("Un temps supplémentaire va de 0 à %(most)d heures.") % {"most": MOST_HOURS})
    made = ExtraTime(school_id=school_id, pupil_id=pupil_id, hours=0, version=0, set_at=clock.now())
    sign(made, "set_by", actor)
    ExtraTime.objects.bulk_create([made], ignore_conflicts=True)
    row = ExtraTime.objects.select_for_update(of=("self",)).get(school_id=school_id, pupil_id=pupil_id)
    if row.hours == hours:
        return row
    if row.version != version and row.version:
        raise Overtaken(_("Quelqu’un d’autre a changé ce temps."))
    row.hours, row.version, row.set_at = hours, row.version + 1, clock.now()
    sign(row, "set_by", actor)
    row.save()
    audit.record(
        actor=actor, action="submissions.set_extra_time", tenant=school_id, subject="person", subject_id=pupil_id
    )
    return row
