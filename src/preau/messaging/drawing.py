"""Messages of a list as pages draw them: the template draws a line once for each shape that lines have (new, urgent,
about a child…), with marks in place of what each tells, and is filled for every line.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup

from preau.messaging.selectors.boxes import Line
from preau.ui.addresses import url
from preau.ui.drawing import shown
from preau.ui.jinja import kept
from preau.ui.patterns import Patterns, drawer
from preau.ui.wording import language, moment, said_once

_NO_ID = uuid.UUID(int=0)


class Shape(NamedTuple):
    """What a line has and says beside the texts that fill it; each is drawn once in each language.

    `kind`: "box", a line that is ticked; "draft"; "found", one of a search, with the folder where it is.
    """

    kind: str
    is_new: bool
    is_urgent: bool
    expects_answer: bool
    is_starred: bool
    state: str
    attached: int
    children: bool
    leaves: bool
    school: bool
    folder: bool


@said_once
def _before(kind: str) -> str:
    """The address of what a line leads to, up to and without its key."""
    address = url("messaging:edit" if kind == "draft" else "messaging:thread", _NO_ID)
    return address.removesuffix(f"{_NO_ID}/")


class _Page:
    """The lines of one page: what they share is looked for once."""

    def __init__(self, kind: str) -> None:
        self.kind, self.code = kind, language()
        self.shapes = Patterns("messaging/_lines.html", "line")
        self.before = _before(kind)
        self.chips: dict[str, str] = {}
        self.nobody, self.untitled = shown(_("Sans destinataire")), shown(_("(sans objet)"))

    def line(self, one: Line, place: int, folder: str) -> str:
        kind, code = self.kind, self.code
        shape = Shape(
            kind, one.is_new, one.is_urgent, one.expects_answer, one.is_starred, one.state, one.attached,
            bool(one.children), one.leaves_at is not None, bool(one.school), bool(folder),
        )  # fmt: skip
        who, subject = shown(one.who), shown(one.subject)
        leads = one.message_id if kind == "draft" else one.thread
        told = {
            "id": str(one.id), "place": str(place), "href": f"{self.before}{leads}/", "said": who,
            "who": who or self.nobody, "subject": subject, "title": subject or self.untitled,
            "at": shown(moment(one.at, code=code)) if one.at else "",
        }  # fmt: skip
        if shape.children:
            told["chip"] = self._chip(one.children)
        if one.leaves_at is not None:
            told["leaves"] = shown(_("part %(when)s") % {"when": moment(one.leaves_at, code=code)})
        if shape.school:
            told["school"] = shown(one.school)
        if shape.folder:
            told["folder"] = shown(folder)
        return self.shapes.filled(shape, told)

    def _chip(self, children: str) -> str:
        found = self.chips.get(children)
        if found is None:
            found = self.chips[children] = kept(drawer("ui/components.html").child_chip, children)
        return found


def lines(found: Sequence[Line], kind: str, folders: Mapping[str, str] | None = None) -> Markup:
    """The lines of a list, one after the other; `folders`: of those found, the words of the folder where each is."""
    where, page = folders or {}, _Page(kind)
    drawn = [page.line(one, place, where.get(one.folder, "")) for place, one in enumerate(found, 1)]
    return Markup("".join(drawn))  # noqa: S704 - each value was made harmless, the rest is the template's
