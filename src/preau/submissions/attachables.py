"""What this room attaches files to: versions of copies. Whoever brought one may leave; it stays its term."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from preau.files.public import Attachable
from preau.submissions.selectors.files import FILE, JOINED, PHOTO, VOICE, may_read

PAGE_SIDE = 1754
"""Points of the longer side of a photographed page: A4 at 150 dots per inch, some 350 KB."""
MOST_PHOTOS, MOST_FILES, MOST_VOICES = 20, 10, 3
_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
_SOUNDS = frozenset({
    "audio/mpeg", "audio/ogg", "audio/x-wav", "audio/flac", "audio/mp4", "video/webm", "video/mp4",
})  # fmt: skip
"""Recorders of browsers put sound in WebM or MP4, whose signature is that of a film."""

ATTACHABLES = (
    Attachable(
        PHOTO, _("photo d’une copie"), may_read=may_read, largest=lambda: settings.ATTACHMENT_BYTES,
        most=lambda: MOST_PHOTOS, contents=_PICTURES, outlives_holder=True, side=PAGE_SIDE,
    ),
    Attachable(
        FILE, _("fichier d’une copie"), may_read=may_read, largest=lambda: settings.HAND_IN_BYTES,
        most=lambda: MOST_FILES, outlives_holder=True, strict=True,
    ),
    Attachable(
        VOICE, _("enregistrement d’une copie"), may_read=may_read, largest=lambda: settings.ATTACHMENT_BYTES,
        most=lambda: MOST_VOICES, contents=_SOUNDS, outlives_holder=True,
    ),
    Attachable(
        JOINED, _("pages d’une copie en un PDF"), may_read=may_read, largest=lambda: settings.HAND_IN_BYTES,
        most=lambda: 1, counts=False, outlives_holder=True,
    ),
)  # fmt: skip
