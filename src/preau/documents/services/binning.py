"""The bin: what is deleted waits thirty days, and comes back where it was."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.errors import Refused, Unknown
from preau.documents.enums import VERSION, Level
from preau.documents.models import Node, PublicLink, Version
from preau.documents.names import compared
from preau.documents.selectors.tree import under
from preau.documents.services.arranging import all_mine, free_name, note
from preau.documents.services.locking import locked
from preau.files.public import remove_files_of
from preau.kernel import clock, scope
from preau.kernel.actor import Actor, system
from preau.kernel.signatures import sign

BIN_DAYS = 30
SPACE_DAYS = 730
"""How long the space of a class or a group is kept after it was last opened for writing."""
AT_ONCE = 200


@transaction.atomic
def put_in_bin(*, actor: Actor, hat: Hat, node_id: uuid.UUID) -> Node:
    """Put a thing in the bin, with what is in it. Twice is once. Public links to it end."""
    there = locked(hat, node_id, Level.WRITE, binned=True)
    node = there.node
    if there.is_root:
        raise Refused(_("Ce dossier ne se supprime pas."))
    if node.deleted_at is not None:
        return node
    if any(one.deleted_at for one in there.way):
        raise Unknown("in the bin with its folder")
    node.deleted_at = clock.now()
    sign(node, "deleted_by", actor)
    node.save(update_fields=["deleted_at", "deleted_by", "deleted_by_id"])
    PublicLink.objects.filter(school_id=node.school_id, node__in=under([node.pk])).delete()
    note(actor, "documents.bin", node)
    return node


@transaction.atomic
def put_back(*, actor: Actor, hat: Hat, node_id: uuid.UUID) -> Node:
    """Take a thing out of the bin: into its folder, or into the nearest one above that is not binned itself.

    A name that was taken meanwhile is told apart by a number.
    """
    there = locked(hat, node_id, Level.WRITE, binned=True)
    node = there.node
    if node.deleted_at is None:
        return node
    above = there.way[:-1]
    first = next((rank for rank, one in enumerate(above) if one.deleted_at), len(above))
    parent = above[first - 1]
    node.name = free_name(parent, node.name)
    node.folded, node.parent_id, node.deleted_at = compared(node.name), parent.pk, None
    node.deleted_by, node.deleted_by_id = "", None
    node.save()
    note(actor, "documents.put_back", node)
    return node


@transaction.atomic
def remove_for_good(*, actor: Actor, hat: Hat, node_id: uuid.UUID) -> None:
    """Take a binned thing away before its time, with its versions."""
    there = locked(hat, node_id, Level.WRITE, binned=True)
    if there.node.deleted_at is None:
        raise Refused(_("Mettez-le d’abord à la corbeille."))
    if there.level < Level.OWN and not all_mine(actor, under([node_id], binned=True)):
        raise Refused(_("Ce que d’autres ont déposé s’efface de soi-même, trente jours après."))
    note(actor, "documents.remove", there.node)
    removed(actor, there.node)


def removed(actor: Actor, node: Node) -> int:
    """Erase a thing and all that is in it, in the caller's transaction; how many things."""
    ids = under([node.pk], binned=True)
    for version in Version.objects.filter(node__in=ids).order_by("pk").values_list("pk", flat=True):
        remove_files_of(actor=actor, kind=VERSION, thing_id=version, school_id=node.school_id)
    for one in reversed(ids):
        Node.objects.filter(pk=one).delete()
    return len(ids)


def _each(due: QuerySet[Node]) -> int:
    """Erase all of these, one transaction each, under the lock of their root: what was put back meanwhile stays."""
    gone, spared = 0, set[uuid.UUID]()
    while batch := list(due.exclude(pk__in=spared)[:AT_ONCE]):
        for node in batch:
            with transaction.atomic():
                Node.objects.select_for_update(of=("self",)).filter(pk=node.root_id or node.pk).first()
                again = due.filter(pk=node.pk).first()
                if again is None:
                    spared.add(node.pk)
                else:
                    gone += removed(system(_("corbeille")), again)
    return gone


def forget_binned() -> int:
    """Erase what was binned thirty days ago; how many things."""
    limit = clock.now() - dt.timedelta(days=BIN_DAYS)
    with scope.everything("bins of all schools reach their term"):
        return _each(Node.objects.filter(deleted_at__lte=limit).order_by("deleted_at", "pk"))


def forget_spaces() -> int:
    """Erase spaces of classes and groups two years after their last change; how many things."""
    limit = clock.now() - dt.timedelta(days=SPACE_DAYS)
    with scope.everything("spaces of classes that are no more, in all schools"):
        rows = Node.objects.filter(parent=None, made_at__lte=limit).exclude(owner__isnull=False)
        old = rows.exclude(space__in=["school", "staff"]).exclude(space__startswith="subject:")
        fresh = Node.objects.filter(root=OuterRef("pk"), changed_at__gt=limit)
        return _each(old.exclude(Exists(fresh)).order_by("pk"))
