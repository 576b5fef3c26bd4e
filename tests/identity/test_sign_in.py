"""The door: sign-in, sign-out, the cast to click, sessions ended."""

import threading

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from preau.directory.models import Affiliation, Person
from preau.identity import hashers
from preau.identity.models import Account, AccountSession
from preau.identity.services import Refused, end_sessions, open_account
from preau.kernel import clock, scope
from preau.kernel.actor import system
from preau.kernel.models import OutboxEvent

DOOR = "/connexion/"
PASSWORD = "un préau sous la pluie"
US = system("test")


@pytest.fixture
def claire(academy):
    """Claire Roux, with a password."""
    account = academy["claire-roux"].account
    account.set_password(PASSWORD)
    account.save()
    return account


def knock(client, login="claire.roux", password=PASSWORD, **more):
    return client.post(DOOR, {"login": login, "password": password, **more})


@pytest.mark.parametrize("login", ["claire.roux", "  Claire.ROUX "])
def test_a_login_and_a_password_open_the_home_page(claire, login):
    client = Client()
    answer = knock(client, login)
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    assert "Bonjour Claire" in client.get("/").content.decode()
    assert Account.objects.get(pk=claire.pk).last_login is not None


def wrong_password(claire):
    return {"password": "autre chose"}


def unknown(claire):
    return {"login": "personne.inconnue"}


def suspended(claire):
    Person.objects.filter(pk=claire.person_id).update(suspended_at=clock.now())
    return {}


def closed(claire):
    Account.objects.filter(pk=claire.pk).update(is_active=False)
    return {}


def without_a_place(claire):
    with scope.everything("test"):
        Affiliation.objects.filter(person_id=claire.person_id).update(state="suspended")
    return {}


@pytest.mark.parametrize(
    "case", [wrong_password, unknown, suspended, closed, without_a_place], ids=lambda c: c.__name__
)
def test_every_refusal_is_the_same_answer_after_one_hash(claire, case, monkeypatch):
    hashes = []
    for name in ("encode", "verify"):
        method = getattr(hashers.BoundedArgon2Hasher, name)
        monkeypatch.setattr(
            hashers.BoundedArgon2Hasher, name, lambda self, *a, _m=method, _n=name: hashes.append(_n) or _m(self, *a)
        )
    given = case(claire)
    answer = knock(Client(), **given)
    assert answer.status_code == 422
    assert "Identifiant ou mot de passe inconnu" in answer.content.decode()
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
    assert len(hashes) == 1


def test_an_account_without_a_password_opens_by_none(academy):
    assert knock(Client(), "lina.benali", "").status_code == 422
    assert knock(Client(), "lina.benali", "!").status_code == 422


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/plus/?a=1", "/plus/?a=1"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/deconnexion/", "/"),
        ("/connexion/", "/"),
        ("", "/"),
    ],
)
def test_one_goes_on_to_own_pages_only(claire, asked, given):
    assert knock(Client(), next=asked)["Location"] == given


def test_the_session_gets_a_new_key_at_the_door_and_ends_at_the_way_out(claire):
    client = Client()
    knock(client)
    first = client.cookies[settings.SESSION_COOKIE_NAME].value
    knock(client)
    second = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert first != second
    answer = client.post("/deconnexion/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert not AccountSession.objects.filter(account_id=claire.pk).exists()
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = second
    assert stolen.get("/").status_code == 302


def test_signing_out_by_a_link_does_nothing(client_as):
    client = client_as("claire-roux")
    assert client.get("/deconnexion/").status_code == 405
    assert client.get("/").status_code == 200


def test_ending_sessions_reaches_every_device_and_is_told(academy, client_as):
    phone, desk = client_as("claire-roux"), client_as("claire-roux")
    person = academy["claire-roux"].person
    assert end_sessions(actor=US, person_id=person.pk) == 2
    assert phone.get("/").status_code == desk.get("/").status_code == 302
    event = OutboxEvent.objects.get(topic="identity.revoked")
    assert event.audience == [str(person.pk)]


def test_a_copy_of_a_session_kept_elsewhere_opens_nothing_after_the_end(academy, client_as):
    client = client_as("claire-roux")
    row = AccountSession.objects.get(session_key=client.cookies[settings.SESSION_COOKIE_NAME].value)
    end_sessions(actor=US, person_id=academy["claire-roux"].person.pk)
    row.save(force_insert=True)
    assert client.get("/").status_code == 302


def test_a_suspended_person_is_out_at_the_next_page(academy, client_as):
    client = client_as("claire-roux")
    Person.objects.filter(pk=academy["claire-roux"].person.pk).update(suspended_at=clock.now())
    assert client.get("/").status_code == 302


def test_a_full_house_says_so_and_when_to_come_back(claire, monkeypatch):
    monkeypatch.setattr(hashers, "WAIT_SECONDS", 0.01)
    turns = hashers._turns()
    taken = 0
    while turns.acquire(blocking=False):
        taken += 1
    try:
        answer = knock(Client())
    finally:
        for _ in range(taken):
            turns.release()
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "Réessayez dans quelques secondes" in answer.content.decode()
    assert knock(Client()).status_code == 302


def test_hashes_take_turns(monkeypatch):
    turns = threading.BoundedSemaphore(1)
    monkeypatch.setattr(hashers, "_turns", lambda: turns)
    monkeypatch.setattr(hashers, "WAIT_SECONDS", 0.01)
    with hashers.one_turn(), pytest.raises(hashers.HashesBusy), hashers.one_turn():
        pass
    with hashers.one_turn():
        pass


def test_a_hash_is_argon2id_of_the_agreed_cost(claire):
    assert claire.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_cast_is_shown_and_clicked_in_a_demonstration_only(academy, settings):
    account = academy["samira-benali"].account
    settings.DEMO = False
    assert "Samira" not in Client().get(DOOR).content.decode()
    assert Client().post("/connexion/demonstration/", {"account": account.pk}).status_code == 404
    settings.DEMO = True
    client = Client()
    page = client.get(DOOR).content.decode()
    assert "Mère de Lina, Adam et Noé" in page
    assert str(account.pk) in page
    assert client.post("/connexion/demonstration/", {"account": account.pk, "next": "/plus/"})["Location"] == "/plus/"
    assert client.get("/").status_code == 200


def test_only_the_cast_can_be_clicked(academy, settings):
    settings.DEMO = True
    person = Person.objects.create(given_name="Une", family_name="Autre", search_name="une autre")
    other = open_account(actor=US, person=person, login="une.autre")
    for value in (other.pk, "", "x"):
        assert Client().post("/connexion/demonstration/", {"account": value}).status_code == 404


def test_who_a_judge_put_aside_is_told_plainly(academy, settings):
    settings.DEMO = True
    answer = Client().post("/connexion/demonstration/", {"account": academy["rui-lopes"].account.pk})
    assert answer.status_code == 422
    assert "n’ouvre plus rien" in answer.content.decode()


@pytest.mark.parametrize("login", ["Claire.Roux", "é", "deux mots", ""])
def test_a_login_is_taken_once_and_can_be_typed(academy, login):
    person = Person.objects.create(given_name="Une", family_name="Autre", search_name="une autre")
    with pytest.raises(Refused):
        open_account(actor=US, person=person, login=login)


def test_the_door_makes_way_for_who_is_in(client_as):
    answer = client_as("claire-roux").get(reverse("identity:sign_in"), {"next": "/plus/"})
    assert answer["Location"] == "/plus/"
