"""Words on paper, as a tagged PDF (PDF/UA-1): the sentence, boxes to tick, a place to sign, and the page of the word.

The QR code is that page's address and nothing more: it opens after signing in, as whom one is. Whoever finds a sheet
reads what is written on it, and signs nothing by it.
"""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from preau.kernel import clock
from preau.liaison.enums import CHOICES
from preau.liaison.selectors.behalf import Sheet
from preau.liaison.selectors.family import FamilyLine, reading_of
from preau.liaison.usual import Language
from preau.ui import wording
from preau.ui.paper import typeset

_TEMPLATE = Path(__file__).parent / "sheets.typ"


def link_of(one: Sheet) -> str:
    """The page of a word about one child: it asks who opens it."""
    path = reverse("liaison:word_of", kwargs={"word_id": one.word.pk, "pupil_id": one.pupil.pk})
    return str(settings.PUBLIC_URL) + path


def _qr(link: str) -> str:
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def _choice(choice: Any, tongue: Language | None) -> str:
    return f"{choice.label} – {tongue.choices[choice.value]}" if tongue else str(choice.label)


def _told(one: Sheet) -> dict[str, Any]:
    line = FamilyLine(one.word, one.pupil.pk, one.pupil.given_name, one.person.pk, one.signs)
    tongue = reading_of(one.person.pk)
    other = line.text_in(tongue.code) if tongue else ""
    due = one.word.due_on
    return {
        "title": one.word.title, "person": one.person.full_name,
        "about": _("Pour %(pupil)s. Écrit par %(who)s.") % {"pupil": one.pupil.full_name, "who": one.word.written_by},
        "text": line.text.splitlines(), "other": other.splitlines(), "lang": (tongue.tag if tongue else "fr")[:2],
        "rtl": bool(tongue and tongue.direction == "rtl"),
        "unreviewed": tongue.unreviewed if tongue and not tongue.reviewed else "",
        "due": _("À rendre avant le %(day)s.") % {"day": wording.plain_date(due)} if due and one.signs else "",
        "choices": [_choice(choice, tongue) for choice in CHOICES[one.word.buttons]] if one.signs else [],
        "sign": _("Date et signature :"), "qr": _qr(link_of(one)),
        "online": _("Vous pouvez aussi répondre dans Préau : photographiez ce carré, puis connectez-vous."),
    }  # fmt: skip


def as_pdf(sheets: Sequence[Sheet], school: str) -> bytes:
    """These sheets, one to a page."""
    told = {
        "title": _("Mots aux familles"), "school": school, "sheets": [_told(one) for one in sheets],
        "footer": _("Imprimé %(when)s.") % {"when": wording.moment(clock.now())},
    }  # fmt: skip
    return typeset(_TEMPLATE, told)
