"""Resumable uploads by the tus protocol 1.0 (tus.io/protocols/resumable-upload): creation, creation with upload,
checksum, termination, expiration. A place of the streams' process: what is slow runs in threads, nothing asks a
database.
"""

import asyncio
import base64
import concurrent.futures
import email.utils
import hashlib
import os
import weakref
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar

import structlog
from django.utils import translation
from django.utils.translation import gettext as _

from preau.directory.errors import Refused
from preau.files import spool, statements
from preau.files.stores import StoreError
from preau.kernel.streams.connection import Receive, Send
from preau.kernel.streams.places import Asked, Place, answer

log = structlog.get_logger("preau.files")
VERSION = "1.0.0"
BODY = "application/offset+octet-stream"
RECEIPT = "preau-receipt"
"""The header that brings the receipt, with the answer that completes an upload."""
_WRITE = 1 << 20
_ALGORITHMS = ("sha1", "sha256")
_RESUMABLE = ("tus-resumable", VERSION)
Found = TypeVar("Found")


class _Wrong(Exception):
    """An answer that ends the request: status, words, headers."""

    def __init__(self, status: int, words: str = "", **headers: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words
        self.headers = [(name.replace("_", "-"), value) for name, value in headers.items()]


class _Cut(Exception):
    """The line was cut; there is nobody to answer."""


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def _metadata(text: str) -> dict[str, str]:
    """Upload-Metadata: keys with values in base 64. Raises _Wrong."""
    found = {}
    for pair in filter(None, (one.strip() for one in text.split(","))):
        key, _space, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except ValueError:  # no base 64, no letters, or not even plain ones
            raise _Wrong(400) from None
    return found


def _checksum(text: str | None) -> tuple[Any, bytes] | None:
    """Upload-Checksum: a digest being made, and what it must be in the end. Raises _Wrong."""
    if text is None:
        return None
    algorithm, _space, value = text.partition(" ")
    if algorithm not in _ALGORITHMS:
        raise _Wrong(400)
    try:
        return hashlib.new(algorithm, usedforsecurity=False), base64.b64decode(value, validate=True)
    except ValueError:
        raise _Wrong(400) from None


class Uploads(Place):
    """The place `/depots`."""

    methods = ("POST", "HEAD", "PATCH", "DELETE", "OPTIONS")
    takes = (
        "authorization", "content-type", "tus-resumable", "upload-length", "upload-offset", "upload-metadata",
        "upload-checksum",
    )  # fmt: skip
    tells = ("location", "tus-resumable", "upload-offset", "upload-length", "upload-expires", RECEIPT)

    def __init__(self) -> None:
        self._writers = concurrent.futures.ThreadPoolExecutor(8, thread_name_prefix="upload")
        # Each examines pictures in a process of its own: a few at a time, whatever comes.
        self._finishers = concurrent.futures.ThreadPoolExecutor(4, thread_name_prefix="arrival")
        # And of each person one at a time: slow archives of one hold nobody else's.
        self._lanes: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()

    async def start(self) -> None:
        """What a former process left is taken up where it was."""

    async def stop(self) -> None:
        """What is under way goes on by itself in the next process."""
        for pool in (self._writers, self._finishers):
            pool.shutdown(wait=False, cancel_futures=True)

    async def _aside(self, work: Callable[..., Found], *given: Any) -> Found:
        return await asyncio.get_running_loop().run_in_executor(self._writers, lambda: work(*given))

    async def __call__(self, asked: Asked, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            status, headers, words = await self._answer(asked, receive)
        except _Wrong as wrong:
            status, headers, words = wrong.status, wrong.headers, wrong.words
        except spool.Gone:
            status, headers, words = 404, [], "Cet envoi n’existe plus : recommencez-le."
        except spool.Busy:
            status, headers, words = 423, [("retry-after", "1")], "Cet envoi est déjà en cours ailleurs."
        except OSError as error:
            log.error("an upload could not be written", exc_info=error)
            status, headers, words = 503, [("retry-after", "5")], "L’envoi n’a pas pu être gardé : réessayez."
        except _Cut:
            return
        await answer(self, asked, send, status, [_RESUMABLE, *headers], words)

    async def _answer(self, asked: Asked, receive: Receive) -> tuple[int, list[tuple[str, str]], str]:
        if asked.method == "OPTIONS":
            return 204, [
                ("tus-version", VERSION),
                ("tus-extension", "creation,creation-with-upload,checksum,termination,expiration"),
                ("tus-checksum-algorithm", ",".join(_ALGORITHMS)),
            ], ""  # fmt: skip
        if asked.headers.get("tus-resumable") != VERSION:
            raise _Wrong(412, tus_version=VERSION)
        if asked.method == "POST" and not asked.path:
            return await self._create(asked, receive)
        if asked.method not in ("HEAD", "PATCH", "DELETE"):
            raise _Wrong(405)
        upload = await self._found(asked)
        if asked.method == "HEAD":
            return 200, [*await self._state(upload), ("upload-length", str(upload.length))], ""
        if asked.method == "DELETE":
            await self._aside(spool.end, upload)
            return 204, [], ""
        if asked.headers.get("content-type") != BODY:
            raise _Wrong(415)
        return 204, await self._receive(upload, asked, receive), ""

    async def _found(self, asked: Asked) -> spool.Upload:
        try:
            address = statements.read(statements.UploadAddress, asked.path)
        except statements.BadStatement:
            raise spool.Gone from None
        upload = await self._aside(spool.find, address.person, address.upload)
        if asked.is_cut_off(upload.person, upload.session, address.made_at):
            raise _Wrong(403, "Cet accès a été fermé : connectez-vous de nouveau.")
        return upload

    async def _state(self, upload: spool.Upload) -> list[tuple[str, str]]:
        offset = await self._aside(upload.offset)
        return [("upload-offset", str(offset)), ("upload-expires", email.utils.formatdate(upload.until, usegmt=True))]

    async def _create(self, asked: Asked, receive: Receive) -> tuple[int, list[tuple[str, str]], str]:
        try:
            ticket = statements.read(
                statements.UploadTicket, asked.headers.get("authorization", "").removeprefix("Bearer ")
            )
        except statements.BadStatement:
            raise _Wrong(403, "Ce billet n’est pas valable : rechargez la page.") from None
        if asked.is_cut_off(ticket.person, ticket.session, ticket.made_at):
            raise _Wrong(403, "Cet accès a été fermé : connectez-vous de nouveau.")
        length = _number(asked.headers.get("upload-length"))
        if length is None:
            raise _Wrong(400)
        name = _metadata(asked.headers.get("upload-metadata", "")).get("filename", "")

        def begin() -> spool.Upload:
            with translation.override(ticket.language):
                return spool.begin(ticket, name=name, length=length)

        try:
            upload = await self._aside(begin)
        except Refused as refusal:
            raise _Wrong(413, str(refusal)) from None
        address = statements.UploadAddress(person=upload.person, upload=str(upload.id)).signed()
        headers = [("location", f"depots/{address}")]
        if asked.headers.get("content-type") == BODY:
            return 201, [*headers, *await self._receive(upload, asked, receive, begins=True)], ""
        return 201, [*headers, *await self._state(upload)], ""

    async def _receive(
        self, upload: spool.Upload, asked: Asked, receive: Receive, *, begins: bool = False
    ) -> list[tuple[str, str]]:
        """Write what comes at the end of what came; complete the upload when it is whole."""
        offset = 0 if begins else _number(asked.headers.get("upload-offset"))
        if offset is None:
            raise _Wrong(400)
        checksum = _checksum(asked.headers.get("upload-checksum"))
        if offset != await self._aside(upload.offset):
            raise _Wrong(409, "La suite ne se raccorde pas à ce qui est arrivé.")
        if not await self._aside(upload.receipt):
            with spool.writing(upload) as descriptor:
                if offset != os.lseek(descriptor, 0, os.SEEK_END):
                    raise _Wrong(409, "La suite ne se raccorde pas à ce qui est arrivé.")
                await self._written(descriptor, upload.length, offset, checksum, receive)
                if await self._aside(upload.offset) == upload.length:
                    return [*await self._state(upload), (RECEIPT, await self._finished(upload))]
            return await self._state(upload)
        return [*await self._state(upload), (RECEIPT, await self._aside(upload.receipt))]

    async def _written(
        self, descriptor: int, length: int, offset: int, checksum: tuple[Any, bytes] | None, receive: Receive
    ) -> None:
        """What comes, flushed before it is told of; nothing of what is too long, or not what it was said to be."""
        try:
            async for piece in _pieces(receive):
                if os.lseek(descriptor, 0, os.SEEK_CUR) + len(piece) > length:
                    raise _Wrong(413, "Plus de données arrivent que ce qui était annoncé.")
                if checksum is not None:
                    checksum[0].update(piece)
                await self._aside(_all_written, descriptor, piece)
            if checksum is not None and checksum[0].digest() != checksum[1]:
                raise _Wrong(460, "Ce qui est arrivé n’est pas ce qui a été envoyé.")
        except _Wrong:
            os.ftruncate(descriptor, offset)
            raise
        except _Cut:
            if checksum is not None:  # what cannot be compared is sent again
                os.ftruncate(descriptor, offset)
            raise
        finally:
            await self._aside(os.fsync, descriptor)

    async def _finished(self, upload: spool.Upload) -> str:
        lane = self._lanes.setdefault(upload.person, asyncio.Lock())
        try:
            async with lane:
                return await asyncio.get_running_loop().run_in_executor(self._finishers, spool.finish, upload)
        except Refused as refusal:
            raise _Wrong(422, str(refusal)) from None
        except StoreError as error:
            log.warning("an upload could not be stored", why=str(error))
            with translation.override(upload.language):
                words = _("Le stockage des fichiers ne répond pas : l’envoi est gardé, et sera repris.")
            raise _Wrong(503, words, retry_after="5") from None


def _all_written(descriptor: int, piece: bytes) -> None:
    left = memoryview(piece)
    while left:
        left = left[os.write(descriptor, left) :]


async def _pieces(receive: Receive) -> AsyncIterator[bytes]:
    """What comes, a megabyte at a time, to the end; raises _Cut after the last of a line that was cut."""
    waiting: list[bytes] = []
    size = 0
    cut = more = False
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            cut = True
        else:
            body, more = message.get("body", b""), message.get("more_body", False)
            waiting.append(body)
            size += len(body)
        if waiting and (size >= _WRITE or cut or not more):
            yield b"".join(waiting)
            waiting, size = [], 0
        if cut:
            raise _Cut
        if not more:
            return
