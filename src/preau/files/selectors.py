"""Reads of this room: files of things, and one file for who may read it."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.errors import Unknown
from preau.files import limits
from preau.files.attaching import Attachable, Attached, attachable, attachables, size_words
from preau.files.contents.kinds import kind_of
from preau.files.enums import Reading, Scan
from preau.files.models import Blob, StoredFile, Usage
from preau.files.receiving import Arrival
from preau.files.stores import Missing, StoreError, copied, store
from preau.kernel import scope
from preau.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file as a list shows it. `held`: why it does not open, in words; empty when it does. `digest`: its SHA-256."""

    id: uuid.UUID
    name: str
    size: str
    family: str
    url: str
    preview_url: str
    width: int
    height: int
    held: str
    digest: str = ""


def held_words(blob: Blob) -> str:
    """Why a content is served to nobody, or not yet; empty when it is served."""
    if blob.scan == Scan.INFECTED:
        return _("Ce fichier contient un programme dangereux : il ne s’ouvre pas.")
    if blob.scan != Scan.CLEAN and settings.FILES_CLAMD and settings.FILES_UNSCANNED != "serve":
        if blob.scan == Scan.BEYOND:
            return _("Ce fichier est trop gros pour l’antivirus : il ne s’ouvre pas.")
        return _("L’antivirus examine ce fichier : il s’ouvrira ensuite.")
    return ""


def preview_url(file_id: uuid.UUID, *, is_drawn: bool, scan: str) -> str:
    """Where the preview of a file is, for who read its row by a statement of their own; empty without one."""
    if not is_drawn or held_words(Blob(scan=scan)):
        return ""
    return reverse("files:preview", args=[file_id])


def _line(file: StoredFile) -> FileLine:
    blob = file.blob
    held = held_words(blob)
    return FileLine(
        id=file.pk, name=file.name, size=size_words(file.size), family=kind_of(blob.content).family,
        url="" if held else reverse("files:file", args=[file.pk]),
        preview_url=reverse("files:preview", args=[file.pk]) if blob.preview_id and not held else "",
        width=blob.width, height=blob.height, held=held, digest=file.blob_id,
    )  # fmt: skip


def files_of_things(
    kind: str, thing_ids: Collection[uuid.UUID], school_ids: Collection[uuid.UUID | None] | None = None
) -> Mapping[uuid.UUID, list[FileLine]]:
    """The files of these things, in the order they came. One read; whoever calls has asked who may read the things.

    `school_ids`: those whose files are meant, None among them for files of no school.
    """
    rows = StoredFile.objects.filter(kind=kind, thing__in=list(thing_ids)).select_related("blob")
    if school_ids is not None:
        schools = Q(school_id__in=[one for one in school_ids if one is not None])
        rows = rows.filter(schools | Q(school__isnull=True) if None in school_ids else schools)
    found: dict[uuid.UUID, list[FileLine]] = {one: [] for one in thing_ids}
    for file in rows.order_by("kept_at", "pk"):
        assert file.thing is not None
        found[file.thing].append(_line(file))
    return found


def things_files(kind: str, thing_id: uuid.UUID) -> list[uuid.UUID]:
    """Identifiers of the files of one thing, of whatever school or none."""
    with scope.everything("the room that attached them asks"):
        return list(StoredFile.objects.filter(kind=kind, thing=thing_id).order_by("pk").values_list("pk", flat=True))


def holds(kind: str, thing_id: uuid.UUID, school_id: uuid.UUID | None, arrivals: Sequence[Arrival]) -> bool:
    """Whether a thing has all that arrived already, each by its upload or as the same content under the same name:
    what a form brings that is sent twice.
    """
    rows = StoredFile.objects.filter(school_id=school_id, kind=kind, thing=thing_id)
    there = list(rows.values_list("pk", "blob_id", "name")) if arrivals else []
    known = {one for one, _digest, _name in there}
    same = {(digest, name) for _one, digest, name in there}
    return all(one.id in known or (one.digest, one.name) in same for one in arrivals)


def _reading(hat: Hat, file: StoredFile) -> Reading:
    about = attachables().get(file.kind)
    if about is None:
        return Reading.HIDDEN
    if file.thing is None:
        return Reading.OPEN if file.holder_id == hat.person_id else Reading.HIDDEN
    return about.may_read(hat, Attached(file.pk, file.kind, file.school_id, file.thing, file.holder_id, file.name))


def file_for(hat: Hat, file_id: uuid.UUID, *, room: str = "") -> StoredFile:
    """A file, for who may read it: the room that attached it says so. `room`: of things of that one alone.

    Raises Unknown for a stranger; PermissionDenied, in words, for a colleague and for a content that is not served.
    """
    with scope.everything("the room that attached a file is asked who reads it, of whatever school"):
        file = StoredFile.objects.select_related("blob", "blob__preview").filter(pk=file_id).first()
        theirs = file is not None and file.kind.startswith(f"{room}." if room else "")
        answer = _reading(hat, file) if file is not None and theirs else Reading.HIDDEN
    if file is None or answer == Reading.HIDDEN:
        raise Unknown("no such file for them")
    if answer == Reading.RESERVED:
        raise PermissionDenied(_("Ce fichier est réservé à d’autres personnes."))
    if held := held_words(file.blob):
        raise PermissionDenied(held)
    return file


def content_of(file_id: uuid.UUID, target: Path) -> str:
    """Write the content of a file to another place, for work off any request; its kind. The caller asked who may.

    Raises Unknown, Missing (stores) when the content is gone, StoreError.
    """
    file = StoredFile.objects.select_related("blob").filter(pk=file_id).first()
    if file is None:
        raise Unknown("no such file")
    copied(file.blob_id, file.blob.size, target)
    return file.blob.content


def public_file(file_id: uuid.UUID) -> tuple[StoredFile, Attachable]:
    """A file that anyone may read, and browsers keep: a logo. Raises Unknown for any other."""
    with scope.everything("what anyone may read is of no school in particular"):
        file = StoredFile.objects.select_related("blob").filter(pk=file_id).first()
    about = attachables().get(file.kind) if file is not None else None
    if file is None or about is None or not about.public or file.blob.scan == Scan.INFECTED:
        raise Unknown("no such picture")
    return file, about


def public_name(file: StoredFile) -> str:
    """The last part of the address of a public picture: it says which one, and which content."""
    return f"{file.pk.hex}-{file.blob_id[:12]}.{kind_of(file.blob.content).endings[0]}"


def left_for(hat: Hat, school_id: uuid.UUID | None, kind: str) -> int:
    """Bytes that whoever wears this hat may still bring there."""
    if not attachable(kind).counts:
        return attachable(kind).largest() * attachable(kind).most()
    rows = Usage.objects.filter(Q(person_id=hat.person_id) | Q(school_id=school_id, school__isnull=False))
    used = {one.school_id: one.used for one in rows}
    left = limits.quota_of(hat) - used.get(None, 0)
    return max(0, min(left, limits.school_quota() - used.get(school_id, 0)) if school_id else left)


def copies_of(file_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Arrival]:
    """The contents of these files, as if each arrived once more: `keep` counts them anew, and stores nothing twice.

    Whoever calls has asked who may have them.
    """
    rows = StoredFile.objects.filter(pk__in=list(file_ids)).select_related("blob")
    return {
        one.pk: Arrival(
            new_id(), one.blob_id, one.size, one.blob.content, one.name, one.blob.width, one.blob.height
        )
        for one in rows
    }  # fmt: skip


def beginning_of(file_id: uuid.UUID, most: int) -> bytes:
    """The first bytes of a file, for a page that shows a text. Whoever calls has asked who may read it."""
    row = StoredFile.objects.filter(pk=file_id).values_list("blob_id", "size").first()
    if row is None or not row[1]:
        return b""
    try:
        return store().read(row[0], 0, min(most, row[1]))
    except (Missing, StoreError):
        return b""


def space_of(hat: Hat) -> tuple[int, int]:
    """Bytes that whoever wears this hat keeps, and may keep."""
    assert hat.person_id is not None
    return usage_of(hat.person_id) or 0, limits.quota_of(hat)


def usage_of(person_id: uuid.UUID) -> int | None:
    """Bytes that a person keeps; None for who never kept any."""
    return Usage.objects.filter(person_id=person_id).values_list("used", flat=True).first()
