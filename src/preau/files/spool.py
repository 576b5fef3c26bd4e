"""Uploads on their way: a folder each, what came so far beside what was said of it. Asks no database.

What came is what the file holds: whoever is killed in the middle finds it again. What was told of is on the disk: it is
flushed first. One process at a time writes to one upload, by a lock of the system's.
"""

import contextlib
import fcntl
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.directory.errors import Refused
from preau.files import receiving, statements
from preau.files.attaching import attachable, too_large
from preau.files.names import harmless
from preau.kernel.ids import new_id

MOST_OPEN = 50
"""Uploads that one person may have under way."""


class Gone(LookupError):
    """No such upload: it never was, it ended, or its time is over."""


class Busy(RuntimeError):
    """Another request writes to this upload."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What was said when an upload began. `until`: seconds since the epoch."""

    id: uuid.UUID
    person: str
    kind: str
    school: str
    session: str
    language: str
    name: str
    length: int
    until: float

    @property
    def folder(self) -> Path:
        """Its folder, there or not."""
        return _of_person(self.person) / self.id.hex

    @property
    def data(self) -> Path:
        """What came so far."""
        return self.folder / "data"

    @property
    def _told(self) -> Path:
        return self.folder / "receipt"

    @property
    def _ended(self) -> Path:
        return self.folder / "ended"

    def is_ended(self) -> bool:
        """Whether its sender wants it no more."""
        return self._ended.exists()

    def receipt(self) -> str:
        """The receipt, once it arrived and was stored; empty before."""
        try:
            return self._told.read_text()
        except FileNotFoundError:
            return ""

    def offset(self) -> int:
        """Bytes that came. Raises Gone."""
        if self._told.exists():
            return self.length
        try:
            return self.data.stat().st_size
        except FileNotFoundError:
            raise Gone from None


def _of_person(person: str) -> Path:
    """A folder for each, so that what one has under way is read without looking at everybody's."""
    return receiving.area() / uuid.UUID(person).hex


def begin(ticket: statements.UploadTicket, *, name: str, length: int) -> Upload:
    """Open an upload. Raises Refused, in words, for too much of anything."""
    if length > ticket.most:
        raise too_large(ticket.most)
    if length <= 0:
        raise Refused(_("Ce fichier est vide."))
    held = list(_held_for(ticket))
    under_way = [one for one in held if not one.is_ended() and not one.receipt()]
    if len(under_way) >= MOST_OPEN:
        raise Refused(_("Trop d’envois sont en cours : laissez-les finir, ou annulez-en."))
    if length + sum(one.length for one in under_way) > ticket.left:
        raise Refused(_("Ce fichier ne tient plus dans votre espace : retirez-en d’autres d’abord."))
    # What arrived is stored, and stays for days whether or not a form keeps it.
    if length + sum(one.length for one in held) > ticket.left:
        raise Refused(
            ngettext(
                "Des fichiers que vous avez envoyés sans les joindre occupent encore cette place, une heure au plus.",
                "Des fichiers que vous avez envoyés sans les joindre occupent encore cette place, %(num)d heures"
                " au plus.",
                settings.UPLOAD_HOURS,
            )
            % {"num": settings.UPLOAD_HOURS}
        )
    made = Upload(
        id=new_id(), person=ticket.person, kind=ticket.kind, school=ticket.school, session=ticket.session,
        language=ticket.language, name=harmless(name), length=length, until=time.time() + settings.UPLOAD_HOURS * 3600,
    )  # fmt: skip
    coming = made.folder.with_name(f".begin-{made.id.hex}")
    coming.mkdir(mode=0o700, parents=True)
    (coming / "about").write_text(json.dumps({**asdict(made), "id": made.id.hex}))
    (coming / "data").touch(mode=0o600)
    coming.rename(made.folder)
    return made


def find(person: str, upload_id: str) -> Upload:
    """An upload under way, or ended and not forgotten yet. Raises Gone."""
    found = _held(person, upload_id)
    if found.is_ended():
        raise Gone
    return found


def _held(person: str, upload_id: str) -> Upload:
    """The same, ended by its sender too: what it brought is stored. Raises Gone."""
    try:
        folder = _of_person(person) / uuid.UUID(upload_id).hex
        told: dict[str, Any] = json.loads((folder / "about").read_text())
        found = Upload(**{**told, "id": uuid.UUID(told["id"])})
    except (OSError, ValueError, TypeError, KeyError):
        raise Gone from None
    if found.until < time.time():
        forget(found)
        raise Gone
    return found


def _held_for(ticket: statements.UploadTicket) -> Iterator[Upload]:
    """What counts against the ticket: uploads under way, and those that arrived and that no form kept."""
    with contextlib.suppress(FileNotFoundError):
        for folder in list(_of_person(ticket.person).iterdir()):
            if not folder.name.startswith("."):
                with contextlib.suppress(Gone):
                    yield _held(ticket.person, folder.name)


@contextlib.contextmanager
def writing(upload: Upload) -> Iterator[int]:
    """A descriptor of what came so far, at its end, for this request alone. Raises Busy, Gone."""
    try:
        descriptor = os.open(upload.data, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        raise Gone from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy from None
        os.lseek(descriptor, 0, os.SEEK_END)
        yield descriptor
    finally:
        os.close(descriptor)


def finish(upload: Upload) -> str:
    """Examine and store an upload that is whole; its receipt. The same again gives the same.

    Raises Refused, in words, and forgets it; StoreError when the store does not answer, and then it may be tried again.
    """
    if told := upload.receipt():
        return told
    with translation.override(upload.language):
        try:
            arrived = receiving.take(upload.data, kind=attachable(upload.kind), name=upload.name, upload_id=upload.id)
        except (Refused, LookupError) as refusal:
            forget(upload)
            raise Refused(str(refusal)) from None
    receipt = statements.Receipt(
        person=upload.person, upload=str(upload.id), kind=upload.kind, school=upload.school, digest=arrived.digest,
        size=arrived.size, content=arrived.content, name=arrived.name, width=arrived.width, height=arrived.height,
    ).signed()  # fmt: skip
    coming = upload.folder / ".receipt"
    coming.write_text(receipt)
    coming.rename(upload.folder / "receipt")
    upload.data.unlink(missing_ok=True)
    return receipt


def end(upload: Upload) -> None:
    """What its sender wants no more: removed, or counted until its time is over when all of it came.

    Then its content is in the store, or may be on its way there in another thread. Raises Gone.
    """
    if upload.offset() < upload.length:
        forget(upload)
    else:
        with contextlib.suppress(FileNotFoundError):  # kept, or refused, meanwhile
            upload._ended.touch(mode=0o600)


def kept(person_id: uuid.UUID, upload_ids: Iterable[uuid.UUID]) -> None:
    """Files have what these brought: they count as files from now on."""
    for one in upload_ids:
        shutil.rmtree(_of_person(str(person_id)) / one.hex, ignore_errors=True)


def forget(upload: Upload) -> None:
    """Remove an upload, and what came of it."""
    shutil.rmtree(upload.folder, ignore_errors=True)


def forget_old() -> int:
    """Remove uploads whose time is over, and what a killed process left aside; how many."""
    limit = time.time() - settings.UPLOAD_HOURS * 3600
    gone = 0
    for path in list(receiving.area().glob("*")):
        if path.name.startswith("."):
            gone += _removed(path, limit)
            continue
        for folder in list(path.glob("*")):
            gone += _removed(folder, limit)
        with contextlib.suppress(OSError):
            path.rmdir()  # when nothing is left in it
    return gone


def _removed(path: Path, limit: float) -> bool:
    about = path / "about"
    with contextlib.suppress(OSError):
        if (about if about.exists() else path).stat().st_mtime < limit:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
            return True
    return False
