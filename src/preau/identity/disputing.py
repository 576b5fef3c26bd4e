"""Who reads an address that somebody had until lately says "ce n'est pas moi" (preau.identity.mailboxes)."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.models import FormerMailbox
from preau.identity import telling
from preau.identity.mailboxes import may_dispute, row_of_link
from preau.identity.models import Account
from preau.identity.services import end_codes, end_factors_since, secure_account
from preau.kernel import audit, clock
from preau.kernel.actor import system
from preau.kernel.jobs import enqueue


def disputed_by(link: str) -> FormerMailbox | None:
    """The former address whose link this is, while it may be used. Looking at it does not use it."""
    row_id = row_of_link(link)
    if row_id is None:
        return None
    found = FormerMailbox.objects.filter(pk=row_id).select_related("person").first()
    return found if found is not None and may_dispute(found) and _account(found.person_id) is not None else None


@transaction.atomic
def dispute(*, link: str) -> bool:
    """Whoever reads the former address says that the change is not theirs. False when the link is worth nothing.

    All that opens the account ends, links already mailed included, as by "ce n'est pas moi" elsewhere, and so do second
    factors added since the address changed; older ones stay. From now on the former address alone is listened to, and
    a link to choose a password leaves for it. The one on file is told.
    """
    row_id = row_of_link(link)
    row = FormerMailbox.objects.select_for_update(of=("self",)).filter(pk=row_id).first() if row_id else None
    if row is None or not may_dispute(row):
        return False
    account = _account(row.person_id)
    if account is None:
        return False
    row.disputed_at = clock.now()
    row.save(update_fields=["disputed_at"])
    actor = system(_("une ancienne adresse"))
    secure_account(actor=actor, account_id=account.pk, told=False)
    end_codes(row.person_id)  # of an account that waited for its reset already, too
    ended = end_factors_since(account.pk, row.changed_at)
    audit.record(
        actor=actor, action="identity.dispute_mailbox", subject="person", subject_id=row.person_id,
        data={"second_factors": ended},
    )  # fmt: skip
    telling.mailbox_disputed(person=account.person, former=row.email, key=row.pk)
    enqueue(
        "identity.send_reset", key=f"identity.send_reset/former/{row.pk}",
        payload={"accounts": [str(account.pk)], "asker": f"former {row.pk}", "own": True},
    )  # fmt: skip
    return True


def _account(person_id: uuid.UUID) -> Account | None:
    """The account of a former address's person, unless it opens to nobody anyhow."""
    found = Account.objects.select_related("person").filter(person=person_id).first()
    return found if found is not None and found.may_be_reset else None
