"""Imports asked from the console, done by the worker."""

import uuid

from preau.imports import rollback
from preau.imports.services import do_requested, forget_staging
from preau.kernel.actor import Actor
from preau.kernel.jobs import due, handler
from preau.kernel.models import Job


@handler("imports.run", long=True)
def run_import(job: Job) -> None:
    """Lead a run asked for; taken up again after a kill, it goes on where it stopped."""
    payload = job.payload
    do_requested(run_id=uuid.UUID(payload["run"]), path=payload.get("path", ""), academy=payload.get("academy", ""))


@handler(rollback.JOB, long=True)
def undo_import(job: Job) -> None:
    """Undo what was asked for; taken up again after a kill, it goes on with the schools that are left."""
    told = job.payload
    actor = Actor(told["label"], uuid.UUID(told["person"]) if told["person"] else None)
    rollback.do_undo(actor=actor, run_id=uuid.UUID(told["run"]), whole=told["whole"])


@due("imports.forget_staging", at="04:20")
def forget() -> None:
    """What was read for rehearsals that nobody applied."""
    forget_staging()
