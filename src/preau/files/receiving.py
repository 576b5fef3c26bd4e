"""Content that came, by a form or by an upload: bounded on its way, examined, stored, and told of. Asks no database."""

import hashlib
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils.translation import gettext as _

from preau.access.public import Hat, HatRequest
from preau.directory.errors import Refused
from preau.files import names, statements
from preau.files.attaching import Attachable, attachable, refuse_content, size_words, too_large
from preau.files.contents.examining import examine
from preau.files.stores import Missing, StoreError, store
from preau.kernel.ids import new_id

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Arrival:
    """A content that is stored and that no file has yet: what a file of it will say."""

    id: uuid.UUID
    digest: str
    size: int
    content: str
    name: str
    width: int = 0
    height: int = 0


class TooBig(RequestDataTooBig):
    """A form brings more than anything that is kept; the message is for people."""


_MOST_READ = 50
"""Files of one form that are looked at; no kind of thing takes so many."""


class Bounded(FileUploadHandler):
    """Stops a form whose files are together larger than the largest that any room takes, while they arrive.

    Of very many files the first are enough for its page to say that they are too many, and to keep what was typed.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.came = self.files = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Leave those beyond unread."""
        super().new_file(*args, **kwargs)
        self.files += 1
        if self.files > _MOST_READ:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Let the others have it, up to the bound."""
        self.came += len(raw_data)
        most = max(settings.ATTACHMENT_BYTES * settings.ATTACHMENTS_MOST, settings.DOCUMENT_BYTES)
        if self.came > most:
            raise TooBig(_("Ces fichiers sont trop gros pour un seul envoi : %(most)s au plus.")
                         % {"most": size_words(most)})  # fmt: skip
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The others keep it."""


def area() -> Path:
    """Where content waits until it is stored; backups leave it out."""
    folder = Path(settings.DATA_DIR) / "uploads"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def digest_of(path: Path) -> tuple[str, int]:
    """SHA-256 of a file, in hexadecimal, and its size."""
    seal, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            seal.update(block)
            size += len(block)
    return seal.hexdigest(), size


def take(source: Path, *, kind: Attachable, name: str, upload_id: uuid.UUID,
         box: tuple[int, int] | None = None, square: bool = False) -> Arrival:  # fmt: skip
    """Examine and store the content of a file, which stays where it is.

    Raises Refused, in words, for what is not taken; StoreError when the store does not answer: nothing is kept then.
    """
    if not source.stat().st_size:
        raise Refused(_("Ce fichier est vide."))
    with tempfile.TemporaryDirectory(prefix=".look-", dir=area()) as folder:
        found = examine(
            source, Path(folder) / "drawn", name=names.harmless(name), square=square, strict=kind.strict,
            box=box or ((kind.side, kind.side) if kind.side else None),
        )  # fmt: skip
        refuse_content(kind, found.kind)
        digest, size = digest_of(found.path)
        store().put(found.path, digest)
    return Arrival(
        upload_id, digest, size, found.kind, names.named_as(name, found.kind), found.width, found.height
    )  # fmt: skip


def take_made(source: Path, *, content: str, name: str, file_id: uuid.UUID) -> Arrival:
    """Store a content that we made ourselves: it is not examined. Outside any transaction. Raises StoreError."""
    digest, size = digest_of(source)
    store().put(source, digest)
    return Arrival(file_id, digest, size, content, names.named_as(name, content))


def take_sent(sent: UploadedFile, *, kind: Attachable, box: tuple[int, int] | None = None,
              square: bool = False) -> Arrival:  # fmt: skip
    """The same for a file of a form. Call it outside any transaction: it examines and stores.

    Raises Refused, also when the store does not answer: nothing is kept then.
    """
    if (sent.size or 0) > kind.largest():
        raise too_large(kind.largest())
    with tempfile.NamedTemporaryFile(prefix=".form-", dir=area()) as file:
        sent.seek(0)
        for chunk in sent.chunks():
            file.write(chunk)
        file.flush()
        try:
            return take(
                Path(file.name), kind=kind, name=sent.name or "", upload_id=new_id(), box=box, square=square
            )  # fmt: skip
        except StoreError:
            raise Refused(
                _("Le stockage des fichiers ne répond pas : rien n’a été gardé. Réessayez dans quelques minutes.")
            ) from None


def from_receipt(text: str, *, kind: Attachable, person_id: uuid.UUID, school_id: uuid.UUID | None) -> Arrival:
    """What a receipt of the streams' process tells, for who sent it, to where. Outside any transaction.

    Raises Refused for any other, and for one whose content is gone from the store (it was emptied, or an older backup
    was put back): better told now than when somebody opens the file. A store that does not answer is believed.
    """
    try:
        told = statements.read(statements.Receipt, text)
    except statements.BadStatement:
        told = None
    school = str(school_id) if school_id else ""
    ours = told is not None and (told.person, told.kind, told.school) == (str(person_id), kind.name, school)
    if told is None or not ours or not _is_there(told.digest):
        raise Refused(_("Un fichier joint n’est plus reconnu : envoyez-le de nouveau."))
    return Arrival(told.upload_id, told.digest, told.size, told.content, told.name, told.width, told.height)


def _is_there(digest: str) -> bool:
    try:
        store().size(digest)
    except Missing:
        return False
    except StoreError:
        pass
    return True


def arrivals(
    *, hat: Hat, kind: str, school_id: uuid.UUID | None, receipts: Sequence[str], sent: Sequence[UploadedFile]
) -> list[Arrival]:
    """What a form brings: receipts of uploads, and files of a browser without script. Outside any transaction.

    Raises Refused, in words, for what is not taken.
    """
    assert hat.person_id is not None
    about = attachable(kind)
    receipts = [one for one in receipts if one]
    if len(receipts) + len(sent) > about.most():
        raise Refused(_("Trop de fichiers : %(most)d au plus.") % {"most": about.most()})
    told = [from_receipt(one, kind=about, person_id=hat.person_id, school_id=school_id) for one in receipts]
    return [*told, *(take_sent(one, kind=about) for one in sent)]


def brought(
    request: HatRequest, kind: str, school_id: uuid.UUID | None, field: str
) -> tuple[list[Arrival], list[str]]:  # fmt: skip
    """What arrived with the field of a form, and in words what was not taken: each file is taken or refused by itself,
    and what is refused costs nothing that was typed. Outside any transaction.
    """
    receipts = [one for one in request.POST.getlist(f"{field}-recus") if one]
    sent = request.FILES.getlist(field)
    most = attachable(kind).most()
    taken: list[Arrival] = []
    problems = []
    if len(receipts) + len(sent) > most:
        problems.append(_("Trop de fichiers : %(most)d au plus.") % {"most": most})
        receipts, sent = receipts[:most], []
    told: dict[str, Any] = {"hat": request.hat, "kind": kind, "school_id": school_id}
    for receipt in receipts:
        try:
            taken += arrivals(**told, receipts=[receipt], sent=[])
        except Refused as refusal:
            problems.append(str(refusal))
    for file in sent:
        try:
            taken += arrivals(**told, receipts=[], sent=[file])
        except Refused as refusal:
            problems.append(_("« %(name)s » n’est pas joint. %(why)s") % {"name": file.name, "why": refusal})
    return taken, problems
