"""Reports end a year after they were closed, with the exchange that they froze; after three years, never closed.

What is kept of a contained account ends a year after the act.
"""

import datetime as dt

from django.db.models import Q

from preau.kernel import clock, scope
from preau.safety.models import Containment, Report

KEPT_DAYS = 365
"""A school year: whoever was harassed may have to show what was said, and when."""


OPEN_DAYS = 3 * 365


def expire() -> dict[str, int]:
    """Reports whose time is over, with all that hangs on them."""
    now = clock.now()
    over = Q(closed_at__lt=now - dt.timedelta(days=KEPT_DAYS))
    forgotten = Q(closed_at=None, reported_at__lt=now - dt.timedelta(days=OPEN_DAYS))
    with scope.everything("reports of all schools reach their term"):
        rows = Report.objects.filter(over | forgotten)
        old = Containment.objects.filter(made_at__lt=now - dt.timedelta(days=KEPT_DAYS))
        return {"containments": old.delete()[0], "reports": rows.delete()[1].get("safety.Report", 0)}
