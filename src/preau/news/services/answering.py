"""What a reader says of an item, by themself or through staff who act for them; and what they deny having said."""

import uuid
from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat, Served
from preau.directory.enums import STAFF_PROFILES, AffiliationState, Profile
from preau.directory.errors import Refused
from preau.directory.models import Affiliation
from preau.files.public import Arrival, keep, remove_files_of
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.behalf import Means, entered
from preau.news.enums import PROOF
from preau.news.models import Acknowledgement, NewsItem
from preau.news.selectors.flashes import has_answered
from preau.news.selectors.reading import is_addressed, item_for
from preau.news.services.telling import link_of, matter_of, reminder_of
from preau.notifications.public import To, notify, seen

DONE_FOR, CONTESTED = "news.done_for", "news.contested"


@transaction.atomic
def acknowledge(*, actor: Actor, hat: Hat, item_id: uuid.UUID, means: str = Means.OWN) -> bool:
    """Note that this reader knows of an item; False when they had said so. Raises as `item_for` does."""
    item = item_for(hat, item_id)
    if not item.is_flash or not is_addressed(item):
        return False
    assert hat.person_id is not None
    row = Acknowledgement(
        school_id=item.school_id, item=item, person_id=hat.person_id, at=clock.now(), **entered(actor, means)
    )  # fmt: skip
    Acknowledgement.objects.bulk_create([row], ignore_conflicts=True)
    seen(actor=actor, person_id=hat.person_id, key=matter_of(item))
    if reminder := reminder_of(item):
        seen(actor=actor, person_id=hat.person_id, key=reminder)
    transaction.on_commit(partial(has_answered, hat.person_id))
    is_new = Acknowledgement.objects.filter(school_id=item.school_id, pk=row.pk).exists()
    if is_new:
        action = "news.acknowledge" if means == Means.OWN else "news.acknowledge_for"
        audit.record(actor=actor, action=action, tenant=item.school_id, subject="news", subject_id=item.pk)
    return is_new


@transaction.atomic
def acknowledge_for(
    *, actor: Actor, hat: Hat, served: Served, item_id: uuid.UUID, means: str, proofs: Sequence[Arrival] = ()
) -> Acknowledgement:  # fmt: skip
    """Note for somebody of a family, who asked for it, that they know of an item; they are told, and may contest it.

    `hat`: of who enters it. From paper, the signed sheet is attached (`proofs`). The same again changes nothing.
    Raises as `item_for` does for the person, Refused for what makes no sense.
    """
    if means not in (Means.PHONE, Means.DESK, Means.PAPER):
        raise Refused(_("Dites comment la famille a répondu."))
    if means == Means.PAPER and not proofs:
        raise Refused(_("Joignez la feuille signée : elle est la preuve."))
    is_new = acknowledge(actor=actor, hat=served.hat, item_id=item_id, means=means)
    found = Acknowledgement.objects.filter(
        school_id__in=list(served.hat.school_ids), item_id=item_id, person=served.person
    ).select_related("item").first()  # fmt: skip
    if found is None:
        raise Refused(_("Cette actualité ne demande pas de dire qu’on l’a lue."))
    if is_new:
        if proofs:
            keep(actor=actor, hat=hat, kind=PROOF, arrivals=proofs, school_id=found.school_id, thing_id=found.pk)
        tell_done_for(actor, served, found.item, f"news/behalf/{found.pk}")
    return found


def tell_done_for(actor: Actor, served: Served, item: NewsItem, key: str) -> None:
    """Tell somebody of a family what was entered in their name."""
    profile = Profile.STUDENT if served.is_pupil else Profile.GUARDIAN
    to = To(served.person.pk, profile.value, None if served.is_pupil else served.pupil_id)
    notify(
        actor=actor, kind=DONE_FOR, key=key, school_id=item.school_id, to=[to], data={"title": item.title},
        link=link_of(item),
    )  # fmt: skip


def _staff(school_id: uuid.UUID, person_id: uuid.UUID | None) -> list[To]:
    """Who entered it, as one of the staff; nobody once they left."""
    place = Affiliation.objects.filter(
        school_id=school_id, person_id=person_id, profile__in=STAFF_PROFILES, state=AffiliationState.ACTIVE
    ).first()  # fmt: skip
    return [To(place.person_id, place.profile)] if place else []


def _counter(hat: Hat, item: NewsItem) -> str:
    """Where staff enter it again, or not, for who wears this hat."""
    pupils = (one.person_id for one in hat.children if one.school_id == item.school_id)
    return f"/actualites/guichet/{next(pupils, hat.person_id)}/{hat.person_id}/{item.pk}/"


@transaction.atomic
def contest(*, actor: Actor, hat: Hat, item_id: uuid.UUID) -> bool:
    """Say that one did not say so: it is taken away, and the item waits again. False when there is nothing of the kind.

    Raises Refused when the days to say so are over, and as `item_for` does.
    """
    item = item_for(hat, item_id)
    found = Acknowledgement.objects.select_for_update(of=("self",)).filter(
        school_id=item.school_id, item=item, person_id=hat.person_id
    ).first()  # fmt: skip
    if found is None or not found.is_on_behalf:
        return False
    if not found.may_be_contested(found.at):
        raise Refused(_("Ce qui a été noté ne peut plus être contesté ici : appelez l’établissement."))
    remove_files_of(actor=actor, kind=PROOF, thing_id=found.pk, school_id=found.school_id)
    key, by = f"news/contested/{found.pk}", found.entered_by_id
    found.delete()
    assert hat.person_id is not None
    transaction.on_commit(partial(has_answered, hat.person_id))
    notify(
        actor=actor, kind=CONTESTED, key=key, school_id=item.school_id, to=_staff(item.school_id, by),
        data={"title": item.title}, link=_counter(hat, item),
    )  # fmt: skip
    audit.record(actor=actor, action="news.contest", tenant=item.school_id, subject="news", subject_id=item.pk)
    return True
