"""What news attaches files to: pictures that a page shows, and files that one opens."""

import uuid

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from preau.access.public import Hat
from preau.directory.errors import Unknown
from preau.files.public import Attachable, Attached, Reading
from preau.news.enums import ATTACHMENT, CIRCULAR_ATTACHMENT, CIRCULAR_PICTURE, PICTURE, PROOF
from preau.news.selectors.circulars import circular_for
from preau.news.selectors.counter import reads_proof
from preau.news.selectors.reading import item_for

MOST_PICTURES = 6


def may_read(hat: Hat, file: Attached) -> Reading:
    """Whoever may read the item, as its page says: readers while it shows, those who work on it before and after."""
    assert isinstance(file.thing_id, uuid.UUID)
    if file.school_id not in hat.school_ids:
        return Reading.HIDDEN  # with no read more than for a file that does not exist
    try:
        item_for(hat, file.thing_id)
    except Unknown:
        return Reading.HIDDEN
    except PermissionDenied:
        return Reading.RESERVED
    return Reading.OPEN


def may_read_circular(hat: Hat, file: Attached) -> Reading:
    """Officers of its collectivity: whoever reads it in a school reads that school's own."""
    assert isinstance(file.thing_id, uuid.UUID)
    try:
        circular_for(hat, file.thing_id)
    except Unknown:
        return Reading.HIDDEN
    return Reading.OPEN


_SHOWN = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})


def may_read_proof(hat: Hat, file: Attached) -> Reading:
    """Who acts for that family, and the person for whom it was entered."""
    assert isinstance(file.thing_id, uuid.UUID)
    return Reading.OPEN if reads_proof(hat, file.thing_id) else Reading.HIDDEN


_PROOFS = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp"})
ATTACHABLES = (
    Attachable(
        PROOF, _("preuve d’une lecture notée pour une famille"), may_read=may_read_proof, largest=lambda: 10 << 20,
        most=lambda: 3, counts=False, outlives_holder=True, contents=_PROOFS,
    ),
    Attachable(
        PICTURE, _("image d’une actualité"), may_read=may_read, largest=lambda: settings.ATTACHMENT_BYTES,
        most=lambda: MOST_PICTURES,
        contents=_SHOWN, outlives_holder=True, spreads=True,
    ),
    Attachable(
        ATTACHMENT, _("pièce jointe d’une actualité"), may_read=may_read, largest=lambda: settings.ATTACHMENT_BYTES,
        most=lambda: settings.ATTACHMENTS_MOST, outlives_holder=True, spreads=True,
    ),
    Attachable(
        CIRCULAR_PICTURE, _("image d’une actualité de la collectivité"), may_read=may_read_circular,
        largest=lambda: settings.ATTACHMENT_BYTES, most=lambda: MOST_PICTURES, counts=False, contents=_SHOWN,
        outlives_holder=True, spreads=True,
    ),
    Attachable(
        CIRCULAR_ATTACHMENT, _("pièce jointe d’une actualité de la collectivité"), may_read=may_read_circular,
        largest=lambda: settings.ATTACHMENT_BYTES, most=lambda: settings.ATTACHMENTS_MOST, counts=False,
        outlives_holder=True, spreads=True,
    ),
)  # fmt: skip
