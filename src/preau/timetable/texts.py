"""Hours and days of lessons in words."""

import datetime as dt

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from preau.access.public import capital
from preau.ui import wording


@wording.said_once
@wording.said_once
def hour_of(minutes: int) -> str:
    """ "8 h 05", of minutes after midnight."""
    return wording.hour(dt.time(minutes // 60 % 24, minutes % 60))


def weekday_of(number: int) -> str:
    """ "Mardi", of 2."""
    return capital(str(WEEKDAYS[number - 1]))


def when(day: dt.date, minutes: int) -> str:
    """ "mardi 24 novembre, 8 h 05"."""
    return _("%(day)s, %(hour)s") % {"day": wording.long_date(day), "hour": hour_of(minutes)}
