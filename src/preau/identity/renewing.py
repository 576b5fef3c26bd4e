"""A new password was chosen: what opened the account without asking for it ends, and its person reads what ended.

Second factors stay: a stolen mailbox must not take them away. "Ce n'est pas moi" does (services.secure_account).
"""

import uuid

from preau.identity.external import ExternalKey
from preau.identity.models import FamilySeat, KnownDevice
from preau.identity.services import end_sessions
from preau.identity.tokens import revoke_tokens_of_account
from preau.kernel.actor import Actor


def close_what_opened(*, actor: Actor, account_id: uuid.UUID, person_id: uuid.UUID, reason: str) -> dict[str, int]:
    """End what whoever knew the former password may have left behind; counts by kind. In the caller's transaction.

    Identities of elsewhere linked by a proof end too: the former password was that proof, and the new one links them
    again in a minute. Those that the directory gives stay.
    """
    devices = KnownDevice.objects.filter(account_id=account_id).exclude(trusted_until=None)
    return {
        "sessions": end_sessions(actor=actor, person_id=person_id, reason=reason),
        "family_devices": FamilySeat.objects.filter(account_id=account_id).delete()[0],
        "trusted_devices": devices.update(trusted_until=None),
        "tokens": revoke_tokens_of_account(actor=actor, account_id=account_id),
        "external_keys": ExternalKey.objects.filter(account_id=account_id, how="proof").delete()[0],
    }
