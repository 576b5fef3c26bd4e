"""Contents sent by the streams' process: in part and whole, to who holds a pass, and so that nothing in them runs."""

import os
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files import made
from files.served import LINA, Site, streams
from files.test_stores import _bucket
from harness import faults, session
from harness.faults import FaultProxy, failing
from preau.files import statements
from preau.files.ranges import Unsatisfiable, part_of
from preau.files.sending import headers_of
from preau.kernel import tickets

BODY = os.urandom(2_500_000)


@pytest.fixture(scope="module")
def site(copy_of: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with streams(copy_of("blank"), tmp_path_factory.mktemp("sending")) as one:
        yield one


def _pass(site: Site, body: bytes, *, name: str = "cours.bin", shown: bool = False, **more: str) -> str:
    """The address of a content, as a page gives it."""
    told = statements.read(statements.Receipt, site.whole(body, name=name))
    given = statements.Pass(
        person=LINA, digest=told.digest, size=told.size, content=told.content, name=told.name, shown=shown, **more
    )  # fmt: skip
    return f"/contenus/{given.signed()}/"


@pytest.fixture(scope="module")
def address(site: Site) -> str:
    return _pass(site, BODY)


def test_the_whole_and_its_headers(site: Site, address: str) -> None:
    got = site.ask("GET", address)
    assert got.status == 200 and got.body == BODY
    assert got.headers["content-length"] == str(len(BODY)) and got.headers["accept-ranges"] == "bytes"
    assert got.headers["content-disposition"] == 'attachment; filename="cours.bin"'
    assert "private" in got.headers["cache-control"]
    head = site.ask("HEAD", address)
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(BODY)))
    assert site.ask("GET", address, If_None_Match=got.headers["etag"]).status == 304
    assert site.ask("POST", address, b"x").status == 405


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-0", 0, 0), ("bytes=1000000-2400000", 1_000_000, 2_400_000), ("bytes=2499990-", 2_499_990, 2_499_999),
     ("bytes=-5", 2_499_995, 2_499_999), ("bytes=2400000-9999999", 2_400_000, 2_499_999)],
)  # fmt: skip
def test_a_part(asked: str, start: int, end: int, site: Site, address: str) -> None:
    got = site.ask("GET", address, Range=asked)
    assert got.status == 206 and got.body == BODY[start : end + 1]
    assert got.headers["content-range"] == f"bytes {start}-{end}/{len(BODY)}"


def test_parts_that_are_none(site: Site, address: str) -> None:
    beyond = site.ask("GET", address, Range="bytes=2500000-")
    assert beyond.status == 416 and beyond.headers["content-range"] == f"bytes */{len(BODY)}"
    for asked in ("bytes=0-1,5-6", "bytes=5-2", "lines=0-1", "bytes=-"):
        assert site.ask("GET", address, Range=asked).status == 200, asked
    etag = site.ask("HEAD", address).headers["etag"]
    assert site.ask("GET", address, Range="bytes=0-9", If_Range=etag).status == 206
    assert site.ask("GET", address, Range="bytes=0-9", If_Range='"other"').status == 200


@given(size=st.integers(1, 50), first=st.none() | st.integers(0, 60), last=st.none() | st.integers(0, 60))
def test_a_part_is_within_what_there_is(size: int, first: int | None, last: int | None) -> None:
    asked = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    try:
        part = part_of(asked, size=size, etag='"x"')
    except Unsatisfiable:
        assert (first is not None and first >= size) or (first is None and last == 0)
        return
    assert 0 <= part.start <= part.end < size and part.length <= size
    if first is not None and not part.whole:
        assert part.start == first


def test_nothing_opens_without_a_pass_nor_after_its_time(site: Site, address: str, monkeypatch) -> None:
    assert site.ask("GET", "/contenus/made-up/").status == 403
    assert site.ask("GET", address[:-4] + "xyz/").status == 403
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - tickets.LIFE - 61)
    old = _late(site)
    monkeypatch.undo()
    refused = site.ask("GET", old)
    assert refused.status == 403 and "n’ouvre plus rien" in refused.words
    gone = statements.Pass(person=LINA, digest="0" * 64, size=3, content="text/plain", name="a")
    assert site.ask("GET", f"/contenus/{gone.signed()}/").status == 404


def _late(site: Site) -> str:
    given_ = statements.Pass(person=LINA, digest="0" * 64, size=3, content="text/plain", name="a")
    return f"/contenus/{given_.signed()}/"


RUNS = {"drawing.svg": made.SVG, "page.html": made.HTML, "page.txt": b"<script>1</script>"}


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("shown", [False, True])
def test_what_could_run_is_bytes_to_be_kept(name: str, shown: bool, site: Site) -> None:
    got = site.ask("GET", _pass(site, RUNS[name], name=name, shown=shown))
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-disposition"].startswith("attachment;")
    assert got.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["cross-origin-resource-policy"] == "cross-origin"  # two ports of 127.0.0.1
    assert got.headers["x-frame-options"] == "DENY"


def test_a_picture_of_ours_is_shown(site: Site) -> None:
    got = site.ask("GET", _pass(site, made.png(), name="dessin.png", shown=True))
    assert got.headers["content-type"] == "image/png"
    assert got.headers["content-disposition"] == 'inline; filename="dessin.png"'


@pytest.mark.parametrize(
    ("streams_url", "policy"),
    [("https://ent.example.fr/flux", "same-origin"), ("https://flux.example.fr", "same-site"),
     ("http://127.0.0.1:8001", "cross-origin")],
)  # fmt: skip
def test_pages_of_ours_alone_show_it(streams_url: str, policy: str, settings) -> None:
    settings.PUBLIC_URL, settings.STREAMS_URL = "https://ent.example.fr", streams_url
    told = dict(headers_of("image/png", "a.png", shown=True))
    assert told["cross-origin-resource-policy"] == policy
    assert "frame-ancestors 'none'" in told["content-security-policy"] and told["x-frame-options"] == "DENY"


def test_names_travel_as_rfc_6266_says() -> None:
    told = dict(headers_of("application/pdf", 'Été "2026"; a=b\\c.pdf', shown=False))["content-disposition"]
    assert told.startswith("attachment; filename*=utf-8''") and '"2026"' not in told and "%C3%89t%C3%A9" in told


@pytest.mark.parametrize("fault", [faults.SILENT, faults.BROKEN])
def test_a_store_that_does_not_answer_is_told_in_time(
    fault: str, behind: tuple[Site, FaultProxy], address_behind: str
) -> None:
    site, proxy = behind
    proxy.mode = fault
    began = time.monotonic()
    got = site.ask("GET", address_behind)
    assert got.status == 503 and "ne répond pas" in got.words and got.headers["retry-after"]
    assert time.monotonic() - began < 20
    proxy.mode = faults.PASS
    assert site.ask("GET", address_behind, Range="bytes=1000000-1000009").body == BODY[1_000_000:1_000_010]


@pytest.fixture(scope="module")
def behind(
    copy_of: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Site, FaultProxy]]:
    """The process over a store of objects, through a proxy that fails when it is asked to."""
    server = session.servers().objects()
    with failing("127.0.0.1", urlsplit(server).port or 0) as proxy:
        where = f"s3://key:secret@127.0.0.1:{proxy.port}/{_bucket(server)}?tls=no"
        folder: Path = tmp_path_factory.mktemp("objects")
        with streams(copy_of("blank"), folder, PREAU_FILES_URL=where, PREAU_FILES_TIMEOUT="2") as one:
            yield one, proxy


@pytest.fixture
def address_behind(behind: tuple[Site, FaultProxy]) -> str:
    behind[1].mode = faults.PASS
    return _pass(behind[0], BODY)


def test_a_person_whose_access_ended_is_sent_nothing_more(
    copy_of: Callable[[str], str], tmp_path: Path, django_db_blocker
) -> None:
    from django.db import transaction

    from harness.databases import in_database
    from kernel.runtime_helpers import eventually
    from preau.kernel import events

    url = copy_of("blank")
    with streams(url, tmp_path) as site:
        mine, other = _pass(site, b"mine", session="mark-1"), _pass(site, b"mine", session="mark-2")
        assert site.ask("GET", mine).status == site.ask("GET", other).status == 200
        with django_db_blocker.unblock(), in_database(url), transaction.atomic():
            events.publish("identity.revoked", {"session": "mark-1"}, audience=[uuid.UUID(LINA)])
        eventually(lambda: site.ask("GET", mine).status == 403, within=20)
        assert site.ask("GET", other).status == 200
