"""What a collectivity writes, locked for who may write it: its writers take turns."""

import uuid

from django.core.exceptions import PermissionDenied

from preau.access.enums import Right
from preau.access.public import Hat, can
from preau.directory.errors import Unknown
from preau.news.models import Circular


def version_of_circular(circular: Circular) -> str:
    """Which writing of a circular this is."""
    return circular.changed_at.isoformat()


def locked_circular(hat: Hat, circular_id: uuid.UUID) -> Circular:
    """A circular of the hat's collectivity, so that its writers take turns. Raises Unknown."""
    if hat.local_authority_id is None or not can(hat, Right.NEWS_TO_SCHOOLS):
        raise PermissionDenied
    found: Circular | None = (
        Circular.objects.select_for_update(of=("self",))
        .filter(pk=circular_id, local_authority_id=hat.local_authority_id)
        .first()
    )
    if found is None:
        raise Unknown("no such item for them")
    return found
