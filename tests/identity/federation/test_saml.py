"""A SAML source: the honest answer opens, every other is refused in plain words, said in the log, and opens nothing."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from identity.federation import forge
from identity.federation.conftest import ask, give, key_of
from preau.identity.federation.models import ExternalKey, FederatedSession

pytestmark = pytest.mark.django_db


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


@pytest.fixture
def lina(academy: Any) -> tuple[str, ...]:
    return (key_of(academy, "lina-benali", academy.school("lycee").authority_id),)


def test_an_honest_answer_opens_the_page_that_was_asked_for(educonnect: Any, academy: Any, lina: Any) -> None:
    client = Client()
    asked = ask(client, going_to="/plus/")
    answer = give(client, asked, forge.signed_response(asked.wish.but(values=lina)))
    assert (answer.status_code, answer["Location"]) == (302, "/plus/"), answer.content.decode()
    assert "Bonjour Lina" in client.get("/").content.decode()
    link = ExternalKey.objects.get()
    assert (link.account_id, link.how) == (academy["lina-benali"].account.pk, "directory")
    assert FederatedSession.objects.get().session_key == client.cookies[settings.SESSION_COOKIE_NAME].value
