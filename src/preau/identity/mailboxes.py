"""An address of the directory changed: the one that was there is told, and reads for three days what opens the account.

Whoever changes an address (a desk, an import, a correction) could else take the account by a forgotten password, and
its person would hear nothing. The former address may say "ce n'est pas moi" (preau.identity.disputing). Which addresses
are listened to:

- nobody disputes: the address on file, and the one that it replaced within three days. An address that was on file for
  less than that has no say, however often it changed: what came before it has;
- the former one disputes: it alone. When the school changes the address again, it is told again; when the school gives
  it back, all is settled;
- the person chose a password with a code shown at school: the former address counts no longer. When it had disputed,
  the one on file waits too, until the school has changed it.
"""

import base64
import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Max, Q, QuerySet

from preau.directory.models import FormerMailbox, Person
from preau.identity import telling
from preau.identity.enums import Road
from preau.identity.models import Account, OneTimeCode
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


def former_since() -> dt.datetime:
    """Addresses replaced after this moment are still listened to."""
    return clock.now() - dt.timedelta(hours=FORMER_HOURS)


def heard_rows(person_ids: Collection[uuid.UUID]) -> QuerySet[FormerMailbox]:
    """Former addresses that were told and have a say: three days, or longer once disputed."""
    told = FormerMailbox.objects.filter(person__in=person_ids, told_at__isnull=False)
    return told.filter(Q(changed_at__gt=former_since()) | Q(disputed_at__isnull=False)).order_by("changed_at", "pk")


def _tell(rows: Sequence[FormerMailbox]) -> int:
    waiting = FormerMailbox.objects.filter(email__in={one.email for one in rows})
    sharing = Counter(address.lower() for address in waiting.values_list("email", flat=True))
    used = {
        one.person_id
        for one in Account.objects.select_related("person").filter(person__in=[one.person_id for one in rows])
        if one.may_be_reset and one.last_login is not None
    }
    heard = {one.person_id: one for one in heard_rows({one.person_id for one in rows}).select_for_update().reverse()}
    told: list[FormerMailbox] = []
    gone: list[FormerMailbox] = []
    for one in rows:
        before = heard.get(one.person_id)
        if before is None:
            if one.person_id in used and sharing[one.email.lower()] <= MOST_SHARING:
                told.append(one)
                heard[one.person_id] = one
            else:
                gone.append(one)
        elif before.disputed_at is None:
            gone.append(one)
            if _same(one.email, before.email):  # it came back and went again: its three days begin again
                before.changed_at = one.changed_at
                before.save(update_fields=["changed_at"])
        elif _same(one.person.email, before.email):  # given back to who disputed
            gone += [one, before]
            del heard[one.person_id]
        else:  # replaced again, from an address that was disputed: it is as if from the one that disputed
            one.email = before.email
            gone.append(before)
            told.append(one)
            heard[one.person_id] = one
    FormerMailbox.objects.filter(pk__in=[one.pk for one in gone]).delete()
    for one in told:
        one.told_at = clock.now()
    FormerMailbox.objects.bulk_update(told, ["email", "told_at"])
    for one in told:
        telling.mailbox_changed(person=one.person, former=one.email, key=one.pk, link=dispute_link(one.pk))
        audit.record(
            actor=system("identity"), action="identity.tell_former_mailbox", subject="person", subject_id=one.person_id
        )  # fmt: skip
    return len(told)


def _same(one: str, other: str) -> bool:
    return one.strip().lower() == other.strip().lower()


def _signer() -> Signer:
    return Signer(salt="preau.identity.former-mailbox", sep=".")


def dispute_link(row_id: uuid.UUID) -> str:
    """What the mail to a former address carries; signed, so that nobody makes another one."""
    return _signer().sign(base64.urlsafe_b64encode(row_id.bytes).decode().rstrip("="))


def row_of_link(link: str) -> uuid.UUID | None:
    """The row that such a link is of; None for what we never signed."""
    try:
        return uuid.UUID(bytes=base64.urlsafe_b64decode(_signer().unsign(link) + "=="))
    except BadSignature:
        return None


@dataclass(frozen=True, slots=True)
class Listened:
    """Where what opens an account is written: to the address on file or not, and to a former one or none."""

    on_file: bool
    former: str = ""


def listened(people: Collection[Person]) -> Mapping[uuid.UUID, Listened]:
    """Which addresses are listened to, for those of these people whose address changed lately; others as on file."""
    rows = {one.person_id: one for one in heard_rows([one.pk for one in people]).reverse()}
    if not rows:
        return {}
    met = _met(rows)
    return {one.pk: _listened(one, rows[one.pk], met.get(one.pk)) for one in people if one.pk in rows}


def may_dispute(row: FormerMailbox) -> bool:
    """Whether who reads this former address may say "ce n'est pas moi": told, in its three days, once, and not after
    the school saw the person.
    """
    if row.disputed_at is not None or not heard_rows([row.person_id]).filter(pk=row.pk).exists():
        return False
    met = _met([row.person_id]).get(row.person_id)
    return met is None or met < row.changed_at


def _met(person_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, dt.datetime]:
    """When these people last chose a password with a code shown to them at school."""
    shown = OneTimeCode.objects.filter(person__in=person_ids, road=Road.DESK, slip_id=None, spent_at__isnull=False)
    return dict(shown.values_list("person_id").annotate(Max("spent_at")))


def _listened(person: Person, row: FormerMailbox, met: dt.datetime | None) -> Listened:
    """`met`: when the school last had the person before it."""
    is_on_file = _same(person.email, row.email)
    if row.disputed_at is None:
        has_say = not is_on_file and (met is None or met < row.changed_at)
        return Listened(on_file=True, former=row.email if has_say else "")
    if met is not None and met > row.disputed_at:
        return Listened(on_file=False)
    return Listened(on_file=is_on_file, former="" if is_on_file else row.email)


def former_mailboxes(person_id: uuid.UUID) -> Sequence[str]:
    """The addresses that this person had in the last three days, and that were told: they hear of what happens."""
    return sorted({one.email for one in heard_rows([person_id])})
