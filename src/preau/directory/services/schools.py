"""Collectivities, their look, and the schools they govern."""

import re
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.enums import AuthorityKind
from preau.directory.errors import Refused, Unknown
from preau.directory.models import LocalAuthority, School
from preau.kernel import audit
from preau.kernel.actor import Actor

_COLOR = re.compile(r"#[0-9a-f]{6}")


def _color(text: str) -> str:
    color = text.strip().lower()
    if not _COLOR.fullmatch(color):
        raise Refused(_("Une couleur s’écrit # puis six chiffres ou lettres de a à f, comme #0a5aa8."))
    return color


@transaction.atomic
def create_local_authority(*, actor: Actor, kind: str, name: str, siren: str = "") -> LocalAuthority:
    """A collectivity; the one of that name when it exists."""
    if kind not in AuthorityKind.values:
        raise ValueError(f"unknown kind of collectivity {kind!r}")
    authority, made = LocalAuthority.objects.get_or_create(name=name.strip(), defaults={"kind": kind, "siren": siren})
    if made:
        audit.record(
            actor=actor, action="directory.create_local_authority", subject="local_authority",
            subject_id=authority.pk, data={"name": authority.name},
        )  # fmt: skip
    return authority


@transaction.atomic
def set_local_authority_look(
    *,
    actor: Actor,
    local_authority_id: uuid.UUID,
    brand_color: str,
    accent_color: str,
    accessibility_contact: str = "",
    accessibility_email: str = "",
) -> LocalAuthority:
    """Colours of a collectivity's pages (`#rrggbb`), and who answers for their accessibility.

    Any colour is accepted: the theme keeps text readable by its own contrast rule. Raises Refused for a text that is no
    colour, Unknown for no such collectivity.
    """
    row = LocalAuthority.objects.select_for_update(of=("self",)).filter(pk=local_authority_id).first()
    if row is None:
        raise Unknown("no such collectivity")
    row.brand_color, row.accent_color = _color(brand_color), _color(accent_color)
    row.accessibility_contact = accessibility_contact.strip()[:120]
    row.accessibility_email = accessibility_email.strip()
    row.save()
    audit.record(
        actor=actor, action="directory.set_local_authority_look", subject="local_authority", subject_id=row.pk,
        data={"name": row.name, "brand_color": row.brand_color, "accent_color": row.accent_color},
    )  # fmt: skip
    return row


@transaction.atomic
def assign_schools(*, actor: Actor, school_ids: Sequence[uuid.UUID], local_authority_id: uuid.UUID | None) -> int:
    """Say which collectivity governs these schools (none when None); returns how many changed."""
    authority: LocalAuthority | None = None
    if local_authority_id is not None:
        authority = LocalAuthority.objects.filter(pk=local_authority_id).first()
        if authority is None:
            raise Unknown("no such collectivity")
    changed = 0
    for school in School.objects.select_for_update(of=("self",)).filter(pk__in=list(school_ids)).order_by("pk"):
        if school.local_authority_id == local_authority_id:
            continue
        school.local_authority = authority
        school.save(update_fields=["local_authority"])
        audit.record(
            actor=actor, action="directory.assign_school", tenant=school.pk, subject="school", subject_id=school.pk,
            data={"school": school.name, "authority": authority.name if authority else ""},
        )  # fmt: skip
        changed += 1
    return changed
