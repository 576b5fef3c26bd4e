"""A worker that knows the jobs of the tests: `python worker_for_tests.py`."""

import datetime as dt
import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preau.config.settings")
django.setup()

from django.db import transaction  # noqa: E402

from preau.kernel import audit, worker  # noqa: E402
from preau.kernel.actor import system  # noqa: E402
from preau.kernel.events import subscribe  # noqa: E402
from preau.kernel.jobs import handler  # noqa: E402
from preau.kernel.models import AuditEntry, Job, OutboxEvent  # noqa: E402


@handler("test.killed", lease=dt.timedelta(seconds=2))
def killed(job: Job) -> None:
    """Two effects, each made once by looking first; its first run stays between them until it is killed."""
    for step in ("first", "second"):
        with transaction.atomic():
            if not AuditEntry.objects.filter(action="test.effect", subject_id=step).exists():
                audit.record(actor=system("test"), action="test.effect", subject_id=step)
        if step == "first" and job.attempts == 1:
            Path(job.payload["begun"]).touch()
            time.sleep(120)


@handler("test.quick")
def quick(job: Job) -> None:
    """One effect."""
    with transaction.atomic():
        audit.record(actor=system("test"), action="test.quick", subject_id=job.key)


@subscribe("test.heard")
def heard(event: OutboxEvent) -> None:
    """One effect for each event."""
    audit.record(actor=system("test"), action="test.heard", subject_id=event.pk)


if __name__ == "__main__":
    sys.exit(worker.main())
