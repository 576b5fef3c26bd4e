"""What staff do for a family by an act of another room: marked so, proved, told, with a receipt, contested."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat, acts_for, family_acts, served_by, why_not_now
from preau.directory.enums import Profile
from preau.directory.errors import Refused, Unknown
from preau.files.public import Arrival, keep
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.behalf import Means, entered
from preau.liaison.models import Entry
from preau.liaison.selectors.behalf import ENTRY_PROOF
from preau.liaison.services.behalf import CONTESTED, DONE_FOR
from preau.liaison.services.replying import staff_of
from preau.notifications.public import To, notify


@transaction.atomic
def enter(
    *, actor: Actor, hat: Hat, pupil_id: uuid.UUID, family_id: uuid.UUID, act: str, told: Mapping[str, Any], means: str,
    entry_id: uuid.UUID, proofs: Sequence[Arrival] = (),
) -> Entry:  # fmt: skip
    """Do one thing for somebody of a family who asked for it; she is told, and may contest it. A form sent twice
    (`entry_id`) does it once.

    Raises Unknown for who is not served by this hat or an act that she could not do herself, Refused in words for what
    the act does not take, a sheet without its proof, or staff whose own writing is closed.
    """
    served = served_by(hat, pupil_id, family_id)
    school, chosen = hat.school, family_acts().get(act)
    if served is None or school is None or chosen is None or chosen not in acts_for(served):
        raise Unknown("nobody of that family at their desk, or nothing that they could do")
    if means not in (Means.PHONE, Means.DESK, Means.PAPER):
        raise Refused(_("Dites comment la famille l’a demandé."))
    if means == Means.PAPER and not proofs:
        raise Refused(_("Joignez la feuille signée : elle est la preuve."))
    assert hat.person_id is not None
    if why := why_not_now(hat.person_id, hat, school_id=school.id):
        raise Refused(why)
    made = Entry(
        pk=entry_id, school_id=school.id, pupil_id=pupil_id, person=served.person, act=act, at=clock.now(),
        **entered(actor, means),
    )  # fmt: skip
    Entry.objects.bulk_create([made], ignore_conflicts=True)
    found = Entry.objects.select_for_update(of=("self",)).filter(
        pk=entry_id, school_id=school.id, person=served.person, act=act
    ).first()  # fmt: skip
    if found is None:
        raise Unknown("that number is another's")
    if found.says:
        return found
    done = chosen.do(actor=actor, served=served, told=told, means=means, key=entry_id)
    found.says, found.thing_id, found.before = done.says[:400], done.thing_id, dict(done.before)
    found.save(update_fields=["says", "thing_id", "before"])
    if proofs:
        keep(actor=actor, hat=hat, kind=ENTRY_PROOF, arrivals=proofs, school_id=school.id, thing_id=found.pk)
    profile = Profile.STUDENT if served.is_pupil else Profile.GUARDIAN
    notify(
        actor=actor, kind=DONE_FOR, key=f"liaison/entry/{found.pk}", school_id=school.id,
        to=[To(family_id, profile.value, None if served.is_pupil else pupil_id)], data={"title": str(chosen.label)},
        link=f"/carnet/saisie/{found.pk}/",
    )  # fmt: skip
    audit.record(
        actor=actor, action="liaison.enter", tenant=school.id, subject="person", subject_id=family_id,
        data={"act": act, "means": means},
    )  # fmt: skip
    return found


@transaction.atomic
def contest_entry(*, actor: Actor, hat: Hat, entry_id: uuid.UUID) -> Entry:
    """Say that one did not ask for what was done in one's name: its room puts it back, or marks it. Once only.

    Raises Unknown for another's, Refused when the days to say so are over.
    """
    found = Entry.objects.select_for_update(of=("self",)).filter(
        pk=entry_id, school_id__in=list(hat.school_ids), person_id=hat.person_id
    ).first()  # fmt: skip
    if found is None or hat.is_staff:
        raise Unknown("no entry of theirs")
    if not found.stands:
        return found
    if not found.may_be_contested_now:
        raise Refused(_("Ceci ne peut plus être contesté ici : appelez l’établissement."))
    chosen = family_acts()[found.act]
    undone = chosen.contest(actor=actor, hat=hat, thing_id=found.thing_id, before=found.before)
    found.contested_at, found.undone = clock.now(), undone.says[:200]
    found.save(update_fields=["contested_at", "undone"])
    by = staff_of(found.school_id, found.entered_by_id)
    for key, to, link in (("by", by, f"/carnet/guichet/saisie/{found.pk}/"), ("read", undone.to, undone.link)):
        if to:
            notify(
                actor=actor, kind=CONTESTED, key=f"liaison/entry/{found.pk}/contested/{key}", school_id=found.school_id,
                to=to, data={"title": str(chosen.label)}, link=link,
            )  # fmt: skip
    audit.record(
        actor=actor, action="liaison.contest_entry", tenant=found.school_id, subject="person",
        subject_id=found.person_id, data={"act": found.act},
    )  # fmt: skip
    return found
