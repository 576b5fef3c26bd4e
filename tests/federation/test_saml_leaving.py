"""Single logout by SAML: a service is told by SOAP; a service that asks is believed when it names this very sign-in."""

import json

import pytest
from django.test import Client
from lxml import etree

from identity.federation import forge
from preau.federation.models import ServiceSession
from preau.federation.saml import asking, names
from preau.identity.federation.saml import reading, verifying
from preau.identity.services import end_sessions
from preau.kernel import clock, outbox
from preau.kernel.jobs import settle
from preau.kernel.models import Job
from tests.federation import saml_tool as tool
from tests.federation.linked import US, informed

LEFT = f"{{{names.PROTOCOL}}}LogoutRequest"


@pytest.fixture
def entered(client_as, listener, academy):
    """Lina, in a service that listens, and what it was told of her."""
    service = tool.link_saml(
        accepts_loopback=True, said={"soap": f"{listener.url}/soap", "redirect": tool.SLO}, known_by="login"
    )
    lina = client_as("lina-benali")
    informed(lina, service)
    root = tool.question()
    return lina, tool.believe(tool.ask(lina, root), root.get("ID"))


def told(listener) -> list[etree._Element]:
    """Requests to leave that were heard, each signed by us."""
    found = []
    for (method, path, _fields), body in zip(listener.heard, listener.bodies, strict=True):
        assert (method, path) == ("POST", "/soap")
        (inside,) = etree.fromstring(body).iter(LEFT)
        root = reading.parse(etree.tostring(inside, with_tail=False))
        verifying.signed_document(root, LEFT, tool.certificates())
        found.append(root)
    return found


def signed_out(client) -> bool:
    """Whether the home page asks who comes."""
    return client.get("/").status_code == 302


def test_signing_out_tells_the_service_by_soap(entered, listener):
    lina, who = entered
    lina.post("/deconnexion/")
    settle()
    (request,) = told(listener)
    assert request.findtext("saml:NameID", "", reading.NAMES) == who.subject == "lina.benali"
    assert request.findtext("samlp:SessionIndex", "", reading.NAMES) == who.index
    assert request.get("Destination") == f"{listener.url}/soap"
    assert not ServiceSession.objects.exists()


def test_a_service_that_fails_is_told_again_under_the_same_identifier_and_then_no_more(entered, listener):
    listener.answers = [500, 503, 200]
    entered[0].post("/deconnexion/")
    settle()
    for _ in range(4):
        Job.objects.filter(name="federation.tell_sign_out", state="waiting").update(run_at=clock.now())
        settle()
    requests = told(listener)
    assert len(requests) == 3 and len({one.get("ID") for one in requests}) == 1


def test_a_revocation_tells_it_too_once(entered, listener, academy):
    end_sessions(actor=US, person_id=academy["lina-benali"].person.pk)
    outbox.dispatch()
    entered[0].post("/deconnexion/")
    outbox.dispatch()
    settle()
    assert len(told(listener)) == 1


@pytest.mark.parametrize("more", [{"signs_out": False}, {"said": {"soap": ""}}], ids=["no word", "no address"])
def test_a_service_that_wants_no_word_or_says_no_address_gets_none(client_as, listener, academy, more):
    service = tool.link_saml(accepts_loopback=True, **{"said": {"soap": f"{listener.url}/soap"}, **more})
    lina = client_as("lina-benali")
    informed(lina, service)
    tool.carried(tool.ask(lina))
    lina.post("/deconnexion/")
    settle()
    assert not listener.heard and not Job.objects.filter(name="federation.tell_sign_out").exists()


# --- the service asks ----------------------------------------------------------------------------------------------


def test_a_service_ends_this_very_sign_in_and_is_answered(entered, listener):
    lina, who = entered
    request = tool.farewell(who.subject, index=who.index)
    answer = lina.get(tool.address("slo", request, "https://sp.example/bye?x=é", by=tool.MINE))
    place, given, root = tool.replied(answer["Location"])
    assert (place, given["RelayState"]) == (tool.SLO, "https://sp.example/bye?x=é")
    assert root.get("InResponseTo") == request.get("ID") and root.get("Destination") == tool.SLO
    assert root.find(".//samlp:StatusCode", reading.NAMES).get("Value") == names.SUCCESS
    query = answer["Location"].split("?", 1)[1].replace("SAMLResponse=", "SAMLRequest=")
    with pytest.raises(reading.Refusal):  # the signature is of the address as it is, the word included
        verifying.signed_query(query, tool.certificates())
    assert signed_out(lina)
    settle()
    assert not listener.heard  # it ended its own session: it need not be told


def test_all_under_a_name_when_it_names_no_sign_in(entered):
    lina, who = entered
    lina.get(tool.address("slo", tool.farewell(who.subject), by=tool.MINE))
    assert signed_out(lina)


def test_of_a_tool_that_many_schools_linked_the_sign_in_that_it_has_is_ended(client_as, academy):
    """Each school linked it by the same metadata: a person entered by the one that is theirs, whichever came first."""
    first, second = tool.link_saml(), tool.link_saml()
    lina = client_as("lina-benali")
    for service in (first, second):
        informed(lina, service)
    root = tool.question()
    who = tool.believe(tool.ask(lina, root), root.get("ID"))
    for service in (second, first):
        ServiceSession.objects.update(service=service)
        other = "x " + who.subject
        lina.get(tool.address("slo", tool.farewell(other), by=tool.MINE))
        assert not signed_out(lina), "another's name, that ends like hers"
    ServiceSession.objects.update(service=second)
    lina.get(tool.address("slo", tool.farewell(who.subject, index=who.index), by=tool.MINE))
    assert signed_out(lina)


def test_a_farewell_that_is_refused_is_said_once_in_the_log(entered, capfd):
    lina, who = entered
    page = lina.get(tool.address("slo", tool.farewell(who.subject, index=who.index)))
    assert page.status_code == 400
    [line] = [one for one in _heard(capfd) if one.get("event") == "passage refused"]
    assert line["reason"] == "sign_out" and line["said"]


def _heard(capfd):
    told = capfd.readouterr()
    return [json.loads(one) for one in (told.out + told.err).splitlines() if one.startswith("{")]


def test_another_sign_in_is_not_ended_without_the_person(entered, client_as, academy):
    lina, who = entered
    other = client_as("lina-benali")
    for index in (who.index, "_nobody", "x"):
        page = other.get(tool.address("slo", tool.farewell(who.subject, index=index), by=tool.MINE))
        assert "Un service demande de vous déconnecter" in page.content.decode()
    assert not signed_out(other) and not signed_out(lina)


def test_who_is_not_here_any_more_is_said_to_have_left(entered):
    _lina, who = entered
    answer = Client().get(tool.address("slo", tool.farewell(who.subject, index=who.index), by=tool.MINE))
    assert answer["Location"].startswith(f"{tool.SLO}?SAMLResponse=")


def test_a_service_without_an_address_to_answer_leaves_us_to_say_it(client_as, academy):
    service = tool.link_saml(said={"redirect": ""})
    lina = client_as("lina-benali")
    informed(lina, service)
    root = tool.question()
    who = tool.believe(tool.ask(lina, root), root.get("ID"))
    page = lina.get(tool.address("slo", tool.farewell(who.subject, index=who.index), by=tool.MINE))
    assert "Vous êtes déconnecté" in page.content.decode() and signed_out(lina)


REFUSED = {
    "unsigned": (lambda who: tool.address("slo", tool.farewell(who.subject, index=who.index)), "unsigned"),
    "by another": (
        lambda who: tool.address("slo", tool.farewell(who.subject, index=who.index), by="thief"), "signature",
    ),
    "another service": (
        lambda who: tool.address("slo", tool.farewell(who.subject, issuer="https://x.example"), by=tool.MINE),
        "unregistered",
    ),
    "another place": (
        lambda who: tool.address("slo", tool.farewell(who.subject, Destination=tool.place("sso")), by=tool.MINE),
        "destination",
    ),
    "yesterday": (
        lambda who: tool.address("slo", tool.farewell(who.subject, IssueInstant=forge.stamp(-86400)), by=tool.MINE),
        "stale",
    ),
    "tomorrow": (
        lambda who: tool.address("slo", tool.farewell(who.subject, IssueInstant=forge.stamp(86400)), by=tool.MINE),
        "future",
    ),
    "a question": (lambda who: tool.address("slo", tool.question(), by=tool.MINE), "unreadable"),
    "a bomb": (lambda who: tool.address("slo", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', by=tool.MINE), "entity"),
    "nothing": (lambda who: "/saml/slo", "unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_demand_that_cannot_be_verified_ends_nothing(entered, capsys, case):
    lina, who = entered
    demand, reason = REFUSED[case]
    answer = lina.get(demand(who))
    assert answer.status_code == 400 and "Vous êtes toujours connecté" in answer.content.decode()
    assert f'"said":"{reason}"' in capsys.readouterr().err.replace('": "', '":"')
    assert not signed_out(lina)


def test_without_its_signature_looked_at_anybody_could_sign_people_out(entered, monkeypatch):
    lina, who = entered
    monkeypatch.setattr(asking, "signature", lambda sent, peer, wanted: True)
    lina.get(tool.address("slo", tool.farewell(who.subject, index=who.index)))
    assert signed_out(lina)
