"""A guardian accepts, class by class, that elected parents write to them, or takes it back."""

import uuid
from collections.abc import Collection

from django.db import transaction

from preau.access.hats import Hat
from preau.access.models import ElectedConsent
from preau.access.willing import consents_of
from preau.directory.errors import Unknown
from preau.kernel import audit, clock
from preau.kernel.actor import Actor


@transaction.atomic
def set_consents(*, actor: Actor, hat: Hat, homeroom_ids: Collection[uuid.UUID]) -> None:
    """Accept it for these classes of one's children, and for no other. The same again changes nothing.

    Raises Unknown for a class that none of them is in.
    """
    lines = {one.homeroom_id: one for one in consents_of(hat)}
    if not set(homeroom_ids) <= set(lines):
        raise Unknown("no class of their children")
    for one in lines.values():
        wanted = one.homeroom_id in homeroom_ids
        row = {"school_id": one.school_id, "homeroom_id": one.homeroom_id, "guardian_id": hat.person_id}
        if wanted:
            changed = ElectedConsent.objects.get_or_create(**row, defaults={"given_at": clock.now()})[1]
        else:
            changed = bool(ElectedConsent.objects.filter(**row).delete()[0])
        if changed:
            audit.record(
                actor=actor, action="access.accept_elected" if wanted else "access.refuse_elected",
                tenant=one.school_id, subject="homeroom", subject_id=one.homeroom_id,
            )  # fmt: skip
