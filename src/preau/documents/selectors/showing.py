"""What the page of a document shows of it, and its public links."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from preau.access.public import Hat
from preau.documents import rules
from preau.documents.enums import VERSION, Level
from preau.documents.models import Node, PublicLink, Version
from preau.documents.selectors.reading import Placed
from preau.documents.selectors.tree import ways_up
from preau.files.public import FileLine, beginning_of, files_of_things
from preau.kernel import clock, scope

TEXT_SHOWN = 100_000
"""Bytes of a text that a page shows."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as its page shows it. `text`: its beginning, of a text; `is_cut`: there is more."""

    file: FileLine
    text: str = ""
    is_cut: bool = False


def shown_of(node: Node) -> Shown | None:
    """What a page shows of the current version; None when its content is gone."""
    version = Version.objects.filter(school_id=node.school_id, node=node, edition=node.edition).first()
    files = files_of_things(VERSION, [version.pk], [node.school_id]).get(version.pk) if version is not None else None
    if not files:
        return None
    file = files[0]
    if file.family != "text" or not file.url:
        return Shown(file)
    body = beginning_of(file.id, TEXT_SHOWN)
    for code in ("utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "cp1252"):
        try:
            text = body.decode(code, "strict" if node.size <= TEXT_SHOWN and code == "utf-8" else "replace")
            break
        except UnicodeDecodeError:
            continue
    return Shown(file, text.replace("\0", ""), node.size > TEXT_SHOWN)


def may_link(hat: Hat, there: Placed) -> bool:
    """Whether this hat opens public links to that."""
    staff = hat.is_staff and there.level >= Level.WRITE and not there.node.is_folder
    return staff and rules.may_share_with_groups(hat, there.node.school_id)


def links_of(node: Node) -> Sequence[PublicLink]:
    """Links that open a document today, those that end first before."""
    rows = PublicLink.objects.filter(school_id=node.school_id, node=node, ends_on__gte=clock.today())
    return list(rows.order_by("ends_on", "pk").select_related("person"))


@dataclass(frozen=True, slots=True)
class Linked:
    """What a public link opens."""

    name: str
    size: int
    ends_on: dt.date
    file: FileLine


def linked(secret: str) -> Linked | None:
    """What the link of that secret opens today; None for any other, a binned document, or a content that is held."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    with scope.everything("whoever holds a public link is of no school"):
        link = PublicLink.objects.filter(digest=digest, ends_on__gte=clock.today()).select_related("node").first()
        if link is None or any(one.deleted_at for one in ways_up([link.node_id])[link.node_id]):
            return None
        shown = shown_of(link.node)
    if shown is None or not shown.file.url:
        return None
    return Linked(link.node.name, link.node.size, link.ends_on, shown.file)
