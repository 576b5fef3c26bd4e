"""Whoever has left, or is kept from their only child, meets at each address what a stranger meets (row A1).

Their session is still open: they came in before it happened.
"""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.urls import reverse

import matrix
from cast import LYCEE, Academy
from matrix_places import Kept, arguments_of
from preau.directory.models import Affiliation, Guardianship, Person
from preau.kernel import clock, scope
from test_matrix import _ask, client_of

# The rules are the same on both databases (tests/access); the walk is long.
pytestmark = [pytest.mark.sqlite, pytest.mark.django_db]


def suspend(person: Person) -> None:
    """Their places are no more."""
    assert Affiliation.objects.filter(person=person).update(state="suspended")


def end(person: Person) -> None:
    """They answer for nobody any more."""
    assert Guardianship.objects.filter(guardian=person).update(ended_at=clock.now())


def bar(person: Person) -> None:
    """A judge keeps them from the child."""
    assert Guardianship.objects.filter(guardian=person).update(reach="barred")


def contact_only(person: Person) -> None:
    """They may be called, and see nothing."""
    assert Guardianship.objects.filter(guardian=person).update(reach="contact")


GONE: dict[str, tuple[str, Callable[[Person], None]]] = {
    "a pupil who left": ("pupil", suspend),
    "a teacher who left": ("teacher", suspend),
    "a CPE who left": ("cpe", suspend),
    "a head who left": ("head", suspend),
    "a secretary who left": ("school_staff", suspend),
    "a guardian of whom the link ended": ("guardian", end),
    "a guardian whom a judge bars": ("guardian", bar),
    "a guardian who is a contact only": ("guardian", contact_only),
}


def opened(who: str, academy: Academy, happens: Callable[[Person], None]) -> tuple[list[str], int]:
    """Addresses that still open for them and not for a stranger; and how many opened before (tests/test_matrix.py)."""
    client, kept = client_of(academy, who, "lycee"), Kept()
    with scope.everything("naming somebody for a test"):
        person = academy[matrix.PEOPLE["lycee"][who]].person
    theirs = [
        row
        for row in matrix.ROWS
        if row.method == "get" and row.expected(who, own=True) == 200 != row.expected("anonymous", own=False)
    ]
    cookies = client.cookies.copy()
    with scope.everything("somebody leaves"):
        happens(person)
    still = []
    for row in theirs:
        client.cookies = cookies.copy()
        with transaction.atomic():
            arguments = arguments_of(row, academy, LYCEE if row.target else "", kept)
            met, _leaked = _ask(client, row, reverse(row.url, kwargs=arguments) + row.query)
            transaction.set_rollback(True)
        if met == 200:
            still.append(str(row))
    return still, len(theirs)


@pytest.mark.parametrize(("who", "happens"), GONE.values(), ids=GONE)
def test_who_has_left_meets_what_a_stranger_meets(
    who: str, happens: Callable[[Person], None], academy: Academy
) -> None:
    still, before = opened(who, academy, happens)
    assert before > 5, "they had their pages"
    assert still == []


def test_somebody_who_stays_would_be_found(academy: Academy) -> None:
    still, before = opened("pupil", academy, lambda person: None)
    assert len(still) == before > 5
