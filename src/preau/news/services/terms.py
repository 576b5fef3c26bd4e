"""Items go a year after their end, or their beginning when they have none; drafts a year after their last word."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from preau.kernel import clock, scope
from preau.kernel.actor import system
from preau.news.enums import State
from preau.news.models import Circular, NewsItem
from preau.news.services.circular_parts import forget_circular_files
from preau.news.services.joining import forget_files

KEPT_DAYS = 365


def forget_old() -> int:
    """Erase the items whose time is over, with what was said of them; how many."""
    limit = clock.now() - dt.timedelta(days=KEPT_DAYS)
    over = Q(state=State.PUBLISHED, over_at__lt=limit) | (~Q(state=State.PUBLISHED) & Q(changed_at__lt=limit))
    count = 0
    with scope.everything("items of all schools reach their term"):
        rows = NewsItem.objects.annotate(over_at=Coalesce("ends_at", "starts_at")).filter(over)
        for item in rows.order_by("pk").iterator():
            with transaction.atomic():
                forget_files(actor=system(_("actualités")), item=item)
                count += int(item.delete()[1].get("news.NewsItem", 0))
        circulars = Circular.objects.annotate(over_at=Coalesce("ends_at", "starts_at")).filter(over, items=None)
        for circular in circulars.order_by("pk").iterator():
            with transaction.atomic():
                forget_circular_files(actor=system(_("actualités")), circular=circular)
                count += int(circular.delete()[1].get("news.Circular", 0))
    return count
