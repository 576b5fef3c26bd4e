"""What news attaches files to: pictures that a page shows, and files that one opens."""

import uuid

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from preau.access.public import Hat
from preau.directory.errors import Unknown
from preau.files.public import Attachable, Attached, Reading
from preau.news.enums import ATTACHMENT, PICTURE
from preau.news.selectors.reading import item_for

MOST_PICTURES = 6


def may_read(hat: Hat, file: Attached) -> Reading:
    """Whoever may read the item, as its page says: readers while it shows, those who work on it before and after."""
    assert isinstance(file.thing_id, uuid.UUID)
    try:
        item_for(hat, file.thing_id)
    except Unknown:
        return Reading.HIDDEN
    except PermissionDenied:
        return Reading.RESERVED if file.school_id in hat.school_ids else Reading.HIDDEN
    return Reading.OPEN


ATTACHABLES = (
    Attachable(
        PICTURE, _("image d’une actualité"), may_read=may_read, largest=lambda: settings.ATTACHMENT_BYTES,
        most=lambda: MOST_PICTURES,
        contents=frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"}), outlives_holder=True, spreads=True,
    ),
    Attachable(
        ATTACHMENT, _("pièce jointe d’une actualité"), may_read=may_read, largest=lambda: settings.ATTACHMENT_BYTES,
        most=lambda: settings.ATTACHMENTS_MOST, outlives_holder=True, spreads=True,
    ),
)  # fmt: skip
