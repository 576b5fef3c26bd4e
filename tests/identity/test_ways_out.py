"""Every way out ends the live streams of its pages: one function leaves, and says that it did."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from cast import LYCEE
from preau.directory.models import Affiliation, Guardianship
from preau.identity.models import AccountSession, DeviceNotice, KnownDevice
from preau.kernel import clock, scope, tickets
from preau.kernel.models import OutboxEvent
from quality.tools import ROOT

PASSWORD = "un préau sous la pluie"


def enter(academy, name: str = "samira-benali") -> Client:
    account = academy[name].account
    if not account.has_usable_password():
        account.set_password(PASSWORD)
        account.save()
    client = Client()
    assert client.post("/connexion/", {"login": account.login, "password": PASSWORD}).status_code == 302
    return client


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def sign_out(client: Client, academy) -> None:
    client.post("/deconnexion/")


def by_cas(client: Client, academy) -> None:
    client.get("/cas/logout")


def by_openid(client: Client, academy) -> None:
    """A service shows the ID token of this very sign-in."""
    from tests.federation.linked import asked, informed, landed, link_oidc, tokens

    service, secret = link_oidc()
    informed(client, service)
    code = landed(client.get("/oidc/authorize", asked(service)))["code"]
    client.get("/oidc/logout", {"id_token_hint": tokens(service, secret, code).json()["id_token"]})


def by_saml(client: Client, academy) -> None:
    """A service signs its request, and names this very sign-in."""
    from tests.federation import saml_tool as tool
    from tests.federation.linked import informed

    informed(client, tool.link_saml())
    root = tool.question()
    who = tool.believe(tool.ask(client, root), root.get("ID"))
    client.get(tool.address("slo", tool.farewell(who.subject, index=who.index), by=tool.MINE))


def to_prove_again(client: Client, academy) -> None:
    """An account without a password proves itself by coming in again."""
    from tests.federation.linked import EXO, informed, link

    informed(client, link())
    way = client.get("/cas/login", {"service": EXO, "renew": "true"})["Location"]
    account = academy["samira-benali"].account
    type(account).objects.filter(pk=account.pk).update(password="!none")
    account.refresh_from_db()
    session = client.session
    session["_auth_user_hash"] = account.get_session_auth_hash()
    session["federation"] = {**session["federation"], "fresh": False}
    session.save()
    to = client.get("/cas/login", {"service": EXO, "renew": "true"})["Location"] if "confirmer" not in way else way
    assert client.post("/outils/confirmer/", {"vers": landed_way(to)})["Location"].startswith("/connexion/")


def landed_way(address: str) -> str:
    from tests.federation.linked import parse_qs, urlsplit

    return parse_qs(urlsplit(address).query)["vers"][0]


def end_this_one(client: Client, academy) -> None:
    from preau.identity.selectors.devices import reference_of

    client.post("/mon-compte/appareils/session/fermer/", {"session": reference_of(key_of(client))})


def forget_this_device(client: Client, academy) -> None:
    device = KnownDevice.objects.get(account=academy["samira-benali"].account)
    client.post(f"/mon-compte/appareils/{device.pk}/oublier/")


def it_was_not_me(client: Client, academy) -> None:
    account = academy["samira-benali"].account
    notice = DeviceNotice.objects.create(recipient=account.person, account=account, device_name="x", at=clock.now())
    client.post(f"/mon-compte/appareils/avis/{notice.pk}/non/")


def come_in_again(client: Client, academy) -> None:
    """Another of the family comes in on the same browser."""
    account = academy["lina-benali"].account
    account.set_password(PASSWORD)
    account.save()
    client.post("/connexion/", {"login": account.login, "password": PASSWORD})


def no_place_left(client: Client, academy) -> None:
    with scope.everything("test"):
        person = academy["samira-benali"].person
        Guardianship.objects.filter(guardian=person).delete()
        Affiliation.objects.filter(person=person).delete()
    client.get("/")


WAYS = [
    sign_out, by_cas, by_openid, by_saml, to_prove_again, end_this_one, forget_this_device, it_was_not_me,
    come_in_again, no_place_left,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda one: one.__name__)
def test_its_streams_hear_that_a_session_was_left(academy, way):
    client = enter(academy)
    key = key_of(client)
    way(client, academy)
    assert not AccountSession.objects.filter(session_key=key, account_id=academy["samira-benali"].account.pk).exists()
    person = str(academy["samira-benali"].person.pk)
    events = [one for one in OutboxEvent.objects.filter(topic="identity.revoked") if person in one.audience]
    marks = [one.payload.get("session") for one in events]
    assert tickets.mark_of(key) in marks or None in marks, "this session's mark, or all of the person's"


def test_another_device_forgotten_is_left_too(academy):
    here, there = enter(academy), enter(academy)
    device = KnownDevice.objects.order_by("first_seen_at").last()
    here.post(f"/mon-compte/appareils/{device.pk}/oublier/")
    marks = [one.payload.get("session") for one in OutboxEvent.objects.filter(topic="identity.revoked")]
    assert marks == [tickets.mark_of(key_of(there))]
    assert here.get("/").status_code == 200


def test_support_that_looks_through_an_opening_leaves_in_its_own_name(academy):
    from access.test_viewing import the_opening

    victor, helene = academy.client("victor-lambert"), academy.client("helene-garnier")
    victor.post("/console/assistance/", {"uai": academy.school(LYCEE).uai, "reason": "x"})
    opening = the_opening()
    seen = {"person": academy["samira-benali"].person.pk, "minutes": 60}
    helene.post(f"/console/assistance/demandes/{opening.pk}/ouvrir/", seen)
    victor.post(f"/console/assistance/{opening.pk}/voir/")
    key = key_of(victor)
    victor.post("/deconnexion/")
    (event,) = OutboxEvent.objects.filter(topic="identity.revoked")
    assert event.audience == [str(academy["victor-lambert"].person.pk)]
    assert event.payload["session"] == tickets.mark_of(key)


# --- nobody goes around it -------------------------------------------------------------------------------------------

THE_WAY = Path("src/preau/identity/entering.py")


def around(path: Path) -> list[int]:
    """Lines that end a browser's session by Django's own function, or by emptying it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = [
        node.lineno for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.contrib.auth"
        and any(one.name == "logout" for one in node.names)
    ]  # fmt: skip
    called = [
        node.lineno for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and (
            (node.attr == "flush" and ast.unparse(node.value).endswith("session"))
            or (node.attr == "logout" and ast.unparse(node.value).endswith("auth"))
        )
    ]  # fmt: skip
    return imported + called


def test_nobody_leaves_by_another_way():
    found = {
        str(path.relative_to(ROOT)): lines
        for path in sorted((ROOT / "src" / "preau").rglob("*.py"))
        if path.relative_to(ROOT) != THE_WAY and (lines := around(path))
    }
    assert found == {}, "preau.identity.entering.leave says that a session ends: streams and services hear of it"


def test_another_way_is_found(tmp_path):
    planted = tmp_path / "planted.py"
    planted.write_text(
        "from django.contrib.auth import logout as bye\nfrom django.contrib import auth\n"
        "def f(request):\n    auth.logout(request)\n    request.session.flush()\n"
    )
    assert sorted(around(planted)) == [1, 4, 5]
