"""Minutes and days in words."""

import datetime as dt

from django.utils.translation import gettext as _

from preau.access.public import capital
from preau.kernel import clock
from preau.ui import wording


@wording.said_once
def duration(minutes: int) -> str:
    """ "50 min", "1 h 20"."""
    hours, left = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": minutes}
    return _("%(hours)s h %(minutes)02d") % {"hours": hours, "minutes": left} if left else _("%(hours)s h") % {
        "hours": hours
    }  # fmt: skip


def day_words(day: dt.date) -> str:
    """ "Demain, mardi 24 novembre"."""
    return _day_words(day, (day - clock.today()).days)


@wording.said_once
def _day_words(day: dt.date, away: int) -> str:
    long = wording.long_date(day)
    if away not in (0, 1):
        return capital(long)
    return f"{_('Demain') if away else _('Aujourd’hui')}, {long}"
