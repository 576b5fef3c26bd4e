"""A source that is gone (row F9): three seconds at most, then nobody waits; rescue sign-in works, sessions live on."""

import http.server
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from harness.ports import free_ports
from identity.federation import forge
from identity.federation.conftest import declare_oidc, declare_saml
from preau.identity.federation import calls
from preau.identity.federation.errors import SourceGone
from preau.identity.federation.sources import source_named

pytestmark = pytest.mark.django_db
PASSWORD = "un préau sous la pluie"


class Hanging(http.server.BaseHTTPRequestHandler):
    """Takes the question and never ends its answer: one byte now and then, so that no timeout of a read fires."""

    over = threading.Event()
    seen = 0

    def do_GET(self) -> None:
        """Drip."""
        Hanging.seen += 1
        try:
            while not Hanging.over.wait(0.2):
                self.wfile.write(b"H")
                self.wfile.flush()
        except OSError:
            return

    do_POST = do_GET

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


class Back(http.server.BaseHTTPRequestHandler):
    """Answers again: that the question is not one, but it answers."""

    def do_GET(self) -> None:
        """Say so."""
        self.send_response(400)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def hanging() -> Iterator[str]:
    """The address of a source that hangs."""
    Hanging.over, Hanging.seen = threading.Event(), 0
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hanging)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    Hanging.over.set()
    server.shutdown()
    server.server_close()
    thread.join(5)


def probing(folder: Any, name: str) -> None:
    path = folder / f"{name}.toml"
    path.write_text(path.read_text().replace("probe = false", "probe = true"))


@pytest.fixture(params=["saml", "oidc"])
def hanging_source(request: Any, folder: Any, xmlsec: None, hanging: str) -> str:
    """A source of either protocol that hangs; its name."""
    if request.param == "saml":
        declare_saml(folder, metadata=forge.idp_metadata(sso=f"{hanging}/sso", slo=f"{hanging}/slo"))
        probing(folder, "educonnect")
        return "educonnect"
    declare_oidc(folder, hanging)
    probing(folder, "guichet")
    return "guichet"


def test_the_door_says_so_and_rescue_sign_in_works(
    hanging_source: str, academy: Any, client_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = academy["claire-roux"].account
    account.set_password(PASSWORD)
    account.save()
    inside = client_as("lina-benali")
    monkeypatch.setattr(calls, "TOTAL_SECONDS", 0.6)
    client = Client()
    road = f'href="/connexion/par/{hanging_source}/"'
    for screen in ("/connexion/", "/activer/"):
        first = client.get(screen).content.decode()
        assert -1 < first.find(road) < first.find("<form"), "whoever has an identity elsewhere needs no slip"
    answer = client.get(f"/connexion/par/{hanging_source}/")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "ne répond pas en ce moment" in answer.content.decode()
    assert Hanging.seen == 1
    # the breaker is open: nobody waits for the source any more
    assert client.get(f"/connexion/par/{hanging_source}/").status_code == 503
    assert Hanging.seen == 1
    page = client.get("/connexion/").content.decode()
    assert "ne répond pas en ce moment" in page
    assert 'name="password"' in page
    assert road not in client.get("/activer/").content.decode(), "nobody is sent where nothing answers"
    assert client.post("/connexion/", {"login": "claire.roux", "password": PASSWORD}).status_code == 302
    assert client.get("/").status_code == 200
    assert inside.get("/").status_code == 200  # open sessions live on


def test_the_whole_call_is_cut_though_bytes_keep_coming(folder: Any, hanging: str) -> None:
    assert calls.TOTAL_SECONDS == 3.0  # row F9
    declare_oidc(folder, hanging)
    source = source_named("guichet")
    assert source is not None
    begun = time.monotonic()
    with pytest.raises(SourceGone):
        calls.guarded(source, lambda deadline: calls.fetch(f"{hanging}/keys", begun + 0.5))
    # A clock, for the bound is what is tested: bytes that keep coming would hold it for ever.
    assert time.monotonic() - begun < 10
    assert calls.is_open(source)


def test_the_breaker_closes_by_itself_when_the_source_is_back(folder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_ports(1)
    declare_oidc(folder, f"http://127.0.0.1:{port}")
    probing(folder, "guichet")
    assert Client().get("/connexion/par/guichet/").status_code == 503
    server = http.server.HTTPServer(("127.0.0.1", port), Back)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        assert Client().get("/connexion/par/guichet/").status_code == 503
        monkeypatch.setattr(calls, "_opened", {"guichet": time.monotonic() - 1})
        assert Client().get("/connexion/par/guichet/").status_code == 302
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def test_expired_metadata_close_the_way_and_the_door_stays(folder: Any, xmlsec: None) -> None:
    declare_saml(folder, metadata=forge.idp_metadata(valid_until=forge.stamp(-60)))
    answer = Client().get("/connexion/par/educonnect/")
    assert answer.status_code == 503
    assert 'name="password"' in answer.content.decode()
