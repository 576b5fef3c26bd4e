"""Live events through the streams' own process: who may listen, how soon, what is caught up, who is cut off."""

import contextlib
import http.client
import json
import os
import queue
import re
import socket
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from harness.databases import environment
from harness.ports import free_ports
from kernel.runtime_helpers import came_up, eventually, process
from preau.kernel import events, scope, tickets

pytestmark = pytest.mark.django_db(transaction=True)

LINA, ADAM = uuid.UUID(int=11), uuid.UUID(int=12)
SCHOOL, OTHER = uuid.UUID(int=21), uuid.UUID(int=22)


@dataclass
class Open:
    """One open stream: what it was answered, what it hears."""

    status: int
    headers: dict[str, str]
    said: queue.Queue[dict[str, Any]]
    ended: threading.Event
    text: str = ""
    raw: list[bytes] = field(default_factory=list)
    close: Callable[[], None] = lambda: None

    def hear(self, within: float = 30.0) -> dict[str, Any]:
        """The next event, with its id."""
        return self.said.get(timeout=within)


@dataclass
class Site:
    """The streams' process and its address."""

    port: int

    def open(self, ticket: str = "", method: str = "GET", path: str = "/evenements", **headers: str) -> Open:
        """Open a stream and listen in a thread."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request(method, f"{path}?ticket={ticket}", headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = line.getresponse()
        opened = Open(answer.status, {k.lower(): v for k, v in answer.getheaders()}, queue.Queue(), threading.Event())
        kept = line.sock
        if answer.status != 200 or path != "/evenements":
            opened.text = answer.read().decode()
            line.close()
            return opened

        def listen() -> None:
            place = 0
            try:
                while got := answer.readline():
                    opened.raw.append(got)
                    if got.startswith(b"id: "):
                        place = int(got[4:])
                    elif got.startswith(b"data: "):
                        opened.said.put({"id": place, **json.loads(got[6:])})
            except (OSError, ValueError, http.client.HTTPException):
                pass
            finally:
                opened.ended.set()
                line.close()

        threading.Thread(target=listen, daemon=True).start()

        def close() -> None:
            with_socket = kept or line.sock
            if with_socket is not None:
                with_socket.shutdown(socket.SHUT_RDWR)

        opened.close = close
        eventually(lambda: any(b"ouvert" in one for one in opened.raw))
        return opened


@contextlib.contextmanager
def serving(tmp_path: Path, port: int, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The streams' process on this test's database, once it answers."""
    env = environment(os.environ["DATABASE_URL"], tmp_path / "var", PORT=str(port - 1), **more)
    log = tmp_path / f"streams-{time.monotonic_ns()}.log"
    with process(["-m", "preau.kernel.streams"], env, log) as child:
        came_up(child, f"http://127.0.0.1:{port}/healthz", log)
        yield child


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A streams' process that reads events."""
    port = free_ports(2) + 1
    with serving(tmp_path, port):
        yield Site(port)


def publish(topic: str, *audience: uuid.UUID, tenant: uuid.UUID | None = None, **payload: object) -> int:
    with transaction.atomic():
        return events.publish(topic, payload, audience=audience, tenant=tenant).pk


def test_an_open_page_hears_its_events_within_a_second_and_no_others(site: Site) -> None:
    lina = site.open(tickets.make(LINA, "student", [SCHOOL]))
    adam = site.open(tickets.make(ADAM, "student"))
    assert lina.headers["content-type"].startswith("text/event-stream")
    assert any(one.startswith(b"retry: ") for one in lina.raw)
    publish("test.other_tenant", LINA, tenant=OTHER)
    publish("test.no_audience")
    delays = []
    for number in range(5):
        one = publish("test.a", LINA, tenant=SCHOOL, n=number)
        written = time.monotonic()
        heard = lina.hear()
        delays.append(time.monotonic() - written)
        assert heard == {"id": one, "topic": "test.a", "tenant": str(SCHOOL), "payload": {"n": number}}
    assert sorted(delays)[2] < 1.0, delays
    publish("test.b", ADAM)
    assert adam.hear()["topic"] == "test.b"
    assert lina.said.empty()


def test_nothing_uncommitted_is_told(site: Site) -> None:
    lina = site.open(tickets.make(LINA, "student"))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        events.publish("test.never", audience=[LINA])
        raise ZeroDivisionError
    publish("test.a", LINA)
    assert lina.hear()["topic"] == "test.a"


def test_a_page_that_comes_back_hears_what_it_missed(site: Site, tmp_path: Path) -> None:
    ticket = tickets.make(LINA, "student")
    first = site.open(ticket)
    publish("test.a", LINA, n=0)
    seen = first.hear()["id"]
    first.close()
    first.ended.wait(5)
    for number in range(1, 4):
        publish("test.a", LINA, n=number)
        publish("test.a", ADAM, n=number)
    again = site.open(ticket, Last_Event_ID=str(seen))
    assert [again.hear()["payload"]["n"] for _ in range(3)] == [1, 2, 3]
    port = free_ports(2) + 1
    with serving(tmp_path, port):  # another process, that heard none of it
        elsewhere = Site(port).open(ticket, Last_Event_ID=str(seen))
        assert [elsewhere.hear()["payload"]["n"] for _ in range(3)] == [1, 2, 3]
        unknown = Site(port).open(ticket, Last_Event_ID=str(seen - 1))
        assert [unknown.hear()["payload"]["n"] for _ in range(4)] == [0, 1, 2, 3]


def test_a_revocation_cuts_the_stream_and_refuses_former_tickets(site: Site) -> None:
    ticket = tickets.make(LINA, "student")
    lina, adam = site.open(ticket), site.open(tickets.make(ADAM, "student"))
    publish("identity.revoked", LINA, person_id=str(LINA), reason="test")
    assert lina.ended.wait(30)
    assert not adam.ended.is_set()
    refused = site.open(ticket)
    assert refused.status == 403
    assert "connectez-vous" in refused.text
    assert site.open(tickets.make(LINA, "student")).status == 200


@pytest.mark.sqlite
def test_signing_out_cuts_this_sessions_streams_and_tickets_and_no_others(site: Site) -> None:
    here, elsewhere = (tickets.make(LINA, "student", session_key=key) for key in ("library", "phone"))
    library, phone = site.open(here), site.open(elsewhere)
    mark = tickets.mark_of("library")
    publish("identity.revoked", LINA, person_id=str(LINA), reason="signed_out", session=mark)
    assert library.ended.wait(30)
    refused = site.open(here)
    assert refused.status == 403 and "connectez-vous" in refused.text
    publish("test.after", LINA)
    assert phone.hear()["topic"] == "test.after", "the other device heard of a sign-out that is not its own"
    assert site.open(elsewhere).status == 200


def test_a_person_who_signs_out_leaves_no_ticket_behind(site: Site) -> None:
    """From the page that carries the ticket to the streams' process, through the door."""
    from directory import people_of
    from preau.directory.enums import Profile
    from preau.identity.services import open_account
    from preau.kernel.actor import system

    at = people_of.school()
    who = people_of.person("Claire", "Roux")
    with scope.everything("test"):
        people_of.place(who, at, Profile.TEACHER)
    account = open_account(actor=system("tests"), person=who, login="claire")
    library, phone = Client(), Client()
    found = []
    for browser in (library, phone):
        browser.force_login(account)
        found.append(re.search(r'data-ticket="([^"]+)"', browser.get("/").content.decode())[1])
    streams = [site.open(ticket) for ticket in found]
    assert [one.status for one in streams] == [200, 200]
    library.post("/deconnexion/")
    assert streams[0].ended.wait(30)
    assert [site.open(ticket).status for ticket in found] == [403, 200]
    assert not streams[1].ended.is_set()
    assert phone.get("/").status_code == 200


def test_a_revocation_holds_through_a_restart(tmp_path: Path) -> None:
    ticket = tickets.make(LINA, "student")
    left = tickets.make(ADAM, "student", session_key="library")
    stays = tickets.make(ADAM, "student", session_key="phone")
    publish("identity.revoked", LINA, person_id=str(LINA), reason="test")
    publish("identity.revoked", ADAM, person_id=str(ADAM), session=tickets.mark_of("library"))
    port = free_ports(2) + 1
    with serving(tmp_path, port):
        assert [Site(port).open(one).status for one in (ticket, left, stays)] == [403, 403, 200]


@pytest.mark.sqlite
def test_refusals_say_why_in_french(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - 400)
    old = tickets.make(LINA, "student")
    monkeypatch.undo()
    assert "trop ancien" in site.open(old).text
    assert "pas valable" in site.open("forged").text
    assert site.open(path="/nulle-part").status == 404
    assert site.open(tickets.make(LINA, "student"), method="POST").status == 405
    for opened in (site.open(old), site.open("forged")):
        assert opened.status == 403
        assert opened.headers["content-type"] == "text/plain; charset=utf-8"
        assert "set-cookie" not in opened.headers


@pytest.mark.sqlite
def test_only_the_platforms_own_pages_may_listen(tmp_path: Path) -> None:
    port = free_ports(2) + 1
    with serving(tmp_path, port, PREAU_PUBLIC_URL="https://ent.example.fr"):
        site = Site(port)
        ticket = tickets.make(LINA, "student")
        ours = site.open(ticket, Origin="https://ent.example.fr")
        assert ours.headers["access-control-allow-origin"] == "https://ent.example.fr"
        assert ours.headers["vary"] == "Origin"
        for origin in ("https://ailleurs.example", "null", "https://ent.example.fr.ailleurs.example"):
            theirs = site.open(ticket, Origin=origin)
            assert theirs.status == 403
            assert "access-control-allow-origin" not in theirs.headers


@pytest.mark.sqlite
def test_a_person_opens_ten_pages_at_most(site: Site) -> None:
    ticket = tickets.make(LINA, "student")
    pages = [site.open(ticket) for _ in range(10)]
    assert site.open(ticket).status == 429
    assert site.open(tickets.make(ADAM, "student")).status == 200
    pages[0].close()
    eventually(lambda: site.open(ticket).status == 200)


@pytest.mark.sqlite
def test_it_stops_at_once_though_streams_are_open(tmp_path: Path) -> None:
    port = free_ports(2) + 1
    with serving(tmp_path, port) as child:
        opened = [Site(port).open(tickets.make(LINA, "student")) for _ in range(3)]
        began = time.monotonic()
        child.terminate()
        child.wait(30)
        assert time.monotonic() - began < 12
        assert all(one.ended.wait(2) for one in opened)
