"""Reports end a year after they were closed, with the exchange that they froze; after three years, never closed.

What is kept of a contained account ends a year after the act.
"""

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from preau.files.public import remove_files_of
from preau.kernel import clock, scope
from preau.kernel.actor import system
from preau.safety.models import Containment, Report
from preau.safety.selectors.evidence import REPORTED, WITHDRAWN

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
        let_go_of_files(rows, old)
        return {"containments": old.delete()[0], "reports": rows.delete()[1].get("safety.Report", 0)}


def let_go_of_files(reports: "QuerySet[Report]", contained: "QuerySet[Containment]") -> None:
    """The files kept as evidence with these go with them, in the caller's transaction and scope."""
    for kind, rows in ((REPORTED, reports), (WITHDRAWN, contained)):
        for key, school_id in rows.exclude(frozen="").values_list("pk", "school_id"):
            remove_files_of(actor=system(_("signalements")), kind=kind, thing_id=key, school_id=school_id)
