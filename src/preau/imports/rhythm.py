"""When the next delivery may come: the academy tells no date, the rhythm of the last ones does."""

import datetime as dt
import itertools
import zoneinfo
from statistics import median

from django.conf import settings

from preau.imports.enums import RunKind, RunState
from preau.imports.models import ImportRun
from preau.kernel import clock

LOOKED_AT = 10
NEEDED = 3
_DELIVERED = (RunState.APPLIED, RunState.WAITING, RunState.UNDONE)


def next_delivery() -> dt.date | None:
    """The day of the next delivery by the usual gap between the last ones; None when they tell no rhythm."""
    moments = (
        ImportRun.objects.filter(state__in=_DELIVERED, dry_run=False).exclude(kind=RunKind.CSV)
        .order_by("-started_at").values_list("started_at", flat=True)[:LOOKED_AT]
    )  # fmt: skip
    zone = zoneinfo.ZoneInfo(settings.TIME_ZONE)
    days = sorted({one.astimezone(zone).date() for one in moments})
    if len(days) < NEEDED:
        return None
    gap = round(median((after - before).days for before, after in itertools.pairwise(days)))
    expected = days[-1] + dt.timedelta(days=gap)
    return expected if expected >= clock.today() else None
