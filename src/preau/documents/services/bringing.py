"""Documents brought to a folder, and new versions of those that are there: nothing is ever written over unseen."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.documents.enums import VERSION, Level, OnSame
from preau.documents.models import Node, Version
from preau.documents.names import kept
from preau.documents.selectors.reading import Placed
from preau.documents.services.arranging import free_name, new_node, note, put_content, refuse_depth, same_named
from preau.documents.services.locking import locked
from preau.files.public import Arrival, copies_of, remove_files_of
from preau.kernel.actor import Actor

KEPT_VERSIONS = 30
"""Versions of a document; the oldest goes when one more comes."""


class SameNames(Refused):
    """The folder has these names already: whoever brings them says what to do."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(_("Ce dossier a déjà un document de ce nom."))
        self.names = names


@transaction.atomic
def add_documents(
    *, actor: Actor, hat: Hat, folder_id: uuid.UUID, arrivals: Sequence[Arrival], on_same: str = "",
    folders: Sequence[str] = (),
) -> list[Node]:  # fmt: skip
    """Put what arrived into a folder, as documents. What was put there by the same upload already is left.

    `folders`: of each arrival, the folders it goes into, made when they are not there ("cours/images"). In a casier the
    name says who dropped it, and the same name by the same person is a version more. Raises SameNames, and puts
    nothing, when a name is there and `on_same` says nothing; Refused for a quota.
    """
    there = locked(hat, folder_id, Level.DROP)
    if not there.node.is_folder:
        raise Unknown("not a folder")
    if not there.takes:
        raise PermissionDenied
    known = set(Version.objects.filter(file_id__in=[one.id for one in arrivals]).values_list("file_id", flat=True))
    wanted = [
        (one, folders[number] if number < len(folders) else "") for number, one in enumerate(arrivals)
        if one.id not in known
    ]  # fmt: skip
    if there.level < Level.WRITE:
        return [_dropped(actor, hat, there, one) for one, _path in wanted]
    places = {path: _folder_at(actor, there, path) for path in dict.fromkeys(path for _one, path in wanted)}
    same = [one.name for one, path in wanted if same_named(places[path], kept(one.name)) is not None]
    if same and on_same not in (OnSame.REPLACE, OnSame.BOTH):
        transaction.set_rollback(True)
        raise SameNames(same)
    return [_brought(actor, hat, places[path], one, on_same) for one, path in wanted]


def _folder_at(actor: Actor, there: Placed, path: str) -> Node:
    """The folder at that path below, made where it is not there."""
    parts = [kept(one) for one in path.split("/") if one.strip(". ")]
    refuse_depth(len(there.way), len(parts))
    folder = there.node
    for one in parts:
        found = same_named(folder, one)
        if found is not None and not found.is_folder:
            one, found = free_name(folder, one), None
        folder = found or new_node(actor, folder, one, is_folder=True)
    return folder


def _brought(actor: Actor, hat: Hat, folder: Node, arrival: Arrival, on_same: str) -> Node:
    name = kept(arrival.name)
    before = same_named(folder, name)
    if before is not None and not before.is_folder and on_same == OnSame.REPLACE:
        return _one_more(actor, hat, before, arrival)
    node = new_node(actor, folder, free_name(folder, name), is_folder=False)
    put_content(actor, hat, node, replace(arrival, name=node.name))
    note(actor, "documents.add", node)
    return node


def _dropped(actor: Actor, hat: Hat, there: Placed, arrival: Arrival) -> Node:
    person = str(actor.label).partition(",")[0]
    name = kept(f"{person} - {arrival.name}")
    before = same_named(there.node, name)
    if before is not None and not before.is_folder and before.made_by_id == actor.person_id:
        return _one_more(actor, hat, before, arrival)
    node = new_node(actor, there.node, free_name(there.node, name), is_folder=False)
    put_content(actor, hat, node, replace(arrival, name=node.name))
    note(actor, "documents.drop", node)
    return node


def _one_more(actor: Actor, hat: Hat, node: Node, arrival: Arrival) -> Node:
    put_content(actor, hat, node, replace(arrival, name=node.name))
    rows = Version.objects.filter(school_id=node.school_id, node=node).order_by("-edition")
    for old in rows[KEPT_VERSIONS:]:
        remove_files_of(actor=actor, kind=VERSION, thing_id=old.pk, school_id=node.school_id)
        old.delete()
    note(actor, "documents.add_version", node, edition=node.edition)
    return node


@transaction.atomic
def add_version(
    *, actor: Actor, hat: Hat, node_id: uuid.UUID, arrival: Arrival, seen: int, beside: bool = False
) -> Node:  # fmt: skip
    """A new version of a document, for who saw its version number `seen`; `beside`: a document of its own instead.

    Raises Overtaken when somebody brought another one meanwhile: their version stays, whatever is chosen next.
    """
    there = locked(hat, node_id, Level.WRITE)
    node = there.node
    if node.is_folder:
        raise Unknown("a folder has no versions")
    if Version.objects.filter(file_id=arrival.id).exists():
        return node
    if beside:
        assert node.parent is not None
        return _brought(actor, hat, node.parent, replace(arrival, name=node.name), OnSame.BOTH)
    if node.edition != seen:
        raise Overtaken(_("Quelqu’un d’autre a enregistré une version pendant ce temps."))
    return _one_more(actor, hat, node, arrival)


@transaction.atomic
def bring_back_version(*, actor: Actor, hat: Hat, node_id: uuid.UUID, edition: int, seen: int) -> Node:
    """Make an older version the current one, as a version more: what stood stays before it. Raises Overtaken."""
    there = locked(hat, node_id, Level.WRITE)
    old = Version.objects.filter(school_id=there.node.school_id, node=there.node, edition=edition).first()
    if old is None:
        raise Unknown("no such version")
    if there.node.edition != seen:
        raise Overtaken(_("Quelqu’un d’autre a enregistré une version pendant ce temps."))
    if old.edition == there.node.edition:
        return there.node
    content = copies_of([old.file_id]).get(old.file_id)
    if content is None:
        raise Refused(_("Le contenu de cette version n’est plus là."))
    return _one_more(actor, hat, there.node, content)
