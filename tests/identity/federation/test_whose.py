"""Whose an answer is: by keys, several to one person, then by the person's own proof. Never by a name."""

import re
from typing import Any

import pytest
from django.test import Client

from directory import people_of
from identity.federation import forge
from identity.federation.conftest import ask, give
from preau.directory.enums import Profile, RecordKind
from preau.directory.models import DirectoryRecord, EducationAuthority, RecordMatch
from preau.identity.external import ExternalKey
from preau.identity.federation import linking, matching
from preau.identity.federation.keys import Key, keys_of
from preau.identity.federation.linking import Assertion, NoPlace
from preau.identity.federation.sources import STAFF, KeyRule, Source
from preau.identity.models import Account
from preau.identity.services import Refused, open_account
from preau.kernel import scope
from preau.kernel.actor import Actor, system
from preau.kernel.models import AuditEntry, Job

pytestmark = pytest.mark.django_db
US = system("test")
FAMILIES = ("student", "guardian")


def source(folder: Any = None, *rules: KeyRule) -> Source:
    return Source("guichet", "oidc", "Guichet", STAFF, 1, (), False, rules, (), folder)


def educt(value: str) -> Key:
    [key] = keys_of(source(None, KeyRule("FrEduCtRefId", "educt", "", FAMILIES)), {"FrEduCtRefId": [value]})
    return key


def said(*keys: Key) -> Assertion:
    return Assertion(source(), keys, "_a1")


@pytest.fixture
def everything() -> Any:
    with scope.everything("test"):
        yield


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("{AAF}10|x|12345", ("10", "12345")), ("10|2|12345", ("10", "12345")), ("{AAF}1||7", ("1", "7")),
        ("{AAF}01|x|7", ("1", "7")), ("{AAF}|x|7", None), ("{AAF}10|x|", None), ("{AAF}10|x|7|8", None),
        ("10-7", None), ("{AAF}10|x|7 OR 1=1", None), ("", None),
    ],
)  # fmt: skip
def test_keys_of_educonnect_are_read_as_the_vector_writes_them(text: str, read: Any) -> None:
    found = keys_of(source(None, KeyRule("FrEduCtRefId", "educt", "", FAMILIES)), {"FrEduCtRefId": [text]})
    assert [(key.academy, key.value) for key in found] == ([read] if read else [])


def test_mail_else_the_other_mail() -> None:
    rules = (KeyRule("mail", "mail", "", ("staff",)), KeyRule("ctemail", "mail", "", ("staff",)))
    both = {"mail": ["Claire.Roux@ac.example"], "ctemail": ["autre@ac.example"]}
    assert [key.value for key in keys_of(source(None, *rules), both)] == ["claire.roux@ac.example"]
    assert [key.value for key in keys_of(source(None, *rules), {"ctemail": ["autre@ac.example"]})] == [
        "autre@ac.example"
    ]


def test_a_pupil_known_to_the_directory_gets_an_account(everything: Any) -> None:
    here = people_of.school()
    lina = people_of.pupil("Lina", "D’Été", here)
    key = educt(f"{{AAF}}10|x|{lina.records.get().join_key}")
    account = linking.enter(assertion=said(key))
    assert account is not None
    assert (account.person_id, account.has_usable_password()) == (lina.pk, False)
    assert linking.enter(assertion=said(key)) == account
    assert ExternalKey.objects.count() == 1
    assert AuditEntry.objects.filter(action="identity.link_keys").count() == 1


def test_a_name_alone_opens_nothing(everything: Any) -> None:
    here = people_of.school()
    people_of.pupil("Lina", "Moreau", here)
    rule = KeyRule("FrEduCtRefId", "educt", "", FAMILIES)
    told = {"FrEduCtRefId": ["{AAF}10|x|inconnue"], "sn": ["Moreau"], "givenName": ["Lina"]}
    assert linking.enter(assertion=Assertion(source(), tuple(keys_of(source(None, rule), told)), "_a1")) is None
    assert not Account.objects.exists()


def test_one_key_of_two_kinds_is_not_sure(everything: Any) -> None:
    here = people_of.school()
    lina = people_of.pupil("Lina", "Moreau", here)
    other = people_of.person("Paul", "Autre")
    people_of.record(other, RecordKind.GUARDIAN, lina.records.get().join_key)
    key = educt(f"10|x|{lina.records.get().join_key}")
    assert matching.find([key], "guichet").persons == ()
    assert len(matching.candidates(key, "guichet")) == 2


def test_records_of_one_answer_are_one_person(everything: Any) -> None:
    here, there = people_of.school(code="10"), people_of.school(code="69")
    first, second = people_of.pupil("Anne", "Un", here), people_of.pupil("Bob", "Deux", there)
    parents = [
        people_of.guardian("Samira", "Benali", first, here), people_of.guardian("Samira", "Benali", second, there)
    ]  # fmt: skip
    used = open_account(actor=US, person=parents[1], login="samira")
    Account.objects.filter(pk=used.pk).update(last_login=used.created_at)
    records = [DirectoryRecord.objects.get(person=one) for one in parents]
    keys = [educt(f"{{AAF}}{one.authority_id}|x|{one.join_key}") for one in records]
    account = linking.enter(assertion=said(*keys))
    assert account == used  # the one in use is kept
    match = RecordMatch.objects.get()
    assert (match.kept_id, match.merged_id, match.state) == (parents[1].pk, parents[0].pk, "joined")
    assert match.proof == "assertion guichet _a1"
    assert {one.person_id for one in DirectoryRecord.objects.filter(pk__in=[r.pk for r in records])} == {parents[1].pk}
    assert set(ExternalKey.objects.values_list("account_id", flat=True)) == {used.pk}
    assert ExternalKey.objects.count() == 2


def test_who_has_no_place_gets_no_account(everything: Any) -> None:
    people_of.academy()
    gone = people_of.person("Un", "Ancien")
    people_of.record(gone, RecordKind.STUDENT, "parti")
    with pytest.raises(NoPlace):
        linking.enter(assertion=said(educt("10|x|parti")))
    assert not Account.objects.exists()


def staff(given: str, mail: str) -> Any:
    here = people_of.school()
    who = people_of.person(given, "Roux", email=mail)
    people_of.record(who, RecordKind.STAFF, given)
    people_of.place(who, here, Profile.TEACHER)
    return who


def of_mail(text: str) -> Key:
    return Key("mail", text, "", ("staff",))


def test_an_agent_is_found_by_the_mail_of_the_directory(everything: Any) -> None:
    claire = staff("Claire", "Claire.Roux@ac.example")
    account = linking.enter(assertion=said(of_mail("claire.roux@ac.example")))
    assert account is not None
    assert account.person_id == claire.pk


def test_a_mail_given_to_somebody_else_opens_nothing_of_its_former_holder(everything: Any) -> None:
    before = staff("Claire", "c.roux@ac.example")
    assert linking.enter(assertion=said(of_mail("c.roux@ac.example"))) is not None
    before.email = "autre@ac.example"
    before.save()
    after = staff("Chloé", "c.roux@ac.example")
    account = linking.enter(assertion=said(of_mail("c.roux@ac.example")))
    assert account is not None
    assert account.person_id == after.pk


def test_two_of_one_mail_must_prove_it_and_a_parents_mail_is_no_agents(everything: Any) -> None:
    staff("Claire", "ecole@ac.example")
    staff("Chloé", "ecole@ac.example")
    assert linking.enter(assertion=said(of_mail("ecole@ac.example"))) is None
    here = people_of.school()
    child = people_of.pupil("Lina", "Moreau", here)
    parent = people_of.guardian("Paul", "Moreau", child, here)
    parent.email = "paul@maison.example"
    parent.save()
    assert linking.enter(assertion=said(of_mail("paul@maison.example"))) is None


def test_a_proof_cannot_take_what_the_directory_gives_to_others(everything: Any) -> None:
    claire, chloe = staff("Claire", "ecole@ac.example"), staff("Chloé", "ecole@ac.example")
    stranger = staff("Zoé", "zoe@ac.example")
    key = of_mail("ecole@ac.example")
    outsider = open_account(actor=US, person=stranger, login="zoe")
    with pytest.raises(Refused):
        linking.link_by_proof(actor=US, account=outsider, assertion=said(key))
    mine = open_account(actor=US, person=claire, login="claire")
    linking.link_by_proof(actor=Actor("Claire", claire.pk), account=mine, assertion=said(key))
    with pytest.raises(Refused):  # linked to somebody: nobody else may take it
        other = open_account(actor=US, person=chloe, login="chloe")
        linking.link_by_proof(actor=US, account=other, assertion=said(key))


def test_who_is_unknown_proves_it_once(educonnect: Any, academy: Any, settings: Any) -> None:
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    code = academy.school("lycee").authority_id
    assert EducationAuthority.objects.filter(pk=code).exists()
    account = academy["claire-roux"].account
    account.set_password("un préau sous la pluie")
    account.save()
    account.person.email = "claire@maison.example"
    account.person.save()
    value = (f"{{AAF}}{code}|x|nouvelle-cle",)
    client = Client()
    asked = ask(client)
    answer = give(client, asked, forge.signed_response(asked.wish.but(values=value)))
    assert answer["Location"] == "/identites/preuve/"
    page = client.get("/identites/preuve/").content.decode()
    assert "Montrez que c’est vous" in page
    [going_to] = re.findall(r'name="next" value="([^"]+)"', page)
    signed = client.post(
        "/connexion/", {"login": "claire.roux", "password": "un préau sous la pluie", "next": going_to}
    )  # fmt: skip
    assert signed["Location"] == "/identites/relier/"
    assert "Relier ÉduConnect" in client.get("/identites/relier/").content.decode()
    assert not ExternalKey.objects.exists()  # nothing before the person says so
    client.post("/identites/relier/", {"yes": "1"})
    assert ExternalKey.objects.get().how == "proof"
    assert AuditEntry.objects.filter(action="identity.link_keys", actor_id=account.person_id).exists()
    assert Job.objects.filter(key__startswith=f"mail/federation/linked/{account.pk}/").exists()
    client.post("/identites/relier/", {"yes": "1"})
    assert ExternalKey.objects.count() == 1

    again = Client()
    asked = ask(again)
    answer = give(again, asked, forge.signed_response(asked.wish.but(values=value)))
    assert answer["Location"] == "/"
    assert "Bonjour Claire" in again.get("/").content.decode()


def test_no_leaves_everything_as_it_was(educonnect: Any, academy: Any) -> None:
    client = Client()
    asked = ask(client)
    give(client, asked, forge.signed_response(asked.wish.but(values=("{AAF}10|x|nouvelle-cle",))))
    with scope.everything("signing in for a test"):
        client.force_login(academy["claire-roux"].account)
    client.post("/identites/relier/", {"no": "1"})
    assert not ExternalKey.objects.exists()
    assert client.get("/identites/relier/")["Location"] == "/connexion/"
