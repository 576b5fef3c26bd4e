"""Row S7: a forgotten password, by mail or facing somebody of the school; the second factor stays where it is."""

import datetime as dt
import re
from functools import partial

import pytest
from django.db import connection
from django.test import Client

from cast import COLLEGE, LYCEE
from identity.slip_tools import GOOD, sent
from preau.directory.models import Person
from preau.identity import proofs, throttle
from preau.identity.models import Account, AccountSession, OneTimeCode
from preau.identity.services import Refused
from preau.identity.showing import show_code
from preau.kernel import clock, jobs
from preau.kernel.models import AuditEntry, Job

NEW = "la girafe mange du nougat"
ASK = "/mot-de-passe/"


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.MAIL_URL = "memory:"


@pytest.fixture
def theo(academy):
    """A pupil who has come in before, with a mailbox on file."""
    account = academy["theo-marchand"].account
    account.set_password(GOOD)
    account.save()
    Person.objects.filter(pk=account.person_id).update(email="theo@maison.example")
    return account


def link_sent():
    found = [re.search(r"/mot-de-passe/l/[\w-]+/", one.body) for one in sent()]
    return [one[0] for one in found if one][-1]


def choose(client, address, password=NEW):
    return client.post(address, {"login": "x", "password": password, "again": password})


def opens(password, login="theo.marchand"):
    return Client().post("/connexion/", {"login": login, "password": password}).status_code == 302


def test_a_link_by_mail_changes_the_password_ends_sessions_and_signs_nobody_in(theo, academy):
    elsewhere = academy.client_for(theo)
    client = Client()
    assert client.post(ASK, {"login": "Theo.Marchand "}).status_code == 302
    address = link_sent()
    assert "theo.marchand" in client.get(address).content.decode()
    answer = choose(client, address)
    assert answer["Location"] == "/connexion/", "the door asks what it asks of anyone, second factor included"
    assert not AccountSession.objects.filter(account_id=theo.pk).exists()
    assert elsewhere.get("/").status_code == client.get("/").status_code == 302
    assert opens(NEW)
    assert not opens(GOOD)
    assert any("a été changé" in one.body and one.to == ["theo@maison.example"] for one in sent())


def test_the_change_is_told_at_the_next_sign_in(theo):
    client = Client()
    client.post(ASK, {"login": "theo.marchand"})
    choose(client, link_sent())
    client.post("/connexion/", {"login": "theo.marchand", "password": NEW})
    assert "Votre mot de passe a été changé" in client.get("/").content.decode()


def test_a_link_serves_once_half_an_hour_and_only_the_last_one(theo, monkeypatch):
    client = Client()
    client.post(ASK, {"login": "theo.marchand"})
    first = link_sent()
    with monkeypatch.context() as moved:
        late = clock.now() + dt.timedelta(minutes=25)
        moved.setattr(clock, "now", lambda: late)
        client.post(ASK, {"login": "theo.marchand"})
        second = link_sent()
        assert second != first
        assert client.get(first).status_code == 422
    for _ in range(3):
        assert client.get(second).status_code == 200, "looking uses nothing up"
    assert choose(client, second, "court").status_code == 422
    assert choose(client, second).status_code == 302
    assert choose(client, second, GOOD).status_code == 422
    assert opens(NEW)
    client.post(ASK, {"login": "theo.marchand"})
    third = link_sent()
    later = clock.now() + dt.timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get(third).status_code == 422
    assert choose(client, third, GOOD).status_code == 422


def test_who_asks_again_and_again_in_a_name_silences_nobody(theo, monkeypatch):
    """From many addresses, each as often as it may; the owner's request still brings a mail, of one living link."""
    monkeypatch.setattr(throttle, "ELSEWHERE", throttle.Budget(1000, 0.0))
    for number in range(5):
        for _ in range(6):
            Client(REMOTE_ADDR=f"203.0.113.{number}").post(ASK, {"login": "theo.marchand"})
    before = [one for one in sent() if "/mot-de-passe/l/" in one.body]
    assert len(before) == 5 * proofs.SENDINGS.burst
    first = link_sent()
    owner = Client(REMOTE_ADDR="198.51.100.9")
    owner.post(ASK, {"login": "theo.marchand"})
    assert len([one for one in sent() if "/mot-de-passe/l/" in one.body]) == len(before) + 1
    assert link_sent() == first, "the same link: none that was mailed became worthless"
    assert choose(owner, first).status_code == 302


def test_a_browser_the_account_knows_asks_beside_all_others(theo, monkeypatch):
    monkeypatch.setattr(proofs, "ALL_SENDINGS", throttle.Budget(2, 720.0))
    own = Client()
    assert own.post("/connexion/", {"login": "theo.marchand", "password": GOOD}).status_code == 302
    own.post("/deconnexion/")
    for number in range(6):
        Client(REMOTE_ADDR=f"203.0.113.{number}").post(ASK, {"login": "theo.marchand"})
    before = len([one for one in sent() if "/mot-de-passe/l/" in one.body])
    assert before == 2
    own.post(ASK, {"login": "theo.marchand"})
    assert len([one for one in sent() if "/mot-de-passe/l/" in one.body]) == before + 1


def test_two_with_one_link_change_it_once(theo):
    client = Client()
    client.post(ASK, {"login": "theo.marchand"})
    address = link_sent()
    code = OneTimeCode.objects.get(person=theo.person, road="reset")
    assert choose(client, address).status_code == 302
    from preau.identity.opening import reset_password

    with pytest.raises(Refused):
        reset_password(code=code, password="une autre girafe encore")
    assert opens(NEW)


@pytest.mark.parametrize("login", ["personne.ici", "", "é" * 100, "lina.benali"], ids=lambda one: one[:12] or "empty")
def test_nobody_learns_whether_an_account_exists(academy, theo, login, mailoutbox):
    known = Client().post(ASK, {"login": "theo.marchand"})
    other = Client().post(ASK, {"login": login})
    if login:
        assert (other.status_code, other["Location"]) == (known.status_code, known["Location"])
    jobs.settle()
    assert [one.to for one in mailoutbox] == [["theo@maison.example"]]


def test_a_mailbox_is_not_flooded(theo, mailoutbox):
    for _ in range(12):
        Client().post(ASK, {"login": "theo.marchand"})
    jobs.settle()
    assert len(mailoutbox) == 5


def test_a_reset_done_twice_by_the_worker_sends_one_mail(theo, mailoutbox):
    Client().post(ASK, {"login": "theo.marchand"})
    job = Job.objects.get(name="identity.send_reset")
    jobs.run(job.pk)
    Job.objects.filter(pk=job.pk).update(state="waiting")
    jobs.settle()
    assert len(mailoutbox) == 1


def test_the_mail_goes_to_the_address_on_file_when_it_was_asked(theo, mailoutbox):
    """A look-alike or a changed address gets nothing: it is the directory that says where."""
    Client().post(ASK, {"login": "theo.marchand", "email": "theo@mais0n.example"})
    jobs.settle()
    assert [one.to for one in mailoutbox] == [["theo@maison.example"]]


# --- by the address that the school knows ---------------------------------------------------------------------------


@pytest.fixture
def family(academy, theo):
    """Théo, his guardian Brigitte and Lina have one mailbox on file, written in three ways."""
    for who, written in (("brigitte-marchand", "Theo@Maison.Example"), ("lina-benali", "THEO@MAISON.EXAMPLE")):
        Person.objects.filter(pk=academy[who].person.pk).update(email=written)
    return [theo, academy["brigitte-marchand"].account, academy["lina-benali"].account]


def test_an_address_is_as_good_as_a_login(theo, mailoutbox):
    assert Client().post(ASK, {"login": " Theo@maison.EXAMPLE "})["Location"] == "/mot-de-passe/envoye/"
    address = link_sent()
    assert [one.to for one in mailoutbox] == [["theo@maison.example"]]
    choose(Client(), address)
    assert opens(NEW)


def test_an_address_of_several_gets_one_mail_with_a_link_for_each(family, mailoutbox):
    Client().post(ASK, {"login": "theo@maison.example"})
    jobs.settle()
    (one,) = mailoutbox
    links = re.findall(r"identifiant (\S+)\s:\n\S+(/mot-de-passe/l/[\w-]+/)", one.body)
    assert [login for login, _ in links] == sorted(account.login for account in family)
    assert len({link for _, link in links}) == 3
    choose(Client(), dict(links)["theo.marchand"])
    assert opens(NEW)
    assert not opens(NEW, "lina.benali"), "a link opens the account it names and no other"
    assert Client().get(dict(links)["lina.benali"]).status_code == 200


def test_an_address_names_no_closed_account(family, academy, mailoutbox):
    Person.objects.filter(pk=academy["lina-benali"].person.pk).update(suspended_at=clock.now())
    Client().post(ASK, {"login": "theo@maison.example"})
    jobs.settle()
    assert "lina.benali" not in mailoutbox[0].body
    assert "brigitte.marchand" in mailoutbox[0].body


def test_an_address_written_for_a_whole_school_is_nobody_s(theo, mailoutbox):
    """A placeholder typed for all pupils must not receive the links of all."""
    from preau.identity.forgotten import MOST_SHARING

    others = Account.objects.exclude(pk=theo.pk).values("person_id")[:MOST_SHARING]
    Person.objects.filter(pk__in=[one["person_id"] for one in others]).update(email="theo@maison.example")
    Client().post(ASK, {"login": "theo@maison.example"})
    jobs.settle()
    assert not mailoutbox
    Client().post(ASK, {"login": "theo.marchand"})
    jobs.settle()
    assert len(mailoutbox) == 1, "a login names one account"


TYPED = ("theo.marchand", "theo@maison.example", "personne.ici", "personne@ailleurs.example", "é" * 200, "' OR 1=1 --")


def noted(statements, run, text, *more):
    if "SAVEPOINT" not in text:
        statements.append(text)
    return run(text, *more)


def test_asking_does_the_same_work_whatever_is_typed(family):
    """Time is not measured: the statements are the same, and so is what is put in the queue."""
    seen = set()
    for typed in TYPED:
        before = Job.objects.count()
        statements: list[str] = []
        with connection.execute_wrapper(partial(noted, statements)):
            answer = Client().post(ASK, {"login": typed})
        asked = Job.objects.order_by("pk").last()
        seen.add(
            (tuple(statements), answer.status_code, answer["Location"], Job.objects.count() - before, asked.name,
             tuple(sorted(asked.payload)))
        )  # fmt: skip
    assert len(seen) == 1, seen


def test_an_address_is_found_by_index(academy):
    Person.objects.filter(pk=academy["theo-marchand"].person.pk).update(email="theo@maison.example")
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # a small table would be read whole
        cursor.execute(
            f"{explain} SELECT id FROM directory_person p WHERE LOWER(p.email) IN ('a', 'b') AND NOT (p.email = '')"
        )
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "person_by_mailbox" in plan, plan


# --- facing somebody of the school ----------------------------------------------------------------------------------


@pytest.fixture
def shown(academy, theo):
    """A code that the CPE shows to Théo."""
    code, until = show_code(
        actor=academy["nadia-leroy"].actor, school_id=academy.school(LYCEE).pk, person=academy["theo-marchand"].person
    )
    assert until - clock.now() <= dt.timedelta(minutes=15)
    return code


def test_a_code_shown_lets_the_person_choose_and_is_told(academy, theo, shown):
    client = Client()
    assert client.post("/mot-de-passe/code/", {"code": shown.lower()})["Location"] == "/mot-de-passe/code/choisir/"
    assert choose(client, "/mot-de-passe/code/choisir/", "court").status_code == 422
    assert choose(client, "/mot-de-passe/code/choisir/")["Location"] == "/connexion/"
    assert opens(NEW)
    told = [one.body for one in sent() if one.to == ["theo@maison.example"]]
    assert any("Nadia" in one for one in told)
    again = Client()
    again.post("/connexion/", {"login": "theo.marchand", "password": NEW})
    assert "code montré par Nadia" in again.get("/").content.decode()
    acts = AuditEntry.objects.filter(subject_id=str(theo.person_id)).values_list("action", flat=True)
    assert {"identity.show_code", "identity.reset_password"} <= set(acts)


def test_a_code_shown_serves_once(theo, shown):
    first, second = Client(), Client()
    assert first.post("/mot-de-passe/code/", {"code": shown}).status_code == 302
    assert second.post("/mot-de-passe/code/", {"code": shown}).status_code == 422
    assert second.get("/mot-de-passe/code/choisir/")["Location"] == "/mot-de-passe/code/"
    choose(first, "/mot-de-passe/code/choisir/")
    assert choose(first, "/mot-de-passe/code/choisir/", GOOD)["Location"] == "/mot-de-passe/code/"
    assert opens(NEW)


def test_a_code_shown_is_dead_after_fifteen_minutes(theo, shown, monkeypatch):
    later = clock.now() + dt.timedelta(minutes=15, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert Client().post("/mot-de-passe/code/", {"code": shown}).status_code == 422


def test_it_clears_the_waits_a_prankster_made(theo, shown, monkeypatch):
    for number in range(10):
        Client().post("/connexion/", {"login": "theo.marchand", "password": f"faux {number}"})
    assert not opens(GOOD)
    client = Client()
    client.post("/mot-de-passe/code/", {"code": shown})
    choose(client, "/mot-de-passe/code/choisir/")
    assert opens(NEW)


@pytest.mark.parametrize("who", ["helene-garnier", "nadia-leroy", "jean-royer", "paul-faure", "alex-brun"])
def test_never_for_staff_with_wide_rights(academy, who):
    with pytest.raises(Refused):
        show_code(
            actor=academy["helene-garnier"].actor, school_id=academy.school(LYCEE).pk, person=academy[who].person
        )  # fmt: skip
    assert not OneTimeCode.objects.exists()


def test_rights_given_between_the_code_and_the_password_count(academy, theo, shown):
    from preau.identity.models import Office

    client = Client()
    client.post("/mot-de-passe/code/", {"code": shown})
    Office.objects.create(person=theo.person, title="Exploitation")
    assert choose(client, "/mot-de-passe/code/choisir/", "une girafe mange du nougat").status_code == 422
    assert opens(GOOD)


def test_somebody_who_never_came_opens_the_account_so(academy):
    code, _ = show_code(
        actor=academy["yves-caron"].actor, school_id=academy.school(COLLEGE).pk, person=academy["zoe-petit"].person
    )
    client = Client()
    client.post("/mot-de-passe/code/", {"code": code})
    assert choose(client, "/mot-de-passe/code/choisir/")["Location"] == "/connexion/"
    assert opens(NEW, "zoe.petit")
    assert Account.objects.get(login="zoe.petit").last_login is not None
