"""Files that a form brings: each is taken or refused by itself, and what is refused costs nothing that was typed."""

import uuid
from typing import Any

from django.utils.translation import gettext as _

from preau.access.public import HatRequest
from preau.directory.errors import Refused
from preau.files.public import Arrival, arrivals, attachable, came_with, place_of


def brought(request: HatRequest, kind: str, school_id: uuid.UUID, field: str) -> tuple[list[Arrival], list[str]]:
    """What arrived with a form, and in words what was not taken. Outside any transaction."""
    receipts = [one for one in request.POST.getlist(f"{field}-recus") if one]
    sent: list[Any] = list(request.FILES.getlist(field))
    most = attachable(kind).most()
    taken: list[Arrival] = []
    problems = []
    if len(receipts) + len(sent) > most:
        problems.append(_("Trop de fichiers : %(most)d au plus.") % {"most": most})
        receipts, sent = receipts[:most], []
    told: dict[str, Any] = {"hat": request.hat, "kind": kind, "school_id": school_id}
    for receipt in receipts:
        try:
            taken += arrivals(**told, receipts=[receipt], sent=[])
        except Refused as refusal:
            problems.append(str(refusal))
    for file in sent:
        try:
            taken += arrivals(**told, receipts=[], sent=[file])
        except Refused as refusal:
            problems.append(_("« %(name)s » n’est pas joint. %(why)s") % {"name": file.name, "why": refusal})
    return taken, problems


def shown(request: HatRequest, kind: str, school_id: uuid.UUID, came: list[Arrival]) -> dict[str, Any]:
    """Where files are brought, and those that a form shown again has already."""
    return {"place": place_of(request.hat, kind, school_id), "came": came_with(request.hat, kind, school_id, came)}


def named(request: HatRequest, button: str) -> list[uuid.UUID]:
    """What a button takes off."""
    try:
        return [uuid.UUID(request.POST[button][:36])] if request.POST.get(button) else []
    except ValueError:
        return []
