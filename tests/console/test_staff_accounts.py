"""Accounts of the staff: slips, reminders, codes for colleagues, by right; none for those with wide rights."""

import datetime as dt
import re
import uuid

import pytest
from django.test import Client

from cast import COLLEGE, LYCEE
from console import worn
from identity.slip_tools import GOOD, chosen, digits_sent, sent
from preau.access.enums import Right
from preau.access.public import entrust
from preau.directory.models import Affiliation, Person
from preau.identity.models import Account, OneTimeCode, Slip
from preau.kernel import clock, jobs, scope
from preau.kernel.models import AuditEntry

HERE = "/console/activation/personnels/"
CODE = re.compile(r"<code>([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{5})</code>")


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.MAIL_URL = "memory:"


def print_page(client, batch=None):
    return worn.confirmed(client, f"{HERE}fiches/", {"batch": str(batch or uuid.uuid4()), "format": "page"})


def code_of(page, name):
    return CODE.search(page, page.index(name))[1]


def mailbox(academy, who, address):
    Person.objects.filter(pk=academy[who].person.pk).update(email=address)


def trusted(academy, who, right=Right.OPEN_STAFF_ACCOUNTS):
    today = clock.today()
    with scope.use(academy.scope_of(LYCEE)):
        entrust(
            actor=academy["helene-garnier"].actor, school_id=academy.school(LYCEE).pk,
            person_id=academy[who].person.pk, right=right, homeroom_id=None, starts_on=today,
            ends_on=today + dt.timedelta(days=5), reason="rentrée",
        )  # fmt: skip


def test_a_colleague_s_slip_opens_with_the_code_sent_to_their_mailbox(academy, client_as):
    mailbox(academy, "marc-petit", "marc@ac.example")
    page = print_page(client_as("helene-garnier")).content.decode()
    code = code_of(page, "Marc")
    phone = Client()
    assert phone.post("/activer/", {"code": code})["Location"] == "/activer/comment/"
    assert chosen(phone)["Location"] != "/", "the slip alone opens nothing"
    phone.post("/activer/envoyer/", {"road": "mail"})
    phone.post("/activer/preuve/", {"code": digits_sent()})
    assert chosen(phone)["Location"] == "/"
    assert Account.objects.get(login="marc.petit").check_password(GOOD)
    entry = AuditEntry.objects.get(action="identity.print_slips")
    assert entry.chain == str(academy.school(LYCEE).pk)
    assert "marc.petit" not in client_as("helene-garnier").get(HERE).content.decode()
    assert "Déjà venus\xa0: 1" in client_as("helene-garnier").get(HERE).content.decode()


def test_a_colleague_s_slip_opens_with_the_code_one_shows(academy, client_as):
    head = client_as("helene-garnier")
    slip = code_of(print_page(head).content.decode(), "Marc")
    shown = head.post(f"{HERE}{academy['marc-petit'].person.pk}/code/")
    assert "no-store" in shown["Cache-Control"]
    code = re.search(r"<code>([2-9A-Z]{5}-[2-9A-Z]{5})</code>", shown.content.decode())[1]
    phone = Client()
    phone.post("/activer/", {"code": slip})
    phone.post("/activer/envoyer/", {"road": "desk"})
    phone.post("/activer/preuve/", {"code": code})
    assert chosen(phone)["Location"] == "/"


def test_the_pdf_is_the_tagged_one(academy, client_as):
    answer = worn.confirmed(
        client_as("helene-garnier"), f"{HERE}fiches/", {"batch": str(uuid.uuid4()), "format": "pdf"}
    )
    assert answer["Content-Type"] == "application/pdf"
    assert b"pdfuaid" in answer.content


def test_printed_twice_by_one_form_once_by_two_the_last_counts(academy, client_as):
    head, batch = client_as("helene-garnier"), uuid.uuid4()
    first = code_of(print_page(head, batch).content.decode(), "Marc")
    assert print_page(head, batch).status_code == 302
    assert Client().post("/activer/", {"code": first}).status_code == 302
    print_page(head)
    assert "Fiche remplacée" in Client().post("/activer/", {"code": first}).content.decode()


def test_one_prints_for_everybody_of_one_s_school_but_oneself(academy, client_as):
    print_page(client_as("helene-garnier"))
    school = academy.school(LYCEE)
    with scope.everything("test"):
        printed = set(Slip.objects.values_list("person_id", flat=True))
        places = Affiliation.objects.filter(school=school, state="active").exclude(
            profile__in=["National_elv", "National_tut"]
        )
        colleagues = set(places.values_list("person_id", flat=True)) - {academy["helene-garnier"].person.pk}
        assert set(Slip.objects.values_list("kind", "school_id")) == {("staff", school.pk)}
    assert printed <= colleagues
    assert len(printed) > 5
    far = academy["yves-caron"].person.pk
    assert far not in printed


def test_nobody_is_shown_a_code_who_has_wide_rights(academy, client_as):
    """A secretary who was confided the right cannot take the CPE's account over: neither a code nor a slip's proof."""
    trusted(academy, "jean-royer")
    jean = client_as("jean-royer")
    assert jean.post(f"{HERE}{academy['nadia-leroy'].person.pk}/code/").status_code == 302
    assert not OneTimeCode.objects.exists()
    page = jean.get(HERE).content.decode()
    assert str(academy["marc-petit"].person.pk) in page
    assert str(academy["nadia-leroy"].person.pk) not in page
    slip = code_of(print_page(jean).content.decode(), "Nadia")
    phone = Client()
    phone.post("/activer/", {"code": slip})
    chosen(phone)
    assert phone.get("/").status_code == 302


def test_who_left_or_is_of_another_school_is_not_there(academy, client_as):
    head = client_as("helene-garnier")
    for who in ("yves-caron", "lina-benali", "helene-garnier"):
        assert head.post(f"{HERE}{academy[who].person.pk}/code/").status_code == 404
    slip = code_of(print_page(head).content.decode(), "Marc")
    with scope.everything("test"):
        Affiliation.objects.filter(person=academy["marc-petit"].person).update(state="removed")
    assert head.post(f"{HERE}{academy['marc-petit'].person.pk}/code/").status_code == 404
    assert Client().post("/activer/", {"code": slip}).status_code == 422


@pytest.mark.parametrize("who", ["claire-roux", "nadia-leroy", "jean-royer"])
def test_by_right_and_no_longer_than_it_lasts(academy, client_as, who):
    assert client_as(who).get(HERE).status_code == 403
    trusted(academy, who)
    assert client_as(who).get(HERE).status_code == 200
    assert "Comptes des personnels" in client_as(who).get("/console/").content.decode()


def test_reminders_go_to_who_never_came_and_has_a_mailbox(academy, client_as, mailoutbox):
    Person.objects.update(email="")
    mailbox(academy, "marc-petit", "marc@ac.example")
    head = client_as("helene-garnier")
    assert "1 personne" in head.get(f"{HERE}rappel/").content.decode()
    for _ in range(2):
        worn.confirmed(head, f"{HERE}rappel/")
    jobs.settle()
    assert [one.to for one in mailoutbox] == [["marc@ac.example"]]
    assert sent()


def test_the_number_is_read_again_when_it_changed_before_it_is_done(academy, client_as, mailoutbox):
    Person.objects.update(email="")
    mailbox(academy, "marc-petit", "marc@ac.example")
    head, slips, remind = client_as("helene-garnier"), f"{HERE}fiches/", f"{HERE}rappel/"
    printed, written = (worn.number_in(head.get(one)) for one in (slips, remind))
    mailbox(academy, "claire-roux", "claire@ac.example")
    with scope.everything("test"):
        made = Person.objects.create(given_name="Paul", family_name="Rey", search_name="paul rey")
        Affiliation.objects.create(school=academy.school(LYCEE), person=made, profile="National_ens")
    form = {"batch": str(uuid.uuid4()), "format": "page"}
    for one, number in ((slips, printed), (remind, written)):
        again = head.post(one, {**form, "nombre": number})
        assert "Le nombre a changé" in worn.text_of(again) and worn.number_in(again) == str(int(number) + 1)
        assert "Le nombre a changé" in worn.text_of(head.post(one, form)), "nothing was read"
    jobs.settle()
    with scope.everything("test"):
        assert not mailoutbox and not Slip.objects.exists()


def test_another_school_s_names_are_not_on_the_page(academy, client_as):
    page = client_as("helene-garnier").get(HERE).content.decode()
    with scope.everything("test"):
        here = set(Affiliation.objects.filter(school=academy.school(LYCEE)).values_list("person_id", flat=True))
        there = Affiliation.objects.filter(school=academy.school(COLLEGE), profile="National_ens").exclude(
            person_id__in=here
        )
        names = [one.person.full_name for one in there.select_related("person")]
    assert names
    assert not [name for name in names if name in page]


def test_namesakes_are_told_apart_on_the_page_on_buttons_and_on_paper(academy, client_as):
    school = academy.school(LYCEE)
    with scope.everything("test"):
        for address in ("marc@ac.example", "m.petit@lycee.example", "", ""):
            made = Person.objects.create(given_name="Paul", family_name="Rey", search_name="paul rey", email=address)
            Affiliation.objects.create(school=school, person=made, profile="National_ens")
    page = client_as("helene-garnier").get(HERE).content.decode()
    told = re.findall(r'<span class="visually-hidden">[^<]*(Paul Rey[^<]*)</span>', page)
    assert len(told) == 4 and len(set(told)) == 4, told
    assert any("m•••@a•••.example" in one for one in told) and any("m•••@l•••.example" in one for one in told)
    assert any(one.endswith("(2)") for one in told), "nothing tells the last two apart but their rank"
    details = re.findall(r'<p class="row-title">Paul Rey</p><p class="row-detail">([^<]*)</p>', page)
    assert len(set(details)) == 4, "seen as well as heard"
    paper = print_page(client_as("helene-garnier")).content.decode()
    assert "m•••@a•••.example" in paper and "m•••@l•••.example" in paper
