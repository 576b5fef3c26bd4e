"""A SAML source: the honest answer opens, every other is refused in plain words, said in the log, and opens nothing."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

import strong
from cast import LYCEE
from identity.federation import forge
from identity.federation.conftest import ask, give, key_of
from preau.identity.external import ExternalKey, FederatedSession
from preau.identity.federation import sessions
from preau.identity.federation.sources import source_named

pytestmark = pytest.mark.django_db


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


@pytest.fixture
def lina(academy: Any) -> tuple[str, ...]:
    return (key_of(academy, "lina-benali", academy.school(LYCEE).authority_id),)


def test_an_honest_answer_opens_the_page_that_was_asked_for(educonnect: Any, academy: Any, lina: Any) -> None:
    client = Client()
    asked = ask(client, going_to="/plus/")
    answer = give(client, asked, forge.signed_response(asked.wish.but(values=lina)))
    assert (answer.status_code, answer["Location"]) == (302, "/plus/"), answer.content.decode()
    assert "Bonjour Lina" in client.get("/").content.decode()
    link = ExternalKey.objects.get()
    assert (link.account_id, link.how) == (academy["lina-benali"].account.pk, "directory")
    assert FederatedSession.objects.get().session_key == client.cookies[settings.SESSION_COOKIE_NAME].value


def test_a_second_factor_comes_first_and_the_source_still_ends_what_it_opened(
    educonnect: Any, academy: Any, lina: Any
) -> None:
    strong.give_factor(academy["lina-benali"].account)
    client = Client()
    asked = ask(client, going_to="/plus/")
    answer = give(client, asked, forge.signed_response(asked.wish.but(values=lina)))
    assert (answer.status_code, answer["Location"]) == (302, "/connexion/second-facteur/")
    assert not is_in(client) and not FederatedSession.objects.exists()
    proved = client.post("/connexion/second-facteur/", {"code": strong.code()})
    assert (proved.status_code, proved["Location"]) == (302, "/plus/")
    assert FederatedSession.objects.get().session_key == client.cookies[settings.SESSION_COOKIE_NAME].value
    ended = sessions.end_by_source(source=source_named("educonnect"), subject="", indexes=["s1"])
    assert ended == 1 and not is_in(client)


def refused(answer: Any, words: str) -> None:
    assert answer.status_code == 403
    page = answer.content.decode()
    assert words in page
    assert "Traceback" not in page
    assert not FederatedSession.objects.exists()


def forged_key(asked: Any, lina: Any) -> Any:
    return forge.signed_response(asked.wish.but(values=lina), by=forge.pair("stranger"))


def changed_after_signing(asked: Any, lina: Any) -> Any:
    root = forge.signed_response(asked.wish.but(values=("{AAF}10|x|0",)))
    root.find(".//saml:AttributeValue", forge.NS).text = lina[0]
    return root


def without_signature(asked: Any, lina: Any) -> Any:
    return forge.response(asked.wish, forge.assertion(asked.wish.but(values=lina)))


def of_another_audience(asked: Any, lina: Any) -> Any:
    return forge.signed_response(asked.wish.but(values=lina, audience="https://autre.example"))


def expired(asked: Any, lina: Any) -> Any:
    return forge.signed_response(asked.wish.but(values=lina, ends=-300, confirmed_until=-300))


def from_the_future(asked: Any, lina: Any) -> Any:
    return forge.signed_response(asked.wish.but(values=lina, begins=600, issued=600))


def with_sha1(asked: Any, lina: Any) -> Any:
    return forge.signed_response(asked.wish.but(values=lina), with_="sha1")


def to_another_question(asked: Any, lina: Any) -> Any:
    return forge.signed_response(asked.wish.but(values=lina, request_id="_autre"))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (forged_key, "n’est pas celle du service attendu"),
        (changed_after_signing, "n’est pas celle du service attendu"),
        (without_signature, "n’est pas celle du service attendu"),
        (with_sha1, "n’est pas celle du service attendu"),
        (of_another_audience, "n’est pas faite pour cet espace"),
        (expired, "datée d’un autre moment"),
        (from_the_future, "datée d’un autre moment"),
        (to_another_question, "n’est plus valable"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_dishonest_answer_opens_nothing(
    make: Any, words: str, educonnect: Any, academy: Any, lina: Any, capfd: Any
) -> None:
    client = Client()
    asked = ask(client)
    refused(give(client, asked, make(asked, lina)), words)
    assert client.get("/").status_code == 302
    assert lina[0] not in "".join(capfd.readouterr())  # the log says why, never whom


def test_an_answer_serves_once(educonnect: Any, academy: Any, lina: Any) -> None:
    client = Client()
    asked = ask(client)
    root = forge.signed_response(asked.wish.but(values=lina))
    cookies = dict(client.cookies)
    assert give(client, asked, root).status_code == 302
    thief = Client()
    for name, morsel in cookies.items():
        thief.cookies[name] = morsel.value
    answer = give(thief, asked, root)
    assert answer.status_code == 403
    assert thief.get("/").status_code == 302
    # nor does the question: another answer to it is refused too
    for name, morsel in cookies.items():
        thief.cookies[name] = morsel.value
    assert give(thief, asked, forge.signed_response(asked.wish.but(values=lina))).status_code == 403


def test_an_answer_opens_only_the_browser_that_asked(educonnect: Any, academy: Any, lina: Any) -> None:
    asked = ask(Client())
    refused(give(Client(), asked, forge.signed_response(asked.wish.but(values=lina))), "n’est plus valable")


def test_two_tabs_do_not_mix(educonnect: Any, academy: Any, lina: Any) -> None:
    client = Client()
    first, second = ask(client, going_to="/plus/"), ask(client)
    answer = give(client, first, forge.signed_response(first.wish.but(values=lina)))
    assert answer["Location"] == "/plus/"
    assert first.mark != second.mark


def test_an_open_redirection_is_not_offered(educonnect: Any, academy: Any, lina: Any) -> None:
    client = Client()
    asked = ask(client, going_to="https://evil.example/")
    assert give(client, asked, forge.signed_response(asked.wish.but(values=lina)))["Location"] == "/"


def test_the_question_is_signed_and_says_where_the_answer_comes(educonnect: Any, db: Any) -> None:
    asked = ask(Client())
    assert {"SAMLRequest", "RelayState", "SigAlg", "Signature"} == set(asked.parameters)
    assert asked.parameters["SigAlg"].endswith("rsa-sha256")
    assert asked.request.get("AssertionConsumerServiceURL") == asked.wish.recipient
