"""A folder sent as one archive, put together while it leaves: a place of the streams' process.

A page that asked who may read what writes the list of contents into the store, as a content of its own (the night takes
it away again, since no file has it), and gives a pass for it. Nothing is held in memory but one block, no page waits,
and contents are stored as they are: what is heavy is compressed already.
"""

import asyncio
import concurrent.futures
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import structlog

from preau.files import names, statements
from preau.files.stores import BLOCK, Missing, StoreError, blocks, store
from preau.kernel.streams.connection import Receive, Send
from preau.kernel.streams.places import Asked, Place, answer, begin

log = structlog.get_logger("preau.files")
_DATE = (1980, 1, 1, 0, 0, 0)
_LARGE = 1 << 31


class Entry(NamedTuple):
    """One file of an archive: where in it, which content."""

    path: str
    digest: str
    size: int


class _Sink(io.RawIOBase):
    """Takes what an archive writes, until it is sent."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self._held.append(piece)
        return len(piece)

    def take(self) -> bytes:
        """What was written since the last time."""
        held, self._held = b"".join(self._held), []
        return held


def pieces(entries: Sequence[Entry]) -> Iterator[bytes]:
    """An archive of these contents, block by block. Raises Missing, StoreError."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for one in entries:
            about = zipfile.ZipInfo(one.path, _DATE)
            with archive.open(about, "w", force_zip64=one.size >= _LARGE) as out:
                for block in blocks(one.digest, one.size):
                    out.write(block)
                    yield sink.take()
    yield sink.take()


def entries_of(digest: str, size: int) -> list[Entry]:
    """What a list in the store tells."""
    return [Entry(*one) for one in json.loads(b"".join(blocks(digest, size)))]


class Archives(Place):
    """The place `/archives`."""

    methods = ("GET", "OPTIONS")
    takes = ()
    tells = ("content-disposition",)

    def __init__(self) -> None:
        self._readers = concurrent.futures.ThreadPoolExecutor(4, thread_name_prefix="archive")

    async def start(self) -> None:
        """Nothing to do."""

    async def stop(self) -> None:
        """Who was receiving asks again."""
        self._readers.shutdown(wait=False, cancel_futures=True)

    async def __call__(self, asked: Asked, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if asked.method != "GET":
            await answer(self, asked, send, 405)
            return
        try:
            given = statements.read(statements.ArchivePass, asked.path.partition("/")[0])
        except statements.BadStatement:
            await answer(
                self, asked, send, 403, words="Cette adresse n’ouvre plus rien : revenez à la page du dossier."
            )
            return
        if asked.is_cut_off(given.person, given.session, given.made_at):
            await answer(self, asked, send, 403, words="Cet accès a été fermé : connectez-vous de nouveau.")
            return
        loop = asyncio.get_running_loop()
        try:
            listed = await loop.run_in_executor(self._readers, entries_of, given.digest, given.size)
            # The first block of the first content is there before anything is promised.
            if listed:
                await loop.run_in_executor(self._readers, store().read, listed[0].digest, 0, min(BLOCK, listed[0].size))
        except (Missing, StoreError) as error:
            log.warning("an archive could not be begun", why=str(error))
            words = "Le stockage des fichiers ne répond pas : réessayez dans quelques minutes."
            await answer(self, asked, send, 503, [("retry-after", "10")], words)
            return
        await begin(self, asked, send, 200, [
            ("content-type", "application/zip"), ("content-disposition", names.disposition(given.name, shown=False)),
            ("content-security-policy", "sandbox; default-src 'none'"), ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"), ("cache-control", "private, no-store"),
        ])  # fmt: skip
        gone = asyncio.ensure_future(_hung_up(receive))
        made = pieces(listed)
        try:
            while not gone.done():
                try:
                    piece = await loop.run_in_executor(self._readers, next, made, None)
                except (Missing, StoreError) as error:
                    # The answer stays unfinished, which ends the line: the browser sees a cut, not a short archive.
                    log.warning("an archive could not be read to its end", why=str(error))
                    return
                if piece is None:
                    await send({"type": "http.response.body", "body": b"", "more_body": False})
                    return
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        finally:
            gone.cancel()


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
