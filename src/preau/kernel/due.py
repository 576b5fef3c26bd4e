"""Due times: each runs once among all workers, also after a pause and through changes of clock.

Rules:
- `every`: due at the multiples of the period counted from 1970-01-01T00:00Z, so that all workers agree;
- `at`: due each civil day at that time of the platform's zone. Where the clock springs forward over it (02:30 on the
  last Sunday of March), it is due that much later (03:30); where the clock falls back, it is due the first time only;
- of the due times missed while no worker ran, the last one alone is made up for;
- a task seen for the first time waits for its next due time;
- a clock set back does not run a due time again: its job's key names the moment.
"""

import datetime as dt
import zoneinfo

import structlog
from django.conf import settings
from django.db import transaction

from preau.kernel import clock
from preau.kernel.jobs import Due, dues, enqueue
from preau.kernel.models import DueTime

log = structlog.get_logger("preau.due")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def last_due(task: Due, now: dt.datetime) -> dt.datetime:
    """The last moment at or before `now` when the task was due, in UTC."""
    if task.every is not None:
        return _EPOCH + (now - _EPOCH) // task.every * task.every
    assert task.at is not None
    zone = zoneinfo.ZoneInfo(settings.TIME_ZONE)
    day = now.astimezone(zone).date()
    moment = dt.datetime.combine(day, task.at, zone).astimezone(dt.UTC)
    if moment > now:
        moment = dt.datetime.combine(day - dt.timedelta(days=1), task.at, zone).astimezone(dt.UTC)
    return moment


def tick(now: dt.datetime | None = None) -> int:
    """Enqueue what became due since the last tick of any worker; how many tasks."""
    present = now or clock.now()
    known = dict(DueTime.objects.values_list("name", "last_due_at"))
    enqueued = 0
    for task in dues():
        moment = last_due(task, present)
        before = known.get(task.name)
        if before is None:
            DueTime.objects.bulk_create([DueTime(name=task.name, last_due_at=moment)], ignore_conflicts=True)
        elif before > present:
            log.warning("the clock went back", task=task.name)
            DueTime.objects.filter(name=task.name, last_due_at=before).update(last_due_at=moment)
        elif before < moment:
            with transaction.atomic():
                rows = DueTime.objects.filter(name=task.name, last_due_at__lt=moment)
                if rows.update(last_due_at=moment):
                    enqueue(task.name, key=f"{task.name}@{moment.isoformat()}")
                    enqueued += 1
    return enqueued
