"""A school outside the academy's directory: added, given its first head by two people, filled by that head's lists."""

import datetime as dt
import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import strong
from console import worn
from directory import listed, people_of
from identity.slip_tools import GOOD, chosen, digits_sent
from imports.aaf_files import Export, student, take
from imports.aaf_files import school as aaf_school
from imports.test_lists import BRING, PUPILS, applied, upload
from preau.console.enums import HeadState
from preau.console.models import FirstHead
from preau.directory.bulk import settle_people
from preau.directory.enums import Profile
from preau.directory.models import Affiliation, DirectoryRecord, EducationAuthority, Homeroom, Person, School
from preau.directory.services import assign_schools
from preau.identity import stepping
from preau.identity.models import Account, Slip
from preau.identity.services import give_office
from preau.imports.models import PendingChange
from preau.kernel import audit, clock, scope
from preau.kernel.actor import system
from preau.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
ADD, HEADS = "/console/etablissements/ajouter/", "/console/etablissements/directions/"
UAI = "0699999U"
SAID = {"uai": UAI, "name": "École des Tilleuls", "kind": "primary", "city": "Givors", "academy": "10"}
ROSE = {"given_name": "Rose", "family_name": "Aubert", "email": "rose@tilleuls.example"}
CODE = re.compile(r"<code>([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{5})</code>")


@pytest.fixture(autouse=True)
def _mail(settings: Any, tmp_path: Path) -> None:
    settings.MAIL_URL, settings.DATA_DIR = "memory:", tmp_path


@pytest.fixture
def region() -> Any:
    with scope.everything("test"):
        return worn.region()


def officer(region: Any) -> Client:
    with scope.everything("test"):
        return worn.officer(region)


def added(client: Client, **more: str) -> School:
    assert client.post(ADD, SAID | more).status_code == 200, "read first"
    assert not School.objects.filter(uai=UAI).exists()
    assert client.post(ADD, SAID | more | {"lu": UAI}).status_code == 302
    return School.objects.get(uai=UAI)


def asked(client: Client, school: School, **more: str) -> FirstHead:
    assert client.post(f"/console/etablissements/{school.pk}/direction/", ROSE | more).status_code == 302
    with scope.everything("test"):
        return FirstHead.objects.get(school=school, state=HeadState.WAITING)


def decide(client: Client, head: FirstHead, act: str) -> str:
    answer = client.post(f"{HEADS}{head.pk}/{act}/", follow=True)
    with scope.everything("test"):
        head.refresh_from_db()
    return worn.text_of(answer)


def slip_of(client: Client, head: FirstHead) -> str:
    page = client.post(f"{HEADS}{head.pk}/fiche/", {"batch": str(uuid.uuid4()), "format": "page"})
    return CODE.search(page.content.decode())[1]  # type: ignore[index]


def headed(region: Any) -> tuple[Client, School, FirstHead]:
    first, second = officer(region), officer(region)
    school = added(first)
    head = asked(first, school)
    decide(second, head, "accepter")
    return first, school, head


def test_from_the_officer_to_the_slips_of_the_pupils(region: Any) -> None:
    first, second = officer(region), officer(region)
    school = added(first)
    assert (school.local_authority_id, school.uai_is_valid, school.city) == (region.pk, True, "Givors")
    assert "Nommer sa première direction" in worn.text_of(first.get("/console/etablissements/"))
    head = asked(first, school)
    mine = worn.text_of(first.get(HEADS))
    assert "Vous l’avez proposée" in mine and "Confirmer cette direction" not in mine
    assert "1 proposition à confirmer" in worn.text_of(second.get("/console/"))
    assert "Imprimez sa fiche d’activation" in decide(second, head, "accepter")
    assert "Jamais venue" in worn.text_of(first.get(HEADS))

    phone = Client()
    assert phone.post("/activer/", {"code": slip_of(second, head)})["Location"] == "/activer/comment/"
    assert chosen(phone)["Location"] != "/", "the slip alone opens nothing"
    phone.post("/activer/envoyer/", {"road": "mail"})
    phone.post("/activer/preuve/", {"code": digits_sent()})
    assert chosen(phone)["Location"] == "/"
    account = Account.objects.get(person=head.person)
    assert account.check_password(GOOD) and account.login == "rose.aubert"
    assert phone.get(BRING).status_code == 403, "a head without a second factor has a teacher's rights"
    with scope.everything("test"):
        strong.prove(phone, account)
    assert phone.get("/").status_code == 200 and "Déjà venue" in worn.text_of(first.get(HEADS))

    answer = phone.post(BRING, {"kind": "students", "file": upload(PUPILS)})
    assert "3 lignes" in worn.text_of(phone.get(answer.url))
    applied(phone, PUPILS)
    with scope.everything("test"):
        room = Homeroom.objects.get(school=school, label="4A")
        pupils = Affiliation.objects.filter(school=school, profile=Profile.STUDENT, state="active")
        assert set(pupils.values_list("person__given_name", flat=True)) == {"Lina", "Tom", "Noé"}
    sheets = worn.confirmed(
        phone, f"/console/activation/{room.pk}/eleves/", {"batch": str(uuid.uuid4()), "format": "page"}
    )
    codes = CODE.findall(sheets.content.decode())
    assert len(codes) == 2, "Lina and Noé are in 4A"
    pupil = Client()
    pupil.post("/activer/", {"code": codes[0]})
    assert chosen(pupil)["Location"] == "/"
    told = [audit.sentence_of(one) for one in AuditEntry.objects.filter(chain=str(school.pk)).order_by("pk")]
    for act in ("a ajouté l’établissement «\xa0École des Tilleuls\xa0»", "a proposé la première direction",
                "a confirmé la première direction", "a accepté la direction proposée"):  # fmt: skip
        assert any(act in one for one in told), act


# --- the school ------------------------------------------------------------------------------------------------------


def test_a_wrong_check_letter_is_told_kept_and_marked(region: Any) -> None:
    client, wrong = officer(region), {"uai": "0699999 a"}
    page = worn.text_of(client.post(ADD, SAID | wrong))
    assert "appellent la lettre U" in page and "code à vérifier" in page
    client.post(ADD, SAID | wrong | {"lu": "0699999A"})
    assert not School.objects.get(uai="0699999A").uai_is_valid
    assert "0699999A (code à vérifier)" in worn.text_of(client.get("/console/etablissements/"))


@pytest.mark.parametrize("uai", ["", "069999U", "ABCDEFGU", "06999991", "0699999É"])
def test_what_is_no_code_is_refused_in_words(region: Any, uai: str) -> None:
    answer = officer(region).post(ADD, SAID | {"uai": uai, "lu": uai})
    assert answer.status_code == 422 and not School.objects.exists()


def test_a_code_that_exists_is_told_and_not_doubled(region: Any) -> None:
    client = officer(region)
    added(client)
    again = client.post(ADD, SAID | {"lu": UAI, "name": "Autre nom"})
    said = worn.text_of(again)
    assert again.status_code == 422 and "rien n’est ajouté en double" in said and "École des Tilleuls" in said
    assert f"/console/etablissements/{School.objects.get().pk}/direction/" in again.content.decode()
    with scope.everything("test"):
        other = worn.region("Région des Plaines")
    far = worn.text_of(officer(other).post(ADD, SAID))
    assert "Rattaché à « Région des Sources »" in far and "L’exploitant" in far and "direction/" not in far
    assert School.objects.count() == 1


def test_the_same_name_in_the_same_town_is_told(region: Any) -> None:
    client = officer(region)
    added(client)
    said = worn.text_of(client.post(ADD, SAID | {"uai": "0690001B", "name": "ECOLE DES TILLEULS", "city": "GIVORS"}))
    assert f"École des Tilleuls ({UAI})" in said and "Est-ce le même établissement" in said


def test_an_officer_adds_to_their_collectivity_alone_the_operator_to_any(region: Any) -> None:
    with scope.everything("test"):
        other, operator = worn.region("Région des Plaines"), worn.operator()
    client = officer(region)
    assert added(client, authority=str(other.pk)).local_authority_id == region.pk
    said = SAID | {"uai": "0690001B", "authority": str(other.pk), "lu": "0690001B"}
    assert operator.post(ADD, said).status_code == 302
    assert School.objects.get(uai="0690001B").local_authority_id == other.pk


def test_the_academy_that_brings_it_later_finds_the_same_school(region: Any, tmp_path: Path) -> None:
    school = added(officer(region))
    export = Export().add(aaf_school("E1", ENTStructureUAI=UAI), student("1", "E1"))
    take(export.write(tmp_path / "aaf"))
    kept = School.objects.get(uai=UAI)
    assert (kept.pk, kept.local_authority_id, kept.join_key) == (school.pk, region.pk, "E1")


# --- its head --------------------------------------------------------------------------------------------------------


def test_nobody_opens_a_head_alone(region: Any) -> None:
    client = officer(region)
    head = asked(client, added(client))
    assert "Une autre personne que vous" in decide(client, head, "accepter")
    with scope.everything("test"):
        assert head.state == HeadState.WAITING and not Affiliation.objects.exists()
    again = client.post(f"/console/etablissements/{head.school_id}/direction/", ROSE)
    assert again.status_code == 302, "sent twice, named once"
    other = client.post(f"/console/etablissements/{head.school_id}/direction/", ROSE | {"given_name": "Luc"})
    assert "attend déjà une seconde personne" in worn.text_of(other)
    decide(client, head, "refuser")
    assert head.state == HeadState.REFUSED, "one takes one's own proposal back alone"


def test_a_proposal_of_last_week_is_asked_anew(region: Any) -> None:
    client, second = officer(region), officer(region)
    head = asked(client, added(client))
    with scope.everything("test"):
        FirstHead.objects.filter(pk=head.pk).update(asked_at=clock.now() - dt.timedelta(days=7, minutes=1))
    assert "plus de sept jours" in decide(second, head, "accepter")
    assert head.state == HeadState.WAITING


def test_nobody_names_themselves_nor_agrees_to_their_own_address(region: Any) -> None:
    client, second = officer(region), officer(region)
    school = added(client)
    with scope.everything("test"):
        Person.objects.filter(given_name="Odile").update(email="Odile@region.example")
    own = client.post(f"/console/etablissements/{school.pk}/direction/", ROSE | {"email": "odile@region.example"})
    assert "C’est votre propre adresse" in worn.text_of(own)
    head = asked(client, school)
    with scope.everything("test"):
        Person.objects.filter(given_name="Odile").update(email=ROSE["email"])
    assert "Une autre personne que vous" in decide(second, head, "accepter")
    assert head.state == HeadState.WAITING


def test_the_operator_agrees_and_another_collectivity_sees_nothing(region: Any) -> None:
    client = officer(region)
    school = added(client)
    head = asked(client, school)
    with scope.everything("test"):
        far, operator = worn.officer(worn.region("Région des Plaines")), worn.operator()
    assert "Rose" not in worn.text_of(far.get(HEADS))
    for address in (f"{HEADS}{head.pk}/accepter/", f"{HEADS}{head.pk}/fiche/"):
        assert far.post(address).status_code == 404
    assert far.get(f"/console/etablissements/{school.pk}/direction/").status_code == 404
    decide(operator, head, "accepter")
    assert head.state == HeadState.AGREED


def test_a_school_that_has_a_head_or_is_the_academy_s_gets_none(region: Any) -> None:
    client, school, _head = headed(region)
    page = client.post(f"/console/etablissements/{school.pk}/direction/", ROSE | {"given_name": "Luc"})
    assert page.status_code == 422 and "a déjà une direction" in worn.text_of(page)
    with scope.everything("test"):
        fed = people_of.school("Collège fourni")
        Affiliation.objects.filter(person=people_of.pupil("Nina", "Académie", fed)).update(source_key="4242")
        assign_schools(actor=system("test"), school_ids=[fed.pk], local_authority_id=region.pk)
    page = client.post(f"/console/etablissements/{fed.pk}/direction/", ROSE)
    assert page.status_code == 422 and "L’annuaire de l’académie apporte déjà" in worn.text_of(page)


def test_a_head_named_by_mistake_ends_at_once_and_another_is_named(region: Any) -> None:
    client, school, head = headed(region)
    code = slip_of(client, head)
    assert "Cette direction est finie" in decide(client, head, "terminer")
    assert Client().post("/activer/", {"code": code}).status_code == 422, "their slip opens nothing any more"
    with scope.everything("test"):
        assert not Affiliation.objects.filter(school=school, state="active").exists()
    asked(client, school, email="rose.aubert@tilleuls.example")
    assert client.post(f"{HEADS}{head.pk}/fiche/").status_code == 200
    with scope.everything("test"):
        assert Slip.objects.count() == 1, "nothing is printed for who is no head any more"
        listed.assert_true()


def test_a_head_who_holds_an_office_too_stays_until_that_ends(region: Any) -> None:
    client, _school, head = headed(region)
    with scope.everything("test"):
        office = give_office(actor=system("test"), person=head.person, title="Mission", local_authority_id=region.pk)
    assert "Cette direction est finie" in decide(client, head, "terminer")
    with scope.everything("test"):
        person = Person.objects.get(pk=head.person_id)
        assert not person.affiliations.filter(state="active").exists() and person.suspended_at is None
        office.ended_at = clock.now()
        office.save()
        settle_people(actor=system("test"), left=[person.pk.hex])
        assert Person.objects.get(pk=person.pk).suspended_at is not None


def test_a_staff_list_that_names_the_head_speaks_of_the_same_person(region: Any) -> None:
    client, school, head = headed(region)
    with scope.everything("test"):
        account = worn.open_account(actor=worn.US, person=head.person, login="rose.aubert")
    hers = Client()
    hers.force_login(account)
    strong.prove(hers, account)
    text = "Identifiant,Nom,Prénom,Mail,Fonction\nP1,Aubert,Rose,rose@tilleuls.example,Directrice\n"
    applied(hers, text, kind="staff")
    born = "Nom,Prénom,Mail,Fonction,Date de naissance\nAubert,Rose,rose@tilleuls.example,Directrice,03/04/1975\n"
    applied(hers, born, kind="staff")
    with scope.everything("test"):
        assert Person.objects.filter(family_name="Aubert").count() == 1
        assert Affiliation.objects.get(school=school).profile == Profile.HEAD
        assert not PendingChange.objects.exists(), "she is head already"
        assert DirectoryRecord.objects.filter(join_key__startswith=f"csv:{UAI}:").count() == 1
    said = decide(client, head, "terminer")
    assert "une liste de l’établissement la porte" in said and head.state == HeadState.AGREED


def test_acts_ask_for_the_second_factor_again(region: Any) -> None:
    client = officer(region)
    school = added(client)
    session = client.session
    session.pop(stepping.CONFIRMED)
    session.save()
    for address, data in ((ADD, SAID | {"lu": UAI}), (f"/console/etablissements/{school.pk}/direction/", ROSE)):
        page = worn.text_of(client.post(address, data))
        assert "Confirmez" in page or "second facteur" in page.lower()
    with scope.everything("test"):
        assert not FirstHead.objects.exists()


def test_an_academy_not_known_yet_is_made_with_its_zone(region: Any) -> None:
    officer(region).post(ADD, SAID | {"academy": "16", "lu": UAI})
    assert EducationAuthority.objects.get(code="16").holiday_zone == "C"
