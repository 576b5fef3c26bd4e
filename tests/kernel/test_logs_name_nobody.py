"""A day of pages in the living academy, and a log in which nobody can be found (canaries)."""

import json
import logging

import pytest
from django.test import Client

PEOPLE = ["samira", "claire-roux", "lina"]


@pytest.fixture
def canaries(academy) -> list[str]:
    """What must not be found in a log: names, logins, numbers, addresses of the cast."""
    found = []
    for name in PEOPLE:
        member = academy[name]
        person = member.person
        found += [person.family_name, person.given_name, member.account.login, str(person.pk), str(member.account.pk)]
        found += [value for value in (person.email, person.mobile, person.address) if value]
    return found


def test_a_day_of_pages_names_nobody(academy, client_as, canaries, capsys) -> None:
    for name in PEOPLE:
        client: Client = client_as(name, raise_request_exception=False)
        assert client.get("/").status_code == 200
        for path in ("/aide/", f"/nulle-part/{canaries[0]}/", f"/?q={canaries[0]}", "/metrics"):
            client.get(path, headers={"referer": f"http://testserver/{canaries[1]}"}, REMOTE_ADDR="203.0.113.77")
    stranger = Client(raise_request_exception=False)
    stranger.post("/connexion/", {"login": canaries[2], "password": "Canari-password-1"}, REMOTE_ADDR="203.0.113.77")
    stranger.post("/", {"nom": canaries[0]}, HTTP_HOST="canari.example.fr")
    logging.getLogger("django.request").error("Internal Server Error: %s", f"/eleves/{canaries[0]}/")

    captured = capsys.readouterr()
    lines = [json.loads(line) for line in captured.err.splitlines() if line.startswith("{")]
    assert sum(line["event"] == "request" for line in lines) >= len(PEOPLE) * 4 + 2
    for canary in (*canaries, "Canari-password-1", "203.0.113.77", "canari.example.fr"):
        assert canary not in captured.err, canary
        assert canary not in captured.out, canary
