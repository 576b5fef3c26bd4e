"""How long it stays that a lesson was given and done: a year, as what pupils tick in the diary."""

import datetime as dt
import uuid

from preau.catchup.models import CatchUp, Release
from preau.kernel import clock, scope

KEPT_DAYS = 365
AT_ONCE = 1000


def forget_old() -> int:
    """Erase lessons given a year ago, with what pupils said of them; how many. Their number tells when (UUIDv7)."""
    moment = clock.now() - dt.timedelta(days=KEPT_DAYS)
    bound = uuid.UUID(int=int(moment.timestamp() * 1000) << 80)
    erased = 0
    with scope.everything("lessons to catch up in all schools reach their term"):
        rows = Release.objects.filter(pk__lt=bound).order_by("pk").values_list("pk", flat=True)
        while found := list(rows[:AT_ONCE]):
            CatchUp.objects.filter(release_id__in=found).delete()
            erased += Release.objects.filter(pk__in=found).delete()[1].get("catchup.Release", 0)
    return erased
