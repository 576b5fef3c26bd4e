"""Files that a form brings: each is taken or refused by itself, and what is refused costs nothing that was typed."""

from django.utils.translation import gettext as _

from preau.access.public import Hat, HatRequest
from preau.files.public import Arrival, Came, FileField, arrivals, attachable, came_with, place_of
from preau.messaging.selectors.attachments import MESSAGE, school_of_files
from preau.messaging.services import Refused

FIELD = "fichiers"


def brought(request: HatRequest) -> tuple[list[Arrival], list[str]]:
    """What arrived with a form, and in words what was not taken. Outside any transaction."""
    receipts = [one for one in request.POST.getlist(f"{FIELD}-recus") if one]
    sent = request.FILES.getlist(FIELD)
    about, hat, school_id = attachable(MESSAGE), request.hat, school_of_files(request.hat)
    taken: list[Arrival] = []
    problems = []
    if len(receipts) + len(sent) > about.most():
        problems.append(_("Trop de fichiers : %(most)d au plus.") % {"most": about.most()})
        receipts, sent = receipts[: about.most()], []
    for receipt in receipts:
        try:
            taken += arrivals(hat=hat, kind=MESSAGE, school_id=school_id, receipts=[receipt], sent=[])
        except Refused as refusal:
            problems.append(str(refusal))
    for file in sent:
        try:
            taken += arrivals(hat=hat, kind=MESSAGE, school_id=school_id, receipts=[], sent=[file])
        except Refused as refusal:
            problems.append(_("« %(name)s » n’est pas joint. %(why)s") % {"name": file.name, "why": refusal})
    return taken, problems


def shown_again(hat: Hat, taken: list[Arrival]) -> list[Came]:
    """What arrived with a form that is shown again."""
    return came_with(hat, MESSAGE, school_of_files(hat), taken)


def place(hat: Hat) -> FileField:
    """Where whoever wears this hat brings files of a message."""
    return place_of(hat, MESSAGE, school_of_files(hat))
