"""Who reads a copy."""

import uuid

from preau.access.public import Hat
from preau.diary.public import piece_to_write, pupils_of
from preau.directory.errors import Unknown
from preau.submissions.models import Copy, CopyVersion
from preau.submissions.selectors.rows import pupils_of_copy


def reads_copy(hat: Hat, copy: Copy) -> None:
    """Nothing, for those whose copy it is, for their guardians, and for who writes that piece of work (who corrects).

    Raises Unknown for a stranger, PermissionDenied for a colleague.
    """
    if copy.school_id not in hat.school_ids or hat.is_visitor:
        raise Unknown("no such copy")
    if hat.is_staff:
        piece_to_write(hat, copy.assignment.work)
        return
    theirs = {one.id for one in pupils_of(hat) if one.school_id == copy.school_id}
    if not theirs & set(pupils_of_copy(copy)):
        raise Unknown("no such copy for them")


def copy_to_read(hat: Hat, copy_id: uuid.UUID) -> Copy:
    """A copy, for who reads it. Raises Unknown, PermissionDenied."""
    rows = Copy.objects.filter(pk=copy_id, school_id__in=hat.school_ids).select_related("assignment", "pupil", "team")
    copy = rows.first()
    if copy is None:
        raise Unknown("no such copy")
    reads_copy(hat, copy)
    return copy


def version_to_read(hat: Hat, version_id: uuid.UUID) -> CopyVersion:
    """A version, for who reads its copy. Raises Unknown, PermissionDenied."""
    rows = CopyVersion.objects.filter(pk=version_id, school_id__in=hat.school_ids)
    version = rows.select_related("copy", "copy__assignment", "copy__team", "copy__pupil").first()
    if version is None:
        raise Unknown("no such copy")
    reads_copy(hat, version.copy)
    return version
