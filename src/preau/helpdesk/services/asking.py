"""Somebody asks for help: kept for their school, and those whom the school named hear of it."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.errors import Refused, Unknown
from preau.directory.models import School
from preau.helpdesk.enums import Matter
from preau.helpdesk.models import HelpRequest
from preau.helpdesk.selectors.charge import charge_of
from preau.helpdesk.services.climbing import climbs_at
from preau.helpdesk.services.telling import RECEIVED, matter_of, tell
from preau.kernel import audit, clock, scope
from preau.kernel.actor import Actor
from preau.kernel.signatures import signed

LONGEST = 2000
"""Characters of what somebody asks, and of what is answered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of which school, from which page. A stranger says who they are (`name`) and where to answer
    (`reach`); nobody looks whether they exist."""

    school_id: uuid.UUID
    matter: str
    text: str
    page: str = ""
    name: str = ""
    reach: str = ""


def ask(*, actor: Actor | None, hat: Hat | None, request_id: uuid.UUID, told: Asked) -> HelpRequest:
    """Keep a request; the same form sent twice is one request.

    `hat` None: a stranger. Raises Unknown for a school that is not theirs, or another's request; Refused when
    something lacks.
    """
    if told.matter not in Matter.values or (hat is not None and told.school_id not in hat.school_ids):
        raise Unknown("no school of theirs")
    if not told.text.strip():
        raise Refused(_("Dites en quelques mots ce qu’il vous faut."))
    if hat is None and not (told.name.strip() and told.reach.strip()):
        raise Refused(_("Dites qui vous êtes et où vous répondre."))
    with scope.use(scope.Scope.of([told.school_id])):
        return _keep(actor or Actor(label=_("Une personne non connectée")), hat, request_id, told)


@transaction.atomic
def _keep(actor: Actor, hat: Hat | None, request_id: uuid.UUID, told: Asked) -> HelpRequest:
    school = School.objects.select_related("authority").filter(pk=told.school_id).first()
    if school is None:
        raise Unknown("no such school")
    now = clock.now()
    who: dict[str, Any] = signed("asked_by", actor) | {"profile": hat.profile if hat else ""}
    if hat is None:
        who = {"asked_by": told.name.strip()[:200], "asked_by_id": None, "reach": told.reach.strip()[:254]}
    row, made = HelpRequest.objects.get_or_create(
        pk=request_id,
        defaults={
            "school": school, "matter": told.matter, "text": told.text.strip()[:LONGEST], "page": told.page[:80],
            "asked_at": now, "climbs_at": climbs_at(school, now), **who,
        },
    )  # fmt: skip
    if not made:
        if row.asked_by_id != who["asked_by_id"]:
            raise Unknown("another's request")
        return row
    audit.record(
        actor=actor, action="helpdesk.ask", tenant=school.pk, subject="help_request", subject_id=row.pk,
        data={"matter": told.matter},
    )  # fmt: skip
    tell(
        row, charge_of(school.pk).named, kind=RECEIVED, key=matter_of(row), link=f"/demandes-aide/{row.pk}/",
        school=school.name,
    )  # fmt: skip
    return row
