""" "C'est notre téléphone": up to six accounts side by side on a family's device, each opened by its own short code.

A code is worth nothing elsewhere: it opens on the one device that keeps our signed cookie. A few wrong ones and the
seat is gone, until the full password is given again. Professional accounts have no seat.
"""

import re
import uuid

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from preau.identity import telling
from preau.identity.enums import SessionKind
from preau.identity.errors import Refused
from preau.identity.lifetimes import kind_for
from preau.identity.models import Account, FamilySeat, KnownDevice
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id

MOST = 6
TRIES = 5
_RUN = "01234567890 09876543210"


def _check(code: str) -> str:
    if not re.fullmatch(r"[0-9]{4,6}", code):
        raise Refused(_("Le code court a de quatre à six chiffres."))
    if len(set(code)) == 1 or code in _RUN:
        raise Refused(_("Ce code se devine trop vite. Évitez les chiffres qui se suivent ou se répètent."))
    return code


def _note(actor: Actor, action: str, account_id: uuid.UUID) -> None:
    audit.record(actor=actor, action=action, subject="account", subject_id=account_id)


def take_seat(*, actor: Actor, account: Account, device_key: str, code: str) -> FamilySeat:
    """Have this account open on this device by a short code; a second time changes the code. Its person is told, and a
    pupil's guardians.

    Raises Refused for a code that is guessed at once, a seventh account, a professional account.
    """
    if kind_for(account, shared=False) != SessionKind.OWN:
        raise Refused(_("Un compte professionnel ne s’ouvre pas par un code court."))
    wanted = make_password(_check(code))  # before the transaction: a turn to hash is waited for without a lock
    return _seated(actor, account, device_key, wanted)


@transaction.atomic
def _seated(actor: Actor, account: Account, device_key: str, wanted: str) -> FamilySeat:
    # Two of the family who take the last place at once take turns: the device's accounts are locked together first.
    list(KnownDevice.objects.select_for_update(of=("self",)).filter(device_key=device_key).order_by("pk"))
    seats = list(FamilySeat.objects.filter(device_key=device_key))
    mine = next((one for one in seats if one.account_id == account.pk), None)
    if mine is None:
        if len(seats) >= MOST:
            raise Refused(_("Ce téléphone garde déjà six comptes. Oubliez-en un d’abord."))
        mine = FamilySeat(account=account, device_key=device_key, created_at=clock.now())
    mine.code, mine.failures = wanted, 0
    mine.save()
    _note(actor, "identity.take_seat", account.pk)
    telling.seat_taken(person=account.person, key=new_id())
    return mine


def open_seat(*, device_key: str, seat_id: uuid.UUID, code: str) -> Account | None:
    """The account that this code opens on this device; None when wrong. The last wrong one takes the seat away.

    So does a place at work: a professional account is opened by no short code.

    A try is counted before the code is looked at, and kept whatever follows; no lock waits for the hash. Not audited: a
    sign-in, as any other.
    """
    mine = FamilySeat.objects.filter(pk=seat_id, device_key=device_key)
    if not mine.filter(failures__lt=TRIES).update(failures=F("failures") + 1):
        return None
    seat = mine.select_related("account__person").first()
    if seat is None:
        return None
    if kind_for(seat.account, shared=False) != SessionKind.OWN:
        mine.delete()  # since it was taken, a school made somebody of this person
        return None
    if check_password(code, seat.code):
        # The code may have been changed, or the seat given up, while it was looked at: then it opens nothing.
        return seat.account if mine.filter(code=seat.code).update(failures=0) else None
    if seat.failures >= TRIES:
        mine.filter(failures__gte=TRIES).delete()
    return None


@transaction.atomic
def leave_seat(*, device_key: str, seat_id: uuid.UUID | None = None) -> int:
    """Have this device forget one account, or all (None); how many it forgot. Whoever holds the device may.

    Not audited: nothing that opened stays, and nothing else is touched.
    """
    seats = FamilySeat.objects.filter(device_key=device_key)
    if seat_id is not None:
        seats = seats.filter(pk=seat_id)
    count: int = seats.delete()[0]
    return count
