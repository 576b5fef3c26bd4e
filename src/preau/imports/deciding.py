"""Many waiting changes decided at once: asked for by a page, carried out one by one by the worker.

The chosen changes are marked with their batch in the request, so that a second click finds nothing left to ask for.
Each is decided in its own transaction; one that cannot be keeps the reason, and the others go on.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from preau.directory.errors import Refused, Unknown
from preau.imports.enums import PendingState
from preau.imports.models import PendingChange
from preau.imports.services import confirm_pending, refuse_pending
from preau.kernel import jobs
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.kernel.models import Job

log = structlog.get_logger("preau.imports")
JOB = "imports.decide"
AT_ONCE, PEOPLE_AT_ONCE = 3, 50
"""Changes and people that a request may carry out itself: each confirmation reads its whole school, 0.1 to 0.3 s of a
processor where it was measured (1,000 pupils, embedded database)."""
GOING = Q(state=PendingState.WAITING, batch__isnull=False, obstacle="")


@dataclass(frozen=True, slots=True)
class Batch:
    """How far a decision is, in the open scope. `obstacles`: (reason, number) of those that could not be decided."""

    number: uuid.UUID
    total: int
    done: int
    going: int
    obstacles: Sequence[tuple[str, int]]


def is_small(changes: Sequence[PendingChange]) -> bool:
    """True when a request may decide them itself."""
    return len(changes) <= AT_ONCE and sum(one.count for one in changes) <= PEOPLE_AT_ONCE


def request_decision(*, actor: Actor, pending_ids: Sequence[uuid.UUID], confirm: bool) -> uuid.UUID | None:
    """Have the worker confirm or refuse these changes; returns the batch, None when nothing of them waits any more.

    Those that are being decided already stay with their batch, which is returned when there is nothing else.
    """
    batch = new_id()
    with transaction.atomic():
        chosen = PendingChange.objects.filter(pk__in=list(pending_ids), state=PendingState.WAITING)
        if chosen.filter(Q(batch=None) | ~Q(obstacle="")).update(batch=batch, obstacle=""):
            payload = {
                "batch": str(batch), "confirm": confirm, "label": actor.label, "person": str(actor.person_id or ""),
            }  # fmt: skip
            jobs.enqueue(JOB, key=f"{JOB}/{batch}", payload=payload)
            return batch
        going = chosen.exclude(batch=None).values_list("batch", flat=True).first()
        if going is not None:
            for job in Job.objects.filter(key=f"{JOB}/{going}"):
                jobs.try_again(job.pk)
        return going


def batch_going(ids: Sequence[uuid.UUID]) -> uuid.UUID | None:
    """The decision that is being carried out on these changes: where a second click leads."""
    return PendingChange.objects.filter(GOING, pk__in=list(ids)).values_list("batch", flat=True).first()


def do_decision(*, actor: Actor, batch: uuid.UUID, confirm: bool) -> None:
    """What the worker does; done again after a kill, it goes on with those that are left."""
    service = confirm_pending if confirm else refuse_pending
    left = PendingChange.objects.filter(GOING, batch=batch).order_by("created_at", "pk")
    for pk in list(left.values_list("pk", flat=True)):
        try:
            service(actor=actor, pending_id=pk)
        except Refused as refusal:
            _stopped(pk, str(refusal))
        except Unknown:
            continue
        except (DatabaseError, LookupError, ValueError):
            log.exception("a waiting change could not be decided", change=str(pk))
            _stopped(
                pk, _("Ce changement n’a pas pu être fait. Rien n’a été modifié ; réessayez après le prochain import.")
            )


def _stopped(pk: uuid.UUID, why: str) -> None:
    PendingChange.objects.filter(pk=pk, state=PendingState.WAITING).update(obstacle=why[:300])


def batch_of(number: uuid.UUID) -> Batch:
    """How far a decision is. Raises Unknown when none of its changes is in the scope."""
    rows = PendingChange.objects.filter(batch=number)
    told = rows.aggregate(total=Count("pk"), going=Count("pk", filter=GOING))
    if not told["total"]:
        raise Unknown("no such decision in scope")
    stopped = rows.filter(state=PendingState.WAITING).exclude(obstacle="")
    obstacles = list(stopped.order_by().values_list("obstacle").annotate(many=Count("pk")).order_by("-many"))
    done = told["total"] - told["going"] - sum(count for _why, count in obstacles)
    return Batch(number, told["total"], done, told["going"], obstacles)
