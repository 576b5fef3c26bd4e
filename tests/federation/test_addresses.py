"""I9: nobody is led to an address that only looks like a registered one."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from preau.federation import addresses
from preau.federation.passage import is_way
from tests.federation.linked import CALLBACK, asked, link, link_oidc
from tests.federation.lookalikes import GOOD, INSIDE, lookalikes

ALL = lookalikes()


def test_there_are_as_many_as_the_row_asks():
    assert len(ALL) >= 869


def passes(text: str, registered: str = GOOD) -> bool:
    """Whether an address would be led to."""
    try:
        return addresses.covers(registered, addresses.read(text))
    except addresses.BadAddress:
        return False


def test_no_lookalike_passes():
    assert [one for one in ALL if passes(one)] == []


def test_what_is_inside_passes():
    assert [one for one in INSIDE if not passes(one)] == []


def test_a_path_without_a_slash_at_its_end_covers_itself_alone():
    assert passes("https://exo.example/cb?x=1", "https://exo.example/cb")
    assert not passes("https://exo.example/cb/x", "https://exo.example/cb")
    assert not passes("https://exo.example/cb2", "https://exo.example/cb")


_PIECES = st.sampled_from(
    [
        GOOD,
        "https://",
        "exo.example",
        "evil.example",
        "/app/",
        "@",
        "\\",
        "/",
        "//",
        "..",
        ".",
        "%2e",
        "%2f",
        ":",
        "443",
        "?",
        "#",
        ";",
        "&",
        "=",
        " ",
        "\t",
        "\n",
        "é",
        "。",
        "x",
        "[",
        "]",
        "%",
        "\u200b",
        "ticket=",
    ]
)


@given(st.lists(_PIECES, min_size=1, max_size=9).map("".join))
def test_whatever_passes_is_read_the_same_by_everyone(text: str):
    if not passes(text):
        return
    parts = urlsplit(text)
    assert (parts.scheme, parts.hostname, parts.username, parts.port or 443) == ("https", "exo.example", None, 443)
    assert parts.path.startswith("/app/")
    assert parts.fragment == ""
    assert "\\" not in text and ".." not in {one.split(";")[0] for one in parts.path.split("/")}


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str):
    passes(text)
    passes(f"{GOOD}{text}")


def test_neither_login_nor_gateway_nor_logout_leads_to_a_lookalike(client_as):
    link(urls={"entry": [GOOD]})
    lina = client_as("lina-benali")
    stranger = Client()
    for text in ALL[::12]:
        for client in (stranger, lina):
            for more in ({}, {"gateway": "true"}, {"renew": "true"}):
                answer = client.get("/cas/login", {"service": text, **more})
                assert answer.status_code == 403, text
                assert "Location" not in answer
        left = stranger.get("/cas/logout", {"service": text})
        assert left.status_code == 200, text


def test_openid_connect_knows_exact_addresses_only(client_as):
    service, _secret = link_oidc()
    lina = client_as("lina-benali")
    close = [CALLBACK + one for one in ("/", "?a=1", "#x", "/..", "%2f", " ", "\n")] + [CALLBACK.upper(), CALLBACK[:-1]]
    for text in [*close, *ALL[::12]]:
        if not text:
            continue
        answer = lina.get("/oidc/authorize", asked(service, redirect_uri=text))
        assert answer.status_code == 400, text
        assert "Location" not in answer
        assert "n’est pas connu" in answer.content.decode()


@pytest.mark.parametrize(
    "to",
    [
        "//evil.example/cas/login?",
        "https://evil.example/cas/login?x=1",
        "/cas/logout?x=1",
        "/\\evil",
        "/cas/login?a;url=https://evil.example",
        "/cas/login?a\nb",
        "",
        "/cas/login",
        "/cas/login?'",
    ],
)
def test_the_page_that_goes_on_goes_to_passages_only(db, to):
    assert not is_way(to)
    answer = Client().get("/outils/suite/", {"vers": to})
    assert answer.status_code == 404
    assert "Refresh" not in answer


def test_without_the_strict_reading_lookalikes_pass(monkeypatch):
    """The check can fail: a reader that trusts the beginning of the text is found out."""
    monkeypatch.setattr(addresses, "covers", lambda registered, asked: True)
    monkeypatch.setattr(addresses, "read", lambda text: text)
    assert len([one for one in ALL if passes(one)]) == len(ALL)


@pytest.mark.parametrize("name", ["_DISGUISED", "_TICKETS"])
def test_each_part_of_the_reading_counts(monkeypatch, name):
    import re

    monkeypatch.setattr(addresses, name, re.compile("(?!)") if name == "_DISGUISED" else frozenset())
    assert [one for one in ALL if passes(one)]
