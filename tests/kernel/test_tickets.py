"""Live tickets: whose page it is, five minutes, nobody else's."""

import time
import uuid

import pytest

from preau.kernel import tickets
from preau.kernel.tickets import BadTicket, OldTicket

LINA, SCHOOL = uuid.UUID(int=11), uuid.UUID(int=21)


def test_a_ticket_says_whose_page_it_is() -> None:
    told = tickets.read(tickets.make(LINA, "student", [SCHOOL]))
    assert (told.person, told.hat, told.tenants) == (str(LINA), "student", frozenset([str(SCHOOL)]))
    assert tickets.read(tickets.make(LINA, "student")).tenants is None


def test_a_hat_of_many_tenants_makes_a_short_ticket() -> None:
    ticket = tickets.make(LINA, "officer", [uuid.uuid4() for _ in range(300)])
    assert len(ticket) < 300
    assert tickets.read(ticket).tenants is None


@pytest.mark.parametrize("place", [0, 10, -1])
def test_an_altered_ticket_is_nobodys(place: int) -> None:
    ticket = tickets.make(LINA, "student")
    other = "A" if ticket[place] != "A" else "B"
    altered = (
        other + ticket[1:] if place == 0 else ticket[:place] + other + (ticket[place + 1 :] if place != -1 else "")
    )
    with pytest.raises(BadTicket):
        tickets.read(altered)


@pytest.mark.parametrize("text", ["", "x", "a:b:c", "é" * 40, "e30:abc", "\x00"])
def test_what_is_no_ticket_is_refused(text: str) -> None:
    with pytest.raises(BadTicket):
        tickets.read(text)


def test_another_signature_of_ours_is_no_ticket() -> None:
    from django.core import signing

    with pytest.raises(BadTicket):
        tickets.read(signing.dumps({"p": str(LINA), "h": "x", "m": time.time()}))


def test_a_ticket_lasts_five_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = tickets.make(LINA, "student")
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 299)
    tickets.read(ticket)
    monkeypatch.setattr(time, "time", lambda: real() + 301)
    with pytest.raises(OldTicket):
        tickets.read(ticket)
