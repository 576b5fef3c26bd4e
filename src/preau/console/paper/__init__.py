"""Slips on paper: what each says, typeset as a tagged PDF (PDF/UA-1) or shown as a page to print.

The templates hold no word: sentences come from here, in the language of who prints.
"""

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from preau.identity.enums import SlipKind
from preau.identity.public import Printed
from preau.kernel import clock
from preau.ui import wording
from preau.ui.paper import typeset

_TEMPLATE = Path(__file__).parent / "slips.typ"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One slip as it is read: whose, about whom, where they live (letters), its code and the address of its QR code."""

    name: str
    detail: str
    about: str
    code: str
    link: str
    until: str
    address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A printing: its sheets, and the sentences that all share."""

    title: str
    school: str
    kind: SlipKind
    sheets: tuple[Sheet, ...]

    @property
    def is_letters(self) -> bool:
        """Whether these are posted, one to a page."""
        return self.kind == SlipKind.LETTER

    @property
    def address(self) -> str:
        """What people type to open their account, without the part that goes without saying."""
        return (settings.PUBLIC_URL + reverse("identity:activate")).removeprefix("https://")

    @property
    def how(self) -> str:
        """What to do with it."""
        if self.is_letters:
            return _("Reprenez la fiche remise par l’établissement, puis tapez le code que voici quand il est demandé.")
        if self.kind == SlipKind.PUPIL:
            return _("Photographiez le carré avec un téléphone, ou tapez ce code à l’adresse :")
        return _("Photographiez le carré, ou tapez ce code à l’adresse ci-dessous. Un second code vous sera demandé :")

    @property
    def rules(self) -> str:
        """How long, how often."""
        return _("Ce code sert une fois. Ne le donnez à personne.")

    @property
    def privacy(self) -> str:
        """Where to read what becomes of one's data."""
        place = (settings.PUBLIC_URL + reverse("portal:privacy")).removeprefix("https://")
        return _("Vos données et vos droits : %(place)s") % {"place": place}

    @property
    def footer(self) -> str:
        """When it was printed: of two lists, the last one counts."""
        return _("Imprimé %(when)s. Une liste imprimée plus tard annule celle-ci.") % {
            "when": wording.moment(clock.now())
        }


def sheet(printed: Printed, *, name: str, detail: str, about: str, address: Sequence[str] = ()) -> Sheet:
    """A slip with the words that go around its code."""
    link = settings.PUBLIC_URL + reverse("identity:slip", kwargs={"link": printed.link})
    until = _("À utiliser avant le %(day)s.") % {"day": wording.plain_date(printed.expires_at)}
    return Sheet(name, detail, about, printed.code, link, until, tuple(line for line in address if line.strip()))


def qr_picture(link: str) -> bytes:
    """The QR code as SVG; a quarter of it may be stained or folded."""
    out = io.BytesIO()
    segno.make(link, error="q", micro=False).save(out, kind="svg", border=2, xmldecl=False, svgns=True)
    return out.getvalue()


def qr_uri(link: str) -> str:
    """The same, for a page."""
    return segno.make(link, error="q", micro=False).svg_data_uri(border=2)


def as_pdf(paper: Paper) -> bytes:
    """The printing as a PDF that screen readers read."""
    told = {
        "title": paper.title, "school": paper.school, "lang": wording.language(), "letters": paper.is_letters,
        "how": paper.how, "address": paper.address, "rules": paper.rules, "privacy": paper.privacy,
        "footer": paper.footer, "qr_words": _("Lien pour ouvrir le compte de"),
        "slips": [{**asdict(one), "qr": qr_picture(one.link).decode()} for one in paper.sheets],
    }  # fmt: skip
    return typeset(_TEMPLATE, told)
