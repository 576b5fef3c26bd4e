"""Row S1: guessing is slow for whoever guesses, and for nobody else. Row S5: nothing tells who exists."""

import re
from contextlib import contextmanager

import pytest
from django.core import signing
from django.test import Client, RequestFactory

from cast import LYCEE
from harness.sql import queries
from identity.slip_tools import GOOD, paper
from preau.identity import codes, hashers, throttle
from preau.identity.models import Account, Tries
from preau.kernel import address

SCHOOL_ADDRESS = "192.0.2.10"
HOME = "198.51.100.7"


class Time:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = 1_795_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch):
    """Real time, as limits see it."""
    moved = Time()
    monkeypatch.setattr(throttle, "_now", moved)
    return moved


@pytest.fixture
def tries(database_engine):
    """`tries(10_000)`: numbers of tries. PostgreSQL gets a tenth within the same time: each costs it ten times more."""
    return lambda many: range(many if database_engine == "sqlite" else many // 10)


def request_from(where: str = HOME, cookie: str = ""):
    made = RequestFactory().post("/connexion/", REMOTE_ADDR=where)
    if cookie:
        made.COOKIES[throttle.COOKIE] = cookie
    return made


def known(*logins: str) -> str:
    return signing.dumps([throttle._mark(one) for one in logins], salt="preau.device")


def guess(where=HOME, subject="claire.roux", secret="", cookie="", right=False) -> bool:
    """Whether the secret would have been looked at."""
    try:
        attempt = throttle.begin(request_from(where, cookie), "password", subject=subject, secret=secret)
    except throttle.TooManyTries as refusal:
        assert refusal.seconds >= 1
        return False
    if right:
        attempt.succeeded()
    return True


# --- one account ---------------------------------------------------------------------------------------------------


def test_ten_thousand_guesses_on_one_account_from_everywhere(transactional_db, time, settings, tries):
    """Every address, every lane and stolen devices together: at most a hundred are looked at within the hour."""
    settings.SCHOOL_ADDRESSES = [f"{SCHOOL_ADDRESS}/32"]
    cookie = known("claire.roux")
    looked_at = 0
    for number in tries(10_000):
        time.now += 3600 / len(tries(10_000))
        where = SCHOOL_ADDRESS if number % 3 == 0 else f"10.{number % 200}.{number // 200 % 250}.9"
        looked_at += guess(where, cookie=cookie if number % 3 == 1 else "")
    assert 24 <= looked_at <= 100


def test_the_wait_grows_and_ends(db, time):
    waits = []
    for _ in range(40):
        try:
            throttle.begin(request_from(f"10.0.0.{_}"), "password", subject="claire.roux")
        except throttle.TooManyTries as refusal:
            waits.append(refusal.seconds)
            time.now += refusal.seconds
    assert waits == sorted(waits)
    assert waits[0] <= 4
    assert waits[-1] == throttle.WAITS[-1], "never a closed door"
    time.now += throttle.CALM + 200
    assert all(guess(f"10.0.1.{n}") for n in range(throttle.FREE))


def test_twenty_at_once_are_worth_one_after_another(db, time):
    looked_at = sum(guess(f"10.0.0.{number}") for number in range(200))
    assert looked_at == throttle.FREE


@pytest.mark.parametrize("where", [SCHOOL_ADDRESS, HOME])
def test_a_prankster_does_not_lock_a_class_out(transactional_db, time, settings, where, tries):
    settings.SCHOOL_ADDRESSES = [f"{SCHOOL_ADDRESS}/32"]
    class_of = [f"eleve.{number}" for number in range(30)]
    for _ in tries(200):
        time.now += 1
        for login in class_of:
            guess(SCHOOL_ADDRESS, login)
    assert all(guess(where, login, cookie=known(login), right=True) for login in class_of), "their own devices"
    assert all(guess(f"203.0.113.{n}", login, right=True) for n, login in enumerate(class_of)), (
        "another device, at home"
    )


def test_a_prankster_does_not_shut_a_school(transactional_db, time, settings):
    """Its address is spent; accounts that came in from there lately are looked at all the same, on any device."""
    settings.SCHOOL_ADDRESSES = [f"{SCHOOL_ADDRESS}/32"]
    pupils = [f"eleve.{number}" for number in range(100)]
    assert all(guess(SCHOOL_ADDRESS, login, right=True) for login in pupils)
    time.now += 5 * throttle.DAY
    for number in range(2 * throttle.SCHOOL.burst):
        guess(SCHOOL_ADDRESS, f"invente.{number}")
    assert not guess(SCHOOL_ADDRESS, "inconnu.ici")
    assert all(guess(SCHOOL_ADDRESS, login, right=True) for login in pupils)


def test_invented_codes_close_neither_the_codes_nor_the_passwords_of_a_school(transactional_db, time, settings):
    """Two a second from a school's room, for ten minutes: each is looked at, and so is the next pupil's slip."""
    settings.SCHOOL_ADDRESSES = [f"{SCHOOL_ADDRESS}/32"]
    for number in range(1200):
        time.now += 0.5
        throttle.begin(request_from(SCHOOL_ADDRESS), ("slip", "desk")[number % 2])
    throttle.begin(request_from(SCHOOL_ADDRESS), "slip").succeeded()
    throttle.begin(request_from(SCHOOL_ADDRESS), "desk").succeeded()
    assert guess(SCHOOL_ADDRESS, "premier.jour"), "passwords have a count of their own"
    with pytest.raises(throttle.TooManyTries):
        for _ in range(throttle.SCHOOL_CODES.burst + 1):
            throttle.begin(request_from(SCHOOL_ADDRESS), "slip")


def test_spent_passwords_leave_slips_open(db, time):
    for number in range(throttle.ELSEWHERE.burst + 1):
        guess("203.0.113.5", f"invente.{number}")
    assert not guess("203.0.113.5", "inconnu.ici")
    throttle.begin(request_from("203.0.113.5"), "slip").succeeded()


def test_a_device_is_known_for_its_own_account_and_cannot_be_made_up(db, time):
    for number in range(throttle.FREE):
        guess(f"10.0.0.{number}")
    time.now += 1
    assert not guess(cookie=known("lina.benali"))
    assert not guess(cookie="made-up")
    assert not guess(cookie=signing.dumps([throttle._mark("claire.roux")], salt="another"))
    assert guess(cookie=known("claire.roux"))


def test_a_success_clears_its_own_lane_only(db, time):
    for number in range(throttle.FREE):
        guess(f"10.0.0.{number}")
    assert guess(cookie=known("claire.roux"), right=True)
    time.now += 1
    assert not guess("10.0.3.1")


# --- one password over many accounts -------------------------------------------------------------------------------


@pytest.mark.parametrize("many_addresses", [False, True], ids=["one address", "ten thousand addresses"])
def test_one_password_over_ten_thousand_accounts_stops_within_a_minute(transactional_db, time, many_addresses, tries):
    looked_at = []
    for number in tries(10_000):
        time.now += 300 / len(tries(10_000))
        where = f"10.{number % 250}.{number // 250}.1" if many_addresses else HOME
        if guess(where, f"compte.{number}", secret="Rentree2026!"):
            looked_at.append(time.now)
    first_minute = [one for one in looked_at if one < looked_at[0] + 60]
    assert len(first_minute) <= 40
    assert len(looked_at) <= 60, "five minutes of it"


def test_what_is_kept_of_a_password_tried_says_nothing(db, time):
    guess(secret="Rentree2026!")
    kept = [row.key for row in Tries.objects.all()]
    assert codes.digest("spray", "Rentree2026!") not in kept
    assert all(len(key) == 64 for key in kept)
    assert len(throttle._daily("Rentree2026!")) == 8
    today = throttle._daily("Rentree2026!")
    time.now += 86_400
    assert throttle._daily("Rentree2026!") != today


# --- one address ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "recognised"])
def test_1200_pupils_behind_one_address_come_in_within_ten_minutes(transactional_db, time, settings, declared):
    settings.SCHOOL_ADDRESSES = [SCHOOL_ADDRESS] if declared else []
    for number in range(1200):
        time.now += 0.5
        if number % 8 == 0:  # one in eight mistypes once
            assert guess(SCHOOL_ADDRESS, f"eleve.{number}", secret=f"faute {number}")
        assert guess(SCHOOL_ADDRESS, f"eleve.{number}", secret=f"mot {number}", right=True)


def test_an_address_is_not_recognised_by_one_account_coming_again_and_again(db, time):
    for _ in range(50):
        time.now += 1
        guess(right=True)
    assert not throttle.is_school(HOME, HOME)


def test_a_code_typed_wrong_ten_thousand_times(transactional_db, time, tries):
    looked_at = 0
    for _ in tries(10_000):
        time.now += 3600 / len(tries(10_000))
        try:
            throttle.begin(request_from(), "slip")
        except throttle.TooManyTries:
            continue
        looked_at += 1
    assert looked_at <= throttle.ELSEWHERE.burst + 3600 / throttle.ELSEWHERE.every + 1


def test_an_ipv6_subscriber_is_one_address(db, time):
    looked_at = sum(guess(f"2001:db8:1:2::{number:x}", f"compte.{number}") for number in range(1, 200))
    assert looked_at == throttle.ELSEWHERE.burst
    assert guess("2001:db8:1:3::1", "compte.9999")


@pytest.mark.parametrize(
    ("here", "passed_on", "seen"),
    [
        ("203.0.113.5", "", "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),  # nobody we trust says so
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),  # what a browser claims is not believed
        ("127.0.0.1", "1.2.3.4, 198.51.100.1, 10.9.0.2", "198.51.100.1"),
        ("127.0.0.1", "junk", "127.0.0.1"),
        ("::ffff:203.0.113.5", "", "203.0.113.5"),
        ("", "198.51.100.1", "unknown"),
    ],
)
def test_where_a_browser_is(here, passed_on, seen, settings):
    settings.TRUSTED_PROXIES = ["10.9.0.0/16"]
    made = RequestFactory().get("/", REMOTE_ADDR=here, HTTP_X_FORWARDED_FOR=passed_on)
    assert address.of(made) == seen


# --- through the door ----------------------------------------------------------------------------------------------


@contextmanager
def counted_hashes(monkeypatch):
    """How many hashes were computed."""
    found = []
    for name in ("encode", "verify"):
        method = getattr(hashers.BoundedArgon2Hasher, name)
        monkeypatch.setattr(
            hashers.BoundedArgon2Hasher, name, lambda self, *a, _m=method, _n=name: found.append(_n) or _m(self, *a)
        )
    yield found


@pytest.fixture
def claire(academy):
    """Claire Roux, with a password."""
    account = academy["claire-roux"].account
    account.set_password(GOOD)
    account.save()
    return account


def test_the_door_stops_looking_and_says_when_to_come_back(claire, monkeypatch):
    with counted_hashes(monkeypatch) as hashes:
        client = Client()
        answers = [client.post("/connexion/", {"login": "claire.roux", "password": f"faux {n}"}) for n in range(14)]
    assert len(hashes) < 14
    last = answers[-1]
    assert last.status_code == 429
    assert int(last["Retry-After"]) >= 1
    assert "Trop d’essais" in last.content.decode()
    assert client.post("/connexion/", {"login": "claire.roux", "password": GOOD}).status_code == 429, "not looked at"


def test_a_browser_that_came_in_before_keeps_its_own_lane(claire):
    own = Client()
    assert own.post("/connexion/", {"login": "claire.roux", "password": GOOD}).status_code == 302
    own.post("/deconnexion/")
    prankster = Client()
    for number in range(12):
        prankster.post("/connexion/", {"login": "claire.roux", "password": f"faux {number}"})
    assert own.post("/connexion/", {"login": "claire.roux", "password": GOOD}).status_code == 302


WAYS = {
    "password": lambda client, n: client.post("/connexion/", {"login": f"x{n}", "password": f"y{n}"}),
    "slip": lambda client, n: client.post("/activer/", {"code": codes.new_code()}),
    "desk code": lambda client, n: client.post("/mot-de-passe/code/", {"code": codes.new_code(codes.DESK_GROUPS)}),
    "reset": lambda client, n: client.post("/mot-de-passe/", {"login": f"x{n}"}),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_is_limited(academy, settings, monkeypatch, way, time):
    settings.MAIL_URL = "memory:"
    monkeypatch.setattr(throttle, "ELSEWHERE", throttle.Budget(3, 10.0))
    answers = [WAYS[way](Client(), n).status_code for n in range(5)]
    assert answers[3:] == [429, 429]
    assert 429 not in answers[:3]


def test_a_proof_is_limited_by_slip(academy, monkeypatch, time):
    slip = paper(academy, "samira-benali", student="lina-benali", school=LYCEE)
    client = Client()
    client.post("/activer/", {"code": slip.code})
    answers = [client.post("/activer/preuve/", {"code": f"{n:06}"}).status_code for n in range(throttle.FREE + 1)]
    assert answers[:-1] == [422] * throttle.FREE
    assert answers[-1] == 429


@pytest.mark.parametrize("way", ["password", "reset"])
def test_nothing_tells_who_exists(claire, settings, monkeypatch, way):
    """Same words, same work: what is counted is hashes and statements, not time."""
    settings.MAIL_URL = "memory:"
    Account.objects.filter(pk=claire.pk).update(last_login=None)

    def asked(login):
        client = Client()
        with counted_hashes(monkeypatch) as hashes, queries() as found:
            if way == "password":
                answer = client.post("/connexion/", {"login": login, "password": "pas le bon du tout"})
            else:
                answer = client.post("/mot-de-passe/", {"login": login})
                assert answer.status_code == 302
                answer = client.get(answer["Location"])
        text = answer.content.decode().replace(login, "")
        return answer.status_code, len(hashes), len(found), _without_tokens(text)

    assert asked("claire.roux") == asked("personne.ici")


def _without_tokens(text):
    return re.sub(r'value="[^"]{20,}"', "", text)
