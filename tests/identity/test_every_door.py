"""By every door a session is of the kind of its device: a school's computer is shared unless its person says not."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from cast import LYCEE
from identity.federation import forge
from identity.federation.conftest import _fresh, ask, educonnect, folder, give, key_of, xmlsec
from identity.slip_tools import GOOD, chosen, paper
from identity.test_factors import Key
from preau.identity import passkeys
from preau.identity.enums import SessionKind
from preau.identity.models import AccountSession, FamilySeat
from preau.identity.services import add_network, add_passkey
from preau.kernel import clock, scope
from preau.kernel.actor import system

__all__ = ["_fresh", "educonnect", "folder", "xmlsec"]  # fixtures
US = system("test")
INSIDE, OUTSIDE = "192.0.2.7", "198.51.100.7"


@pytest.fixture(autouse=True)
def network(academy: Any) -> None:
    with scope.everything("test"):
        add_network(actor=US, school=academy.school(LYCEE), network="192.0.2.0/24", label="CDI")


def with_password(academy: Any, name: str = "lina-benali") -> Any:
    account = academy[name].account
    account.set_password(GOOD)
    account.save()
    return account


def by_password(client: Client, academy: Any, said: dict[str, str]) -> None:
    """The form of the door as a browser sends it: its tick is there already on a school's computer."""
    account = with_password(academy)
    page = client.get("/connexion/").content.decode()
    ticked = bool(
        re.search(r'<input[^>]*name="shared"[^>]*value="on"[^>]*checked|<input[^>]*name="shared"[^>]*checked', page)
    )
    tick = {"on": True, "off": False}.get(said.get("shared", ""), ticked)
    given = {"login": account.login, "password": GOOD, **({"shared": "on"} if tick else {})}
    assert client.post("/connexion/", given).status_code == 302


def by_slip(client: Client, academy: Any, said: dict[str, str]) -> None:
    slip = paper(academy, "lina-benali", school=LYCEE)
    client.post("/activer/", {"code": slip.code})
    page = client.get("/activer/mot-de-passe/").content.decode()
    assert 'name="shared"' in page, "the choice is seen"
    assert chosen(client, **said).status_code == 302


def by_passkey(client: Client, academy: Any, said: dict[str, str]) -> None:
    account = academy["lina-benali"].account
    key = Key()
    options, state = passkeys.ask_new(account.pk, account.login, "l", [])
    add_passkey(actor=US, account_id=account.pk, state=state, answer=key.make(options), name="x")
    asked = client.post("/connexion/cle/").json()
    assert client.post("/connexion/cle/entrer/", {"passkey": key.use(asked), **said}).status_code == 302


def by_source(client: Client, academy: Any, said: dict[str, str]) -> None:
    page = client.get("/connexion/").content.decode()
    links = re.findall(r'href="(/connexion/par/educonnect/[^"]*)"', page)
    plain, other = (one.replace("&amp;", "&") for one in links)
    link = other if said and said["shared"] in other else plain
    query = dict(one.split("=") for one in link.partition("?")[2].split("&") if one)
    left = client.get("/connexion/par/educonnect/", query)
    asked = ask_by(client, left)
    values = (key_of(academy, "lina-benali", academy.school(LYCEE).authority_id),)
    assert give(client, asked, forge.signed_response(asked.wish.but(values=values))).status_code == 302


def ask_by(client: Client, left: Any) -> Any:
    """`ask`, of a link that was followed already."""

    class Followed:
        @staticmethod
        def get(*_: Any) -> Any:
            return left

    return ask(Followed())  # type: ignore[arg-type]


DOORS = [by_password, by_slip, by_passkey, by_source]


def kind_of(client: Client) -> str:
    return AccountSession.objects.get(session_key=client.cookies[settings.SESSION_COOKIE_NAME].value).kind


@pytest.mark.parametrize("door", DOORS, ids=lambda one: one.__name__)
@pytest.mark.parametrize(
    ("where", "said", "kind"),
    [
        (INSIDE, {}, SessionKind.SHARED), (INSIDE, {"shared": "off"}, SessionKind.OWN),
        (OUTSIDE, {}, SessionKind.OWN), (OUTSIDE, {"shared": "on"}, SessionKind.SHARED),
    ],
)  # fmt: skip
def test_a_session_is_of_the_kind_of_its_device(
    academy: Any, educonnect: Any, door: Any, where: str, said: dict[str, str], kind: str
) -> None:
    client = Client(REMOTE_ADDR=where)
    door(client, academy, said)
    assert kind_of(client) == kind
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert bool(cookie["max-age"]) == (kind == SessionKind.OWN), "a shared computer's cookie goes with the browser"


def test_a_seat_opens_on_the_family_s_own_phone(academy: Any) -> None:
    phone = Client(REMOTE_ADDR=OUTSIDE)
    by_password(phone, academy, {})
    assert phone.post("/mon-compte/telephone/", {"code": "4826", "again": "4826"}).status_code == 302
    phone.post("/deconnexion/")
    seat = FamilySeat.objects.get()
    assert phone.post("/connexion/telephone/", {"seat": seat.pk, "code": "4826"}).status_code == 302
    assert kind_of(phone) == SessionKind.OWN


@pytest.mark.parametrize("door", DOORS, ids=lambda one: one.__name__)
def test_twenty_minutes_of_nothing_end_a_shared_session_by_every_door(
    academy: Any, educonnect: Any, door: Any, monkeypatch: Any
) -> None:
    import datetime as dt

    client = Client(REMOTE_ADDR=INSIDE)
    door(client, academy, {})
    assert client.get("/").status_code == 200
    real = clock.real_now
    monkeypatch.setattr(clock, "real_now", lambda: real() + dt.timedelta(minutes=21))
    assert client.get("/").status_code == 302


def test_a_shared_computer_keeps_nobody_s_account(academy: Any) -> None:
    client = Client(REMOTE_ADDR=INSIDE)
    by_password(client, academy, {})
    answer = client.post("/mon-compte/telephone/", {"code": "4826", "again": "4826"})
    assert answer.status_code == 403 and "ordinateur partagé" in answer.content.decode()
    assert not FamilySeat.objects.exists()
    assert client.get("/mon-compte/telephone/").status_code == 403


def test_the_door_asks_whose_device_it_is_once_for_each_way_in(academy: Any) -> None:
    inside = Client(REMOTE_ADDR=INSIDE).get("/connexion/").content.decode()
    outside = Client(REMOTE_ADDR=OUTSIDE).get("/connexion/").content.decode()
    assert inside.count("Ordinateur partagé") == 1 and inside.count("C’est mon appareil") == 1
    assert outside.count("Ordinateur partagé") == 1 and "C’est mon appareil" not in outside
