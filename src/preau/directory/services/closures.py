"""Days on which a school holds no class, as it declares them."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.errors import Refused, Unknown
from preau.directory.models import Closure, School
from preau.kernel import audit
from preau.kernel.actor import Actor
from preau.kernel.events import publish

MOST_CLOSURES = 60


@transaction.atomic
def close_days(*, actor: Actor, school_id: uuid.UUID, starts_on: dt.date, ends_on: dt.date, reason: str) -> Closure:
    """Say that the school is closed from one day to another, both counted. The same days again say the new reason.

    Raises Refused for days that end before they begin, and for too many of them; Unknown for no such school.
    """
    if ends_on < starts_on:
        raise Refused(_("Le dernier jour vient avant le premier : vérifiez les dates."))
    if not School.objects.select_for_update(of=("self",)).filter(pk=school_id).exists():  # one at a time
        raise Unknown("no such school")
    rows = Closure.objects.filter(school_id=school_id)
    row: Closure | None = rows.filter(starts_on=starts_on, ends_on=ends_on).first()
    if row is not None and row.reason == reason:
        return row
    if row is None:
        if rows.count() >= MOST_CLOSURES:
            raise Refused(_("Trop de jours de fermeture : retirez ceux qui sont passés."))
        row = Closure(school_id=school_id, starts_on=starts_on, ends_on=ends_on)
    row.reason = reason
    row.save()
    _tell(actor, "directory.close_days", row)
    return row


@transaction.atomic
def open_days(*, actor: Actor, school_id: uuid.UUID, closure_id: uuid.UUID) -> None:
    """Take these days of closing back. Raises Unknown."""
    row = Closure.objects.select_for_update(of=("self",)).filter(school_id=school_id, pk=closure_id).first()
    if row is None:
        raise Unknown("no such days")
    Closure.objects.filter(school_id=school_id, pk=closure_id).delete()
    _tell(actor, "directory.open_days", row)


def _tell(actor: Actor, action: str, row: Closure) -> None:
    days = {"starts_on": row.starts_on.isoformat(), "ends_on": row.ends_on.isoformat()}
    audit.record(
        actor=actor, action=action, tenant=row.school_id, subject="school", subject_id=row.school_id, data=days
    )
    publish("directory.closures_changed", days, tenant=row.school_id)
