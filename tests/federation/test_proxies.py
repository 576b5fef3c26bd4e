"""CAS proxies: a service that comes to another on behalf of a person, where both are listed."""

import pytest
from django.test import Client
from lxml import etree

from preau.federation.models import Ticket
from tests.federation.linked import EXO, NS, code_of, informed, link, ticket_of, user, validated

MAIL = "https://mail.example/"


@pytest.fixture
def portal(academy, listener):
    """A service that may act for people, and hears its grants."""
    return link(
        name="Portail", accepts_loopback=True, urls={"entry": [EXO], "proxy": [f"{listener.url}/pgt"]}
    )  # fmt: skip


@pytest.fixture
def mail(portal):
    """The service it comes to."""
    return link(name="Courrier", urls={"entry": [MAIL]}, proxied_by=[str(portal.pk)])


@pytest.fixture
def lina(client_as, portal):
    client = client_as("lina-benali")
    informed(client, portal)
    return client


def granted(lina, listener):
    """A proxy-granting ticket, as the service gets it: its IOU by the answer, itself by the callback."""
    found = validated(ticket_of(lina), pgtUrl=f"{listener.url}/pgt")
    promised = found.xpath("string(//cas:proxyGrantingTicket)", namespaces=NS)
    fields = listener.heard[-1][2]
    assert fields["pgtIou"] == promised
    assert promised.startswith("PGTIOU-")
    return fields["pgtId"]


def proxied(granting, target=MAIL):
    answer = etree.fromstring(Client().get("/cas/proxy", {"pgt": granting, "targetService": target}).content)
    return code_of(answer) or answer.xpath("string(//cas:proxyTicket)", namespaces=NS)


def test_a_listed_proxy_comes_on_behalf_of_a_person(lina, listener, mail):
    granting = granted(lina, listener)
    ticket = proxied(granting)
    found = validated(ticket, MAIL, "/cas/p3/proxyValidate")
    assert len(user(found)) == 40
    assert found.xpath("//cas:proxy/text()", namespaces=NS) == [f"{listener.url}/pgt"]
    assert code_of(validated(ticket, MAIL, "/cas/proxyValidate")) == "INVALID_TICKET"
    assert code_of(validated(proxied(granting), MAIL)) == "INVALID_TICKET_SPEC"


def test_a_service_that_lists_no_proxy_gets_none(lina, listener, portal):
    link(name="Autre", urls={"entry": ["https://other.example/"]})
    granting = granted(lina, listener)
    assert proxied(granting, "https://other.example/") == "UNAUTHORIZED_SERVICE_PROXY"
    assert proxied(granting, "https://evil.example/") == "UNAUTHORIZED_SERVICE"
    assert proxied(granting, "https://other.example@evil.example/") == "UNAUTHORIZED_SERVICE"


def test_a_chain_is_accepted_when_each_of_it_is_listed(lina, listener, portal, client_as):
    middle = link(
        name="Milieu", accepts_loopback=True, proxied_by=[str(portal.pk)],
        urls={"entry": [MAIL], "proxy": [f"{listener.url}/middle"]},
    )  # fmt: skip
    link(name="Un", urls={"entry": ["https://one.example/"]}, proxied_by=[str(middle.pk)])
    link(name="Tous", urls={"entry": ["https://all.example/"]}, proxied_by=[str(middle.pk), str(portal.pk)])
    ticket = proxied(granted(lina, listener))
    validated(ticket, MAIL, "/cas/proxyValidate", pgtUrl=f"{listener.url}/middle")
    second = listener.heard[-1][2]["pgtId"]
    assert proxied(second, "https://one.example/") == "UNAUTHORIZED_SERVICE_PROXY"
    last = validated(proxied(second, "https://all.example/"), "https://all.example/", "/cas/proxyValidate")
    assert last.xpath("//cas:proxy/text()", namespaces=NS) == [f"{listener.url}/middle", f"{listener.url}/pgt"]


@pytest.mark.parametrize("status", [404, 500, 302])
def test_a_callback_that_does_not_answer_well_grants_nothing(lina, listener, portal, status):
    listener.answers = [status]
    assert code_of(validated(ticket_of(lina), pgtUrl=f"{listener.url}/pgt")) == "INVALID_PROXY_CALLBACK"
    assert len(listener.heard) == 1, "a redirection is not followed"
    assert not Ticket.objects.filter(kind="PGT").exists()


def test_a_granting_ticket_is_no_service_ticket_and_the_other_way_round(lina, listener, mail):
    granting = granted(lina, listener)
    assert code_of(validated(granting)) == "INVALID_TICKET"
    assert proxied(ticket_of(lina)) == "INVALID_TICKET"


def test_a_granting_ticket_ends_with_the_sign_in(lina, listener, mail):
    granting = granted(lina, listener)
    lina.post("/deconnexion/")
    assert proxied(granting) == "INVALID_TICKET"
