"""Row S1: guessing is slow for whoever guesses, and for nobody else. Row S5: nothing tells who exists."""

import itertools
import re
from contextlib import contextmanager

import pytest
from django.core import signing
from django.test import Client, RequestFactory

from cast import LYCEE
from harness.sql import queries
from identity.slip_tools import GOOD, paper
from preau.identity import codes, counts, hashers, marks, throttle
from preau.identity.models import Account, Tries
from preau.identity.proofs import new_reset_link
from preau.identity.services import end_sessions
from preau.identity.showing import show_code
from preau.kernel import address

SCHOOL_ADDRESS = "192.0.2.10"
HOME = "198.51.100.7"


_SECRETS = (f"mot {number}" for number in itertools.count())
"""Another one at each try: one password over many accounts is another test's affair."""


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
    monkeypatch.setattr(counts, "now", moved)
    return moved


@pytest.fixture
def tries():
    """`tries(10_000)`: numbers of a tenth of so many tries, within the same time.

    Limits count seconds, so a tenth meets each of them; all ten thousand are typed in
    `test_a_code_typed_wrong_ten_thousand_times`.
    """
    return lambda many: range(many // 10)


def request_from(where: str = HOME, cookie: str = ""):
    made = RequestFactory().post("/connexion/", REMOTE_ADDR=where)
    if cookie:
        made.COOKIES[throttle.COOKIE] = cookie
    return made


def known(*logins: str, browser: str = "own", epoch: int = 0) -> str:
    """The cookie of a browser where these accounts signed in."""
    return marks.written(marks.Browser(browser, True, {marks._mark(one): epoch for one in logins}))


def anonymous(browser: str, good: bool = False) -> str:
    """The cookie of a browser where no account has a lane of its own."""
    return marks.written(marks.Browser(browser, good, {}))


def guess(where=HOME, subject="claire.roux", secret="", cookie="", right=False) -> bool:
    """Whether the secret would have been looked at."""
    try:
        attempt = throttle.begin(
            request_from(where, cookie), "password", subject=subject, secret=secret or next(_SECRETS)
        )
        if right:
            attempt.succeeded()
        else:
            attempt.failed()
    except throttle.TooManyTries as refusal:
        assert refusal.seconds >= 1
        return False
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
    assert waits[-1] == throttle.STRANGER.waits[-1], "never a closed door"
    time.now += counts.CALM + 200
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
    time.now += 5 * counts.DAY
    for number in range(2 * throttle.SCHOOL.burst):
        guess(SCHOOL_ADDRESS, f"invente.{number}")
    assert not guess(SCHOOL_ADDRESS, "inconnu.ici", right=True), "never came from there: not believed"
    assert not guess(SCHOOL_ADDRESS, pupils[0]), "wrong: the same answer as the one above"
    time.now += 300
    assert all(guess(SCHOOL_ADDRESS, login, right=True) for login in pupils)


def test_invented_codes_close_neither_the_codes_nor_the_passwords_of_a_school(transactional_db, time, settings):
    """Two a second from a school's room, for two minutes: each is looked at, and so is the next pupil's slip."""
    settings.SCHOOL_ADDRESSES = [f"{SCHOOL_ADDRESS}/32"]
    for number in range(240):
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


# --- a known browser, a browser at school --------------------------------------------------------------------------


def test_each_known_browser_has_a_lane_of_its_own(db, time):
    """Whoever errs on a school's computer where the account once came leaves the account's telephone alone."""
    for _ in range(50):
        guess(cookie=known("lina.benali", browser="computer"), subject="lina.benali")
        time.now += 1
    assert guess(cookie=known("lina.benali", browser="phone"), subject="lina.benali")


def test_many_known_browsers_together_are_bounded_too(transactional_db, time, tries):
    looked_at = 0
    for number in tries(2_000):
        time.now += 3600 / len(tries(2_000))
        looked_at += guess(f"10.0.{number % 200}.1", cookie=known("claire.roux", browser=f"stolen {number % 6}"))
    assert looked_at <= 33 + 23 + 6 + 2, "strangers' lane, that of known browsers, the first try of each"


def test_a_mark_ends_with_the_sessions_it_came_with(academy, time):
    account = academy["lina-benali"].account
    cookie = known(account.login, epoch=account.session_epoch)
    for number in range(throttle.FREE):
        guess(f"10.0.0.{number}", account.login)
    time.now += 1
    assert guess(cookie=cookie, subject=account.login), "its own lane"
    end_sessions(actor=academy["lina-benali"].actor, person_id=account.person_id)
    assert not guess(cookie=cookie, subject=account.login), "that of strangers"


@pytest.mark.parametrize("good", [True, False], ids=["where somebody signed in", "new"])
def test_one_computer_of_a_school_holds_no_pupil_out(transactional_db, time, settings, tries, good):
    """It tries again and again for an hour, on a whole class; the class comes in beside it, on computers like it."""
    settings.SCHOOL_ADDRESSES = [SCHOOL_ADDRESS]
    class_of = [f"eleve.{number}" for number in range(10)]
    looked_at = 0
    for _ in tries(720):
        time.now += 3600 / len(tries(720))
        looked_at += sum(guess(SCHOOL_ADDRESS, login, cookie=anonymous("prank", good)) for login in class_of)
    assert looked_at <= 12 * len(class_of)
    for number, login in enumerate(class_of):
        assert guess(SCHOOL_ADDRESS, login, cookie=anonymous(f"pc {number}", good), right=True)
        assert guess(SCHOOL_ADDRESS, login, right=True), "nor one that keeps no cookie"


def test_dropping_cookies_at_school_wins_nothing(transactional_db, time, settings, tries):
    """A new mark at each try: the account is bounded, and so is the address; browsers people use come in beside it."""
    settings.SCHOOL_ADDRESSES = [SCHOOL_ADDRESS]
    looked_at = 0
    for number in tries(3_600):
        time.now += 3600 / len(tries(3_600))
        looked_at += guess(SCHOOL_ADDRESS, "lina.benali", cookie=anonymous(f"dropped {number}"))
    assert looked_at <= 21
    assert guess(SCHOOL_ADDRESS, "lina.benali", cookie=anonymous("cdi 3", good=True), right=True)
    assert guess(SCHOOL_ADDRESS, "lina.benali", cookie=known("lina.benali"), right=True)


def test_brute_force_from_a_school_with_every_kind_of_browser(transactional_db, time, settings, tries):
    settings.SCHOOL_ADDRESSES = [SCHOOL_ADDRESS]
    looked_at = 0
    for number in tries(10_000):
        time.now += 3600 / len(tries(10_000))
        cookie = ("", anonymous(f"new {number}"), anonymous(f"good {number}", True))[number % 3]
        looked_at += guess(SCHOOL_ADDRESS, cookie=cookie)
    assert looked_at <= 42


def test_new_browsers_beyond_their_budget_share_one_lane(db, time, settings, monkeypatch):
    settings.SCHOOL_ADDRESSES = [SCHOOL_ADDRESS]
    monkeypatch.setattr(throttle, "NEWCOMERS", throttle.Budget(3, 1000.0))
    looked_at = sum(guess(SCHOOL_ADDRESS, cookie=anonymous(f"dropped {n}")) for n in range(15))
    assert looked_at == 3 + throttle.AT_SCHOOL.free
    monkeypatch.undo()
    monkeypatch.setattr(counts, "now", time)
    time.now += 10_000
    assert sum(guess(SCHOOL_ADDRESS, "paul.b", cookie=anonymous(f"more {n}")) for n in range(30)) == 15


def test_a_device_is_known_for_its_own_account_and_cannot_be_made_up(db, time):
    for number in range(throttle.FREE):
        guess(f"10.0.0.{number}")
    time.now += 1
    assert not guess(cookie=known("lina.benali"))
    assert not guess(cookie="made-up")
    assert not guess(cookie=signing.dumps(["own", True, {marks._mark("claire.roux"): 0}], salt="another"))
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


@pytest.mark.sqlite
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


@pytest.mark.sqlite
def test_a_code_typed_wrong_ten_thousand_times(transactional_db, time):
    looked_at = 0
    for _ in range(10_000):
        time.now += 0.36
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


def knock(client, login, password=GOOD, **more):
    return client.post("/connexion/", {"login": login, "password": password, **more})


def test_a_shared_session_leaves_no_mark_of_the_account(claire):
    shared = Client()
    assert knock(shared, "claire.roux", shared="on").status_code == 302
    shared.post("/deconnexion/")
    own = Client()
    assert knock(own, "claire.roux").status_code == 302
    own.post("/deconnexion/")
    read = lambda client: signing.loads(client.cookies[marks.COOKIE].value, salt="preau.browser")  # noqa: E731
    assert read(shared)[1:] == [True, {}]
    assert list(read(own)[2]) == [marks._mark("claire.roux")]
    for number in range(12):
        knock(shared, "claire.roux", f"faux {number}")
    assert knock(shared, "claire.roux").status_code == 429
    assert knock(own, "claire.roux").status_code == 302


def test_a_reset_ends_marks_and_gives_one_to_whoever_had_the_mail(claire, settings):
    settings.MAIL_URL = "memory:"
    thief, owner = Client(), Client()
    knock(thief, "claire.roux")
    thief.post("/deconnexion/")
    stolen = marks.of(request_from(cookie=thief.cookies[marks.COOKIE].value))
    assert stolen.lane_of("claire.roux")
    new = "la girafe mange du nougat"
    answer = owner.post(
        f"/mot-de-passe/l/{new_reset_link(claire.person_id)}/", {"login": "x", "password": new, "again": new}
    )
    assert answer.status_code == 302
    assert not stolen.lane_of("claire.roux")
    assert marks.of(request_from(cookie=owner.cookies[marks.COOKIE].value)).lane_of("claire.roux")


def test_at_school_the_right_password_passes_beside_sixteen_wrong_ones(academy, settings):
    settings.SCHOOL_ADDRESSES = [SCHOOL_ADDRESS]
    account = academy["lina-benali"].account
    account.set_password(GOOD)
    account.save()
    prank = Client(REMOTE_ADDR=SCHOOL_ADDRESS)
    answers = [knock(prank, "lina.benali", f"faux {number}").status_code for number in range(16)]
    assert answers[-1] == 429
    assert knock(Client(REMOTE_ADDR=SCHOOL_ADDRESS), "lina.benali").status_code == 302
    assert knock(prank, "lina.benali").status_code == 429, "its own wait"


def test_after_a_code_shown_at_school_the_same_computer_waits_no_more(academy, settings):
    settings.SCHOOL_ADDRESSES = [SCHOOL_ADDRESS]
    pupil = academy["lina-benali"]
    client = Client(REMOTE_ADDR=SCHOOL_ADDRESS)
    for number in range(10):
        knock(client, pupil.account.login, f"faux {number}")
    code, _until = show_code(
        actor=academy["helene-garnier"].actor, school_id=academy.school(LYCEE).pk, person=pupil.person
    )
    assert client.post("/mot-de-passe/code/", {"code": code}).status_code == 302
    client.post("/mot-de-passe/code/choisir/", {"login": "x", "password": GOOD, "again": GOOD})
    assert knock(client, pupil.account.login).status_code == 302


def test_a_spent_address_tells_nobody_who_came_from_there(claire, monkeypatch):
    """An invented login, one that never came from there, one that did with a wrong password: one answer, one hash."""
    monkeypatch.setattr(throttle, "ELSEWHERE", throttle.Budget(2, 1000.0))
    assert knock(Client(), "claire.roux").status_code == 302
    other = Account.objects.exclude(pk=claire.pk).filter(login="theo.marchand").get()
    other.set_password(GOOD)
    other.save()
    for number in range(3):
        knock(Client(), f"invente.{number}", f"faux {number}")

    def asked(login, password):
        with counted_hashes(monkeypatch) as hashes, queries() as found:
            answer = knock(Client(), login, password)
        text = re.sub(r"\d+ (secondes?|minutes?)", "", answer.content.decode().replace(login, ""))
        return answer.status_code, len(hashes), len(found), _without_tokens(text)

    expected = asked("personne.ici", "faux a")
    assert expected[:2] == (429, 1)
    assert asked("claire.roux", "faux b") == expected, "came from there"
    assert asked("theo.marchand", "faux c") == expected, "exists, never came"
    assert knock(Client(), "theo.marchand", GOOD).status_code == 429
    assert knock(Client(), "claire.roux", GOOD).status_code == 302, "and the right one opens for who came before"


def test_whoever_came_spends_the_address_like_the_invented(claire, monkeypatch):
    """Else a spent count would tell: tries on both cost the same."""
    monkeypatch.setattr(throttle, "ELSEWHERE", throttle.Budget(3, 1000.0))
    knock(Client(), "claire.roux")
    answers = [knock(Client(), "claire.roux", f"faux {number}").status_code for number in range(5)]
    assert answers == [422, 422, 422, 429, 429]


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
