"""Who answers for personal data: published, version after version."""

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from preau.directory.errors import Overtaken, Unknown
from preau.directory.models import LocalAuthority, School
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import signed
from preau.people.models import PrivacyNotice

FIELDS = ("controller", "controller_address", "dpo_name", "dpo_email", "dpo_phone", "dpo_address")


def versions_of(school_id: uuid.UUID | None, local_authority_id: uuid.UUID | None) -> QuerySet[PrivacyNotice]:
    """Every version of a school's, a collectivity's or (neither given) the platform's notice."""
    rows = PrivacyNotice.objects.all()
    rows = rows.filter(school_id=school_id) if school_id else rows.filter(school=None)
    return (
        rows.filter(local_authority_id=local_authority_id) if local_authority_id else rows.filter(local_authority=None)
    )


@transaction.atomic
def publish_notice(
    *,
    actor: Actor,
    local_authority_id: uuid.UUID | None = None,
    school_id: uuid.UUID | None = None,
    seen: int,
    **words: str,
) -> PrivacyNotice:
    """Publish the next version for a school, a collectivity, or the platform; the present one when nothing changed.

    `seen`: the version that the page showed (0: none). Raises Overtaken when somebody published since, Unknown for no
    such place. The right to it is checked by the room whose page calls.
    """
    place: type[School] | type[LocalAuthority] | None = School if school_id else None
    if local_authority_id:
        place = LocalAuthority
    # The place's row is the lock of its versions.
    if place is not None and not list(
        place.objects.select_for_update(of=("self",)).filter(pk__in=[school_id or local_authority_id]).values_list("pk")
    ):
        raise Unknown("no such place")
    present = versions_of(school_id, local_authority_id).order_by("-version").first()
    if (present.version if present else 0) != seen:
        raise Overtaken(_("Quelqu’un d’autre a publié une version entre-temps. Relisez-la avant de publier la vôtre."))
    told = {name: words.get(name, "").strip() for name in FIELDS}
    if present is not None and all(getattr(present, name) == value for name, value in told.items()):
        return present
    notice = PrivacyNotice.objects.create(
        school_id=school_id, local_authority_id=local_authority_id, version=seen + 1, published_at=clock.now(),
        **signed("published_by", actor), **told,
    )  # fmt: skip
    audit.record(
        actor=actor, action="people.publish_notice", tenant=school_id, subject="privacy_notice", subject_id=notice.pk,
        data={"controller": notice.controller, "version": notice.version},
    )  # fmt: skip
    return notice
