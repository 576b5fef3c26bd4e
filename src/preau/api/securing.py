"""What this room gave out in an account's name, ended when the account is made safe (preau.identity)."""

import uuid

from preau.identity.public import account_of_person, revoke_tokens_of_account
from preau.kernel.actor import Actor


def end_what_opens(*, actor: Actor, person_id: uuid.UUID) -> dict[str, int]:
    """End the personal tokens: they would open again with the account's new password."""
    account = account_of_person(person_id)
    return {"tokens": revoke_tokens_of_account(actor=actor, account_id=account.pk) if account else 0}
