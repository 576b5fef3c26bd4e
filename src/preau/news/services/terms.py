"""Items go a year after their end, or their beginning when they have none; drafts a year after their last word."""

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from preau.files.public import remove_files_of
from preau.kernel import clock, scope
from preau.kernel.actor import system
from preau.kernel.behalf import Means
from preau.news.enums import PROOF, State
from preau.news.models import Acknowledgement, Circular, NewsItem
from preau.news.services.circular_parts import forget_circular_files
from preau.news.services.joining import forget_files

KEPT_DAYS = 365


def forget_proofs(rows: QuerySet[Acknowledgement]) -> None:
    """The signed sheets from which these were entered go with them."""
    for one in rows.exclude(means=Means.OWN):
        remove_files_of(actor=system(_("actualités")), kind=PROOF, thing_id=one.pk, school_id=one.school_id)


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
                forget_proofs(Acknowledgement.objects.filter(school_id=item.school_id, item=item))
                count += int(item.delete()[1].get("news.NewsItem", 0))
        circulars = Circular.objects.annotate(over_at=Coalesce("ends_at", "starts_at")).filter(over, items=None)
        for circular in circulars.order_by("pk").iterator():
            with transaction.atomic():
                forget_circular_files(actor=system(_("actualités")), circular=circular)
                count += int(circular.delete()[1].get("news.Circular", 0))
    return count
