"""Messages of a list as pages draw them: the template draws a line once for each shape that lines have (new, urgent,
about a child…), with marks in place of what each tells, and is filled for every line.
"""

import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.template import engines
from django.utils.translation import gettext as _
from markupsafe import Markup

from preau.messaging.selectors.boxes import Line
from preau.ui.addresses import url
from preau.ui.drawing import shown
from preau.ui.jinja import kept
from preau.ui.listing import MARK
from preau.ui.wording import moment, said_once

_NO_ID = uuid.UUID(int=0)
_MARKED = re.compile(f"{MARK}([a-z]+){MARK}")


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


class _Marks:
    """The name of a value, between marks: `marks.who`."""

    def __getattr__(self, name: str) -> Markup:
        return Markup(f"{MARK}{name}{MARK}")  # noqa: S704 - ours


def _template(name: str) -> Any:
    return engines["jinja2"].env.get_template(name).module  # type: ignore[attr-defined]


@said_once
def _pattern(shape: Shape) -> str:
    drawn = str(_template("messaging/_lines.html").line(shape, _Marks()))
    return _MARKED.sub(r"%(\1)s", drawn.replace("%", "%%"))


@said_once
def _before(kind: str) -> str:
    """The address of what a line leads to, up to and without its key."""
    address = url("messaging:edit" if kind == "draft" else "messaging:thread", _NO_ID)
    return address.removesuffix(f"{_NO_ID}/")


def _line(one: Line, kind: str, place: int, folder: str) -> str:
    shape = Shape(
        kind, one.is_new, one.is_urgent, one.expects_answer, one.is_starred, one.state, one.attached,
        bool(one.children), one.leaves_at is not None, bool(one.school), bool(folder),
    )  # fmt: skip
    who = shown(one.who)
    leads = one.message_id if kind == "draft" else one.thread
    told = {
        "id": str(one.id), "place": str(place), "href": f"{_before(kind)}{leads}/", "said": who,
        "who": who or shown(_("Sans destinataire")), "subject": shown(one.subject),
        "title": shown(one.subject or _("(sans objet)")), "at": shown(moment(one.at)) if one.at else "",
    }  # fmt: skip
    if shape.children:
        told["chip"] = kept(_template("ui/components.html").child_chip, one.children)
    if one.leaves_at is not None:
        told["leaves"] = shown(_("part %(when)s") % {"when": moment(one.leaves_at)})
    if shape.school:
        told["school"] = shown(one.school)
    if shape.folder:
        told["folder"] = shown(folder)
    return _pattern(shape) % told


def lines(found: Sequence[Line], kind: str, folders: Mapping[str, str] | None = None) -> Markup:
    """The lines of a list, one after the other; `folders`: of those found, the words of the folder where each is."""
    where = folders or {}
    drawn = [_line(one, kind, place, where.get(one.folder, "")) for place, one in enumerate(found, 1)]
    return Markup("".join(drawn))  # noqa: S704 - each value was made harmless, the rest is the template's
