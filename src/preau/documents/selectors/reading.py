"""One folder or document, for who may open it, and the lists of each page."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from preau.access.public import Hat, unit_names
from preau.directory.errors import Refused, Unknown
from preau.documents import rules
from preau.documents.enums import LEVELS, VERSION, Given, Level
from preau.documents.models import Node, Share, Version
from preau.documents.names import compared
from preau.documents.selectors.tree import alive, under, ways_up
from preau.files.public import FileLine, files_of_things, size_words
from preau.kernel import clock
from preau.kernel.text import fold

SEARCHED = 50


@dataclass(frozen=True, slots=True)
class Placed:
    """A thing in its place. `way`: from its root to itself; `level`: how far whoever asks goes there.

    `is_box`: a casier, of which whoever drops sees what they dropped alone. `is_there`: its root is kept already.
    """

    node: Node
    way: Sequence[Node]
    level: Level
    shares: Sequence[Share]
    reader: rules.Reader
    title: str
    is_there: bool = True
    names: Mapping[uuid.UUID, str] = field(default_factory=dict)
    drops: bool = False

    @property
    def takes(self) -> bool:
        """Whether whoever asks puts documents there: who writes, and who drops into a casier."""
        return self.node.is_folder and (self.level >= Level.WRITE or self.drops)

    @property
    def is_root(self) -> bool:
        """Whether it is the root of a person or of a space."""
        return self.node.parent_id is None

    @property
    def is_own(self) -> bool:
        """Whether it is in the folder of whoever asks."""
        return self.way[0].owner_id == self.reader.person_id

    @property
    def is_box(self) -> bool:
        """Whether others drop into it without reading it."""
        return any(one.gives == Given.DROP for one in self.shares)

    @property
    def crumbs(self) -> list[tuple[str, uuid.UUID]]:
        """The folders that whoever asks may open, from above."""
        seen = [(self.names[one.pk], one.pk) for one in self.way if one.pk in self.names]
        return seen

    def sentence(self) -> str:
        """Who reads and changes it."""
        root = self.way[0]
        taught = self.reader.subjects.get(root.school_id, {})
        told: Mapping[object, str] = unit_names(root.school_id)
        return rules.sentence(root, self.shares, told, self.reader, taught.get(root.space.partition(":")[2], ""))


def empty_root(hat: Hat, reader: rules.Reader, node_id: uuid.UUID) -> Node | None:
    """The root of that number, of this person or of a space they open, though nobody put anything there yet."""
    for school in hat.school_ids:
        if node_id == rules.own_root(school, reader.person_id):
            return Node(
                id=node_id, school_id=school, is_folder=True, owner_id=reader.person_id, made_at=clock.now(),
                changed_at=clock.now(),
            )  # fmt: skip
    for space in rules.spaces_of(hat, reader):
        if node_id == space.id:
            return Node(
                id=node_id, school_id=space.school_id, is_folder=True, space=space.key, made_at=clock.now(),
                changed_at=clock.now(),
            )  # fmt: skip
    return None


def title_of_root(hat: Hat, reader: rules.Reader, root: Node) -> str:
    """What a root is called."""
    if root.owner_id == reader.person_id:
        return _("Mes documents")
    if root.owner_id is not None:
        return _("Documents de %(name)s") % {"name": root.owner.full_name if root.owner else ""}
    return next((one.name for one in rules.spaces_of(hat, reader) if one.id == root.pk), _("Espace partagé"))


def placed(
    hat: Hat, node_id: uuid.UUID, need: Level = Level.READ, *, binned: bool = False, reader: rules.Reader | None = None
) -> Placed:
    """A thing for who goes so far in it. `binned`: in the bin too.

    Raises Unknown for a stranger, and PermissionDenied for a colleague.
    """
    reader = reader or rules.reader_of(hat)
    node = Node.objects.filter(pk=node_id, school_id__in=hat.school_ids).first()
    if node is None:
        root = empty_root(hat, reader, node_id)
        if root is None:
            raise Unknown("no such folder for them")
        node, way, is_there = root, [root], False
    else:
        ids = [one.id for one in ways_up([node.pk])[node.pk]]
        kept = {one.pk: one for one in Node.objects.filter(pk__in=ids).select_related("owner")}
        way, is_there = [kept[one] for one in reversed(ids)], True
        node = way[-1]
    if not binned and any(one.deleted_at for one in way):
        raise Unknown("in the bin")
    shares = list(
        Share.objects.filter(school_id=node.school_id, node__in=[one.pk for one in way]).select_related("person")
    )
    level = reader.level_in_space(way[0])
    by_node: dict[uuid.UUID, list[Share]] = {}
    for one in shares:
        by_node.setdefault(one.node_id, []).append(one)
    drops = any(
        one.gives == Given.DROP and reader.level_by([one]) == Level.DROP for one in by_node.get(node.pk, ())
    )  # fmt: skip
    names: dict[uuid.UUID, str] = {}
    for one in way:
        level = max(level, reader.level_by(by_node.get(one.pk, ())))
        if level:
            names[one.pk] = one.name if one.parent_id else title_of_root(hat, reader, one)
    if level == Level.DROP and not drops:  # what is in a casier is its own author's, whatever shares it has besides
        mine = not node.is_folder and node.made_by_id == reader.person_id
        level = Level.READ if mine else Level.NONE
    if level < need:
        if not reader.is_staff and level == Level.NONE:
            raise Unknown("not theirs")
        raise PermissionDenied(_("Ce dossier ou ce document est réservé à d’autres personnes."))
    title = node.name if node.parent_id else title_of_root(hat, reader, node)
    return Placed(node, way, level, shares, reader, title, is_there, names, drops)


def own_roots(hat: Hat, reader: rules.Reader) -> list[uuid.UUID]:
    """Their own roots: one for each school, and those of a record that was joined to theirs."""
    rows = Node.objects.filter(owner_id=reader.person_id, parent=None, school_id__in=hat.school_ids)
    there = [rules.own_root(one, reader.person_id) for one in hat.school_ids]
    return list(dict.fromkeys([*there, *rows.values_list("pk", flat=True)]))


@dataclass(frozen=True, slots=True)
class Line:
    """A folder or a document as lists show it."""

    id: uuid.UUID
    name: str
    is_folder: bool
    kind: str
    size: int
    at: dt.datetime
    by: str
    folder: str = ""

    @property
    def size_words(self) -> str:
        """Its size, of a document."""
        return "" if self.is_folder else size_words(self.size)


def kind_words(node: Node) -> str:
    """What it is, in words: a folder, or by the ending of its name."""
    if node.is_folder:
        return _("Dossier")
    ending = node.name.rpartition(".")[2] if "." in node.name else ""
    return ending.upper() if ending and len(ending) < 6 else _("Document")


def line_of(node: Node, folder: str = "") -> Line:
    """A thing as lists show it."""
    return Line(
        node.pk, node.name, node.is_folder, kind_words(node), node.size, node.changed_at, node.changed_by, folder
    )  # fmt: skip


SORTS: Mapping[str, Callable[[Line], Any]] = {
    "nom": lambda one: fold(one.name), "taille": lambda one: one.size, "date": lambda one: one.at,
    "par": lambda one: fold(one.by),
}  # fmt: skip


def children_of(there: Placed) -> QuerySet[Node]:
    """What a folder shows to whoever asks: of a casier, what they dropped."""
    rows = Node.objects.filter(school_id=there.node.school_id, parent=there.node.pk, deleted_at=None)
    return rows.filter(is_folder=False, made_by_id=there.reader.person_id) if there.level == Level.DROP else rows


def listed(there: Placed, sort: str, *, descending: bool, text: str = "") -> list[Line]:
    """The same in an order, folders first; `text`: of names that hold it."""
    found = [line_of(one) for one in children_of(there)]
    if text:
        found = [one for one in found if fold(text) in fold(one.name)]
    found.sort(key=SORTS["nom"])
    found.sort(key=SORTS[sort], reverse=descending)
    return sorted(found, key=lambda one: not one.is_folder)


def recent(hat: Hat, reader: rules.Reader, most: int = 5) -> list[Line]:
    """What they changed last in their own folder."""
    roots = own_roots(hat, reader)
    rows = Node.objects.filter(school_id__in=hat.school_ids, root__in=roots, is_folder=False, deleted_at=None)
    found = alive(list(rows.order_by("-changed_at")[: 4 * most]))
    return [line_of(one) for one in found[:most]]


def _mine(reader: rules.Reader) -> Q:
    today = clock.today()
    mine = Q(person_id=reader.person_id)
    for school, keys in reader.keys.items():
        mine |= Q(school_id=school, key__in=sorted(keys))
    return mine & (Q(ends_on=None) | Q(ends_on__gte=today))


def shared_with(hat: Hat, reader: rules.Reader) -> list[tuple[Line, str]]:
    """What others share with them, the newest share first, and what they may do with it."""
    rows = Share.objects.filter(_mine(reader), school_id__in=hat.school_ids).select_related("node", "node__root__owner")
    found: dict[uuid.UUID, tuple[Node, Share]] = {}
    for one in rows.order_by("-made_at"):
        root = one.node.root
        if root is not None and root.owner_id != reader.person_id:
            before = found.get(one.node_id)
            if before is None or LEVELS[one.gives] > LEVELS[before[1].gives]:
                found[one.node_id] = (one.node, one)
    words = {Given.READ: _("à lire"), Given.WRITE: _("à modifier"), Given.DROP: _("casier : à déposer")}
    living = {one.pk for one in alive([node for node, _share in found.values()])}
    return [
        (line_of(node, _("partagé par %(who)s") % {"who": share.made_by}), str(words[Given(share.gives)]))
        for node, share in found.values() if node.pk in living
    ]  # fmt: skip


def searched(hat: Hat, reader: rules.Reader, text: str) -> list[Line]:
    """What they may read whose name holds these words, the newest first."""
    roots = own_roots(hat, reader)
    roots += [one.id for one in rules.spaces_of(hat, reader)]
    lent = Share.objects.filter(_mine(reader), school_id__in=hat.school_ids).exclude(gives=Given.DROP)
    inside = under(list(lent.values_list("node_id", flat=True)))
    dropped = Q(made_by_id=reader.person_id, is_folder=False)
    rows = Node.objects.filter(
        Q(root__in=roots) | Q(pk__in=inside) | dropped, school_id__in=hat.school_ids, deleted_at=None,
        parent__isnull=False,
    ).select_related("parent")  # fmt: skip
    for word in text.split()[:6]:
        rows = rows.filter(folded__contains=compared(word))
    found: list[Line] = []
    for one in alive(list(rows.order_by("-changed_at")[: 4 * SEARCHED])):
        if one.root_id not in roots and one.pk not in inside:
            try:  # a document they put elsewhere, which they may read no more
                placed(hat, one.pk, reader=reader)
            except (Unknown, PermissionDenied):
                continue
        found.append(line_of(one, one.parent.name if one.parent else ""))
    return found[:SEARCHED]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version of a document. `file`: None when its content is gone."""

    edition: int
    at: dt.datetime
    by: str
    size: str
    file: FileLine | None
    id: uuid.UUID
    is_current: bool


def _opens(there: Placed, version: Version) -> bool:
    """Whether a version is read by who reads its document: a former one may be from before a move, or a share."""
    is_current = version.edition == there.node.edition
    return is_current or there.level >= Level.WRITE or version.by_id == there.reader.person_id


def versions_of(there: Placed) -> list[VersionLine]:
    """Versions of a document that whoever asks reads, the newest first."""
    node = there.node
    every = Version.objects.filter(school_id=node.school_id, node=node).order_by("-edition")
    rows = [one for one in every if _opens(there, one)]
    files = files_of_things(VERSION, [one.pk for one in rows], [node.school_id])
    return [
        VersionLine(
            one.edition, one.at, one.by, size_words(one.size), next(iter(files.get(one.pk, ())), None), one.pk,
            one.edition == node.edition,
        )
        for one in rows
    ]  # fmt: skip


def version_for(hat: Hat, version_id: uuid.UUID) -> Version:
    """A version, for who reads its document; a former one for who changes it, or made it. Raises as `placed` does."""
    found = Version.objects.filter(pk=version_id).first()
    if found is None:
        raise Unknown("no such version")
    if not _opens(placed(hat, found.node_id), found):
        raise Unknown("a former version")
    return found


def binned(hat: Hat, reader: rules.Reader) -> list[tuple[Line, dt.datetime]]:
    """What lies in the bin that they may put back: of their own folder, and of shared spaces where they write."""
    roots = set(own_roots(hat, reader))
    roots |= {
        one.id for one in rules.spaces_of(hat, reader)
        if reader.level_in_space(Node(school_id=one.school_id, space=one.key)) >= Level.WRITE
    }  # fmt: skip
    rows = Node.objects.filter(school_id__in=hat.school_ids, root__in=roots, deleted_at__isnull=False)
    found = []
    for one in rows.select_related("parent").order_by("-deleted_at"):
        assert one.deleted_at is not None
        found.append((line_of(one, one.parent.name if one.parent else ""), one.deleted_at))
    return found


def folders_in(there: Placed) -> list[Line]:
    """The folders that a folder holds, for who chooses where to put something."""
    return [line_of(one) for one in children_of(there).filter(is_folder=True).order_by("folded")]


MOST_IN_ARCHIVE = 2000


def for_archive(there: Placed) -> list[tuple[str, uuid.UUID]]:
    """All documents of a folder, each with its path in it, folder by folder. Raises Refused for too many."""
    ids = under([there.node.pk])
    if len(ids) > MOST_IN_ARCHIVE:
        words = _("Ce dossier contient trop de choses pour une archive : %(most)d au plus.")
        raise Refused(words % {"most": MOST_IN_ARCHIVE})
    nodes = Node.objects.in_bulk(ids)
    paths: dict[uuid.UUID, str] = {there.node.pk: ""}
    found = []
    for id_ in ids[1:]:
        one = nodes[id_]
        assert one.parent_id is not None
        paths[id_] = f"{paths[one.parent_id]}{one.name}{'/' if one.is_folder else ''}"
        if one.file_id is not None:
            found.append((paths[id_], one.file_id))
    return found
