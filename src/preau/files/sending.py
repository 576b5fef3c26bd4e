"""Contents sent to whoever holds a pass: whole or in part, and so that nothing in them runs. A place of the streams'
process, which reads them in threads, a megabyte at a time: a slow phone holds no thread.
"""

import asyncio
import concurrent.futures
import functools
from urllib.parse import urlsplit

import structlog
from django.conf import settings

from preau.files import names, statements
from preau.files.contents import kinds
from preau.files.ranges import Part, Unsatisfiable, matches, part_of
from preau.files.stores import BLOCK, Missing, StoreError, store
from preau.kernel.streams.connection import Receive, Send
from preau.kernel.streams.places import Asked, Headers, Place, answer, begin

log = structlog.get_logger("preau.files")
_OWN_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


@functools.lru_cache(maxsize=8)
def _embedding(pages_url: str, streams_url: str) -> str:
    """Who may show it within a page: pages of ours alone.

    On one's own machine pages and streams are two ports of an address that is no name: browsers find nothing in common.
    """
    pages, streams = urlsplit(pages_url), urlsplit(streams_url)
    if (pages.scheme, pages.netloc) == (streams.scheme, streams.netloc):
        return "same-origin"
    return "cross-origin" if streams.hostname in _OWN_MACHINE else "same-site"


def headers_of(content: str, name: str, *, shown: bool) -> list[tuple[str, str]]:
    """What keeps a content from running, wherever it is sent from.

    Only what a page may show is told by its kind; a text is a text, whatever is written in it, and all else is bytes to
    be kept.
    """
    inside = shown and kinds.kind_of(content).shown
    told = content if inside else kinds.UNKNOWN
    return [
        ("content-type", told),
        ("content-disposition", names.disposition(name, shown=inside)),
        ("content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'none'"),
        ("cross-origin-resource-policy", _embedding(settings.PUBLIC_URL, settings.STREAMS_URL)),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "private, max-age=300"),
    ]


class Sendings(Place):
    """The place `/contenus`."""

    methods = ("GET", "HEAD", "OPTIONS")
    takes = ("range", "if-range", "if-none-match")
    tells = ("content-disposition", "content-range", "accept-ranges", "etag")

    def __init__(self) -> None:
        self._readers = concurrent.futures.ThreadPoolExecutor(16, thread_name_prefix="content")

    async def start(self) -> None:
        """Nothing to do."""

    async def stop(self) -> None:
        """Who was receiving comes back for the rest."""
        self._readers.shutdown(wait=False, cancel_futures=True)

    async def __call__(self, asked: Asked, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if asked.method not in ("GET", "HEAD"):
            await answer(self, asked, send, 405)
            return
        try:
            given = statements.read(statements.Pass, asked.path.partition("/")[0])
        except statements.BadStatement:
            words = "Cette adresse n’ouvre plus rien : revenez à la page qui montre ce fichier."
            await answer(self, asked, send, 403, words=words)
            return
        if given.person and asked.is_cut_off(given.person, given.session, given.made_at):
            await answer(self, asked, send, 403, words="Cet accès a été fermé : connectez-vous de nouveau.")
            return
        etag = f'"{given.digest}"'
        about = [
            *headers_of(given.content, given.name, shown=given.shown), ("etag", etag), ("accept-ranges", "bytes"),
        ]  # fmt: skip
        if matches(asked.headers.get("if-none-match", ""), etag):
            await answer(self, asked, send, 304, about)
            return
        try:
            part = part_of(
                asked.headers.get("range", ""), size=given.size, etag=etag, if_range=asked.headers.get("if-range", "")
            )
        except Unsatisfiable:
            await answer(self, asked, send, 416, [("content-range", f"bytes */{given.size}")])
            return
        gone = asyncio.ensure_future(_hung_up(receive))
        try:
            await self._send(given, part, about, asked, send, gone)
        finally:
            gone.cancel()

    async def _send(
        self, given: statements.Pass, part: Part, about: Headers, asked: Asked, send: Send, gone: "asyncio.Future[None]"
    ) -> None:
        """The part, whose first block is there before anything is promised; no more once nobody is there."""
        loop = asyncio.get_running_loop()

        async def block(start: int) -> bytes:
            length = min(BLOCK, part.end + 1 - start)
            return await loop.run_in_executor(self._readers, store().read, given.digest, start, length)

        headers = [*about, ("content-length", str(part.length))]
        if not part.whole:
            headers.append(("content-range", f"bytes {part.start}-{part.end}/{given.size}"))
        try:
            first = await block(part.start)
        except Missing:
            log.error("a content is missing", digest=given.digest)
            await answer(self, asked, send, 404, words="Ce fichier n’est plus là.")
            return
        except StoreError as error:
            log.warning("a content could not be read", why=str(error))
            words = "Le stockage des fichiers ne répond pas : réessayez dans quelques minutes."
            await answer(self, asked, send, 503, [("retry-after", "10")], words)
            return
        await begin(self, asked, send, 200 if part.whole else 206, headers)
        if asked.method == "HEAD":
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        place = part.start + len(first)
        await send({"type": "http.response.body", "body": first, "more_body": place <= part.end})
        while place <= part.end and not gone.done():
            try:
                more = await block(place)
            except (Missing, StoreError) as error:
                # The answer stays unfinished, which ends the line: the browser sees a cut, and asks for the rest.
                log.warning("a content could not be read to its end", why=str(error))
                return
            place += len(more)
            await send({"type": "http.response.body", "body": more, "more_body": place <= part.end})


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
