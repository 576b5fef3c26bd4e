"""A thing, read again under the lock of its root: whatever is arranged in one space is done one after the other."""

import uuid

from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.errors import Refused, Unknown
from preau.documents.enums import Level
from preau.documents.models import Node
from preau.documents.selectors.reading import Placed, placed


def _locked_roots(*roots: Node) -> None:
    """Lock these roots in the order of their numbers, made when nobody put anything there yet."""
    for root in sorted({one.pk: one for one in roots}.values(), key=lambda one: one.pk):
        if root._state.adding:
            Node.objects.bulk_create([root], ignore_conflicts=True)
        Node.objects.select_for_update(of=("self",)).get(pk=root.pk)


def _top(found: Placed) -> uuid.UUID:
    return found.way[0].pk


def locked(hat: Hat, node_id: uuid.UUID, need: Level, *, binned: bool = False) -> Placed:
    """A thing for who goes so far in it, under the lock of its root. Raises as `placed` does."""
    found = placed(hat, node_id, need, binned=binned)
    _locked_roots(found.way[0])
    again = placed(hat, node_id, need, binned=binned)
    if _top(again) != _top(found):
        raise Refused(_("Ce document vient d’être déplacé : rechargez la page."))
    return again


def locked_both(hat: Hat, node_id: uuid.UUID, need: Level, target_id: uuid.UUID) -> tuple[Placed, Placed]:
    """The same of a thing and of the folder it goes to, where whoever asks writes."""
    one, other = placed(hat, node_id, need), placed(hat, target_id, Level.WRITE)
    _locked_roots(one.way[0], other.way[0])
    again, target = placed(hat, node_id, need), placed(hat, target_id, Level.WRITE)
    if _top(again) != _top(one) or _top(target) != _top(other):
        raise Refused(_("Ce document vient d’être déplacé : rechargez la page."))
    if not target.node.is_folder:
        raise Unknown("not a folder")
    return again, target
