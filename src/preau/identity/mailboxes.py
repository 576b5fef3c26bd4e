"""An address of the directory changed: the one that was there is told, and reads for three days what opens the account.

Whoever changes an address (a desk, an import, a correction) could else take the account by a forgotten password, and
its person would hear nothing.
"""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from preau.directory.models import FormerMailbox
from preau.identity import telling
from preau.identity.models import Account
from preau.kernel import audit, clock
from preau.kernel.actor import system

FORMER_HOURS = 72
MOST_SHARING = 12
"""What more people had is a placeholder, no mailbox of theirs (as for forgotten passwords)."""
BATCH = 500


def tell_former_mailboxes() -> int:
    """Tell each former address whose account was ever used; forget the others. Twice tells nothing twice."""
    count = 0
    while True:
        with transaction.atomic():
            rows = list(
                FormerMailbox.objects.select_for_update(of=("self",), skip_locked=True)
                .filter(told_at=None).select_related("person").order_by("changed_at", "pk")[:BATCH]
            )  # fmt: skip
            if not rows:
                return count
            count += _tell(rows)


def _tell(rows: Sequence[FormerMailbox]) -> int:
    waiting = FormerMailbox.objects.filter(email__in={one.email for one in rows})
    sharing = Counter(address.lower() for address in waiting.values_list("email", flat=True))
    used = {
        one.person_id
        for one in Account.objects.select_related("person").filter(person__in=[one.person_id for one in rows])
        if one.may_be_reset and one.last_login is not None
    }
    already = {(person, address.lower()) for person, address in _told_lately({one.person_id for one in rows})}
    told = []
    for one in rows:
        named = (one.person_id, one.email.lower())
        if one.person_id in used and named not in already and sharing[one.email.lower()] <= MOST_SHARING:
            already.add(named)
            told.append(one)
    kept = {one.pk for one in told}
    FormerMailbox.objects.filter(pk__in=[one.pk for one in rows if one.pk not in kept]).delete()
    FormerMailbox.objects.filter(pk__in=kept).update(told_at=clock.now())
    for one in told:
        telling.mailbox_changed(person=one.person, former=one.email, key=one.pk)
        audit.record(
            actor=system("identity"), action="identity.tell_former_mailbox", subject="person", subject_id=one.person_id
        )  # fmt: skip
    return len(told)


def _told_lately(person_ids: Collection[uuid.UUID]) -> Sequence[tuple[uuid.UUID, str]]:
    since = clock.now() - dt.timedelta(hours=FORMER_HOURS)
    rows = FormerMailbox.objects.filter(person__in=person_ids, told_at__isnull=False, changed_at__gt=since)
    return list(rows.values_list("person_id", "email"))


def former_mailboxes(person_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[str]]:
    """The addresses that these people had in the last three days, and that were told."""
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for person_id, address in sorted(_told_lately(person_ids), key=str):
        found[person_id].append(address)
    return found
