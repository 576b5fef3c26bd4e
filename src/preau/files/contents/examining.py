"""Content that came, examined in a process of its own: what it is, and why it is refused, in words for who sent it.

Used by pages, the streams' process and the worker alike; asks no database.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from preau.directory.errors import Refused
from preau.files.contents import kinds

log = structlog.get_logger("preau.files")
_WITHIN = 28.0  # seconds; the process itself has less, and no thread that makes pages is held longer
_COMMAND = (sys.executable, "-I", "-m", "preau.files.contents.looking")


@dataclass(frozen=True, slots=True)
class Examined:
    """What content is. `path`: where it is now, a picture drawn anew or the content as it came."""

    path: Path
    kind: str
    width: int = 0
    height: int = 0


def _asked(question: dict[str, Any]) -> dict[str, Any]:
    """The answer of the process; {"refused": "died"} when it did not outlive what it opened."""
    try:
        done = subprocess.run(  # noqa: S603
            _COMMAND, input=json.dumps(question), capture_output=True, text=True, timeout=_WITHIN, cwd="/", env={}
        )
    except subprocess.TimeoutExpired:
        return {"refused": "died"}
    if done.returncode:
        log.warning("content broke the process that looked at it", code=done.returncode)
        return {"refused": "died"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _words(why: str) -> str:
    megapixels = settings.PICTURE_PIXELS // 1_000_000
    said = {
        "picture_pixels": _("Cette image est trop grande (plus de %(n)d millions de points) : réduisez-la d’abord.")
        % {"n": megapixels},
        "picture_unreadable": _("Cette image ne s’ouvre pas : elle est abîmée, ou ce n’en est pas une."),
        "archive_entries": _("Cette archive contient trop de fichiers (plus de %(n)d).")
        % {"n": settings.ARCHIVE_ENTRIES},
        "archive_unpacked": _("Le contenu de cette archive est trop gros une fois décompressé."),
        "archive_ratio": _("Cette archive se décompresse en un volume démesuré : elle est refusée."),
        "archive_damaged": _("Cette archive est abîmée : elle ne se décompresse pas."),
        "document_locked": _(
            "Ce document est protégé par un mot de passe : enlevez le mot de passe, puis renvoyez-le."
        ),
        "document_macros": _(
            "Ce document contient des macros, de petits programmes : enregistrez-le sans macros, ou en PDF."
        ),
        "document_unreadable": _("Ce PDF ne s’ouvre pas : il est abîmé. Enregistrez-le de nouveau, puis renvoyez-le."),
        "document_pages": _("Ce PDF a trop de pages (plus de %(n)d) : gardez celles qui comptent.")
        % {"n": settings.PDF_PAGES},
        "not_a_picture": _("Ce fichier porte un nom d’image, mais n’en est pas une : il est refusé."),
        "program": _("Ce fichier est un programme : il est refusé."),
    }
    return said.get(why) or _("Ce fichier n’a pas pu être examiné : il est refusé.")


def examine(
    source: Path,
    target: Path,
    *,
    name: str,
    box: tuple[int, int] | None = None,
    square: bool = False,
    strict: bool = False,
) -> Examined:
    """What the content of `source` is; a picture is drawn anew at `target`, within `box` points.

    Raises Refused, in words, for a program, a picture that is none or too large, an archive out of bounds, and for
    what broke the process that opened it. `strict`: also for a document under a password or with macros, and for a PDF
    that does not open.
    """
    side = settings.PICTURE_SIDE
    found = _asked(
        {
            "what": "look", "source": str(source), "target": str(target), "box": box or (side, side), "square": square,
            "pixels": settings.PICTURE_PIXELS, "entries": settings.ARCHIVE_ENTRIES,
            "unpacked": settings.ARCHIVE_UNPACKED, "ratio": settings.ARCHIVE_RATIO,
            "strict": strict, "pages": settings.PDF_PAGES,
        }
    )  # fmt: skip
    kind = str(found.get("kind", kinds.UNKNOWN))
    family = kinds.kind_of(kind).family
    ending = name.rpartition(".")[2].lower()
    if why := str(found.get("refused", "")):
        raise Refused(_words(why))
    if family == kinds.PROGRAM:
        raise Refused(_words("program"))
    if kinds.family_of_ending(ending) == kinds.PICTURE and family != kinds.PICTURE:
        raise Refused(_words("not_a_picture"))
    if found.get("drawn"):
        return Examined(target, kind, int(found["width"]), int(found["height"]))
    return Examined(source, kind)


def draw_preview(source: Path, target: Path, *, kind: str) -> Examined | None:
    """A small picture of a picture, or of a document's first page; None when none can be drawn."""
    found = _asked(
        {"what": "preview", "source": str(source), "target": str(target), "kind": kind,
         "pixels": settings.PICTURE_PIXELS}
    )  # fmt: skip
    if "refused" in found:
        return None
    return Examined(target, str(found["kind"]), int(found["width"]), int(found["height"]))
