"""The logo of a collectivity: a picture drawn small, another as an icon, and what it says."""

import uuid
from collections.abc import Mapping

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from preau.access.public import Hat
from preau.console.attachables import LOGO
from preau.directory.models import LocalAuthority
from preau.directory.services import set_local_authority_logo
from preau.files.public import Arrival, attachable, keep, public_name, remove_file, take_sent, things_files
from preau.kernel import scope
from preau.kernel.actor import Actor

BOX = (240, 72)
"""Points: twice what the page shows, for fine screens, and some kilobytes."""
ICON = (64, 64)
_OF_NO_SCHOOL = "the logo of a collectivity is of no school"


def drawn(sent: UploadedFile) -> tuple[Arrival, Arrival]:
    """The logo and its icon, examined and stored; outside any transaction. Raises Refused, in words."""
    kind = attachable(LOGO)
    return take_sent(sent, kind=kind, box=BOX), take_sent(sent, kind=kind, box=ICON, square=True)


@transaction.atomic
def set_logo(
    *,
    actor: Actor,
    hat: Hat,
    authority: LocalAuthority,
    pictures: tuple[Arrival, Arrival] | None,
    says: str,
    seen: Mapping[str, str] | None,
) -> None:
    """Show these pictures on the pages of a collectivity's schools (the present ones when None), saying that.

    Raises Refused, Overtaken, Unknown.
    """
    if pictures is None:
        set_local_authority_logo(
            actor=actor, local_authority_id=authority.pk, logo=authority.logo, logo_alt=says, icon=authority.icon,
            seen=seen,
        )  # fmt: skip
        return
    if f"-{pictures[0].digest[:12]}." in authority.logo and says == authority.logo_alt:
        return  # the same form, sent twice
    before = things_files(LOGO, authority.pk)
    with scope.everything(_OF_NO_SCHOOL):
        logo, icon = keep(
            actor=actor, hat=hat, kind=LOGO, arrivals=pictures, school_id=None, thing_id=authority.pk
        )  # fmt: skip
    set_local_authority_logo(
        actor=actor, local_authority_id=authority.pk, logo=public_name(logo), logo_alt=says, icon=public_name(icon),
        seen=seen,
    )  # fmt: skip
    with scope.everything(_OF_NO_SCHOOL):
        for file_id in before:
            remove_file(actor=actor, file_id=file_id)


@transaction.atomic
def remove_logo(*, actor: Actor, authority_id: uuid.UUID, seen: Mapping[str, str] | None) -> None:
    """Show none any more. Raises Overtaken, Unknown."""
    set_local_authority_logo(
        actor=actor, local_authority_id=authority_id, logo="", logo_alt="", icon="", seen=seen
    )  # fmt: skip
    with scope.everything(_OF_NO_SCHOOL):
        for file_id in things_files(LOGO, authority_id):
            remove_file(actor=actor, file_id=file_id)
