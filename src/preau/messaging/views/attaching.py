"""Files that a form brings: each is taken or refused by itself, and what is refused costs nothing that was typed."""

import uuid

from django.utils.translation import gettext as _

from preau.access.public import Hat, HatRequest
from preau.files.public import Arrival, Came, FileField, arrivals, attachable, came_with, place_of
from preau.messaging.selectors.attachments import MESSAGE, school_of_box
from preau.messaging.selectors.boxes import box_of_hat
from preau.messaging.services import Refused

FIELD = "fichiers"


def _school(hat: Hat) -> uuid.UUID | None:
    return school_of_box(box_of_hat(hat))


def brought(request: HatRequest) -> tuple[list[Arrival], list[str]]:
    """What arrived with a form, and in words what was not taken. Outside any transaction."""
    receipts = [one for one in request.POST.getlist(f"{FIELD}-recus") if one]
    sent = request.FILES.getlist(FIELD)
    about = attachable(MESSAGE)
    taken: list[Arrival] = []
    problems = []
    if len(receipts) + len(sent) > about.most():
        problems.append(_("Trop de fichiers : %(most)d au plus.") % {"most": about.most()})
        receipts, sent = receipts[: about.most()], []
    for receipt in receipts:
        try:
            taken += arrivals(
                hat=request.hat, kind=MESSAGE, school_id=_school(request.hat), receipts=[receipt], sent=[]
            )  # fmt: skip
        except Refused as refusal:
            problems.append(str(refusal))
    for file in sent:
        try:
            taken += arrivals(hat=request.hat, kind=MESSAGE, school_id=_school(request.hat), receipts=[], sent=[file])
        except Refused as refusal:
            problems.append(_("« %(name)s » n’est pas joint. %(why)s") % {"name": file.name, "why": refusal})
    return taken, problems


def shown_again(hat: Hat, taken: list[Arrival]) -> list[Came]:
    """What arrived with a form that is shown again."""
    return came_with(hat, MESSAGE, _school(hat), taken)


def place(hat: Hat) -> FileField:
    """Where whoever wears this hat brings files of a message."""
    return place_of(hat, MESSAGE, _school(hat))
