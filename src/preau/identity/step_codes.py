"""Six digits sent to a contact on file and typed back at a sensitive act, by who has no second factor."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.identity import attempts, codes
from preau.identity.enums import Road
from preau.identity.mailboxes import listened
from preau.identity.models import Account, OneTimeCode
from preau.identity.proofs import TRIES, fresh_digits, take_sending
from preau.identity.reaching import Contact, contacts_of
from preau.identity.services.factors import note, tell_of_tries
from preau.kernel import clock
from preau.kernel.actor import Actor

_ROADS = (Road.MAIL, Road.SMS)


def step_roads(account: Account, avoid: str = "") -> list[Contact]:
    """Contacts on file that show who somebody is: never the one that the act changes (`avoid`, a road), nor an address
    that was replaced within three days or is disputed, which may be a thief's by now.
    """
    person = account.person
    unsettled = Road.MAIL if person.pk in listened([person]) else ""
    return [one for one in contacts_of(person) if one.road not in (avoid, unsettled)]


@transaction.atomic
def send_step_code(*, account: Account, contact: Contact, asker: str, own: bool = False) -> OneTimeCode:
    """Send six digits; those sent before by that road open nothing more. Raises TooManyTries. Not audited: the row is
    kept, and told to the person with their data.

    `asker`, `own`: as throttle.asker says.
    """
    take_sending(account.person_id, kind="step", asker=asker, own=own)
    words = _(
        "Votre code : %(code)s. Il confirme, dans les %(minutes)d minutes, un acte fait dans votre compte. Ne le "
        "donnez à personne. Ce n’est pas vous ? Changez votre mot de passe."
    )
    return fresh_digits(account.person_id, contact, subject=_("Votre code de confirmation"), words=words)


@transaction.atomic
def take_step_code(*, actor: Actor, account: Account, code_id: uuid.UUID, typed: str, lane: str) -> bool:
    """Whether these are the digits that were sent: once, for ten minutes, five tries for each sending and ten an hour
    in one lane (attempts). The person is told of the fifth wrong ones.
    """
    tried = attempts.take(account.pk, lane)
    if not tried:
        return False
    sent = (
        OneTimeCode.objects.select_for_update(of=("self",))
        .filter(
            pk=code_id, person_id=account.person_id, slip_id=None, road__in=_ROADS, used_at=None,
            expires_at__gt=clock.now(), tries__lt=TRIES,
        )
        .first()
    )  # fmt: skip
    if sent is not None and sent.digest in codes.digests(sent.road, f"{sent.pk} {codes.as_typed(typed)}"):
        sent.used_at = clock.now()
        sent.save(update_fields=["used_at"])
        attempts.clear(account.pk, lane)
        note(actor, "identity.confirm_by_code", account.pk, road=str(Road(sent.road).label))
        return True
    if sent is not None:
        sent.tries += 1
        sent.save(update_fields=["tries"])
    if tried == attempts.TOLD_AFTER:
        tell_of_tries(account)
    return False
