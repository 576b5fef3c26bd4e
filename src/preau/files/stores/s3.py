"""Contents as objects of a bucket that speaks S3: obstore (Rust's object_store) signs, retries and times out.

A request that the store does not answer ends after PREAU_FILES_TIMEOUT seconds; reads that fail are tried again within
that time, writes are told to whoever asked, who tries again.
"""

import contextlib
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from preau.files.stores import Held, Missing, StoreError

_DIGEST = re.compile(r"[0-9a-f]{64}")
_PART = 5 << 20
"""Bytes of one part of a large content: the least that S3 takes, so that a slow line ends each in time."""


def _configured(url: str, seconds: int) -> Any:
    """The store of `s3://key:secret@host:port/bucket/prefix?region=…&tls=no`; raises ValueError for another address."""
    parts = urlsplit(url)
    bucket, _slash, prefix = parts.path.strip("/").partition("/")
    if parts.scheme != "s3" or not parts.hostname or not bucket:
        raise ValueError("PREAU_FILES_URL is s3://key:secret@host/bucket/prefix?region=…")
    asked = parse_qs(parts.query)
    tls = asked.get("tls", ["yes"])[0] != "no"
    host = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
    within = dt.timedelta(seconds=seconds)
    return S3Store(
        bucket,
        prefix=prefix or None,
        endpoint=f"{'https' if tls else 'http'}://{host}",
        access_key_id=unquote(parts.username or ""),
        secret_access_key=unquote(parts.password or ""),
        region=asked.get("region", ["us-east-1"])[0],
        virtual_hosted_style_request=False,
        client_options={"timeout": within, "connect_timeout": min(within, dt.timedelta(seconds=5)),
                        "allow_http": not tls},
        retry_config={"max_retries": 3, "retry_timeout": within,
                      "backoff": {"init_backoff": dt.timedelta(milliseconds=100),
                                  "max_backoff": dt.timedelta(seconds=1), "base": 2}},
    )  # fmt: skip


@contextlib.contextmanager
def _told(digest: str = "") -> Iterator[None]:
    """Errors of the library as ours; nothing of an address or a key in them."""
    try:
        yield
    except (NotFoundError, FileNotFoundError):
        raise Missing(digest) from None
    except (BaseError, OSError, ValueError) as error:
        raise StoreError(f"the store of objects: {type(error).__name__}") from None


class S3Objects:
    """Contents as objects."""

    def __init__(self, url: str, seconds: int) -> None:
        self._store = _configured(url, seconds)

    @staticmethod
    def _key(digest: str) -> str:
        return f"{digest[:2]}/{digest}"

    def path_of(self, digest: str) -> Path | None:
        """Nowhere on this machine."""
        return None

    def put(self, source: Path, digest: str) -> None:
        """In parts when large; an object appears whole or not at all, and is measured once it is there."""
        size = source.stat().st_size
        with _told(digest), source.open("rb") as file:
            obstore.put(self._store, self._key(digest), file, chunk_size=_PART, max_concurrency=4)
        try:
            held = self.size(digest)
        except Missing:
            held = -1
        if held != size:
            raise StoreError("the store of objects holds something else than it was given")

    def read(self, digest: str, start: int, length: int) -> bytes:
        """One request for these bytes."""
        with _told(digest):
            found = bytes(obstore.get_range(self._store, self._key(digest), start=start, length=length))
        if len(found) != length:
            raise StoreError("the store of objects gave less than was asked for")
        return found

    def size(self, digest: str) -> int:
        """Bytes of the object."""
        with _told(digest):
            return int(obstore.head(self._store, self._key(digest))["size"])

    def delete(self, digest: str, *, put_before: dt.datetime) -> bool:
        """Asked first when it was put: between the two nobody takes it, for contents are told of for hours before."""
        try:
            with _told(digest):
                if obstore.head(self._store, self._key(digest))["last_modified"] >= put_before:
                    return False
                obstore.delete(self._store, self._key(digest))
        except Missing:
            pass
        return True

    def walk(self) -> Iterator[Held]:
        """Every object named by a digest, a thousand at a time."""
        found = iter(obstore.list(self._store, chunk_size=1000))
        while True:
            with _told():
                page = next(found, None)
            if page is None:
                return
            for one in page:
                name = str(one["path"]).rsplit("/", 1)[-1]
                if _DIGEST.fullmatch(name):
                    yield Held(name, int(one["size"]), one["last_modified"])
