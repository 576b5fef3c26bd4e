"""Requests go when their time is over."""

import datetime as dt

from preau.helpdesk.models import HelpRequest
from preau.kernel import clock, scope

KEPT_DAYS = 365


def forget_old() -> int:
    """Take away the requests of all schools whose time is over; how many."""
    with scope.everything("requests whose time is over"):
        return HelpRequest.objects.filter(asked_at__lt=clock.now() - dt.timedelta(days=KEPT_DAYS)).delete()[0]
