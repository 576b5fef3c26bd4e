"""Before their space opens, pupils and guardians enter no linked service; a ticket given before opens none."""

import datetime as dt

import pytest

from cast import LYCEE
from preau.access import switches
from preau.access.public import set_space_opening
from preau.kernel import clock, scope
from preau.kernel.actor import system
from tests.federation import saml_tool
from tests.federation.linked import EXO, asked, code_of, informed, landed, link, link_oidc, ticket_of, tokens, validated

DAY = clock.today() + dt.timedelta(days=10)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    switches.forget()
    yield
    switches.forget()


def closed(academy, opens_on=DAY, version=""):
    with scope.everything("test"):
        set_space_opening(
            actor=system("test"), school_id=academy.school(LYCEE).pk, opens_on=opens_on, version=version
        )  # fmt: skip
    switches.forget()


def test_cas_waits_for_the_day(academy, client_as):
    exo = link()
    lina, claire = client_as("lina-benali"), client_as("claire-roux")
    informed(lina, exo)
    informed(claire, exo)
    given = ticket_of(lina)
    closed(academy)
    assert code_of(validated(given)) == "INVALID_TICKET", "a ticket given before opens nothing"
    page = lina.get("/cas/login", {"service": EXO})
    said = page.content.decode()
    assert page.status_code == 403 and "Votre espace n’est pas encore ouvert" in said and "Il ouvrira le" in said
    assert landed(lina.get("/cas/login", {"service": EXO, "gateway": "true"})) == {}, "and no page is shown by gateway"
    assert ticket_of(claire).startswith("ST-")


def test_openid_connect_waits_for_the_day(academy, client_as):
    service, secret = link_oidc()
    lina = client_as("lina-benali")
    informed(lina, service)
    code = landed(lina.get("/oidc/authorize", asked(service)))["code"]
    closed(academy)
    assert tokens(service, secret, code).status_code == 400, "a code given before opens nothing"
    page = lina.get("/oidc/authorize", asked(service))
    assert page.status_code == 403 and "Il ouvrira le" in page.content.decode()


def test_saml_waits_for_the_day(academy, client_as):
    lina = client_as("lina-benali")
    informed(lina, saml_tool.link_saml())
    asked_before = lina.get(saml_tool.address("sso", saml_tool.question()))["Location"]
    closed(academy)
    page = lina.get(asked_before)
    assert page.status_code == 403 and "Il ouvrira le" in page.content.decode()
    assert saml_tool.status(saml_tool.ask(lina, saml_tool.question(IsPassive="true"))) == "NoPassive"


def test_what_a_guardian_s_tool_learns_leaves_out_the_school_that_is_closed(academy, client_as):
    exo = link(attributes=["schools"])
    samira = client_as("samira-benali")
    informed(samira, exo)
    closed(academy)
    told = validated(ticket_of(samira)).xpath("//*[local-name()='ENTPersonStructRattachUAI']/text()")
    assert told and academy.school(LYCEE).uai not in told
