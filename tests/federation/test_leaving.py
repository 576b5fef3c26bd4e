"""Single logout: each service that someone entered hears once that they left."""

import pytest
from django.test import Client
from lxml import etree

from preau.federation.models import ServiceSession
from preau.identity.enums import LockKind, LockTarget
from preau.identity.services import end_sessions, secure_account, set_lock
from preau.kernel import clock, outbox, scope
from preau.kernel.jobs import settle
from preau.kernel.models import Job
from tests.federation.linked import (
    US,
    asked,
    informed,
    landed,
    link,
    link_oidc,
    ticket_of,
    tokens,
    validated,
)


@pytest.fixture
def entered(client_as, listener, academy):
    """Lina, in a service that listens; and her ticket."""
    link(accepts_loopback=True, start_url=f"{listener.url}/app/", urls={"entry": [f"{listener.url}/app/"]})
    from preau.federation.models import LinkedService

    lina = client_as("lina-benali")
    informed(lina, LinkedService.objects.get())
    address = f"{listener.url}/app/page"
    ticket = ticket_of(lina, address)
    validated(ticket, address)
    return lina, ticket


def again():
    """Do what waits, now."""
    Job.objects.filter(name="federation.tell_sign_out", state="waiting").update(run_at=clock.now())
    return settle()


def told(listener):
    """Requests of logout that were heard."""
    return [
        etree.fromstring(fields["logoutRequest"].encode())
        for method, _path, fields in listener.heard
        if method == "POST"
    ]


def test_signing_out_tells_the_service_with_its_ticket(entered, listener):
    lina, ticket = entered
    lina.post("/deconnexion/")
    settle()
    (request,) = told(listener)
    assert request.xpath("string(//*[local-name()='SessionIndex'])") == ticket
    assert listener.heard[-1][1] == "/app/page"
    assert not ServiceSession.objects.exists()


@pytest.mark.parametrize("status", [500, 503])
def test_a_service_that_fails_is_told_again_in_the_same_words_and_then_no_more(entered, listener, status):
    listener.answers = [status, status, 200]
    lina, _ticket = entered
    lina.post("/deconnexion/")
    settle()
    for _ in range(4):
        again()
    requests = told(listener)
    assert len(requests) == 3
    assert len({etree.tostring(one) for one in requests}) == 1


def test_a_revocation_tells_it_too_and_both_together_tell_it_once(entered, listener, academy):
    lina, _ticket = entered
    end_sessions(actor=US, person_id=academy["lina-benali"].person.pk)
    outbox.dispatch()
    lina.post("/deconnexion/")
    outbox.dispatch()
    settle()
    again()
    assert len(told(listener)) == 1


def _bearer(client):
    """A service that holds an access token of somebody."""
    service, secret = link_oidc()
    informed(client, service)
    code = landed(client.get("/oidc/authorize", asked(service)))["code"]
    given = tokens(service, secret, code).json()["access_token"]
    return Client(headers={"authorization": f"Bearer {given}"})


def test_ce_n_est_pas_moi_ends_what_services_hold_before_it_answers(entered, listener, academy):
    lina, _ticket = entered
    bearer = _bearer(lina)
    assert bearer.get("/oidc/userinfo").status_code == 200
    counts = secure_account(actor=US, account_id=academy["lina-benali"].account.pk)
    assert counts["service_tickets"] >= 1 and counts["linked_services"] == 1
    assert bearer.get("/oidc/userinfo").status_code == 401
    settle()
    assert len(told(listener)) == 1


def test_a_school_that_is_locked_has_services_sign_its_people_out(entered, listener, academy):
    """The event of many at once names them in its audience."""
    with scope.everything("test"):
        set_lock(
            actor=US, kind=LockKind.SIGN_IN, target=LockTarget.SCHOOL, reason="essai", school=academy.school("1001"),
        )  # fmt: skip
    outbox.dispatch()
    settle()
    assert len(told(listener)) == 1 and not ServiceSession.objects.exists()


def test_who_signs_out_of_one_device_stays_in_services_of_the_other(entered, listener, client_as):
    client_as("lina-benali").post("/deconnexion/")
    outbox.dispatch()
    settle()
    assert told(listener) == [] and ServiceSession.objects.count() == 1


def test_a_service_that_wants_no_word_gets_none(client_as, listener, academy):
    service = link(accepts_loopback=True, signs_out=False, urls={"entry": [f"{listener.url}/"]},
                   start_url=f"{listener.url}/")  # fmt: skip
    lina = client_as("lina-benali")
    informed(lina, service)
    validated(ticket_of(lina, f"{listener.url}/"), f"{listener.url}/")
    lina.post("/deconnexion/")
    settle()
    assert not told(listener)


def test_a_retired_service_is_left_by_everyone(entered, listener):
    from preau.federation.models import LinkedService
    from preau.federation.services.register import retire_service

    retire_service(actor=US, service_id=LinkedService.objects.get().pk)
    settle()
    assert len(told(listener)) == 1
