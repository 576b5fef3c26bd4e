"""Each defence of rows S1, S3, S5 and S7 taken away: what it holds up must fall, or the test of it proves nothing."""

import datetime as dt
import json

import pytest
from django.test import Client, RequestFactory

from cast import LYCEE
from identity.slip_tools import GOOD, chosen, paper
from preau.identity import backends, counts, hashers, marks, opening, proofs, renewing, showing, slips, throttle
from preau.identity.models import AccountSession
from preau.identity.services import Refused, end_sessions
from preau.identity.views import activation
from preau.kernel import clock, scope
from preau.kernel.models import AuditEntry

NEW = "la girafe mange du nougat"


def looked_at(times, where=lambda n: "198.51.100.7", subject=lambda n: "", secret=lambda n: "", cookie=""):
    """How many of so many tries at once are looked at: in one moment, however busy the machine is."""
    with pytest.MonkeyPatch.context() as still:
        now = clock.real_now()
        still.setattr(clock, "real_now", lambda: now)
        return _looked_at(times, where, subject, secret, cookie)


def _looked_at(times, where, subject, secret, cookie):
    done = 0
    for number in range(times):
        request = RequestFactory().post("/", REMOTE_ADDR=where(number))
        request.COOKIES[throttle.COOKIE] = cookie(number) if callable(cookie) else cookie
        try:
            throttle.begin(request, "password", subject=subject(number), secret=secret(number))
        except throttle.TooManyTries:
            continue
        done += 1
    return done


def everywhere(number):
    return f"10.{number % 250}.{number // 250}.1"


def one_account(academy, monkeypatch):
    return looked_at(100, everywhere, lambda n: "claire.roux") <= 8


def one_address(academy, monkeypatch):
    return looked_at(100, subject=lambda n: f"x{n}") <= 30


def one_password(academy, monkeypatch):
    return looked_at(100, everywhere, lambda n: f"x{n}", lambda n: "Rentree2026!") <= 20


def own_lane(academy, monkeypatch):
    """Somebody else's tries leave the lane of a known browser alone."""
    looked_at(50, everywhere, lambda n: "lina.benali")
    epoch = academy["lina-benali"].account.session_epoch
    cookie = marks.written(marks.Browser("own", True, {marks._mark("lina.benali"): epoch}))
    return looked_at(1, everywhere, lambda n: "lina.benali", cookie=cookie) == 1


def _browser(name, *logins):
    return marks.written(marks.Browser(name, False, {marks._mark(one): 0 for one in logins}))


def known_apart(academy, monkeypatch):
    """One known browser that errs leaves the others alone."""
    looked_at(20, everywhere, lambda n: "x", cookie=_browser("computer", "x"))
    return looked_at(1, everywhere, lambda n: "x", cookie=_browser("phone", "x")) == 1


def marks_end(academy, monkeypatch):
    account = academy["lina-benali"].account
    mark = marks.Browser("own", True, {marks._mark(account.login): account.session_epoch})
    end_sessions(actor=academy["lina-benali"].actor, person_id=account.person_id)
    return not mark.lane_of(account.login)


def _at_school(times, cookie, where="192.0.2.10"):
    with pytest.MonkeyPatch.context() as school:
        school.setattr(throttle, "is_school", lambda block, where: True)
        return looked_at(times, lambda n: where, lambda n: "x", cookie=cookie)


def school_browsers_apart(academy, monkeypatch):
    _at_school(20, _browser("prank"))
    return _at_school(1, _browser("other")) == 1


def dropped_cookies(academy, monkeypatch):
    return _at_school(100, lambda number: _browser(f"dropped {number}")) <= 15


def all_known_together(academy, monkeypatch):
    """The first try of each known browser, then what all of them share, then a stranger's."""
    tries = looked_at(100, everywhere, lambda n: "x", cookie=lambda n: _browser(f"browser {n // 2}", "x"))
    return tries <= 50 + 12 + 8


def a_mark_is_signed(academy, monkeypatch):
    account = academy["lina-benali"].account
    request = RequestFactory().get("/")
    request.COOKIES[throttle.COOKIE] = json.dumps(["mine", True, {marks._mark(account.login): account.session_epoch}])
    return not marks.of(request).lane_of(account.login)


def _begin(path, **more):
    try:
        return throttle.begin(RequestFactory().post("/", REMOTE_ADDR="198.51.100.7"), path, **more)
    except throttle.TooManyTries:
        return None


def drawn_apart(academy, monkeypatch):
    """An address whose passwords are spent still types its slips."""
    looked_at(100, subject=lambda n: f"x{n}")
    return _begin("slip") is not None


def too_late_opens_nothing(academy, monkeypatch):
    """A password found after the address was spent opens only what came in from there before."""
    looked_at(throttle.ELSEWHERE.burst, subject=lambda n: f"x{n}")
    attempt = _begin("password", subject="claire.roux", secret="trouvé")
    try:
        attempt.succeeded()
    except throttle.TooManyTries:
        return True
    return False


def right_ones_cost_nothing(academy, monkeypatch):
    for _ in range(40):
        attempt = _begin("password", subject="claire.roux", secret="la bonne phrase")
        if attempt is None:
            return False
        attempt.succeeded()
    return True


def a_subscriber_is_one(academy, monkeypatch):
    return looked_at(100, lambda n: f"2001:db8:7:7::{n:x}", lambda n: f"x{n}") <= 30


def _shown(academy, times, *, proved):
    """How many codes of so many are shown by one member of staff."""
    done = 0
    for _ in range(times):
        try:
            with scope.use(academy.scope_of(LYCEE)):
                showing.show_code(
                    actor=academy["nadia-leroy"].actor, school_id=academy.school(LYCEE).pk,
                    person=academy["lina-benali"].person, proved=proved,
                )  # fmt: skip
        except Refused:
            continue
        done += 1
    return done


def few_codes_unproved(academy, monkeypatch):
    return _shown(academy, 8, proved=False) == 5


def most_codes_an_hour(academy, monkeypatch):
    return _shown(academy, 33, proved=True) == 30


def many_codes_are_told(academy, monkeypatch):
    _shown(academy, 12, proved=True)
    with scope.everything("test"):
        return AuditEntry.objects.filter(action="identity.many_codes").count() == 1


def _sent(academy, times, asker):
    done = 0
    for number in range(times):
        try:
            proofs.take_sending(academy["lina-benali"].person.pk, kind="resets", asker=asker(number))
        except throttle.TooManyTries:
            continue
        done += 1
    return done


def mails_of_one_place(academy, monkeypatch):
    return _sent(academy, 20, lambda n: "one place") == 5


def mails_of_all_places(academy, monkeypatch):
    return _sent(academy, 60, lambda n: f"place {n}") == 40


def wrong_digits_end_the_slip(academy, monkeypatch):
    from preau.identity.reaching import Contact

    slip = slips.slip_of_code(paper(academy, "samira-benali", student="lina-benali", school=LYCEE).code)
    monkeypatch.setattr("preau.identity.codes.new_digits", lambda: "424242")
    for number in range(10):
        proofs.send_digits(slip=slip, contact=Contact(proofs.Road.MAIL, "a@b.example", ""), asker=f"place {number}")
        for _ in range(5):
            proofs.prove(slip=slip, typed="111111")
    return slips.slip_by_id(slip.pk).voided_at is not None


def reprinting(academy, monkeypatch):
    first, _second = (paper(academy, "lina-benali", school=LYCEE) for _ in range(2))
    return Client().post("/activer/", {"code": first.code}).status_code == 422


def one_use(academy, monkeypatch):
    slip = paper(academy, "lina-benali", school=LYCEE)
    first, second = Client(), Client()
    for client in (first, second):
        client.post("/activer/", {"code": slip.code})
    chosen(first)
    chosen(second, NEW)
    return not academy["lina-benali"].account.__class__.objects.get(login="lina.benali").check_password(NEW)


def thirty_days(academy, monkeypatch):
    slip = paper(academy, "lina-benali", school=LYCEE)
    later = clock.now() + dt.timedelta(days=31)
    with monkeypatch.context() as moved:
        moved.setattr(clock, "now", lambda: later)
        return Client().post("/activer/", {"code": slip.code}).status_code == 422


def a_proof(academy, monkeypatch):
    slip = paper(academy, "samira-benali", student="lina-benali", school=LYCEE)
    client = Client()
    client.post("/activer/", {"code": slip.code})
    chosen(client)
    return client.get("/").status_code == 302


def five_tries(academy, monkeypatch):
    from preau.identity.reaching import Contact

    slip = slips.slip_of_code(paper(academy, "samira-benali", student="lina-benali", school=LYCEE).code)
    monkeypatch.setattr("preau.identity.codes.new_digits", lambda: "424242")
    proofs.send_digits(slip=slip, contact=Contact(proofs.Road.MAIL, "a@b.example", ""))
    for _ in range(5):
        assert proofs.prove(slip=slip, typed="111111") is None
    return proofs.prove(slip=slip, typed="424242") is None


def wide_rights(academy, monkeypatch):
    try:
        showing.show_code(
            actor=academy["nadia-leroy"].actor, school_id=academy.school(LYCEE).pk,
            person=academy["helene-garnier"].person,
        )  # fmt: skip
    except Refused:
        return True
    return False


def reset_ends_sessions(academy, monkeypatch):
    account = academy["theo-marchand"].account
    account.set_password(GOOD)
    account.save()
    academy.client_for(account)
    code = proofs.reset_link_waits(proofs.new_reset_link(account.person_id))
    opening.reset_password(code=code, password=NEW)
    return not AccountSession.objects.filter(account_id=account.pk).exists()


def a_reset_link_once(academy, monkeypatch):
    account = academy["theo-marchand"].account
    code = proofs.reset_link_waits(proofs.new_reset_link(account.person_id))
    opening.reset_password(code=code, password=NEW)
    try:
        opening.reset_password(code=code, password=GOOD)
    except Refused:
        return True
    return False


def one_hash_for_anyone(academy, monkeypatch):
    found = []
    encode = hashers.BoundedArgon2Hasher.encode
    with monkeypatch.context() as counted:
        counted.setattr(
            hashers.BoundedArgon2Hasher, "encode", lambda self, *args: found.append(1) or encode(self, *args)
        )
        Client().post("/connexion/", {"login": "personne.ici", "password": "pas le bon"})
    return len(found) == 1


ALL = throttle.Budget(10**6, 0.0)
DEFENCES = {
    "a count by account": (one_account, [(counts, "climb", lambda key, by: 1)]),
    "a count by address": (one_address, [(throttle, "ELSEWHERE", ALL)]),
    "a count by password": (one_password, [(throttle, "SPRAY", ALL)]),
    "lanes apart": (own_lane, [(marks.Browser, "lane_of", lambda self, subject: "")]),
    "a lane for each known browser": (known_apart, [(marks.Browser, "lane_of", lambda self, subject: "one")]),
    "marks end with sessions": (marks_end, [(marks, "_epoch", lambda subject: 0)]),
    "a lane for each browser of a school": (
        school_browsers_apart, [(marks, "of", lambda request: marks.Browser("one"))],
    ),
    "all browsers of a school": (dropped_cookies, [(throttle, "ALL_AT_SCHOOL", ALL)]),
    "all known browsers together": (all_known_together, [(throttle, "ALL_KNOWN", ALL)]),
    "a mark is signed": (a_mark_is_signed, [(marks.signing, "loads", lambda text, **_: json.loads(text))]),
    "codes we drew apart from passwords": (drawn_apart, [(throttle, "DRAWN", frozenset())]),
    "too late opens nothing": (too_late_opens_nothing, [(counts, "standing", lambda key: 1)]),
    "right ones are given back": (right_ones_cost_nothing, [(counts, "give_back", lambda key, budget: None)]),
    "a subscriber is one address": (a_subscriber_is_one, [(throttle.address, "block", lambda where: where)]),
    "few codes without a second factor": (few_codes_unproved, [(showing, "FEW", 99)]),
    "most codes an hour": (most_codes_an_hour, [(showing, "MOST", 10**6)]),
    "many codes are told": (many_codes_are_told, [(showing, "_tell", lambda actor, school_id: None)]),
    "mails asked for from one place": (mails_of_one_place, [(proofs, "SENDINGS", ALL)]),
    "mails asked for from everywhere": (mails_of_all_places, [(proofs, "ALL_SENDINGS", ALL)]),
    "wrong digits end a slip": (wrong_digits_end_the_slip, [(proofs, "MOST_WRONG", 10**6)]),
    "a reprint voids": (reprinting, [(slips, "void_slips", lambda **_: 0)]),
    "a slip serves once": (one_use, [(slips, "state_of", lambda slip: slips.State.READY)]),
    "thirty days": (thirty_days, [(slips, "DAYS", 3000)]),
    "a guardian proves": (
        a_proof, [(opening, "needs_proof", lambda slip: False), (activation, "needs_proof", lambda slip: False)],
    ),
    "five tries": (five_tries, [(proofs, "TRIES", 100)]),
    "never for wide rights": (wide_rights, [(showing, "has_wide_rights", lambda person_id: False)]),
    "a reset ends sessions": (reset_ends_sessions, [(renewing, "end_sessions", lambda **_: 0)]),
    "a link serves once": (a_reset_link_once, [(opening, "_still_good", lambda code: True)]),
    "one hash for anyone": (one_hash_for_anyone, [(backends, "make_password", lambda password: "")]),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.MAIL_URL = "memory:"


@pytest.mark.parametrize("name", DEFENCES)
def test_the_defence_holds(academy, monkeypatch, name):
    holds, _removed = DEFENCES[name]
    assert holds(academy, monkeypatch)


@pytest.mark.parametrize("name", DEFENCES)
def test_without_it_the_door_is_open(academy, monkeypatch, name):
    holds, removed = DEFENCES[name]
    for where, what, instead in removed:
        monkeypatch.setattr(where, what, instead)
    assert not holds(academy, monkeypatch)
