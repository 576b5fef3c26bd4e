"""An item under lock, for who works on it."""

import uuid

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.errors import Refused, Unknown
from preau.directory.models import School
from preau.news.enums import State
from preau.news.models import NewsItem
from preau.news.selectors.reading import keys_of, may_publish, publishing_of, works_on


def locked(item_id: uuid.UUID) -> NewsItem:
    """An item, so that writers of it take turns. Raises Unknown."""
    found: NewsItem | None = NewsItem.objects.select_for_update(of=("self",)).filter(pk=item_id).first()
    if found is None:
        raise Unknown("no such item")
    return found


def locked_for(hat: Hat, item_id: uuid.UUID, *, whoever_wrote: bool = False) -> NewsItem:
    """The same, for who wrote it or may publish it; raises PermissionDenied for others.

    What a collectivity wrote is not the school's to change: `whoever_wrote` for what a school does of it all the same.
    """
    found = locked(item_id)
    if not works_on(hat, found):
        raise PermissionDenied
    if not whoever_wrote:
        _refuse_a_circulars(found)
    return found


def locked_draft(hat: Hat, item_id: uuid.UUID) -> NewsItem:
    """The same, while it is changed freely. Raises Refused once it is published or withdrawn."""
    found = locked_for(hat, item_id)
    if found.state not in (State.DRAFT, State.REVIEW):
        raise Refused(_("Cette actualité est publiée ou retirée : elle ne se modifie plus ainsi."))
    return found


def _refuse_a_circulars(item: NewsItem) -> None:
    if item.circular_id is not None:
        raise PermissionDenied(_("Cette actualité vient de la collectivité : elle seule la change ou la retire."))


def locked_to_pin(hat: Hat, item_id: uuid.UUID) -> NewsItem:
    """The same, for who publishes to the whole school: one item is pinned there. Those who pin take turns."""
    found = locked_to_publish(hat, item_id)
    if not publishing_of(hat, found.school_id).pins:
        raise PermissionDenied
    School.objects.select_for_update(of=("self",)).get(pk=found.school_id)
    return found


def locked_to_publish(hat: Hat, item_id: uuid.UUID) -> NewsItem:
    """The same, for who may publish it to all its audiences."""
    found = locked(item_id)
    if not may_publish(hat, found, keys_of(found)):
        raise PermissionDenied
    _refuse_a_circulars(found)
    return found
