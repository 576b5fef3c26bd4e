"""Resumable uploads through the streams' own process: cuts, kills, wrong offsets, two at once, too much of anything."""

import base64
import hashlib
import os
import signal
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from files import made
from files.served import ADAM, LINA, Site, address_of, streams, ticket
from harness import faults, session
from harness.faults import failing
from kernel.runtime_helpers import eventually
from preau.files import statements


@pytest.fixture(scope="module")
def site(copy_of: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One process for all: uploads are of each test's own."""
    with streams(copy_of("blank"), tmp_path_factory.mktemp("tus")) as one:
        yield one


def _told(receipt: str) -> statements.Receipt:
    return statements.read(statements.Receipt, receipt)


def _spooled(site: Site, person: str = LINA) -> list[Path]:
    return list((site.data_dir / "uploads" / uuid.UUID(person).hex).glob("*"))


def test_a_content_in_one_go(site: Site) -> None:
    body = os.urandom(300_000)
    told = _told(site.whole(body, name="../Devoir d’Été.bin"))
    assert (told.person, told.size, told.name) == (LINA, len(body), "Devoir d’Été.bin")
    assert told.digest == hashlib.sha256(body).hexdigest()
    assert (site.data_dir / "files" / told.digest[:2] / told.digest[2:4] / told.digest).read_bytes() == body


def test_a_content_in_pieces_whose_line_was_cut(site: Site) -> None:
    body = os.urandom(3_000_000)
    address = address_of(site.begin(len(body)))
    assert site.tus("HEAD", address).headers["upload-offset"] == "0"
    done = site.piece(address, 0, body[:1_000_000])
    assert done.status == 204 and done.headers["upload-offset"] == "1000000" and "preau-receipt" not in done.headers
    with socket.create_connection(("127.0.0.1", site.port)) as line:  # says much, sends less, and is gone
        head = (
            f"PATCH {address} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 1000000\r\n"
            f"Content-Type: application/offset+octet-stream\r\nContent-Length: 2000000\r\n\r\n"
        )
        line.sendall(head.encode() + body[1_000_000:1_500_000])
    eventually(lambda: site.tus("HEAD", address).headers["upload-offset"] == "1500000", within=20)
    last = site.piece(address, 1_500_000, body[1_500_000:])
    while last.status == 423:  # the process that lost the line has not let go yet: it says when to come again
        time.sleep(int(last.headers["retry-after"]))
        last = site.piece(address, 1_500_000, body[1_500_000:])
    assert last.status == 204
    assert _told(last.headers["preau-receipt"]).digest == hashlib.sha256(body).hexdigest()
    again = site.piece(address, len(body), b"")
    assert again.headers["preau-receipt"] == last.headers["preau-receipt"], "an answer that was lost is given again"


def test_wrong_offsets_and_pieces_that_are_not_what_they_say(site: Site) -> None:
    body = b"0123456789"
    address = address_of(site.begin(10))
    assert site.piece(address, 3, body).status == 409
    assert site.piece(address, 0, body + b"x").status == 413
    assert site.tus("PATCH", address, body, Upload_Offset="0").status == 415
    assert site.tus("PATCH", address, body, Content_Type="application/offset+octet-stream").status == 400
    wrong = "sha256 " + base64.b64encode(hashlib.sha256(b"other").digest()).decode()
    assert site.piece(address, 0, body, Upload_Checksum=wrong).status == 460
    assert site.piece(address, 0, body, Upload_Checksum="md5 AAAA").status == 400
    assert site.tus("HEAD", address).headers["upload-offset"] == "0", "nothing of these was kept"
    right = "sha1 " + base64.b64encode(hashlib.sha1(body).digest()).decode()
    assert site.piece(address, 0, body, Upload_Checksum=right).headers["preau-receipt"]
    assert site.ask("HEAD", address).status == 412, "another version of the protocol"


def test_two_at_once_write_no_other_s_bytes(site: Site) -> None:
    address = address_of(site.begin(4_000_000))
    with socket.create_connection(("127.0.0.1", site.port)) as line:
        head = (
            f"PATCH {address} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
            f"Content-Type: application/offset+octet-stream\r\nContent-Length: 4000000\r\n\r\n"
        )
        line.sendall(head.encode() + b"a" * 2_000_000)
        eventually(lambda: int(site.tus("HEAD", address).headers["upload-offset"]) >= 1_000_000, within=20)
        offset = int(site.tus("HEAD", address).headers["upload-offset"])
        assert site.piece(address, offset, b"b" * 10).status in (409, 423)

    def free() -> bool:
        here = int(site.tus("HEAD", address).headers["upload-offset"])
        return site.piece(address, here, b"c" * (4_000_000 - here)).status == 204

    eventually(free, within=20)


def test_a_process_killed_in_the_middle_loses_nothing_it_told_of(copy_of: Callable[[str], str], tmp_path: Path) -> None:
    body = os.urandom(2_500_000)
    with streams(copy_of("blank"), tmp_path) as first:
        address = address_of(first.begin(len(body)))
        assert first.piece(address, 0, body[:1_500_000]).status == 204
        line = socket.create_connection(("127.0.0.1", first.port))
        head = (
            f"PATCH {address} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 1500000\r\n"
            f"Content-Type: application/offset+octet-stream\r\nContent-Length: 1000000\r\n\r\n"
        )
        line.sendall(head.encode() + body[1_500_000:1_600_000])
        first.child.send_signal(signal.SIGKILL)
        first.child.wait()
        line.close()
    with streams(copy_of("blank"), tmp_path, first.data_dir) as second:
        offset = int(second.tus("HEAD", address).headers["upload-offset"])
        assert 1_500_000 <= offset <= 1_600_000
        last = second.piece(address, offset, body[offset:])
        assert _told(last.headers["preau-receipt"]).digest == hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize("given", [{"most": 99}, {"left": 99}])
def test_what_is_too_much_is_refused_before_it_comes(given: dict[str, int], site: Site) -> None:
    refused = site.begin(100, person=ADAM, **given)
    assert refused.status == 413
    assert ("trop gros" in refused.words) is ("most" in given), refused.words
    assert ("espace" in refused.words) is ("left" in given)


def test_what_is_under_way_counts_towards_what_is_left(site: Site) -> None:
    who = str(uuid.uuid4())
    first = address_of(site.begin(60, person=who, left=100))
    assert site.begin(60, person=who, left=100).status == 413
    assert site.tus("DELETE", first).status == 204
    assert site.begin(60, person=who, left=100).status == 201


def test_what_arrived_and_no_form_kept_counts_too_wanted_or_not(site: Site) -> None:
    who = str(uuid.uuid4())
    begun = site.begin(60, person=who, left=100, body=os.urandom(60))
    assert begun.status == 201 and begun.headers["preau-receipt"]
    refused = site.begin(60, person=who, left=100)
    assert refused.status == 413 and "sans les joindre" in refused.words
    address = address_of(begun)
    assert site.tus("DELETE", address).status == 204
    assert site.tus("HEAD", address).status == 404
    assert site.begin(60, person=who, left=100).status == 413, "its content is stored all the same"
    assert site.begin(30, person=who, left=100).status == 201


def test_nothing_opens_without_a_ticket_and_no_address_is_made_up(site: Site) -> None:
    for given in ("", "Bearer x", f"Bearer {ticket()[:-2]}xx"):
        assert site.tus("POST", "/depots", Authorization=given, Upload_Length="3").status == 403
    assert site.tus("HEAD", "/depots/made-up").status == 404
    stranger = statements.UploadAddress(person=LINA, upload=str(uuid.uuid4())).signed()
    assert site.tus("HEAD", f"/depots/{stranger}").status == 404
    assert site.tus("POST", "/depots", Authorization=f"Bearer {ticket()}", Upload_Length="-3").status == 400
    for odd in ("filename é", "filename !", "filename /w=="):
        given = {"Authorization": f"Bearer {ticket()}", "Upload_Length": "3", "Upload_Metadata": odd}
        assert site.tus("POST", "/depots", **given).status == 400, odd
    assert site.ask("OPTIONS", "/depots").headers["tus-version"] == "1.0.0"
    assert site.tus("POST", "/depots", Origin="https://evil.example").status == 403


def test_what_is_refused_for_what_it_is_leaves_nothing(site: Site) -> None:
    who = str(uuid.uuid4())
    refused = site.begin(len(made.PROGRAM), name="photo.png", person=who, body=made.PROGRAM)
    assert refused.status == 422 and "programme" in refused.words
    assert _spooled(site, who) == []


def test_a_photograph_arrives_without_its_place(site: Site) -> None:
    body = made.jpeg(80, 40, turned=True)
    told = _told(site.whole(body, name="moi.heic"))
    assert (told.name, told.content, told.width, told.height) == ("moi.jpg", "image/jpeg", 40, 80)
    kept = (site.data_dir / "files" / told.digest[:2] / told.digest[2:4] / told.digest).read_bytes()
    assert b"Telephone" not in kept and hashlib.sha256(kept).hexdigest() == told.digest


def test_a_browser_of_our_pages_may_and_is_told_what(site: Site) -> None:
    origin = f"http://127.0.0.1:{site.port - 1}"
    asked = site.ask("OPTIONS", "/depots", Origin=origin, Access_Control_Request_Method="PATCH")
    assert asked.status == 204
    assert asked.headers["access-control-allow-origin"] == origin
    assert "PATCH" in asked.headers["access-control-allow-methods"]
    assert "upload-offset" in asked.headers["access-control-allow-headers"]
    begun = site.tus("POST", "/depots", Origin=origin, Authorization=f"Bearer {ticket()}", Upload_Length="3")
    assert "location" in begun.headers["access-control-expose-headers"]


def test_an_upload_whose_time_is_over_is_gone(copy_of: Callable[[str], str], tmp_path: Path) -> None:
    with streams(copy_of("blank"), tmp_path, PREAU_UPLOAD_HOURS="0") as one:
        address = address_of(one.begin(3))
        assert one.tus("HEAD", address).status == 404
        assert _spooled(one) == []


def test_a_store_that_does_not_answer_is_told_and_the_upload_is_taken_up_again(
    copy_of: Callable[[str], str], tmp_path: Path
) -> None:
    from urllib.parse import urlsplit

    from files.test_stores import _bucket

    server = session.servers().objects()
    with failing("127.0.0.1", urlsplit(server).port or 0) as proxy:
        where = f"s3://key:secret@127.0.0.1:{proxy.port}/{_bucket(server)}?tls=no"
        with streams(copy_of("blank"), tmp_path, PREAU_FILES_URL=where, PREAU_FILES_TIMEOUT="2") as one:
            for fault in (faults.SILENT, faults.BROKEN):
                proxy.mode = fault
                began = time.monotonic()
                begun = one.begin(6)
                address = address_of(begun)
                late = one.piece(address, 0, b"stored")
                assert late.status == 503 and "gardé" in late.words and late.headers["retry-after"]
                assert time.monotonic() - began < 20
                assert one.tus("HEAD", address).headers["upload-offset"] == "6"
                proxy.mode = faults.PASS
                assert _told(one.piece(address, 6, b"").headers["preau-receipt"]).size == 6
