"""Collectivities, their look, and the schools they govern."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.enums import AuthorityKind
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.models import LocalAuthority, School
from preau.kernel import audit, clock
from preau.kernel.actor import Actor

_COLOR = re.compile(r"#[0-9a-f]{6}")
LOOK = ("brand_color", "accent_color", "accessibility_contact", "accessibility_email")


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


def look_of(authority: LocalAuthority) -> dict[str, str]:
    """What `set_local_authority_look` sets, as it stands."""
    return {name: str(getattr(authority, name)) for name in LOOK}


@transaction.atomic
def set_local_authority_look(
    *,
    actor: Actor,
    local_authority_id: uuid.UUID,
    brand_color: str,
    accent_color: str,
    accessibility_contact: str = "",
    accessibility_email: str = "",
    seen: Mapping[str, str] | None = None,
) -> LocalAuthority:
    """Colours of a collectivity's pages (`#rrggbb`), and who answers for their accessibility; the same again writes
    nothing.

    `seen`: the look that the person had before them (`look_of`); Overtaken is raised when it is no longer that. Any
    colour is accepted: the theme keeps text readable by its own contrast rule. Raises Refused for a text that is no
    colour, Unknown for no such collectivity.
    """
    row = LocalAuthority.objects.select_for_update(of=("self",)).filter(pk=local_authority_id).first()
    if row is None:
        raise Unknown("no such collectivity")
    wanted = {
        "brand_color": _color(brand_color), "accent_color": _color(accent_color),
        "accessibility_contact": accessibility_contact.strip()[:120],
        "accessibility_email": accessibility_email.strip(),
    }  # fmt: skip
    present = look_of(row)
    if present == wanted:
        return row
    if seen is not None and dict(seen) != present:
        raise Overtaken(_("Quelqu’un d’autre a changé cette apparence pendant que vous la lisiez : relisez-la."))
    for name, value in wanted.items():
        setattr(row, name, value)
    row.save(update_fields=list(wanted))
    audit.record(
        actor=actor, action="directory.set_local_authority_look", subject="local_authority", subject_id=row.pk,
        data={"name": row.name, "brand_color": row.brand_color, "accent_color": row.accent_color},
    )  # fmt: skip
    return row


def logo_of(authority: LocalAuthority) -> dict[str, str]:
    """What `set_local_authority_logo` sets, as it stands."""
    return {"logo": authority.logo, "logo_alt": authority.logo_alt}


@transaction.atomic
def set_local_authority_logo(
    *,
    actor: Actor,
    local_authority_id: uuid.UUID,
    logo: str,
    logo_alt: str,
    icon: str,
    seen: Mapping[str, str] | None = None,
) -> LocalAuthority:
    """The logo of a collectivity's pages, by the name of a public picture, and what it says to who does not see it.

    An empty `logo` takes it away. `seen`: what the person had before them (`logo_of`); Overtaken is raised when it is
    no longer that. Raises Refused for a logo that says nothing, Unknown for no such collectivity.
    """
    row = LocalAuthority.objects.select_for_update(of=("self",)).filter(pk=local_authority_id).first()
    if row is None:
        raise Unknown("no such collectivity")
    words = " ".join(logo_alt.split())[:120]
    if logo and not words:
        raise Refused(_("Dites en quelques mots ce que montre le logo : c’est ce qu’entend qui ne le voit pas."))
    wanted = {"logo": logo, "logo_alt": words if logo else "", "icon": icon if logo else ""}
    if all(getattr(row, name) == value for name, value in wanted.items()):
        return row
    if seen is not None and dict(seen) != logo_of(row):
        raise Overtaken(_("Quelqu’un d’autre a changé ce logo pendant que vous le lisiez : relisez-le."))
    for name, value in wanted.items():
        setattr(row, name, value)
    row.save(update_fields=list(wanted))
    audit.record(
        actor=actor, action="directory.set_local_authority_logo" if logo else "directory.remove_local_authority_logo",
        subject="local_authority", subject_id=row.pk, data={"name": row.name, "says": row.logo_alt},
    )  # fmt: skip
    return row


@transaction.atomic
def assign_schools(
    *,
    actor: Actor,
    school_ids: Sequence[uuid.UUID],
    local_authority_id: uuid.UUID | None,
    seen: Mapping[uuid.UUID, uuid.UUID | None] | None = None,
) -> int:
    """Say which collectivity governs these schools (none when None); returns how many changed.

    `seen`: the collectivity that the person read of each school; Overtaken is raised, and no school changes, when one
    has another by now.
    """
    authority: LocalAuthority | None = None
    if local_authority_id is not None:
        authority = LocalAuthority.objects.filter(pk=local_authority_id).first()
        if authority is None:
            raise Unknown("no such collectivity")
    changed = 0
    for school in School.objects.select_for_update(of=("self",)).filter(pk__in=list(school_ids)).order_by("pk"):
        if school.local_authority_id == local_authority_id:
            continue
        if seen is not None and seen.get(school.pk) != school.local_authority_id:
            raise Overtaken(
                _("Quelqu’un d’autre a rattaché « %(school)s » pendant que vous lisiez. Rien n’a changé : relisez.")
                % {"school": school.name}
            )
        school.local_authority = authority
        school.save(update_fields=["local_authority"])
        audit.record(
            actor=actor, action="directory.assign_school", tenant=school.pk, subject="school", subject_id=school.pk,
            data={"school": school.name, "authority": authority.name if authority else ""},
        )  # fmt: skip
        changed += 1
    return changed


def hold_school(school_id: uuid.UUID) -> School:
    """A school under lock, in a transaction: whoever writes what is one for each school takes turns."""
    held: School = School.objects.select_for_update(of=("self",)).get(pk=school_id)
    return held


def tell_until(school: School, until: dt.datetime | None) -> None:
    """Until when a school that is held asks its people to read something. The act that it follows from is audited."""
    School.objects.filter(pk=school.pk).update(tells_until=until, told_at=clock.now())
