"""A school's word on a link with another: declared and taken back by each side alone."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.enums import Direction
from preau.access.errors import Refused, Settled, Unknown
from preau.access.links import LINKABLE
from preau.access.models import SchoolLink
from preau.directory.models import School
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import signed


@transaction.atomic
def declare_link(
    *, actor: Actor, school_id: uuid.UUID, other_school_id: uuid.UUID, direction: str, own_kind: str, other_kind: str
) -> SchoolLink:
    """Say yes, for one school, to a link with another; the same again gives back what stands.

    Raises Unknown for kinds that no link joins or a school that does not exist, Refused for a school with itself.
    """
    if direction not in Direction.values or own_kind not in LINKABLE or other_kind not in LINKABLE:
        raise Unknown("no such link")
    if school_id == other_school_id:
        raise Refused(_("C’est votre établissement. Ses règles se trouvent dans « Qui peut écrire à qui »."))
    School.objects.select_for_update(of=("self",)).get(pk=school_id)  # the same form sent twice waits, then finds it
    other = School.objects.filter(pk=other_school_id).first()
    if other is None:
        raise Unknown("no such school")
    link, made = SchoolLink.objects.get_or_create(
        school_id=school_id, other_school=other, direction=direction, own_kind=own_kind, other_kind=other_kind,
        defaults={"declared_at": clock.now(), **signed("declared_by", actor)},
    )  # fmt: skip
    if made:
        _record(actor, "access.declare_link", link, other.name)
    return link


@transaction.atomic
def withdraw_link(*, actor: Actor, school_id: uuid.UUID, link_id: uuid.UUID) -> None:
    """Take the school's word back: the link holds no more, whatever the other says. Raises Unknown, Settled
    when it was taken back."""
    link = (
        SchoolLink.objects.select_for_update(of=("self",))
        .select_related("other_school")
        .filter(school_id=school_id, pk=link_id)
        .first()
    )
    if link is None and audit.last_act("access.withdraw_link", subject_id=link_id, tenant=school_id):
        raise Settled("it was taken back")
    if link is None:
        raise Unknown("no such link")
    _record(actor, "access.withdraw_link", link, link.other_school.name)
    link.delete()


def _record(actor: Actor, action: str, link: SchoolLink, other: str) -> None:
    audit.record(
        actor=actor, action=action, tenant=link.school_id, subject="school_link", subject_id=link.pk,
        data={"other": other, "own": link.own_kind, "theirs": link.other_kind, "direction": link.direction},
    )  # fmt: skip
