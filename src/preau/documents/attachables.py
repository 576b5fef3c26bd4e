"""What documents attach files to: each version has one."""

import uuid

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from preau.access.public import Hat
from preau.directory.errors import Unknown
from preau.documents.enums import VERSION
from preau.documents.selectors.reading import version_for
from preau.files.public import Attachable, Attached, Reading

MOST_AT_ONCE = 50


def may_read(hat: Hat, file: Attached) -> Reading:
    """Whoever reads the document, as its folder says."""
    assert isinstance(file.thing_id, uuid.UUID)
    if file.school_id not in hat.school_ids:
        return Reading.HIDDEN
    try:
        version_for(hat, file.thing_id)
    except Unknown:
        return Reading.HIDDEN
    except PermissionDenied:
        return Reading.RESERVED
    return Reading.OPEN


ATTACHABLES = (
    Attachable(
        VERSION, _("document"), may_read=may_read, largest=lambda: settings.DOCUMENT_BYTES, most=lambda: MOST_AT_ONCE,
        outlives_holder=True, spreads=True,
    ),
)  # fmt: skip
