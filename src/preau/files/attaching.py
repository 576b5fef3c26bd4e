"""What files may be attached to: rooms above say it in their `attachables.py`, and this finds them.

    # messaging/attachables.py
    ATTACHABLES = (
        Attachable("messaging.message", _("pièce jointe d’un message"), may_read=may_read,
                   largest=lambda: settings.ATTACHMENT_BYTES, most=lambda: settings.ATTACHMENTS_MOST),
    )

`may_read(hat, file)` is asked for every file that somebody opens; the room answers with what `preau.access` says of the
thing that holds it (`file.thing_id`). A file that is attached to nothing yet is its holder's alone.
"""

import functools
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.errors import Refused
from preau.files.enums import Reading
from preau.kernel.registry import modules_named
from preau.ui import wording


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as the room that attached it knows it."""

    id: uuid.UUID
    kind: str
    school_id: uuid.UUID | None
    thing_id: uuid.UUID | None
    holder_id: uuid.UUID | None
    name: str


@dataclass(frozen=True, slots=True)
class Attachable:
    """One kind of thing that files are attached to.

    `largest`, `most`: bytes of one file, and files of one thing. `counts`: towards the quota of who brings it and of
    their school. `contents`: kinds of content it takes (files.contents.kinds), all when empty. `public`: read by anyone
    and kept by browsers, like a logo; small pictures only. `outlives_holder`: the thing is the school's, so the file
    stays with it when whoever brought it leaves, without their name; else it goes with them. `spreads`: it reaches
    other people, so a crisis that closes files closes it. `side`: points to which the longer side of a picture is
    brought down, the setting's when 0. `strict`: what who reads could not open, or what runs when it is opened, is
    refused: a document under a password, a document with macros.
    """

    name: str
    words: Any
    may_read: Callable[[Hat, Attached], Reading]
    largest: Callable[[], int]
    most: Callable[[], int]
    counts: bool = True
    contents: frozenset[str] = frozenset()
    public: bool = False
    outlives_holder: bool = False
    spreads: bool = False
    side: int = 0
    strict: bool = False


@functools.cache
def attachables() -> Mapping[str, Attachable]:
    """Every kind of thing that rooms attach files to, by name."""
    found: dict[str, Attachable] = {}
    for module in modules_named("attachables"):
        for one in module.ATTACHABLES:
            if one.name in found:
                raise ValueError(f"Two rooms attach files to {one.name}.")
            found[one.name] = one
    return found


def attachable(name: str) -> Attachable:
    """The kind of that name; raises LookupError when no room has it."""
    return attachables()[name]


def size_words(size: int) -> str:
    """A size as people say it: "640 Ko", "3,4 Mo"."""
    larger = ((1 << 30, _("%(n)s Go")), (1 << 20, _("%(n)s Mo")))
    unit, words = next((one for one in larger if size >= one[0]), (1 << 10, _("%(n)s Ko")))
    figure = f"{size / unit:.1f}".removesuffix(".0") if unit > 1 << 10 else str(max(1, round(size / unit)))
    if wording.language() == "fr":
        figure = figure.replace(".", ",")
    return (words % {"n": figure}).replace(" ", wording.NO_BREAK)


def too_large(most: int) -> Refused:
    """What is said to who sends too much at once."""
    return Refused(_("Ce fichier est trop gros : %(most)s au plus.") % {"most": size_words(most)})


def refuse_content(kind: Attachable, content: str) -> None:
    """Raise Refused when that kind of thing takes no such content."""
    if kind.contents and content not in kind.contents:
        raise Refused(_("Ce fichier n’est pas d’une sorte acceptée ici."))
