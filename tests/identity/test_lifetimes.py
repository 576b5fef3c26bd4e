"""How long sessions live: the clock moves, nobody waits."""

import datetime as dt
import ipaddress
import re

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from preau.identity.admitting import admit, may_enter
from preau.identity.devices import WIDEST, blocks_of
from preau.identity.enums import SessionKind
from preau.identity.lifetimes import end_of
from preau.identity.models import AccountSession
from preau.identity.services import add_network
from preau.kernel import clock, scope
from preau.kernel.actor import system

PASSWORD = "un préau sous la pluie"
DOOR = "/connexion/"


@pytest.fixture
def move(monkeypatch):
    """`move(minutes=61)`: real time goes on by so much."""
    shift = dt.timedelta()
    real = clock.real_now

    def on(**by):
        nonlocal shift
        shift += dt.timedelta(**by)

    monkeypatch.setattr(clock, "real_now", lambda: real() + shift)
    return on


def entered(academy, name: str, **more) -> Client:
    account = academy[name].account
    account.set_password(PASSWORD)
    account.save()
    client = Client()
    answer = client.post(DOOR, {"login": account.login, "password": PASSWORD, **more})
    assert answer.status_code == 302
    return client


def row_of(client: Client) -> AccountSession:
    return AccountSession.objects.get(session_key=client.cookies[settings.SESSION_COOKIE_NAME].value)


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("name", "more", "kind"),
    [
        ("samira-benali", {}, SessionKind.OWN),
        ("lina-benali", {}, SessionKind.OWN),
        ("claire-roux", {}, SessionKind.STAFF),
        ("samira-benali", {"shared": "on"}, SessionKind.SHARED),
        ("claire-roux", {"shared": "on"}, SessionKind.SHARED),
    ],
)
def test_each_session_is_of_the_kind_of_its_device(academy, name, more, kind):
    client = entered(academy, name, **more)
    row = row_of(client)
    assert row.kind == kind
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert bool(cookie["max-age"]) == (kind != SessionKind.SHARED), "a shared computer's cookie goes with the browser"


def test_a_familys_session_slides_over_thirty_days(academy, move):
    client = entered(academy, "samira-benali")
    for _visit in range(3):
        move(days=29)
        assert is_in(client)
    assert int(client.cookies[settings.SESSION_COOKIE_NAME]["max-age"]) > 29 * 24 * 3600
    move(days=31)
    assert not is_in(client)


def test_staff_are_out_after_an_hour_of_nothing(academy, move):
    client = entered(academy, "claire-roux")
    move(minutes=59)
    assert is_in(client)
    move(minutes=61)
    assert not is_in(client)


def test_staff_are_out_after_twelve_hours_whatever_they_do(academy, move):
    client = entered(academy, "claire-roux")
    for _half_hour in range(23):
        move(minutes=30)
        assert is_in(client)
    move(minutes=31)
    assert not is_in(client)


def test_a_shared_computer_forgets_after_twenty_minutes(academy, move):
    client = entered(academy, "samira-benali", shared="on")
    move(minutes=19)
    assert is_in(client)
    move(minutes=21)
    assert not is_in(client)


def test_last_seen_is_written_every_ten_minutes_at_most(academy, move):
    client = entered(academy, "claire-roux")
    first = row_of(client).seen_at
    move(minutes=9)
    client.get("/")
    assert row_of(client).seen_at == first
    move(minutes=2)
    client.get("/")
    second = row_of(client).seen_at
    assert second > first
    client.get("/")
    assert row_of(client).seen_at == second


def test_a_family_account_that_becomes_a_professional_one_lives_as_they_do(academy, move):
    client = entered(academy, "samira-benali")
    with scope.everything("test"):
        from preau.directory.models import Affiliation

        Affiliation.objects.create(
            school=academy.school("1001"), person=academy["samira-benali"].person, profile="National_ens"
        )
    assert is_in(client)
    assert row_of(client).kind == SessionKind.STAFF
    move(minutes=61)
    assert not is_in(client)


def test_a_sign_in_has_a_new_key_and_an_old_one_opens_nothing(academy):
    client = entered(academy, "claire-roux")
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(DOOR, {"login": "claire.roux", "password": PASSWORD})
    after = client.cookies[settings.SESSION_COOKIE_NAME].value
    # Who is in already is led home; signing out and in again is a new key.
    client.post("/deconnexion/")
    client.post(DOOR, {"login": "claire.roux", "password": PASSWORD})
    assert client.cookies[settings.SESSION_COOKIE_NAME].value not in {before, after}
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = before
    assert not is_in(thief)


def test_a_schools_own_computer_has_its_tick_already(academy):
    with scope.everything("test"):
        add_network(actor=system("test"), school=academy.school("1001"), network="192.0.2.0/24", label="CDI")
    here = Client(REMOTE_ADDR="192.0.2.7").get(DOOR).content.decode()
    elsewhere = Client(REMOTE_ADDR="198.51.100.7").get(DOOR).content.decode()
    behind = Client(REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "198.51.100.7, 192.0.2.7"})
    ticked = re.compile(r'<input[^>]*name="shared"[^>]*checked')
    assert ticked.search(here)
    assert not ticked.search(elsewhere)
    assert ticked.search(behind.get(DOOR).content.decode())


@given(
    st.ip_addresses().flatmap(lambda one: st.tuples(st.just(one), st.integers(WIDEST[one.version], one.max_prefixlen)))
)
def test_any_network_a_school_may_declare_is_found_by_any_address_in_it(drawn):
    here, width = drawn
    assert str(ipaddress.ip_network((here, width), strict=False)) in blocks_of(str(here))
    assert all(here in ipaddress.ip_network(one) for one in blocks_of(str(here)))
    assert blocks_of("") == blocks_of("nowhere") == []


def test_a_session_of_an_unknown_kind_lives_as_the_strictest():
    now = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
    assert end_of("?", now, now) == end_of(SessionKind.SHARED, now, now) == now + dt.timedelta(minutes=20)


def test_asking_whether_an_account_comes_in_notes_nothing_and_letting_it_in_does(academy):
    for name, professional in (("helene-garnier", True), ("lina-benali", False)):
        account = academy[name].account
        assert may_enter(account) and account.found_professional is None, "a question leaves no trace"
        assert admit(account) and account.found_professional is professional
