"""What a page puts beside a form that brings files, and what it answers to the script that asks for a ticket."""

import contextlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.errors import Unknown
from preau.files import selectors, statements
from preau.files.attaching import attachable, size_words, too_large
from preau.files.receiving import Arrival
from preau.kernel import tickets
from preau.ui import wording


@dataclass(frozen=True, slots=True)
class FileField:
    """What the macro `file_field` draws. `words`: how many, how large, for people."""

    place: str
    tickets_url: str
    most: int
    largest: int
    words: str
    script_words: str


@dataclass(frozen=True, slots=True)
class Came:
    """A file that arrived with a form that is shown again."""

    name: str
    size: str
    receipt: str


def receipts_shown(receipts: Sequence[str]) -> list[Came]:
    """What these receipts tell; those that tell nothing any more are left out."""
    shown = []
    for text in receipts:
        with contextlib.suppress(statements.BadStatement):
            told = statements.read(statements.Receipt, text)
            shown.append(Came(told.name, size_words(told.size), text))
    return shown


def came_with(hat: Hat, kind: str, school_id: uuid.UUID | None, arrived: Sequence[Arrival]) -> list[Came]:
    """The same of what a form brought itself, when it is shown again: a browser keeps no file chosen in its field."""
    shown = []
    for one in arrived:
        receipt = statements.Receipt(
            person=str(hat.person_id), upload=str(one.id), kind=kind, digest=one.digest, size=one.size,
            content=one.content, name=one.name, school=str(school_id) if school_id else "", width=one.width,
            height=one.height,
        )  # fmt: skip
        shown.append(Came(one.name, size_words(one.size), receipt.signed()))
    return shown


def _script_words(most: int, largest: int) -> str:
    """What the script says, as JSON."""
    return json.dumps(
        {
            "colon": wording.colon(), "sending": _("envoi en cours"), "sent": _("envoyé"), "removed": _("retiré"),
            "cut": _("la ligne est coupée, l’envoi reprendra de lui-même"),
            "failed": _("l’envoi n’a pas abouti"),
            "wait": _("Attendez la fin de l’envoi des fichiers, ou retirez-les."),
            "tooMany": _("Trop de fichiers : %(most)d au plus.") % {"most": most},
            "tooLarge": str(too_large(largest)),
        }
    )  # fmt: skip


def place_of(hat: Hat, kind: str, school_id: uuid.UUID | None) -> FileField:
    """The place where whoever wears this hat brings files of that kind; its page has asked whether they may."""
    about = attachable(kind)
    most = about.most()
    count = ngettext("%(num)d fichier au plus", "%(num)d fichiers au plus", most) % {"num": most}
    return FileField(
        place=statements.Place(
            person=str(hat.person_id), kind=kind, school=str(school_id) if school_id else ""
        ).signed(),
        tickets_url=reverse("files:ticket"),
        most=most,
        largest=about.largest(),
        words=_("%(count)s, %(size)s chacun.") % {"count": count, "size": size_words(about.largest())},
        script_words=_script_words(most, about.largest()),
    )  # fmt: skip


def ticket_for(hat: Hat, place: str, *, session_key: str | None) -> str:
    """A ticket for one upload to a place that a page showed to this person. Raises Unknown for any other."""
    try:
        told = statements.read(statements.Place, place)
        attachable(told.kind)
    except (statements.BadStatement, LookupError):
        raise Unknown("no such place") from None
    school_id = uuid.UUID(told.school) if told.school else None
    if told.person != str(hat.person_id) or (school_id and school_id not in hat.school_ids):
        raise Unknown("not their place")
    return upload_ticket(hat, told.kind, school_id, session_key=session_key)


def upload_ticket(hat: Hat, kind: str, school_id: uuid.UUID | None, *, session_key: str | None = None) -> str:
    """A ticket for one upload of that kind, to that school or to none; whoever calls has asked whether they may."""
    return statements.UploadTicket(
        person=str(hat.person_id), kind=kind, school=str(school_id) if school_id else "",
        most=attachable(kind).largest(), left=selectors.left_for(hat, school_id, kind),
        session=tickets.mark_of(session_key) if session_key else "", language=(get_language() or "fr")[:2],
    ).signed()  # fmt: skip
