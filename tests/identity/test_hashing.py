"""A turn to hash is waited for without holding anything: SQLite has one writer at a time."""

import threading

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connections, transaction
from django.test import Client

from cast import LYCEE
from identity.slip_tools import GOOD, chosen, paper
from preau.identity import hashers
from preau.identity.models import Tries


def test_a_hash_within_a_transaction_is_found(db):
    """The house's own watch (conftest) sees one that is made there."""
    with pytest.raises(AssertionError, match="within a transaction"), transaction.atomic():
        make_password(GOOD)


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_for_a_turn_keeps_nobody_from_writing(academy, monkeypatch):
    slip = paper(academy, "lina-benali", school=LYCEE)
    client = Client()
    client.post("/activer/", {"code": slip.code})
    waits, go_on, found = threading.Event(), threading.Event(), {}

    one_turn = hashers.one_turn

    def busy():
        waits.set()
        assert go_on.wait(20)
        return one_turn()

    monkeypatch.setattr(hashers, "one_turn", busy)

    def choose():
        try:
            found["status"] = chosen(client).status_code
        finally:
            connections.close_all()

    thread = threading.Thread(target=choose)
    thread.start()
    try:
        assert waits.wait(20)
        Tries.objects.create(key="somebody else writes", count=1, until=1.0)
    finally:
        go_on.set()
        thread.join(30)
    assert found == {"status": 302}
