"""One contract for both stores, the data folder and objects that speak S3; and what is said when the second one fails.

The server of objects is moto's, a process of its own from a Python package: it speaks S3, and is none that a Région
would run.
"""

import datetime as dt
import hashlib
import os
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from files import made
from harness import faults, session
from harness.faults import FaultProxy, failing
from preau.files.stores import Missing, Store, StoreError
from preau.files.stores.disk import DiskStore
from preau.files.stores.opening import opened
from preau.files.stores.s3 import S3Objects
from preau.kernel import clock

NEVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
SOON = dt.timedelta(minutes=5)


def _bucket(server: str) -> str:
    """A bucket of this test's own, made without a library: the one that we use makes none."""
    name = f"preau-{uuid.uuid4().hex[:12]}"
    request = urllib.request.Request(f"{server}/{name}", method="PUT")
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200
    return name


@pytest.fixture
def server() -> str:
    return session.servers().objects()


@pytest.fixture
def address(server: str) -> Callable[..., str]:
    """The setting that names a bucket of the server, by another port when given."""
    bucket = _bucket(server)

    def named(port: int | None = None) -> str:
        return f"s3://key:secret@127.0.0.1:{port or urlsplit(server).port}/{bucket}/files?region=eu-west-3&tls=no"

    return named


@pytest.fixture(params=["disk", "s3"])
def held(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Each store in turn."""
    if request.param == "disk":
        return DiskStore(tmp_path / "held" / "files")
    return S3Objects(request.getfixturevalue("address")(), 10)


def _content(tmp_path: Path, body: bytes) -> tuple[Path, str]:
    digest = hashlib.sha256(body).hexdigest()
    return made.written(tmp_path, f"came-{digest[:8]}", body), digest


def test_what_is_put_is_there_whole_and_stays_where_it_came_from(held: Store, tmp_path: Path) -> None:
    body = os.urandom(100_000)
    source, digest = _content(tmp_path, body)
    held.put(source, digest)
    assert source.read_bytes() == body
    assert held.size(digest) == len(body)
    assert held.read(digest, 0, len(body)) == body
    assert held.read(digest, 99_990, 10) == body[-10:]
    with pytest.raises(StoreError):
        held.read(digest, 99_990, 11)
    held.put(source, digest)
    assert [(one.digest, one.size) for one in held.walk()] == [(digest, len(body))]


def test_a_large_content_goes_in_parts(held: Store, tmp_path: Path) -> None:
    body = os.urandom(1 << 20) * 11
    source, digest = _content(tmp_path, body)
    held.put(source, digest)
    assert held.size(digest) == len(body)
    assert held.read(digest, 10 << 20, 1 << 20) == body[10 << 20 :]


def test_what_is_not_there_is_missing(held: Store) -> None:
    with pytest.raises(Missing):
        held.size("0" * 64)
    with pytest.raises(Missing):
        held.read("0" * 64, 0, 1)
    assert held.delete("0" * 64, put_before=clock.real_now()) is True
    assert list(held.walk()) == []


def test_what_was_put_again_is_not_deleted(held: Store, tmp_path: Path) -> None:
    source, digest = _content(tmp_path, b"once and again")
    held.put(source, digest)
    assert held.delete(digest, put_before=NEVER) is False
    assert held.read(digest, 0, 4) == b"once"
    assert held.delete(digest, put_before=clock.real_now() + SOON) is True
    with pytest.raises(Missing):
        held.size(digest)


def test_an_altered_content_is_healed_when_it_comes_again(held: Store, tmp_path: Path) -> None:
    source, digest = _content(tmp_path, b"what was kept")
    wrong = made.written(tmp_path, "wrong", b"what it became")
    held.put(wrong, digest)
    held.put(source, digest)
    assert held.read(digest, 0, 13) == b"what was kept"


def test_a_content_is_read_as_a_file(settings, tmp_path: Path, data_dir: Path) -> None:
    from preau.files.stores import store

    body = os.urandom(3 << 20)
    source, digest = _content(tmp_path, body)
    store().put(source, digest)
    with opened(digest, len(body)) as file:
        assert file.read() == body


def test_a_process_that_died_while_it_took_a_content_aside_lost_nothing(tmp_path: Path) -> None:
    held = DiskStore(tmp_path / "files")
    source, digest = _content(tmp_path, b"taken aside")
    held.put(source, digest)
    path = held.path_of(digest)
    path.rename(path.with_name(path.name + ".gone"))
    list(held.walk())
    assert held.read(digest, 0, 5) == b"taken"


def test_a_disk_that_is_full_is_told_and_leaves_nothing_half_written(tmp_path: Path, monkeypatch) -> None:
    held = DiskStore(tmp_path / "files")
    source, digest = _content(tmp_path, b"too much")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError):
        held.put(source, digest)
    monkeypatch.undo()
    assert list(held.walk()) == [] and not [one for one in (tmp_path / "files").rglob("*") if one.is_file()]


# --- a store of objects that fails -------------------------------------------------------------------------------


@pytest.fixture
def proxy(server: str) -> Iterator[FaultProxy]:
    with failing("127.0.0.1", urlsplit(server).port or 0) as one:
        yield one


@pytest.fixture
def behind(proxy: FaultProxy, address: Callable[..., str]) -> S3Objects:
    """The store behind the proxy, with two seconds of patience."""
    return S3Objects(address(proxy.port), 2)


FAULTS = (faults.SILENT, faults.BROKEN, faults.HALF_ANSWER)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_read_that_fails_is_told_in_time(fault: str, proxy: FaultProxy, behind: S3Objects, tmp_path: Path) -> None:
    body = os.urandom(50_000)
    source, digest = _content(tmp_path, body)
    behind.put(source, digest)
    proxy.mode = fault
    broken = S3Objects(f"s3://key:secret@127.0.0.1:{proxy.port}/{_name_of(behind)}/files?tls=no", 2)
    began = time.monotonic()
    with pytest.raises(StoreError) as told:
        broken.read(digest, 0, len(body))
    assert time.monotonic() - began < 20
    assert "secret" not in str(told.value) and "127.0.0.1" not in str(told.value)
    proxy.mode = faults.PASS
    assert broken.read(digest, 0, len(body)) == body, "the same may be asked again"


@pytest.mark.parametrize("fault", [faults.SILENT, faults.BROKEN, faults.HALF_REQUEST])
def test_a_put_that_fails_keeps_nothing_half(fault: str, proxy: FaultProxy, behind: S3Objects, tmp_path: Path) -> None:
    body = os.urandom(200_000)
    source, digest = _content(tmp_path, body)
    proxy.mode = fault
    began = time.monotonic()
    with pytest.raises(StoreError):
        behind.put(source, digest)
    assert time.monotonic() - began < 20
    proxy.mode = faults.PASS
    again = S3Objects(f"s3://key:secret@127.0.0.1:{proxy.port}/{_name_of(behind)}/files?tls=no", 5)
    assert [one for one in again.walk() if one.digest == digest] == []
    again.put(source, digest)
    assert again.read(digest, 0, len(body)) == body


def test_a_read_that_fails_once_is_tried_again(proxy: FaultProxy, behind: S3Objects, tmp_path: Path) -> None:
    source, digest = _content(tmp_path, b"in the end")
    behind.put(source, digest)
    patient = S3Objects(f"s3://key:secret@127.0.0.1:{proxy.port}/{_name_of(behind)}/files?tls=no", 10)
    proxy.mode = faults.BROKEN
    import threading

    lines = proxy.lines

    def mend() -> None:
        while proxy.lines == lines:
            time.sleep(0.01)
        proxy.mode = faults.PASS

    threading.Thread(target=mend, daemon=True).start()
    assert patient.read(digest, 0, 6) == b"in the"


def _name_of(objects: S3Objects) -> str:
    return str(objects._store.config["bucket"])


@pytest.mark.parametrize("url", ["http://a/b", "s3://host", "s3://key:secret@/bucket"])
def test_an_address_that_names_no_bucket_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="PREAU_FILES_URL"):
        S3Objects(url, 1)
