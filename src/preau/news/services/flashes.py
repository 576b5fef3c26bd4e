"""Until when a school may have a flash that waits for somebody: kept beside its name, which every page reads."""

import datetime as dt
import uuid

from django.db.models import Max

from preau.directory.services import hold_school, tell_until
from preau.news.enums import State
from preau.news.models import NewsItem
from preau.news.services.terms import KEPT_DAYS


def settle_flashes(school_id: uuid.UUID) -> None:
    """Say it anew, in the transaction of what changed; schools are held, so that two changes take turns."""
    school = hold_school(school_id)
    rows = NewsItem.objects.filter(school_id=school_id, state=State.PUBLISHED, is_flash=True)
    ends = rows.filter(ends_at__isnull=False).aggregate(last=Max("ends_at"))["last"]
    endless = rows.filter(ends_at__isnull=True).aggregate(last=Max("starts_at"))["last"]
    last = [one for one in (ends, endless and endless + dt.timedelta(days=KEPT_DAYS)) if one]
    tell_until(school, max(last, default=None))
