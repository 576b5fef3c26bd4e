"""How many codes of a second factor may be tried: ten an hour in each lane of an account.

A passkey is not counted: nobody guesses one. What is counted are codes of six digits and recovery codes, in lanes, so
that whoever stole a password shuts nobody but themselves out:

- *strangers* (""): browsers where the account never came in; one lane for all of them;
- *one known device*, and *one established session*: each had the right second factor before, or was there when there
  was none to give.

A try is counted before it is looked at, so that tries sent at once count as many.
"""

import datetime as dt
import uuid

from django.db.models import F, Q

from preau.identity import counts
from preau.identity.models import Account
from preau.kernel import clock

LIMIT = 10
WINDOW = dt.timedelta(hours=1)
TOLD_AFTER = 5
"""Wrong codes behind a right password, in one lane within the hour, of which the person is told."""
STRANGERS = ""


def of_device(device: object) -> str:
    """The lane of one device or session that the account came in from; strangers' when there is none."""
    return f"device {device}" if device else STRANGERS


def take(account_id: uuid.UUID, lane: str = STRANGERS) -> int:
    """Count one try: its number within the hour, 0 when there are none left."""
    if lane:
        return counts.window(_key(account_id, lane), LIMIT, WINDOW.total_seconds())
    now = clock.real_now()
    mine = Account.objects.filter(pk=account_id)
    mine.filter(Q(factor_failed_at=None) | Q(factor_failed_at__lt=now - WINDOW)).update(
        factor_failures=0, factor_failed_at=now
    )
    if not mine.filter(factor_failures__lt=LIMIT).update(factor_failures=F("factor_failures") + 1):
        return 0
    return LIMIT - left(account_id)


def left(account_id: uuid.UUID, lane: str = STRANGERS) -> int:
    """Tries left for this hour."""
    if lane:
        return LIMIT - counts.standing(_key(account_id, lane))
    found = Account.objects.filter(pk=account_id).values_list("factor_failures", "factor_failed_at").first()
    if found is None:
        return 0
    failures, since = found
    if since is None or since < clock.real_now() - WINDOW:
        return LIMIT
    return max(0, LIMIT - failures)


def clear(account_id: uuid.UUID, lane: str = STRANGERS) -> None:
    """The right person came by this lane: its tries begin again. Others' stay counted."""
    if lane:
        counts.forget(_key(account_id, lane))
    else:
        Account.objects.filter(pk=account_id).update(factor_failures=0, factor_failed_at=None)


def _key(account_id: uuid.UUID, lane: str) -> str:
    return counts.key_of("factor", f"{account_id} {lane}")
