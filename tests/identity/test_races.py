"""What serves once serves once, also to six who hold it at the same moment: exactly one success, on both databases."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

import strong
from cast import LYCEE
from identity.slip_tools import GOOD, paper
from preau.federation import tickets
from preau.identity import opening, proofs, slips
from preau.identity.models import OneTimeCode
from preau.identity.services import Refused, make_recovery_codes
from preau.identity.services import prove as prove_factor
from preau.identity.showing import show_code
from preau.kernel import clock
from preau.kernel.actor import system
from tests.federation.linked import link

AT_ONCE = 6
US = system("test")
pytestmark = pytest.mark.django_db(transaction=True)


def race(act: Callable[[int], bool]) -> list[Any]:
    """What each of AT_ONCE threads, let go together, came to."""
    barrier, found = threading.Barrier(AT_ONCE, timeout=60), []

    def run(number: int) -> None:
        try:
            connections["default"].ensure_connection()
            barrier.wait()
            found.append(bool(act(number)))
        except Exception as error:
            found.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    return found


def password(number: int) -> str:
    return f"{GOOD} numéro {number}"


def _slip(academy):
    slip = slips.slip_of_code(paper(academy, "lina-benali", school=LYCEE).code)

    def act(number):
        try:
            return opening.open_by_slip(slip_id=slip.pk, proof_id=None, password=password(number))
        except Refused:
            return False

    return act


def _desk_code(academy):
    actor, school = academy["helene-garnier"].actor, academy.school(LYCEE).pk
    code, _until = show_code(actor=actor, school_id=school, person=academy["lina-benali"].person)
    return lambda number: proofs.take_desk_code(code) is not None


def _reset_link(academy):
    person = academy["theo-marchand"].person
    code = proofs.reset_link_waits(proofs.new_reset_link(person.pk))

    def act(number):
        try:
            return opening.reset_password(code=OneTimeCode.objects.get(pk=code.pk), password=password(number))
        except Refused:
            return False

    return act


def _recovery_code(academy):
    account = academy["claire-roux"].account
    strong.give_factor(account)
    code = make_recovery_codes(actor=US, account_id=account.pk)[0]
    return lambda number: prove_factor(actor=US, account_id=account.pk, proof={"code": code})


def _totp_step(academy):
    account = academy["claire-roux"].account
    strong.give_factor(account)
    code = strong.code()
    return lambda number: prove_factor(actor=US, account_id=account.pk, proof={"code": code})


def _ticket(kind):
    def made(academy):
        text = tickets.keep(
            tickets.draw(kind), service_id=link().pk, account_id=academy["lina-benali"].account.pk, session="x"
        )
        return lambda number: tickets.take(text, [kind]) is not None

    return made


ONCE = {
    "a slip": _slip,
    "a code shown at school": _desk_code,
    "a reset link": _reset_link,
    "a recovery code": _recovery_code,
    "a step of the application": _totp_step,
    "a CAS ticket": _ticket(tickets.SERVICE),
    "an OpenID Connect code": _ticket(tickets.CODE),
}


@pytest.mark.parametrize("what", ONCE)
def test_exactly_one_of_six_at_once(academy, what, monkeypatch):
    now = clock.real_now()
    monkeypatch.setattr(clock, "real_now", lambda: now)  # one step of the application, however slow the machine
    found = race(ONCE[what](academy))
    assert sorted(found, key=str) == [False] * (AT_ONCE - 1) + [True]
