"""What the form of a copy brings: photographs in the order chosen by hand, files, recordings; each taken or refused by
itself, so that what is refused costs nothing of the others.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from preau.access.public import HatRequest
from preau.directory.errors import Refused
from preau.files.public import Arrival, arrivals, attachable, came_with, size_words
from preau.submissions.enums import PartKind
from preau.submissions.selectors.files import FILE_KINDS
from preau.submissions.services import Sent

FIELDS = {PartKind.PHOTO: "photos", PartKind.FILE: "fichiers", PartKind.VOICE: "voix"}
LAST = 10_000


@dataclass(frozen=True, slots=True)
class Item:
    """A file on a form shown again: its receipt, the line that says what it shows, its place."""

    name: str
    size: str
    receipt: str
    words: str


@dataclass(slots=True)
class Brought:
    """`parts`: in order, photographs first. `problems`: what was not taken, in words."""

    parts: list[Sent] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def items(self, request: HatRequest, school_id: uuid.UUID) -> dict[str, list[Item]]:
        """What a form shown again has already, by field: a browser keeps no file chosen in its own."""
        found: dict[str, list[Item]] = {name: [] for name in FIELDS.values()}
        for one in self.parts:
            came = came_with(request.hat, FILE_KINDS[one.kind], school_id, [one.arrival])[0]
            found[FIELDS[one.kind]].append(Item(came.name, size_words(one.arrival.size), came.receipt, one.words))
        return found


def brought(request: HatRequest, school_id: uuid.UUID, takes: Sequence[PartKind]) -> Brought:
    """What arrived. Outside any transaction: it examines and stores."""
    found = Brought()
    for kind in takes:
        _of_kind(request, school_id, kind, found)
    return found


def _of_kind(request: HatRequest, school_id: uuid.UUID, kind: PartKind, found: Brought) -> None:
    name, most = FIELDS[kind], attachable(FILE_KINDS[kind]).most()
    receipts = request.POST.getlist(f"{name}-recus")
    words, places = request.POST.getlist(f"{name}-mots"), request.POST.getlist(f"{name}-place")
    told = [
        (_number(places, number), number, receipt, words[number] if number < len(words) else "")
        for number, receipt in enumerate(receipts) if receipt
    ]  # fmt: skip
    sent = [one for one in request.FILES.getlist(name) if one.name]
    if len(told) + len(sent) > most:
        found.problems.append(_("Trop de fichiers : %(most)d au plus.") % {"most": most})
        told, sent = told[:most], sent[: max(0, most - len(told))]
    for _place, _number_of, receipt, line in sorted(told):
        came = _one(request, school_id, kind, found, receipts=[receipt])
        if came is not None:
            found.parts.append(Sent(kind, came, line[:200]))
    for file in sent:
        came = _one(request, school_id, kind, found, sent=[file])
        if came is not None:
            found.parts.append(Sent(kind, came))


def _one(
    request: HatRequest, school_id: uuid.UUID, kind: PartKind, found: Brought, *, receipts: Sequence[str] = (),
    sent: Sequence[UploadedFile] = (),
) -> Arrival | None:  # fmt: skip
    try:
        return arrivals(
            hat=request.hat, kind=FILE_KINDS[kind], school_id=school_id, receipts=receipts, sent=sent
        )[0]  # fmt: skip
    except Refused as refusal:
        name = sent[0].name if sent else _("Un fichier")
        found.problems.append(_("« %(name)s » n’est pas pris. %(why)s") % {"name": name, "why": refusal})
        return None


def _number(places: Sequence[str], number: int) -> int:
    """The place typed beside a photograph; as it stands when none was."""
    told = places[number] if number < len(places) else ""
    return int(told) if told.isdecimal() and len(told) < 5 else LAST
