"""What SAML refuses to services, in plain words and a line of the log; each refusal with the mutation that opens it."""

import datetime as dt
import json

import pytest
from django.core import signing
from django.test import Client
from lxml import etree

from identity.federation import forge, wrapping
from preau.federation.models import ServiceMetadata
from preau.federation.saml import asking, names, peers
from preau.federation.services.register import change_service, retire_service
from preau.identity.federation.errors import Refusal
from preau.identity.federation.saml import reading, verifying
from tests.federation import saml_tool as tool
from tests.federation.linked import US, describe, informed
from tests.federation.lookalikes import GOOD, INSIDE, lookalikes

UNKNOWN, STALE, FORGED = "n’est pas connu de Préau", "n’est pas d’aujourd’hui", "n’a pas pu être vérifiée"


@pytest.fixture
def lina(client_as):
    return client_as("lina-benali")


def refused(answer, words: str, capsys, reason: str) -> None:
    """A page in words, nothing handed on, and a line of the log with that reason."""
    assert answer.status_code in (400, 403), answer.status_code
    page = answer.content.decode()
    assert words in page and "été transmis" in page and "SAMLResponse" not in page
    said = [json.loads(line) for line in capsys.readouterr().err.splitlines() if "passage refused" in line]
    assert [(one["protocol"], one["reason"]) for one in said] == [("saml", reason)]


# --- who asks, and where the answer is wanted ----------------------------------------------------------------------


def test_an_unregistered_service_is_told_nothing(academy, lina, capsys):
    informed(lina, tool.link_saml())
    refused(tool.ask(lina, tool.question(issuer=f"{tool.SP}/")), UNKNOWN, capsys, "unregistered")


def test_a_look_alike_of_its_address_is_answered_nowhere():
    peer = peers.read(tool.metadata(consumers=(GOOD,)))
    assert asking.consumer_of(peer, GOOD, "") == GOOD
    tried = {*lookalikes(), *INSIDE, f"{GOOD}?x=1", f"{GOOD} "} - {GOOD, ""}
    assert len(tried) > 900
    for one in tried:
        with pytest.raises(Refusal) as why:
            asking.consumer_of(peer, one, "")
        assert why.value.code == "unregistered", one


def test_a_service_whose_address_changed_meanwhile_is_not_answered_at_the_old_one(academy, lina, capsys):
    service = tool.link_saml()
    informed(lina, service)
    asked = lina.get(tool.address("sso", tool.question()))["Location"]
    change_service(actor=US, service_id=service.pk, version=1, described=describe(
        urls={}, metadata=tool.metadata(consumers=(f"{tool.ACS}/new",))))  # fmt: skip
    refused(lina.get(asked), UNKNOWN, capsys, "unregistered")


def test_a_service_whose_metadata_are_over_is_told_nothing(academy, lina, capsys):
    service = tool.link_saml()
    informed(lina, service)
    ServiceMetadata.objects.update(text=tool.metadata(valid_until=forge.stamp(-1)))
    refused(tool.ask(lina), "n’est plus valable", capsys, "metadata_expired")


def test_a_retired_service_is_told_nothing_not_even_what_it_asked_before(academy, lina, capsys):
    service = tool.link_saml()
    informed(lina, service)
    asked = lina.get(tool.address("sso", tool.question()))["Location"]
    retire_service(actor=US, service_id=service.pk)
    refused(lina.get(asked), UNKNOWN, capsys, "unregistered")
    refused(tool.ask(lina), UNKNOWN, capsys, "unregistered")


def test_a_hat_that_it_is_not_for(academy, client_as, capsys):
    tool.link_saml(profiles=["National_ens"])
    answer = tool.ask(client_as("lina-benali"))
    assert answer.status_code == 403 and "ne vous est pas ouvert" in answer.content.decode()
    assert '"reason":"closed"' in capsys.readouterr().err.replace('": "', '":"')
    assert tool.status(tool.ask(client_as("lina-benali"), tool.question(IsPassive="true"))) == "NoPassive"


# --- each check alone, with its mutation ---------------------------------------------------------------------------


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _asked(root, *, said=None, wants_signed=False):
    peer = peers.read(tool.metadata(**(said or {})))
    sent = asking.Sent(reading.parse(etree.tostring(root)), "")
    return asking.question(sent, peer, wants_signed=wants_signed, place=tool.place("sso"), now=_now())


VECTORS = [
    ("_kind", "unreadable", {"ProtocolBinding": names.REDIRECT}, {}),
    ("_standing", "metadata_expired", {}, {"valid_until": "2020-01-01T00:00:00Z"}),
    ("_destination", "destination", {"Destination": "https://autre.example/saml/sso"}, {}),
    ("_issued", "future", {"issued": 120}, {}),
    ("_issued", "stale", {"issued": -720}, {}),
    ("_consumer", "unregistered", {"AssertionConsumerServiceURL": "https://autre.example/acs"}, {}),
    ("_consumer", "unregistered", {"AssertionConsumerServiceIndex": "7"}, {}),
]


@pytest.mark.parametrize(("check", "code", "changes", "said"), VECTORS, ids=str)
def test_each_check_refuses_its_vector_and_nothing_else_does(check, code, changes, said, monkeypatch):
    root = tool.question(**changes)
    with pytest.raises(Refusal) as why:
        _asked(root, said=said)
    assert why.value.code == code
    monkeypatch.setattr(asking, "CHECKS", tuple(one for one in asking.CHECKS if one.__name__ != check))
    if check != "_consumer":
        assert _asked(root, said=said).identifier == root.get("ID")


@pytest.mark.parametrize(
    ("changes", "words", "reason"),
    [({"Destination": "https://autre.example/"}, UNKNOWN, "destination"),
     ({"issued": -7200}, STALE, "stale"), ({"issued": 7200}, STALE, "future"),
     ({"Version": "1.1"}, UNKNOWN, "unreadable"), ({"IssueInstant": "hier"}, UNKNOWN, "unreadable"),
     ({"ID": "x" * 300}, UNKNOWN, "unreadable")],
)  # fmt: skip
@pytest.mark.parametrize("asked_by", [tool.ask, tool.post], ids=["redirection", "form"])
def test_what_does_not_fit_is_refused_in_words(academy, lina, capsys, changes, words, reason, asked_by):
    informed(lina, tool.link_saml())
    refused(asked_by(lina, tool.question(**changes)), words, capsys, reason)


def test_a_question_that_waited_too_long_is_asked_anew(academy, lina, capsys, monkeypatch):
    informed(lina, tool.link_saml())
    asked = lina.get(tool.address("sso", tool.question()))["Location"]
    monkeypatch.setattr(asking, "WAIT_SECONDS", -1)
    refused(lina.get(asked), STALE, capsys, "expired")


def test_a_question_is_not_put_together_by_hand(academy, lina, capsys):
    informed(lina, tool.link_saml())
    for text in ("", "x", signing.dumps([[], []], salt="other")):
        refused(lina.get("/saml/entrer", {"demande": text}), UNKNOWN, capsys, "unreadable")


# --- bombs ---------------------------------------------------------------------------------------------------------

BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0">&b;'
    b"</samlp:AuthnRequest>"
)


@pytest.mark.parametrize("asked_by", [tool.ask, tool.post], ids=["redirection", "form"])
@pytest.mark.parametrize("text", [
    BOMB, BOMB.replace(b"&b;", b"<!-- x -->"), b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
    b"<a/>" * 3, b"", b"\xff\xfe", b"<x>" + b"a" * 300_000 + b"</x>",
], ids=["entities", "comment", "outside", "roots", "nothing", "bytes", "large"])  # fmt: skip
def test_bombs_are_not_read(academy, lina, capsys, text, asked_by):
    informed(lina, tool.link_saml())
    if asked_by is tool.ask:
        answer = lina.get(tool.address("sso", text))
    else:
        answer = Client().post("/saml/sso", {"SAMLRequest": forge.posted(text)})
    assert answer.status_code in (400, 403)
    assert "root:" not in answer.content.decode()


def test_a_message_that_is_small_only_while_packed_is_not_unpacked(academy, lina, capsys):
    tool.link_saml()
    packed = tool.address("sso", b"<x>" + b" " * 50_000_000 + b"</x>")
    assert len(packed) < 100_000
    refused(lina.get(packed), UNKNOWN, capsys, "unreadable")


# --- signatures ----------------------------------------------------------------------------------------------------


@pytest.fixture
def signing_service(academy, lina):
    """A service that signs what it asks."""
    service = tool.link_saml(said={"signs": True})
    informed(lina, service)
    return service


def test_a_signed_question_is_answered_and_an_unsigned_one_is_not(signing_service, lina, capsys):
    root = tool.question()
    tool.believe(tool.ask(lina, root, "relay", by=tool.MINE), root.get("ID"))
    tool.believe(tool.post(lina, forge.sign(tool.question(ID="_2"), by=forge.pair(tool.MINE))), "_2")
    refused(tool.ask(lina, root), FORGED, capsys, "unsigned")
    refused(tool.post(lina, root), FORGED, capsys, "unsigned")


def test_a_signature_of_somebody_else_is_refused_wanted_or_not(academy, lina, capsys):
    for signs in (True, False):
        informed(lina, tool.link_saml(said={"signs": signs}))
        refused(tool.ask(lina, tool.question(), by="thief"), FORGED, capsys, "signature")
        forged = forge.sign(tool.question(), by=forge.pair("thief"))
        refused(tool.post(lina, forged), FORGED, capsys, "signature")


def test_what_is_signed_is_what_is_read(signing_service, lina, capsys):
    good = tool.address("sso", tool.question(), "relay", by=tool.MINE)
    refused(tool.onwards(lina, lina.get(good.replace("relay", "other"))), FORGED, capsys, "signature")
    twice = tool.address("sso", tool.question(ForceAuthn="true")) + "&" + good.split("?", 1)[1]
    refused(tool.onwards(lina, lina.get(twice)), FORGED, capsys, "wrapped")
    old = tool.address("sso", tool.question(), by=tool.MINE, algorithm="http://www.w3.org/2000/09/xmldsig#rsa-sha1")
    refused(tool.onwards(lina, lina.get(old)), FORGED, capsys, "algorithm")
    inside = forge.sign(tool.question(), by=forge.pair(tool.MINE))
    refused(tool.ask(lina, inside), FORGED, capsys, "wrapped")
    weak = forge.sign(tool.question(), by=forge.pair(tool.MINE), with_="sha1")
    refused(tool.post(lina, weak), FORGED, capsys, "algorithm")


def _evil(honest, identifier="_evil"):
    forged = etree.fromstring(etree.tostring(honest))
    for one in forged.findall("ds:Signature", forge.NS):
        forged.remove(one)
    forged.set("ID", identifier)
    forged.set("AssertionConsumerServiceURL", f"{tool.ACS}/2")
    return forged


def wrapped_in_extension(honest):
    forged = _evil(honest)
    etree.SubElement(forged, f"{{{names.PROTOCOL}}}Extensions").append(honest)
    return forged


def wrapped_in_its_signature(honest):
    forged, signature = _evil(honest), honest.find("ds:Signature", forge.NS)
    forged.insert(1, signature)
    bare = etree.fromstring(etree.tostring(honest))
    etree.SubElement(signature, f"{{{forge.DS}}}Object").append(bare)
    return forged


def wrapped_under_one_name(honest):
    forged = _evil(honest, honest.get("ID"))
    etree.SubElement(forged, f"{{{names.PROTOCOL}}}Extensions").append(honest)
    return forged


def wrapped_the_other_way(honest):
    forged, signature = _evil(honest), honest.find("ds:Signature", forge.NS)
    forged.insert(1, signature)
    etree.SubElement(forged, f"{{{names.PROTOCOL}}}Extensions").append(honest)
    return forged


@pytest.mark.parametrize(
    "wrap", [wrapped_in_extension, wrapped_in_its_signature, wrapped_under_one_name, wrapped_the_other_way]
)
def test_a_signature_around_something_else_is_refused(academy, lina, capsys, wrap):
    informed(lina, tool.link_saml(said={"signs": True, "consumers": (tool.ACS, f"{tool.ACS}/2")}))
    honest = forge.sign(tool.question(), by=forge.pair(tool.MINE))
    answer = tool.post(lina, wrap(honest))
    assert answer.status_code in (400, 403) and FORGED in answer.content.decode()


def test_without_its_shape_looked_at_a_wrapped_question_would_pass(academy, lina, monkeypatch):
    """What the shape holds up: xmlsec1 alone finds the honest question inside the forged one, and is content."""
    informed(lina, tool.link_saml(said={"signs": True, "consumers": (tool.ACS, f"{tool.ACS}/2")}))
    forged = wrapped_in_extension(forge.sign(tool.question(), by=forge.pair(tool.MINE)))
    inner = forged.find(f".//{{{names.PROTOCOL}}}AuthnRequest")
    monkeypatch.setattr(verifying.reading, "signed_whole", lambda root, tag: inner)
    believed = tool.post(lina, forged)
    action, _root, _relay = tool.carried(believed)
    assert action == f"{tool.ACS}/2"


def test_a_machine_without_xmlsec1_believes_no_signed_form(signing_service, lina, capsys, monkeypatch):
    monkeypatch.setattr(verifying.shutil, "which", lambda name: None)
    answer = tool.post(lina, forge.sign(tool.question(), by=forge.pair(tool.MINE)))
    refused(answer, FORGED, capsys, "signature")
    root = tool.question()
    monkeypatch.undo()
    tool.believe(tool.ask(lina, root, by=tool.MINE), root.get("ID"))


def test_the_eight_classic_wrappings_of_our_own_answer_are_refused_by_its_reader(academy, lina):
    """Our answers have the one shape that a careful reader asks for."""
    informed(lina, tool.link_saml(attributes=["given_name"]))
    for wrap in wrapping.ALL:
        _action, root, _relay = tool.carried(tool.ask(lina))
        with pytest.raises(Refusal):
            verifying.signed_document(wrap(root, "Mallory"), f"{{{names.ASSERTION}}}Assertion", tool.certificates())


def test_without_its_signature_asked_for_anybody_could_ask_in_a_services_name(signing_service, lina, monkeypatch):
    root = tool.question()
    monkeypatch.setattr(asking, "signature", lambda sent, peer, wanted: False)
    tool.believe(tool.ask(lina, root), root.get("ID"))


def test_without_its_place_compared_an_answer_would_go_anywhere(academy, lina, monkeypatch):
    informed(lina, tool.link_saml())
    monkeypatch.setattr(asking, "consumer_of", lambda peer, url, index: url)
    asked = tool.question(AssertionConsumerServiceURL="https://evil.example/acs")
    assert tool.carried(tool.ask(lina, asked))[0] == "https://evil.example/acs"
