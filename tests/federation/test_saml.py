"""A person enters a service by SAML: what is asked, what is told, and to whom."""

import datetime as dt

import pytest
from django.test import Client
from lxml import etree

from identity.federation import forge
from preau.federation import expiring, facts, keys, marks
from preau.federation.models import ServiceMetadata, ServiceSession, SigningKey
from preau.federation.saml import names
from preau.kernel import clock
from tests.federation import saml_tool as tool
from tests.federation.linked import US, informed, link, link_oidc


@pytest.fixture
def lina(client_as):
    return client_as("lina-benali")


def test_our_metadata_say_who_we_are_and_nothing_before_the_first_service(db):
    assert Client().get("/saml/metadata").status_code == 404
    tool.link_saml()
    answer = Client().get("/saml/metadata")
    assert answer["Content-Type"] == "application/samlmetadata+xml"
    page = answer.content.decode()
    ours = [f'entityID="{tool.place("metadata")}"', *(tool.place(one) for one in ("sso", "slo"))]
    for said in (*ours, names.POST, names.REDIRECT):
        assert said in page
    (certificate,) = tool.certificates()
    assert certificate.public_key().key_size == 2048


@pytest.mark.parametrize("asked_by", [tool.ask, tool.post], ids=["redirection", "form"])
def test_a_pupil_enters_after_the_door_and_a_word_on_what_it_learns(academy, lina, asked_by):
    service = tool.link_saml(attributes=["given_name", "classes"], naming="plain")
    root = tool.question()
    stranger = asked_by(Client(), root)
    assert stranger["Location"].startswith("/connexion/?next=")
    told = asked_by(lina, root)
    assert "Ce que ce service apprend de vous" in told.content.decode()
    informed(lina, service)
    answer = asked_by(lina, root, "/cours?x=1&y=é")
    who = tool.believe(answer, root.get("ID"))
    assert who.attributes["prenom"] == ["Lina"] and len(who.attributes["classes"]) == 1
    assert tool.carried(answer)[2] == "/cours?x=1&y=é"
    assert "no-store" in answer["Cache-Control"]
    assert "form-action 'self' https://sp.example;" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert ServiceSession.objects.get().pk.hex == who.index[1:]


def test_each_service_knows_the_person_by_a_name_of_its_own(academy, lina, client_as):
    found = []
    for client in (lina, lina, client_as("theo-marchand")):
        entity = f"{tool.SP}/{len(found) % 2}"
        row = ServiceMetadata.objects.filter(entity_id=entity).first()
        service = row.service if row else tool.link_saml(said={"entity": entity})
        informed(client, service)
        root = tool.question(issuer=entity)
        who = tool.believe(tool.ask(client, root), root.get("ID"), entity=entity)
        assert who.subject_format == names.FORMATS["persistent"]
        found.append(who.subject)
    assert len(set(found)) == 3
    root = tool.question(issuer=f"{tool.SP}/0")
    assert tool.believe(tool.ask(lina, root), root.get("ID"), entity=f"{tool.SP}/0").subject == found[0]


def _policy(kind: str) -> str:
    return f'<samlp:NameIDPolicy Format="{names.FORMATS.get(kind, kind)}"/>'


@pytest.mark.parametrize(
    ("known_by", "wanted", "given"),
    [
        ("opaque", "", "persistent"), ("opaque", "unspecified", "unspecified"), ("login", "", "unspecified"),
        ("login", "persistent", "persistent"), ("opaque", "transient", "transient"), ("email", "", "emailAddress"),
        ("email", "emailAddress", "emailAddress"),
    ],
)  # fmt: skip
def test_kinds_of_names(academy, lina, known_by, wanted, given):
    person = academy["lina-benali"].person
    type(person).objects.filter(pk=person.pk).update(email="lina@ecole.example")
    informed(lina, tool.link_saml(known_by=known_by))
    root = tool.question(inside=_policy(wanted) if wanted else "")
    who = tool.believe(tool.ask(lina, root), root.get("ID"))
    assert who.subject_format == names.FORMATS[given]
    if known_by == "login":
        assert who.subject == "lina.benali"
    if known_by == "email":
        assert who.subject == "lina@ecole.example"


@pytest.mark.parametrize("wanted", ["emailAddress", "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName"])
def test_a_kind_of_name_that_is_not_given_is_refused_to_the_service(academy, lina, wanted):
    informed(lina, tool.link_saml())
    answer = tool.ask(lina, tool.question(inside=_policy(wanted)))
    assert tool.status(answer) == "InvalidNameIDPolicy"
    assert not ServiceSession.objects.exists()


def test_passive_asks_nothing_of_the_person(academy, lina):
    service = tool.link_saml()
    root = tool.question(IsPassive="true")
    assert tool.status(tool.ask(Client(), root)) == "NoPassive"
    assert tool.status(tool.ask(lina, root)) == "NoPassive"  # not told yet what it learns
    informed(lina, service)
    tool.believe(tool.ask(lina, root), root.get("ID"))
    forced = tool.question(IsPassive="true", ForceAuthn="true")
    assert tool.status(tool.ask(lina, forced)) == "NoPassive"


def test_a_new_proof_serves_one_entry(academy, lina):
    informed(lina, tool.link_saml())
    root = tool.question()
    tool.believe(tool.ask(lina, root), root.get("ID"))  # the sign-in's own proof is used up
    again = tool.question(ForceAuthn="true")
    asked = tool.ask(lina, again)
    assert asked["Location"].startswith("/outils/confirmer/?vers=%2Fsaml%2Fentrer")
    session = lina.session
    session[marks.KEY] = {**session[marks.KEY], "at": int(clock.real_now().timestamp()), "fresh": True}
    session.save()
    tool.believe(tool.ask(lina, again), again.get("ID"))
    assert tool.ask(lina, again).status_code == 302


def test_a_context_that_we_do_not_vouch_for_is_refused_to_the_service(academy, lina):
    informed(lina, tool.link_saml())
    one = "<saml:AuthnContextClassRef>{}</saml:AuthnContextClassRef>"
    asked = f"<samlp:RequestedAuthnContext>{one}</samlp:RequestedAuthnContext>"
    smartcard = "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard"
    assert tool.status(tool.ask(lina, tool.question(inside=asked.format(smartcard)))) == "NoAuthnContext"
    root = tool.question(inside=asked.format(names.PROTECTED))
    tool.believe(tool.ask(lina, root), root.get("ID"))


def test_an_answer_lives_five_minutes_at_most(academy, lina):
    informed(lina, tool.link_saml())
    _action, root, _relay = tool.carried(tool.ask(lina))
    ends = [dt.datetime.fromisoformat(one.get("NotOnOrAfter")) for one in root.iter() if one.get("NotOnOrAfter")]
    assert len(ends) == 2
    assert all(dt.timedelta(0) < one - dt.datetime.now(dt.UTC) <= dt.timedelta(minutes=5) for one in ends)


def test_the_place_may_be_named_by_its_number_or_left_out(academy, lina):
    informed(lina, tool.link_saml(said={"consumers": (tool.ACS, f"{tool.ACS}/2")}))
    for changes, place in (({"AssertionConsumerServiceIndex": "1"}, f"{tool.ACS}/2"), ({}, tool.ACS)):
        root = tool.question(AssertionConsumerServiceURL=None, **changes)
        tool.believe(tool.ask(lina, root), root.get("ID"), consumer=place)


def test_one_tool_linked_by_two_schools_serves_each_of_them(academy, lina, client_as):
    mine = tool.link_saml(profiles=["National_elv"], attributes=["given_name"])
    theirs = tool.link_saml(profiles=["National_ens"], attributes=["family_name"])
    teacher = client_as("claire-roux")
    for client, service, learnt in ((lina, mine, "ENTPersonPrenom"), (teacher, theirs, "ENTPersonNom")):
        informed(client, service)
        root = tool.question()
        assert list(tool.believe(tool.ask(client, root), root.get("ID")).attributes) == [learnt]


def test_a_question_asked_again_is_answered_to_the_same_place_and_nobody_else_is_named(academy, lina, client_as):
    informed(lina, tool.link_saml())
    root = tool.question()
    first, second = (tool.believe(tool.ask(lina, root), root.get("ID")) for _ in range(2))
    assert first.identifier != second.identifier and first.index != second.index
    assert first.subject == second.subject


def test_values_that_xml_cannot_carry_are_left_out(academy, lina, monkeypatch):
    informed(lina, tool.link_saml(attributes=["given_name"]))
    monkeypatch.setitem(facts._READ, "given_name", lambda one: ["Li\x00na\x0b <&>\ufffe"])
    root = tool.question()
    who = tool.believe(tool.ask(lina, root), root.get("ID"))
    assert who.attributes == {"ENTPersonPrenom": ["Lina <&>"]}


def test_a_person_without_a_thing_to_tell_has_no_statement(academy, lina):
    informed(lina, tool.link_saml())
    _action, root, _relay = tool.carried(tool.ask(lina))
    assert b"AttributeStatement" not in etree.tostring(root) and b"AuthnStatement" in etree.tostring(root)


def test_a_new_key_is_published_a_week_before_it_signs(academy, lina, monkeypatch):
    informed(lina, tool.link_saml())
    (first,) = tool.certificates()
    keys.rotate_keys(actor=US)
    both = tool.certificates()
    assert len(both) == 2 and both[0] == first
    root = tool.question()
    tool.believe(tool.ask(lina, root), root.get("ID"))
    SigningKey.objects.update(created_at=clock.now() - dt.timedelta(days=8))
    newest = SigningKey.objects.order_by("kid").first()
    SigningKey.objects.exclude(pk=newest.pk).update(created_at=clock.now() - dt.timedelta(days=9))
    keys.forget()
    assert str(keys.current().lasting.kid) == newest.pk
    assert len(tool.certificates()) == 2


def test_two_rotations_within_a_week_leave_the_key_that_signs(academy, lina):
    """Services keep the metadata as a file: the key they know goes on signing."""
    informed(lina, tool.link_saml())
    known = str(keys.current().lasting.kid)
    SigningKey.objects.update(created_at=clock.now() - dt.timedelta(days=30))
    second = keys.rotate_keys(actor=US)
    SigningKey.objects.filter(pk=second).update(created_at=clock.now() - dt.timedelta(days=5))
    keys.rotate_keys(actor=US)
    keys.forget()
    assert str(keys.current().lasting.kid) == known


def test_what_ends_is_told_before_it_ends(academy):
    tool.link_saml(name="Exo", said={"valid_until": forge.stamp(86400 * 10)})
    told = [one for one in expiring.findings() if one.source == "Exo"]
    assert [one.needs_care for one in told if one.what == "métadonnées"] == [True]


def test_other_protocols_have_no_saml(academy, lina):
    link()
    link_oidc()
    assert tool.ask(lina).status_code == 403
