"""Contents that nothing uses any more, found by the night and gone some days later.

Twice as long as an upload may take, and longer than a receipt holds: what arrived and is not kept yet cannot go. A
content that is put again meanwhile is younger than the grace, and the store itself leaves it.
"""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from preau.files.models import Blob, StoredFile
from preau.files.services.keeping import forget
from preau.files.stores import store
from preau.kernel import clock, scope

_AT_ONCE = 1000


def grace() -> dt.timedelta:
    """How long content is kept that no file uses."""
    return dt.timedelta(hours=max(settings.FILES_GRACE_HOURS, 2 * settings.UPLOAD_HOURS, 48))


def _unused() -> QuerySet[Blob]:
    named = StoredFile._base_manager.filter(blob=OuterRef("pk"))
    shown = Blob.objects.filter(preview=OuterRef("pk"))
    return Blob.objects.filter(~Exists(named), ~Exists(shown))


def collect() -> dict[str, int]:
    """Note what nothing uses, let go what was noted long ago, and what no row knows; counts by kind. May run twice."""
    with scope.everything("contents are of all schools"):
        limit = clock.real_now() - grace()
        unattached = _forget_unattached()
        noted = _unused().filter(unused_since=None).update(unused_since=clock.now())
        gone = 0
        for digest in list(_unused().filter(unused_since__lt=clock.now() - grace()).values_list("pk", flat=True)):
            gone += _let_go(digest, limit)
        return {"noted": noted, "contents": gone, "strays": _let_strays_go(limit), "unattached": unattached}


def _forget_unattached() -> int:
    """Files that were brought for a thing that was never sent."""
    limit = clock.now() - grace()
    rows = StoredFile.objects.filter(thing=None, kept_at__lt=limit).order_by("kept_at")[:_AT_ONCE]
    with transaction.atomic():
        return forget(list(rows))


@transaction.atomic
def _let_go(digest: str, limit: dt.datetime) -> bool:
    """The row is locked while its content goes: whoever keeps it meanwhile waits, and makes the row anew."""
    locked = Blob.objects.select_for_update(of=("self",)).filter(pk=digest).first()
    if locked is None or not _unused().filter(pk=digest).exists():
        return False
    if not store().delete(digest, put_before=limit):
        return False
    locked.delete()
    return True


def _let_strays_go(limit: dt.datetime) -> int:
    """Contents whose upload ended in no file."""
    gone = 0
    page: list[str] = []
    for held in store().walk():
        if held.put_at < limit:
            page.append(held.digest)
        if len(page) == _AT_ONCE:
            gone += _stray(page, limit)
            page = []
    return gone + _stray(page, limit)


def _stray(page: list[str], limit: dt.datetime) -> int:
    known = set(Blob.objects.filter(pk__in=page).values_list("pk", flat=True))
    return sum(store().delete(one, put_before=limit) for one in page if one not in known)
