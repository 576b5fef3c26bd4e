"""How many second factors may be tried: ten an hour for one account, whoever tries and by whichever page.

One place, so that every path counts together; a try is counted before it is looked at, so that tries sent at once
count as many.
"""

import datetime as dt
import uuid

from django.db.models import F, Q

from preau.identity.models import Account
from preau.kernel import clock

LIMIT = 10
WINDOW = dt.timedelta(hours=1)


def take(account_id: uuid.UUID) -> bool:
    """Count one try; False when there are none left for this hour."""
    now = clock.real_now()
    mine = Account.objects.filter(pk=account_id)
    mine.filter(Q(factor_failed_at=None) | Q(factor_failed_at__lt=now - WINDOW)).update(
        factor_failures=0, factor_failed_at=now
    )
    return bool(mine.filter(factor_failures__lt=LIMIT).update(factor_failures=F("factor_failures") + 1))


def left(account_id: uuid.UUID) -> int:
    """Tries left for this hour."""
    found = Account.objects.filter(pk=account_id).values_list("factor_failures", "factor_failed_at").first()
    if found is None:
        return 0
    failures, since = found
    if since is None or since < clock.real_now() - WINDOW:
        return LIMIT
    return max(0, LIMIT - failures)


def clear(account_id: uuid.UUID) -> None:
    """The right person came: tries begin again."""
    Account.objects.filter(pk=account_id).update(factor_failures=0, factor_failed_at=None)
