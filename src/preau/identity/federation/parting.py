"""Two persons parted: each key that was linked while they were one goes back to the person it was proved for."""

import uuid
from collections.abc import Mapping

from preau.directory.models import DirectoryRecord
from preau.identity.external import ExternalKey
from preau.identity.federation.matching import academies
from preau.identity.models import Account


def give_back_keys(*, kept_id: uuid.UUID, merged_id: uuid.UUID) -> int:
    """In the caller's transaction, after records and accounts went back; how many keys left an account.

    A key of a record follows the record. It is forgotten where its person has no account: their next sign-in finds them
    by the directory. Another key goes back to the account that it opened before; one that it never did stays where it
    was proved.
    """
    accounts: Mapping[uuid.UUID, uuid.UUID] = dict(
        Account.objects.filter(person__in=[kept_id, merged_id], is_active=True).values_list("person_id", "pk")
    )
    count = 0
    for key in ExternalKey.objects.select_for_update().filter(account__in=accounts.values()).order_by("pk"):
        owner = _owner(key.key, kept_id, merged_id)
        goes_to = accounts.get(owner) if owner else key.former if key.former in accounts.values() else key.account_id
        if goes_to == key.account_id:
            continue
        count += 1
        if goes_to is None:
            key.delete()
        else:
            key.account_id, key.former = goes_to, None
            key.save(update_fields=["account", "former"])
    return count


def _owner(stored: str, kept_id: uuid.UUID, merged_id: uuid.UUID) -> uuid.UUID | None:
    """Whose record the key is of, when it is the record of one of the two and not of both."""
    reads, _colon, name = stored.partition(":")
    if reads != "record":
        return None
    academy, _dash, value = name.partition("-")
    rows = DirectoryRecord.objects.filter(
        authority_id__in=academies(academy), join_key=value, person__in=[kept_id, merged_id]
    )
    owners = set(rows.values_list("person_id", flat=True))
    return owners.pop() if len(owners) == 1 else None
