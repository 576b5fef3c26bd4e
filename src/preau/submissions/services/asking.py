"""What a piece of work asks for: by who writes it; two teachers never overwrite each other unseen."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.diary.public import piece_to_write
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import sign
from preau.submissions.enums import Takes
from preau.submissions.models import Assignment, Copy
from preau.submissions.services.planning import plan_return

MOST_LATE_DAYS = 30
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked; as Assignment says it."""

    takes: str
    in_groups: bool = False
    due_minute: int | None = None
    late_days: int = 0
    replaces: bool = True
    return_at: dt.datetime | None = None


@transaction.atomic
def save_assignment(
    *, actor: Actor, hat: Hat, work_id: uuid.UUID, asking: Asking, version: int = 0
) -> Assignment:  # fmt: skip
    """Ask that a piece of work be handed in, or ask otherwise. The same twice changes nothing.

    Raises Unknown for a stranger, PermissionDenied for a colleague, Overtaken when somebody else asked since `version`,
    Refused for what makes no sense.
    """
    piece = piece_to_write(hat, work_id)
    takes = "".join(one for one in Takes.values if one in asking.takes)
    if not takes:
        raise Refused(_("Choisissez au moins une façon de rendre le travail."))
    if not 0 <= asking.late_days <= MOST_LATE_DAYS:
        raise Refused(_("Un retard accepté va de 0 à %(most)d jours.") % {"most": MOST_LATE_DAYS})
    if asking.due_minute is not None and not 0 <= asking.due_minute < _DAY:
        raise Refused(_("Choisissez une heure de la journée."))
    values = {
        "takes": takes, "in_groups": asking.in_groups, "due_minute": asking.due_minute, "late_days": asking.late_days,
        "replaces": asking.replaces, "return_at": asking.return_at, "subject": piece.subject,
    }  # fmt: skip
    made = Assignment(school_id=piece.school_id, work=work_id, asked_at=clock.now(), version=0, **values)
    sign(made, "asked_by", actor)
    Assignment.objects.bulk_create([made], ignore_conflicts=True)
    row = locked_assignment(piece.school_id, work_id)
    if row.version and all(getattr(row, name) == value for name, value in values.items()):
        return row
    if row.version not in (0, version):
        raise Overtaken(_("Quelqu’un d’autre a changé ce qui est demandé."))
    is_other = row.version and row.in_groups != asking.in_groups
    if is_other and Copy.objects.filter(school_id=row.school_id, assignment=row).exists():
        raise Refused(_("Des copies sont déjà rendues : seul ou en groupe, cela ne change plus."))
    for name, value in values.items():
        setattr(row, name, value)
    row.version, row.asked_at = row.version + 1, clock.now()
    sign(row, "asked_by", actor)
    row.save()
    audit.record(
        actor=actor, action="submissions.ask", tenant=row.school_id, subject="diary_work", subject_id=work_id,
        data={"version": row.version},
    )  # fmt: skip
    plan_return(row)
    return row


def locked_assignment(school_id: uuid.UUID, work_id: uuid.UUID) -> Assignment:
    """What a piece of work asks for, under lock. Raises Unknown."""
    row = Assignment.objects.select_for_update(of=("self",)).filter(school_id=school_id, work=work_id).first()
    if row is None:
        raise Unknown("nothing is asked")
    return row


@transaction.atomic
def set_closed(*, actor: Actor, hat: Hat, work_id: uuid.UUID, is_closed: bool) -> Assignment:
    """Take no more copies, or take them again as long as the hour allows. Copies stay. Twice changes nothing."""
    piece = piece_to_write(hat, work_id)
    row = locked_assignment(piece.school_id, work_id)
    if (row.closed_at is not None) == is_closed:
        return row
    row.closed_at = clock.now() if is_closed else None
    row.version += 1
    row.save(update_fields=["closed_at", "version"])
    audit.record(
        actor=actor, action="submissions.close" if is_closed else "submissions.open", tenant=row.school_id,
        subject="diary_work", subject_id=work_id,
    )  # fmt: skip
    return row
