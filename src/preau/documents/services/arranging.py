"""Folders made, things renamed, moved and copied."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.errors import Refused, Unknown
from preau.documents.enums import VERSION, Given, Level
from preau.documents.models import Node, PublicLink, Share, Version
from preau.documents.names import another, compared, kept
from preau.documents.selectors.reading import Placed
from preau.documents.selectors.tree import DEEPEST, under, ways_up
from preau.documents.services.locking import locked, locked_both
from preau.files.public import copies_of, keep, rename_file
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.kernel.signatures import sign, signed

MOST_COPIED = 300
"""Things of one copy: beyond, it would hold everybody who writes in that space."""


def same_named(parent: Node, name: str) -> Node | None:
    """What a folder has under that name."""
    found: Node | None = Node.objects.filter(
        school_id=parent.school_id, parent=parent.pk, folded=compared(name), deleted_at=None
    ).first()
    return found


def free_name(parent: Node, name: str) -> str:
    """That name, or the first one told apart from it that the folder has not."""
    number, wanted = 1, name
    while same_named(parent, wanted) is not None:
        number += 1
        wanted = another(name, number)
    return wanted


def refuse_same(parent: Node, name: str, but: uuid.UUID | None = None) -> None:
    """Raise Refused, in words, when the folder has that name already."""
    found = same_named(parent, name)
    if found is not None and found.pk != but:
        raise Refused(_("Il y a déjà « %(name)s » dans ce dossier : choisissez un autre nom.") % {"name": found.name})


def new_node(actor: Actor, parent: Node, name: str, *, is_folder: bool, **more: Any) -> Node:
    """A thing of that name in a folder; the caller asked whether the name is free."""
    now = clock.now()
    made = {**signed("made_by", actor), **signed("changed_by", actor), **more}
    return Node.objects.create(
        school_id=parent.school_id, parent=parent, root_id=parent.root_id or parent.pk, is_folder=is_folder, name=name,
        folded=compared(name), made_at=now, changed_at=now, **made,
    )  # fmt: skip


def note(actor: Actor, action: str, node: Node, **data: Any) -> None:
    """The line of the journal."""
    audit.record(
        actor=actor, action=action, tenant=node.school_id, subject="document", subject_id=node.pk, data=data
    )  # fmt: skip


def refuse_depth(way: int, below: int = 0) -> None:
    """Raise Refused for folders too deep in one another."""
    if way + below > DEEPEST:
        raise Refused(_("Trop de dossiers les uns dans les autres : %(most)d au plus.") % {"most": DEEPEST})


@transaction.atomic
def make_folder(*, actor: Actor, hat: Hat, parent_id: uuid.UUID, name: str) -> Node:
    """A new folder. The same twice, by one person, is once. Raises Refused for a name that is taken."""
    there = locked(hat, parent_id, Level.WRITE)
    if not there.node.is_folder:
        raise Unknown("not a folder")
    if not name.strip():
        raise Refused(_("Donnez un nom à ce dossier."))
    plain = kept(name)
    before = same_named(there.node, plain)
    mine = before is not None and before.is_folder and before.made_by_id == actor.person_id
    if before is not None and mine and not Node.objects.filter(school_id=before.school_id, parent=before).exists():
        return before
    refuse_same(there.node, plain)
    refuse_depth(len(there.way))
    made = new_node(actor, there.node, plain, is_folder=True)
    note(actor, "documents.make_folder", made)
    return made


@transaction.atomic
def rename(*, actor: Actor, hat: Hat, node_id: uuid.UUID, name: str, seen: str) -> Node:
    """Another name, for who saw it called `seen`; the same name changes nothing. Raises Refused, Overtaken by words."""
    there = locked(hat, node_id, Level.WRITE)
    node = there.node
    if there.is_root:
        raise Refused(_("Ce dossier ne se renomme pas."))
    if not name.strip():
        raise Refused(_("Donnez un nom."))
    plain = kept(name)
    if plain == node.name:
        return node
    if node.name != seen:
        raise Refused(_("Quelqu’un d’autre l’a renommé « %(name)s » : relisez, puis renommez de nouveau si besoin.")
                      % {"name": node.name})  # fmt: skip
    assert node.parent is not None
    refuse_same(node.parent, plain, but=node.pk)
    if node.file_id is not None:
        plain = rename_file(file_id=node.file_id, name=plain)
        refuse_same(node.parent, plain, but=node.pk)
    node.name, node.folded, node.changed_at = plain, compared(plain), clock.now()
    sign(node, "changed_by", actor)
    node.save()
    note(actor, "documents.rename", node)
    return node


@transaction.atomic
def move(*, actor: Actor, hat: Hat, node_id: uuid.UUID, target_id: uuid.UUID) -> Node:
    """Put a thing into another folder; what was shared of it is no more when it leaves its space.

    Raises Refused for a root, a folder within itself, a name that is taken.
    """
    there, target = locked_both(hat, node_id, Level.WRITE, target_id)
    node, before = there.node, there.node.parent_id
    if there.is_root:
        raise Refused(_("Ce dossier ne se déplace pas."))
    if before == target.node.pk:
        return node
    if node.pk in {one.pk for one in target.way}:
        raise Refused(_("Un dossier ne se range pas dans lui-même."))
    refuse_same(target.node, node.name)
    everything = under([node.pk], binned=True)
    refuse_depth(len(target.way), _height(everything, node) if node.is_folder else 0)
    root = target.way[0].pk
    _refuse_unsealing(everything, target)
    if root != there.way[0].pk:
        _refuse_taking(actor, there, target, everything)
        Node.objects.filter(pk__in=everything).update(root=root)
        Share.objects.filter(school_id=node.school_id, node__in=everything).delete()
        PublicLink.objects.filter(school_id=node.school_id, node__in=everything).delete()
    if target.node.school_id != node.school_id:
        raise Refused(_("Un document ne passe pas d’un établissement à l’autre : copiez-le."))
    node.parent_id, node.root_id, node.changed_at = target.node.pk, root, clock.now()
    sign(node, "changed_by", actor)
    node.save()
    note(actor, "documents.move", node)
    return node


def all_mine(actor: Actor, ids: list[uuid.UUID]) -> bool:
    """Whether each of these things was put there by whoever acts."""
    return not Node.objects.filter(pk__in=ids).exclude(made_by_id=actor.person_id).exists()


def _refuse_taking(actor: Actor, there: Placed, target: Placed, everything: list[uuid.UUID]) -> None:
    """Raise Refused for who would take away what somebody else put there: who may change it may not carry it off."""
    leaves_somebody = there.way[0].owner_id is not None or target.way[0].owner_id is not None
    if there.level < Level.OWN and leaves_somebody and not all_mine(actor, everything):
        raise Refused(_("Ce document est à quelqu’un d’autre : il ne s’emporte pas d’ici, il se copie."))


def _refuse_unsealing(everything: list[uuid.UUID], target: Placed) -> None:
    """Raise Refused for a casier put where others than its owner read: each would read what the others dropped."""
    read = any(one.gives == Given.READ for one in target.shares) or not target.way[0].owner_id
    if read and Share.objects.filter(node__in=everything, gives=Given.DROP).exists():
        raise Refused(_("Un casier ne se range pas dans un dossier que d’autres lisent : ils liraient les dépôts."))


def _height(ids: list[uuid.UUID], top: Node) -> int:
    """How many folders deep a folder goes."""
    folders = Node.objects.filter(pk__in=ids, is_folder=True).values_list("pk", flat=True)
    ways = ways_up(list(folders))
    return max(
        (next((n for n, step in enumerate(way) if step.id == top.pk), 0) + 1 for way in ways.values()), default=1
    )


@transaction.atomic
def copy(*, actor: Actor, hat: Hat, node_id: uuid.UUID, target_id: uuid.UUID) -> Node:
    """Put a copy of a thing, and of all that is in it, into a folder: current versions alone, counted to who copies.

    A name that is taken is told apart by a number. Raises Refused for too many things, or a quota.
    """
    there, target = locked_both(hat, node_id, Level.READ, target_id)
    if there.is_root:
        raise Refused(_("Copiez ce que contient ce dossier, pas le dossier lui-même."))
    if there.node.pk in {one.pk for one in target.way}:
        raise Refused(_("Un dossier ne se copie pas dans lui-même."))
    ids = under([there.node.pk])
    if len(ids) > MOST_COPIED:
        raise Refused(
            _("Ce dossier contient trop de choses pour une copie : %(most)d au plus.") % {"most": MOST_COPIED}
        )
    return copied(actor, hat, there, target, ids, free_name(target.node, there.node.name))


def copied(actor: Actor, hat: Hat, there: Placed, target: Placed, ids: list[uuid.UUID], name: str) -> Node:
    """The copy itself, in the caller's transaction and under its locks."""
    kept_rows = {one.pk: one for one in Node.objects.filter(pk__in=ids)}
    refuse_depth(len(target.way), _height(ids, there.node) if there.node.is_folder else 0)
    files = copies_of([one.file_id for one in kept_rows.values() if one.file_id])
    made: dict[uuid.UUID, Node] = {}
    for id_ in ids:
        row = kept_rows[id_]
        parent = target.node if id_ == there.node.pk else made[row.parent_id]
        new = new_node(actor, parent, name if id_ == there.node.pk else row.name, is_folder=row.is_folder)
        made[id_] = new
        if row.file_id is not None and row.file_id in files:
            put_content(actor, hat, new, files[row.file_id])
    first = made[there.node.pk]
    note(actor, "documents.copy", first, count=len(made))
    return first


def put_content(actor: Actor, hat: Hat, node: Node, arrival: Any) -> Version:
    """A new current version of a document, made of what arrived; the caller holds the lock and writes the journal."""
    now, number = clock.now(), new_id()
    (file,) = keep(
        actor=actor, hat=hat, kind=VERSION, arrivals=[arrival], school_id=node.school_id, thing_id=number
    )  # fmt: skip
    node.edition, node.file_id, node.size, node.changed_at = node.edition + 1, file.pk, file.size, now
    sign(node, "changed_by", actor)
    node.save()
    return Version.objects.create(
        id=number, school_id=node.school_id, node=node, edition=node.edition, file_id=file.pk, size=file.size, at=now,
        **signed("by", actor),
    )  # fmt: skip
