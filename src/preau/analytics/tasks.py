"""Regular work of this room."""

import datetime as dt

from django.utils.translation import gettext as _

from preau.analytics import services
from preau.kernel.actor import system
from preau.kernel.jobs import due


@due("analytics.count_today", every=dt.timedelta(hours=1))
def count_today() -> None:
    """Figures of the day under way, for those who look at them during the day."""
    services.count_today()


@due("analytics.close_past_days", at="00:20")
def close_past_days() -> None:
    """Twenty minutes after midnight every process has written the last activity of the day before."""
    services.close_past_days(actor=system(_("mesure d’audience")))
