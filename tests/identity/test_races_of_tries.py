"""Rows S1 and S3: however many tries come at the same moment, as many secrets are looked at as one after another."""

import threading
import time
import uuid
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client

import strong
from cast import LYCEE
from identity import test_races
from identity.slip_tools import GOOD, paper
from identity.test_throttle import known
from preau.identity import attempts, codes, counts, proofs, slips, step_codes, throttle
from preau.identity.enums import Road
from preau.identity.models import FamilySeat
from preau.identity.proofs import make_code
from preau.identity.services import factors, seats
from preau.kernel import clock
from preau.kernel.actor import system

AT_ONCE = 16
US = system("test")
pytestmark = pytest.mark.django_db(transaction=True)


class Looks:
    """Counts how often a function was called, by all threads; the others meanwhile are let in."""

    def __init__(self, monkeypatch: Any, where: Any, name: str) -> None:
        self.count, self._lock, self._real = 0, threading.Lock(), getattr(where, name)
        monkeypatch.setattr(where, name, self)

    def __call__(self, *given: Any, **more: Any) -> Any:
        with self._lock:
            self.count += 1
        return self._real(*given, **more)


def race(act) -> list[Any]:
    return test_races.race(act)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(test_races, "AT_ONCE", AT_ONCE)
    now = clock.real_now().timestamp()
    monkeypatch.setattr(counts, "now", lambda: now)  # no wait ends while the machine is slow


def _door(academy, monkeypatch, settings, **browser):
    from preau.identity.views import door

    account = academy["claire-roux"].account
    account.set_password(GOOD)
    account.save()
    looks = Looks(monkeypatch, door, "authenticate")
    where, cookie = browser.get("where", "198.51.100.7"), browser.get("cookie", "")

    def act(number):
        client = Client(REMOTE_ADDR=where)
        if cookie:
            client.cookies[throttle.COOKIE] = cookie
        answer = client.post("/connexion/", {"login": "claire.roux", "password": f"{GOOD} numéro {number}"})
        assert answer.status_code in (422, 429)
        return answer.status_code == 422

    return act, lambda: looks.count


def _elsewhere(academy, monkeypatch, settings):
    return *_door(academy, monkeypatch, settings), throttle.FREE


def _known_browser(academy, monkeypatch, settings):
    cookie = known("claire.roux", epoch=academy["claire-roux"].account.session_epoch)
    return *_door(academy, monkeypatch, settings, cookie=cookie), throttle.KNOWN.free


def _at_school(academy, monkeypatch, settings):
    settings.SCHOOL_ADDRESSES = ["192.0.2.10"]
    return *_door(academy, monkeypatch, settings, where="192.0.2.10"), throttle.AT_SCHOOL.free


def _second_factor(academy, monkeypatch, settings):
    account = academy["claire-roux"].account
    strong.give_factor(account)
    looks = Looks(monkeypatch, factors, "_use_totp")
    return (
        lambda number: factors.prove(actor=US, account_id=account.pk, proof={"code": "000000"}),
        (lambda: looks.count),
        attempts.LIMIT,
    )


def _second_factor_of_a_device(academy, monkeypatch, settings):
    account = academy["claire-roux"].account
    strong.give_factor(account)
    lane = attempts.of_device(uuid.uuid4())
    looks = Looks(monkeypatch, factors, "_use_totp")
    return (
        lambda number: factors.prove(actor=US, account_id=account.pk, proof={"code": "000000"}, lane=lane),
        (lambda: looks.count),
        attempts.LIMIT,
    )


def _short_code(academy, monkeypatch, settings):
    account = academy["samira-benali"].account
    seat = FamilySeat.objects.create(account=account, device_key="x" * 64, code="!", created_at=clock.now())
    looks = Looks(monkeypatch, seats, "check_password")

    def act(number):
        return seats.open_seat(device_key="x" * 64, seat_id=seat.pk, code="1234") is not None

    return act, lambda: looks.count, seats.TRIES


def _digits_of_a_slip(academy, monkeypatch, settings):
    slip = slips.slip_of_code(paper(academy, "samira-benali", student="lina-benali", school=LYCEE).code)
    make_code(slip.person_id, Road.MAIL, "123456", 10, slip_id=slip.pk)
    looks = Looks(monkeypatch, codes, "digests")
    return lambda number: proofs.prove(slip=slip, typed="000000") is not None, lambda: looks.count, proofs.TRIES


def _step_code(academy, monkeypatch, settings):
    account = academy["samira-benali"].account
    sent = make_code(account.person_id, Road.MAIL, "123456", 10)
    monkeypatch.setattr(attempts, "LIMIT", 1000)  # the code's own tries alone
    looks = Looks(monkeypatch, codes, "digests")

    def act(number):
        return step_codes.take_step_code(actor=US, account=account, code_id=sent.pk, typed="000000", lane="device x")

    return act, lambda: looks.count, proofs.TRIES


TRIES = {
    "passwords from elsewhere": _elsewhere,
    "passwords from a known browser": _known_browser,
    "passwords at a school": _at_school,
    "codes of the second factor": _second_factor,
    "codes of the second factor, on a device": _second_factor_of_a_device,
    "a short code on the family's phone": _short_code,
    "digits of a slip": _digits_of_a_slip,
    "a code for an act": _step_code,
}


def _raced(what, academy, monkeypatch, settings) -> tuple[int, int]:
    """How many secrets were looked at, and how many may be."""
    act, looked, most = TRIES[what](academy, monkeypatch, settings)
    found = race(act)
    assert not [one for one in found if isinstance(one, Exception)], found
    return looked(), most


@pytest.mark.parametrize("what", TRIES)
def test_as_many_at_once_as_one_after_another(academy, what, monkeypatch, settings):
    looked, most = _raced(what, academy, monkeypatch, settings)
    assert looked == most < AT_ONCE


def _read_then_write(monkeypatch: Any) -> None:
    """A count as it would be without its one statement: read, looked at, written."""

    def climb(key: str, by: counts.Climb) -> int:
        count = counts.standing(key)
        if count >= by.free:
            raise counts.TooManyTries(60)
        time.sleep(0.2)
        counts.forget(key)
        counts.row(counts._WINDOW, {"key": key, "now": counts.now(), "seconds": 3600, "most": 1})
        return count + 1

    def window(key: str, most: int, seconds: float) -> int:
        count = counts.standing(key)
        time.sleep(0.2)
        return 0 if count >= most else count + 1

    monkeypatch.setattr(counts, "climb", climb)
    monkeypatch.setattr(counts, "window", window)


def _no_lock(monkeypatch: Any) -> None:
    """Rows are read without being locked."""

    def unlocked(self: Any, **_: Any) -> Any:
        return self.all()

    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)


def _neither(monkeypatch: Any) -> None:
    """What is locked and counted in one transaction has two locks."""
    _no_lock(monkeypatch)
    _read_then_write(monkeypatch)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("what", "without"),
    [
        ("passwords from a known browser", _read_then_write),
        ("codes of the second factor, on a device", _neither),
        ("digits of a slip", _no_lock),
        ("a code for an act", _neither),
    ],
    ids=["a known browser", "a device", "digits", "an act"],
)
def test_without_its_lock_more_are_looked_at(academy, what, without, monkeypatch, settings):
    without(monkeypatch)
    looked, most = _raced(what, academy, monkeypatch, settings)
    assert looked > most
