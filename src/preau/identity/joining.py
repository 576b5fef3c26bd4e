"""Accounts follow when two records turn out to be one person: one person, one account; the kept person's stays."""

import uuid

from django.db import transaction

from preau.identity.federation.parting import give_back_keys
from preau.identity.models import Account, Slip
from preau.identity.services import end_sessions
from preau.kernel import audit, clock, scope
from preau.kernel.actor import Actor


@transaction.atomic
def follow_joining(*, actor: Actor, match_id: uuid.UUID, kept_id: uuid.UUID, merged_id: uuid.UUID) -> None:
    """Close the merged person's account; when the kept person has none, give it to them instead. Twice changes nothing.

    Sessions end: whoever was signed in comes back with all their places.
    """
    accounts = {
        one.person_id: one
        for one in Account.objects.select_for_update(of=("self",))
        .filter(person_id__in=[kept_id, merged_id])
        .order_by("pk")
    }
    merged = accounts.get(merged_id)
    with scope.everything("slips of a person joined to another open nothing any more"):
        Slip.objects.filter(person_id=merged_id, used_at=None, voided_at=None).update(voided_at=clock.now())
    if merged is None or merged.joining is not None or not merged.is_active:
        return
    end_sessions(actor=actor, person_id=merged_id, reason="joined")
    merged.refresh_from_db()
    merged.joining = match_id
    if kept_id in accounts:
        merged.is_active = False
    else:
        merged.person_id = kept_id
    merged.save(update_fields=["joining", "is_active", "person"])
    _note(actor, "identity.follow_joining", merged)


@transaction.atomic
def follow_parting(*, actor: Actor, match_id: uuid.UUID, kept_id: uuid.UUID, merged_id: uuid.UUID) -> None:
    """Give back what `follow_joining` did, and the keys of sources linked since. Twice changes nothing."""
    for account in Account.objects.select_for_update(of=("self",)).filter(joining=match_id):
        end_sessions(actor=actor, person_id=account.person_id, reason="parted")
        account.refresh_from_db()
        account.joining, account.is_active, account.person_id = None, True, merged_id
        account.save(update_fields=["joining", "is_active", "person"])
        _note(actor, "identity.follow_parting", account)
    give_back_keys(kept_id=kept_id, merged_id=merged_id)


def _note(actor: Actor, action: str, account: Account) -> None:
    audit.record(
        actor=actor, action=action, subject="account", subject_id=account.pk, data={"person_id": str(account.person_id)}
    )  # fmt: skip
