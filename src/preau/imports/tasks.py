"""Imports asked from the console, done by the worker."""

import uuid

from preau.imports.services import do_requested, forget_staging
from preau.kernel.jobs import due, handler
from preau.kernel.models import Job


@handler("imports.run", long=True)
def run_import(job: Job) -> None:
    """Lead a run asked for; taken up again after a kill, it goes on where it stopped."""
    payload = job.payload
    do_requested(run_id=uuid.UUID(payload["run"]), path=payload.get("path", ""), academy=payload.get("academy", ""))


@due("imports.forget_staging", at="04:20")
def forget() -> None:
    """What was read for rehearsals that nobody applied."""
    forget_staging()
