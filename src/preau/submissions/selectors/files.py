"""Files of copies: what each kind is attached to, and who reads them."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied

from preau.access.public import Hat
from preau.directory.errors import Unknown
from preau.files.public import Attached, Reading
from preau.submissions.enums import PartKind
from preau.submissions.models import CopyVersion
from preau.submissions.selectors.copies import reads_copy

PHOTO, FILE, VOICE, JOINED = "submissions.photo", "submissions.file", "submissions.voice", "submissions.joined"
FILE_KINDS: Mapping[PartKind, str] = {PartKind.PHOTO: PHOTO, PartKind.FILE: FILE, PartKind.VOICE: VOICE}
ALL_KINDS = (PHOTO, FILE, VOICE, JOINED)


def may_read(hat: Hat, file: Attached) -> Reading:
    """Those whose copy it is, their guardians, and who writes that piece of work; other staff meet a closed door."""
    version = CopyVersion.objects.filter(pk=file.thing_id).select_related("copy", "copy__assignment").first()
    if version is None or version.school_id not in hat.school_ids:
        return Reading.HIDDEN
    try:
        reads_copy(hat, version.copy)
    except Unknown:
        return Reading.HIDDEN
    except PermissionDenied:
        return Reading.RESERVED
    return Reading.OPEN
