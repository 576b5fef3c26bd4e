"""Every public address to which a secret may be sent counts what it is sent, before it looks; a new one is found."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import strong
from cast import LYCEE
from house.test_risks import SAFE, methods_of
from identity.slip_tools import GOOD, paper
from preau.access.pages import rule_of
from preau.identity import attempts, codes, counts
from preau.identity.models import FamilySeat

# What is sent there is no secret that could be guessed, and why.
NO_SECRET = {
    "identity:enter_demo": "a member of the cast is clicked, in a demonstration only",
    "identity:seat_forget": "only forgets",
    "identity:sign_out": "only leaves",
    "identity:send": "a road is chosen, for a slip that was counted; sendings are counted by person",
    "identity:follow_slip": "a link of 128 bits",
    "identity:choose": "a new password, after a slip that was counted and its proof",
    "identity:longer": "a new password, after the password that was counted",
    "identity:desk_choose": "a new password, after a code that was counted",
    "identity:reset": "a link of 128 bits",
    "identity:not_me": "a signed link",
    "notifications:unsubscribe": "a signed link",
    "identity:sso_answer": "a signed assertion, or a code of the source bound to the question of this browser",
    "identity:sso_farewell": "a signed message of the source",
    "api:nothing": "an address that does not exist",
    "api:openapi": "a document for anybody; tokens are counted for every address of the API (tests/api)",
    "imports:timetable_deposit": "a partner's token of 128 bits and more; wrong ones are counted as those of the API",
    "federation:authorize": "a question of a service, answered by the session that is open",
    "federation:end_session": "only leaves",
    "federation:token": "a code or a secret of 128 bits and more, of a service",
    "federation:userinfo": "a token of 128 bits and more, of a service",
    "federation:saml_sso": "a question of a service, answered by the session that is open",
    "people:preferences": "how pages look",
    "helpdesk:ask": "no secret: a request, counted by address; nobody looks who exists",
    "portal:contact": "no secret: a message",
    "safety:report": "no secret: whom to call, and a form for who is signed in",
    "ui:catalogue": "a page of examples",
    "ui:theme": "how pages look",
    "identity:sso_link": "a click, by who proved both identities: the password at the door, the slip at /activer/",
}


def _public_posts(
    patterns: Any = None, names: tuple[str, ...] = ()
) -> Iterator[str]:  # fmt: skip
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            more = (*names, one.namespace) if one.namespace else names
            yield from _public_posts(one.url_patterns, more)
        elif isinstance(one, URLPattern) and _takes_posts_of_anybody(one.callback, list(names)):
            yield ":".join((*names, one.name or ""))


def _takes_posts_of_anybody(view: Any, names: list[str]) -> bool:
    if not view.__module__.startswith("preau."):
        return False
    return rule_of(view, names).public and not (methods_of(view) or {"POST"}) <= SAFE


@pytest.fixture
def claire(academy):
    account = academy["claire-roux"].account
    account.set_password(GOOD)
    account.save()
    return account


def _seat(academy: Any) -> tuple[Client, FamilySeat]:
    pupil = academy["lina-benali"]
    pupil.account.set_password(GOOD)
    pupil.account.save()
    client = Client()
    client.post("/connexion/", {"login": pupil.account.login, "password": GOOD})
    client.post("/mon-compte/telephone/", {"code": "4826", "again": "4826"})
    client.post("/deconnexion/")
    return client, FamilySeat.objects.get(account=pupil.account)


def _at_second_step(claire: Any) -> Client:
    strong.give_factor(claire)
    client = Client()
    client.post("/connexion/", {"login": claire.login, "password": GOOD})
    return client


def _signed_in(claire: Any) -> Client:
    client = _at_second_step(claire)
    client.post("/connexion/second-facteur/", {"code": strong.code()})
    return client


def _with_slip(academy: Any) -> Client:
    slip = paper(academy, "samira-benali", student="lina-benali", school=LYCEE)
    client = Client()
    client.post("/activer/", {"code": slip.code})
    return client


def _seat_post(academy: Any, claire: Any) -> Any:
    client, seat = _seat(academy)
    return lambda n: client.post("/connexion/telephone/", {"seat": str(seat.pk), "code": f"{n:04}"})


# How a wrong secret is sent there: (academy, claire) gives what sends the n-th.
WAYS: dict[str, Callable[[Any, Any], Callable[[int], Any]]] = {
    "identity:sign_in": lambda a, c: lambda n: Client().post("/connexion/", {"login": f"x{n}", "password": f"y{n}"}),
    "identity:second_step": lambda a, c: (
        lambda client: lambda n: client.post("/connexion/second-facteur/", {"code": f"{n:06}"})
    )(_at_second_step(c)),
    "identity:confirm": lambda a, c: (
        lambda client: lambda n: client.post("/confirmer/", {"code": f"{n:06}", "next": "/"})
    )(_signed_in(c)),
    "identity:passkey_options": lambda a, c: lambda n: Client().post("/connexion/cle/"),
    "identity:passkey_enter": lambda a, c: lambda n: Client().post("/connexion/cle/entrer/", {"passkey": "{}"}),
    "identity:seat_enter": _seat_post,
    "identity:activate": lambda a, c: lambda n: Client().post("/activer/", {"code": codes.new_code()}),
    "identity:prove": lambda a, c: (
        lambda client: lambda n: client.post("/activer/preuve/", {"code": f"{n:06}"})
    )(_with_slip(a)),
    "identity:forgotten": lambda a, c: lambda n: Client().post("/mot-de-passe/", {"login": f"x{n}"}),
    "identity:desk": lambda a, c: lambda n: Client().post(
        "/mot-de-passe/code/", {"code": codes.new_code(codes.DESK_GROUPS)}
    ),
}  # fmt: skip


def test_every_public_address_that_takes_a_secret_is_here():
    found = set(_public_posts())
    assert found == {*WAYS, *NO_SECRET}, "say how its secret is counted, or why there is none"


@pytest.mark.parametrize("name", WAYS)
def test_a_secret_sent_there_is_counted(academy, claire, settings, monkeypatch, name):
    settings.MAIL_URL = "memory:"
    send = WAYS[name](academy, claire)
    counted: list[str] = []
    for where, what in ((counts, "take"), (counts, "climb"), (counts, "window"), (attempts, "take")):
        real = getattr(where, what)
        monkeypatch.setattr(
            where, what, lambda *given, _real=real, _what=what, **more: counted.append(_what) or _real(*given, **more)
        )
    send(1)
    assert counted, "what is tried there is not counted"


@pytest.mark.parametrize("name", WAYS)
def test_and_comes_to_an_end(academy, claire, settings, monkeypatch, name):
    """Within a hundred tries at once, the answer is that it is enough."""
    settings.MAIL_URL = "memory:"
    for budget in ("ELSEWHERE", "BEYOND", "SCHOOL"):
        monkeypatch.setattr(f"preau.identity.throttle.{budget}", counts.Budget(5, 1000.0))
    send = WAYS[name](academy, claire)
    answers = [send(n) for n in range(14)]
    said = answers[-1].content.decode()
    if name == "identity:seat_enter":
        assert not FamilySeat.objects.exists(), "after five wrong ones the seat is gone"
    else:
        assert answers[-1].status_code == 429 or "Trop d’essais" in said
