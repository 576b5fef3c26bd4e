"""Imports asked from the console, done by the worker."""

import datetime as dt
import uuid

from preau.imports import deciding, ending, rollback
from preau.imports.csvfiles import services as lists
from preau.imports.services import do_requested, forget_staging
from preau.imports.timetables import programs, queue
from preau.kernel.actor import Actor
from preau.kernel.jobs import due, handler
from preau.kernel.models import Job


@handler("imports.run", long=True)
def run_import(job: Job) -> None:
    """Lead a run asked for; taken up again after a kill, it goes on where it stopped."""
    payload = job.payload
    do_requested(run_id=uuid.UUID(payload["run"]), path=payload.get("path", ""), academy=payload.get("academy", ""))


@handler(lists.JOB, long=True)
def rehearse_list(job: Job) -> None:
    """Read a school's own list and count what it would do."""
    lists.do_rehearse(file_id=uuid.UUID(job.payload["file"]))


@handler(queue.READ_JOB, long=True)
def read_timetable(job: Job) -> None:
    """Read a file of lessons and keep what it would do."""
    told = job.payload
    assert job.tenant is not None
    number = uuid.UUID(told["reception"])
    queue.do_read(school_id=job.tenant, number=number, form=told["form"], weeks=told["weeks"])
    if told.get("program"):
        programs.go_on(actor=Actor(told["program"], None), school_id=job.tenant, number=number)


@handler(queue.APPLY_JOB, long=True)
def apply_timetable(job: Job) -> None:
    """Put the week of a school in accord with a file that was read."""
    assert job.tenant is not None
    queue.do_apply(actor=_asker(job), school_id=job.tenant, number=uuid.UUID(job.payload["reception"]))


@handler(rollback.JOB, long=True)
def undo_import(job: Job) -> None:
    """Undo what was asked for; taken up again after a kill, it goes on with the schools that are left."""
    rollback.do_undo(actor=_asker(job), run_id=uuid.UUID(job.payload["run"]), whole=job.payload["whole"])


@handler(deciding.JOB, long=True)
def decide(job: Job) -> None:
    """Confirm or refuse many waiting changes."""
    told = job.payload
    deciding.do_decision(actor=_asker(job), batch=uuid.UUID(told["batch"]), confirm=told["confirm"])


@handler(ending.JOB)
def tell_end(job: Job) -> None:
    """Write the mails of the end of an import."""
    ending.tell_end(uuid.UUID(job.payload["run"]))


def _asker(job: Job) -> Actor:
    """Who asked for the job on a page."""
    person = job.payload["person"]
    return Actor(job.payload["label"], uuid.UUID(person) if person else None)


@due("imports.watch_timetables", every=dt.timedelta(minutes=1))
def watch_timetables() -> None:
    """Take the files that programs put in the watched folder."""
    programs.watch()


@due("imports.forget_staging", at="04:20")
def forget() -> None:
    """What was read for rehearsals that nobody applied, and lists whose columns nobody said."""
    forget_staging()
    lists.forget_lists()
    queue.forget_files()
