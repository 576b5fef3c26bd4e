"""Row S7: an address of the directory that changes is told where it was, and no account is taken by it in silence."""

import datetime as dt
import re

import pytest
from django.test import Client

from cast import LYCEE
from identity.slip_tools import GOOD
from preau.directory.bulk import PeopleChanges, write_people
from preau.directory.bulk.changes import PERSON_FIELDS
from preau.directory.models import DirectoryRecord, FormerMailbox, Person
from preau.directory.services.corrections import correct_person
from preau.identity import mailboxes
from preau.identity.models import Account
from preau.kernel import clock, jobs, outbox, scope
from preau.kernel.actor import system
from preau.kernel.models import AuditEntry

US = system("test")
OLD, NEW = "samira@maison.example", "ailleurs@x.example"
ASK = "/mot-de-passe/"


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.MAIL_URL = "memory:"


@pytest.fixture
def samira(academy, _mail):
    """A guardian who has come in before, whom no academy's directory feeds."""
    account = academy["samira-benali"].account
    account.set_password(GOOD)
    account.last_login = clock.now()
    account.save()
    Person.objects.filter(pk=account.person_id).update(email=OLD)
    DirectoryRecord.objects.filter(person_id=account.person_id).delete()
    return account


def correct(account, academy, value=NEW):
    with scope.everything("test"):
        correct_person(
            actor=US, school_id=academy.school(LYCEE).pk, person_id=account.person_id, field="email", value=value
        )
    heard()


def heard():
    """The worker does what waits."""
    outbox.dispatch()
    jobs.settle()


def by_import(*people: tuple[Person, str]) -> None:
    rows = []
    for person, address in people:
        person.refresh_from_db()
        person.email = address
        kept = [getattr(person, name) for name in PERSON_FIELDS]
        rows.append((person.pk.hex, *(one.isoformat() if isinstance(one, dt.date) else one for one in kept)))
    with scope.everything("test"):
        write_people(actor=US, changes=PeopleChanges(changed=rows))
    heard()


def test_a_correction_tells_the_former_address_and_not_where_the_new_one_is(samira, academy, mailoutbox):
    correct(samira, academy)
    (one,) = mailoutbox
    assert one.to == [OLD] and "remplacée" in one.subject and NEW not in one.body
    assert "Ce n’est pas vous" in one.body and not_me(one)
    assert AuditEntry.objects.filter(action="identity.tell_former_mailbox").count() == 1
    heard()
    assert len(mailoutbox) == 1


def test_an_import_tells_it_too_in_one_read_whatever_their_number(
    samira, academy, mailoutbox, django_assert_num_queries
):
    lina = academy["lina-benali"]
    by_import((samira.person, NEW), (lina.person, "lina@x.example"))
    assert [one.to for one in mailoutbox] == [[OLD]], "an account that nobody ever used has nothing to lose"
    assert FormerMailbox.objects.count() == 1


@pytest.mark.parametrize("value", [OLD.upper(), f" {OLD} "])
def test_the_same_address_written_otherwise_is_no_change(samira, academy, mailoutbox, value):
    by_import((samira.person, value))
    assert not mailoutbox and not FormerMailbox.objects.exists()


def test_an_address_taken_away_is_told_and_one_given_where_none_was_is_not(samira, academy, mailoutbox):
    by_import((samira.person, ""))
    assert [one.to for one in mailoutbox] == [[OLD]]
    by_import((samira.person, NEW))
    assert len(mailoutbox) == 1


def test_for_three_days_a_link_goes_to_both_and_then_to_the_new_one(samira, academy, mailoutbox, monkeypatch):
    correct(samira, academy)
    mailoutbox.clear()
    Client().post(ASK, {"login": samira.login})
    jobs.settle()
    assert sorted(one.to[0] for one in mailoutbox) == sorted([OLD, NEW])
    links = {re.search(r"/mot-de-passe/l/[\w-]+/", one.body)[0] for one in mailoutbox}
    assert len(links) == 1 and all("l’ancienne et à la nouvelle" in one.body for one in mailoutbox)
    chosen = {"login": "x", "password": "la girafe mange du nougat", "again": "la girafe mange du nougat"}
    mailoutbox.clear()
    assert Client().post(links.pop(), chosen).status_code == 302
    jobs.settle()
    assert sorted(one.to[0] for one in mailoutbox) == sorted([OLD, NEW]), "and of the change both hear"
    mailoutbox.clear()
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + dt.timedelta(hours=mailboxes.FORMER_HOURS, minutes=1))
    Client().post(ASK, {"login": samira.login})
    jobs.settle()
    assert [one.to for one in mailoutbox] == [[NEW]] and "l’ancienne" not in mailoutbox[0].body


def test_an_address_taken_away_still_reads_the_link_for_three_days(samira, academy, mailoutbox):
    by_import((samira.person, ""))
    mailoutbox.clear()
    Client().post(ASK, {"login": samira.login})
    jobs.settle()
    assert [one.to for one in mailoutbox] == [[OLD]]


def test_a_placeholder_of_a_whole_school_gets_no_storm(samira, academy, mailoutbox):
    people = list(Person.objects.filter(pk__in=Account.objects.values("person_id"))[: mailboxes.MOST_SHARING + 1])
    Account.objects.filter(person__in=people).update(last_login=clock.now())
    Person.objects.filter(pk__in=[one.pk for one in people]).update(email="secretariat@lycee.example")
    by_import(*((one, f"{number}@x.example") for number, one in enumerate(people)))
    assert not mailoutbox and not FormerMailbox.objects.exists()


def test_an_address_that_comes_and_goes_is_told_once_in_three_days(samira, academy, mailoutbox):
    for value in (NEW, OLD, NEW):
        by_import((samira.person, value))
    assert [one.to for one in mailoutbox] == [[OLD]], "and one that was there for a moment is nobody's"


def test_three_days_later_nothing_of_it_is_left(samira, academy, monkeypatch):
    from preau.directory.tasks import forget_mailboxes

    correct(samira, academy)
    forget_mailboxes()
    assert FormerMailbox.objects.count() == 1
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + dt.timedelta(hours=72, minutes=1))
    forget_mailboxes()
    assert not FormerMailbox.objects.exists()


def test_a_reset_done_twice_by_the_worker_keeps_the_link_that_was_mailed(samira, mailoutbox):
    from preau.kernel.models import Job

    Client().post(ASK, {"login": samira.login})
    job = Job.objects.get(name="identity.send_reset")
    jobs.run(job.pk)
    Job.objects.filter(pk=job.pk).update(state="waiting")
    jobs.settle()
    (one,) = mailoutbox
    assert Client().get(re.search(r"/mot-de-passe/l/[\w-]+/", one.body)[0]).status_code == 200


# --- "ce n'est pas moi", said there -----------------------------------------------------------------------------------


def not_me(mail) -> str:
    """The path of the button's page in the mail to a former address."""
    return re.search(r"/mot-de-passe/ancienne-adresse/[\w.-]+/", mail.body)[0]


def choose_link(mail) -> str:
    return re.search(r"/mot-de-passe/l/[\w-]+/", mail.body)[0]


def ask(typed, mailoutbox):
    """Who is written to after this was typed at "Mot de passe oublié"."""
    jobs.settle()
    mailoutbox.clear()
    assert Client().post(ASK, {"login": typed})["Location"] == "/mot-de-passe/envoye/"
    jobs.settle()
    return sorted(one.to[0] for one in mailoutbox)


@pytest.fixture
def replaced(samira, academy, mailoutbox):
    """Samira's address was replaced by a thief's; the path of her button."""
    correct(samira, academy)
    return not_me(mailoutbox.pop())


def later(monkeypatch, **delay):
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + dt.timedelta(**delay))


def test_the_button_ends_everything_and_the_reset_goes_to_the_former_address_alone(
    samira, replaced, academy, mailoutbox
):
    thief = academy.client("samira-benali")
    Client().post(ASK, {"login": samira.login})
    jobs.settle()
    stolen = choose_link(next(one for one in mailoutbox if one.to == [NEW]))
    mailoutbox.clear()
    page = Client().get(replaced)
    assert page.status_code == 200 and page.content.decode().count("<button") == 1
    assert Client().head(replaced).status_code == 200 and thief.get("/").status_code == 200, "looking does nothing"
    assert FormerMailbox.objects.get().disputed_at is None

    assert Client().post(replaced)["Location"] == "/connexion/"
    jobs.settle()
    samira.refresh_from_db()
    assert samira.reset_asked_at is not None and thief.get("/").status_code == 302
    assert Client().get(stolen).status_code == 422, "a link already mailed to the other address is worth nothing"
    by_address = {one.to[0]: one for one in mailoutbox}
    assert sorted(by_address) == sorted([OLD, NEW]) and "/mot-de-passe/l/" not in by_address[NEW].body
    assert OLD not in by_address[NEW].body and "à l’établissement" in by_address[NEW].body
    assert AuditEntry.objects.filter(action="identity.dispute_mailbox").count() == 1
    chosen = {"login": "x", "password": "la girafe mange du nougat", "again": "la girafe mange du nougat"}
    assert Client().post(choose_link(by_address[OLD]), chosen).status_code == 302
    assert ask(samira.login, mailoutbox) == [OLD] == ask(OLD, mailoutbox) == ask(NEW, mailoutbox)


def test_a_link_mailed_while_the_account_waits_is_ended_too(samira, replaced, mailoutbox):
    Account.objects.filter(pk=samira.pk).update(reset_asked_at=clock.now())
    ask(samira.login, mailoutbox)
    stolen = choose_link(next(one for one in mailoutbox if one.to == [NEW]))
    Client().post(replaced)
    assert Client().get(stolen).status_code == 422


def test_the_button_serves_once_and_three_days(samira, replaced, mailoutbox, monkeypatch):
    with monkeypatch.context() as then:
        later(then, hours=mailboxes.FORMER_HOURS, minutes=1)
        assert Client().get(replaced).status_code == 422 == Client().post(replaced).status_code
    samira.refresh_from_db()
    assert samira.reset_asked_at is None
    assert Client().post(replaced).status_code == 302
    Account.objects.update(reset_asked_at=None)
    assert Client().post(replaced).status_code == 422 == Client().get(replaced).status_code
    samira.refresh_from_db()
    assert samira.reset_asked_at is None


def test_a_forged_link_and_a_click_without_its_form_do_nothing(samira, replaced):
    row, signature = replaced.rstrip("/").rsplit("/", 1)[1].split(".")
    stranger = mailboxes.dispute_link(samira.pk).split(".")
    for link in (f"{row}.{signature[:-1]}", f"{stranger[0]}.{signature}", row, f"{row}.", ".".join(stranger), "é.x"):
        assert Client().post(f"/mot-de-passe/ancienne-adresse/{link}/").status_code == 422
    assert Client(enforce_csrf_checks=True).post(replaced).status_code == 403
    samira.refresh_from_db()
    assert samira.reset_asked_at is None


def test_it_closes_the_account_of_that_person_alone(samira, replaced, academy):
    others = set(Account.objects.filter(reset_asked_at=None).values_list("pk", flat=True)) - {samira.pk}
    Client().post(replaced)
    assert not Account.objects.filter(pk__in=others).exclude(reset_asked_at=None).exists()


def test_who_changes_the_address_twice_has_no_say_at_the_address_between(samira, replaced, academy, mailoutbox):
    correct(samira, academy, "encore@x.example")
    assert not mailoutbox, "the address between was nobody's: it gets no button"
    assert ask(samira.login, mailoutbox) == sorted([OLD, "encore@x.example"])
    assert ask(NEW, mailoutbox) == []
    mailoutbox.clear()
    assert Client().post(replaced).status_code == 302
    assert ask(samira.login, mailoutbox) == [OLD]


def test_a_disputed_address_replaced_again_is_told_to_who_disputed(samira, replaced, academy, mailoutbox, monkeypatch):
    Client().post(replaced)
    jobs.settle()
    later(monkeypatch, days=5)
    assert ask(samira.login, mailoutbox) == [OLD], "three days are not enough to be believed again"
    mailoutbox.clear()
    correct(samira, academy, "encore@x.example")
    (one,) = mailoutbox
    assert one.to == [OLD]
    assert ask(samira.login, mailoutbox) == sorted([OLD, "encore@x.example"])
    assert Client().post(not_me(one)).status_code == 302
    assert ask(samira.login, mailoutbox) == [OLD]


def test_an_address_given_back_settles_it(samira, replaced, academy, mailoutbox):
    Client().post(replaced)
    jobs.settle()
    mailoutbox.clear()
    correct(samira, academy, OLD)
    assert not mailoutbox and not FormerMailbox.objects.exists()
    assert ask(samira.login, mailoutbox) == [OLD] and ask(NEW, mailoutbox) == []


def test_an_address_that_comes_back_and_goes_again_keeps_its_button_three_days_more(
    samira, replaced, academy, mailoutbox, monkeypatch
):
    later(monkeypatch, hours=50)
    correct(samira, academy, OLD)
    correct(samira, academy, NEW)
    later(monkeypatch, hours=30)
    assert Client().get(replaced).status_code == 200 and FormerMailbox.objects.count() == 1


def seen_at_school(person):
    """The person came: a code was shown, typed, and a password chosen."""
    from preau.identity.models import OneTimeCode

    now = clock.now()
    OneTimeCode.objects.create(
        person=person, road="desk", digest=f"{now}", made_at=now, expires_at=now, used_at=now, spent_at=now
    )


def test_a_mailbox_given_up_has_no_say_once_the_school_saw_the_person(samira, replaced, academy, mailoutbox):
    """Somebody else reads what was the person's address, and the change was right."""
    assert ask(samira.login, mailoutbox) == sorted([OLD, NEW])
    seen_at_school(samira.person)
    assert ask(samira.login, mailoutbox) == [NEW]
    assert ask(OLD, mailoutbox) == [NEW]
    assert Client().post(replaced).status_code == 422 == Client().get(replaced).status_code


def test_a_dispute_of_a_mailbox_given_up_ends_when_the_school_saw_the_person(samira, replaced, academy, mailoutbox):
    Client().post(replaced)
    seen_at_school(samira.person)
    assert ask(samira.login, mailoutbox) == [], "neither mailbox is believed until the school writes the right one"
    correct(samira, academy, "la-bonne@x.example")
    assert "la-bonne@x.example" in ask(samira.login, mailoutbox)


def test_a_dispute_that_nobody_settles_ends_after_thirty_days(samira, replaced, monkeypatch, mailoutbox):
    from preau.directory.tasks import forget_mailboxes

    Client().post(replaced)
    later(monkeypatch, days=29)
    forget_mailboxes()
    assert ask(samira.login, mailoutbox) == [OLD]
    later(monkeypatch, days=2)
    forget_mailboxes()
    assert ask(samira.login, mailoutbox) == [NEW]


def test_the_second_factor_is_not_gone_around(samira, replaced):
    import strong
    from preau.identity.models import SecondFactor

    strong.give_factor(samira)
    SecondFactor.objects.filter(account=samira).update(created_at=clock.now() - dt.timedelta(days=9))
    Client().post(replaced)
    assert SecondFactor.objects.filter(account=samira).exists()


@pytest.mark.parametrize("waits", [False, True], ids=["open", "waiting for its reset"])
def test_a_passkey_that_the_thief_added_opens_nothing_once_a_password_was_chosen(samira, replaced, mailoutbox, waits):
    from identity.test_factors import Key
    from preau.identity import passkeys
    from preau.identity.services import add_passkey

    stolen = Key()
    options, state = passkeys.ask_new(samira.pk, samira.login, "Samira", [])
    add_passkey(actor=US, account_id=samira.pk, state=state, answer=stolen.make(options), name="Voleur")
    if waits:
        Account.objects.filter(pk=samira.pk).update(reset_asked_at=clock.now())
    Client().post(replaced)
    jobs.settle()
    chosen = {"login": samira.login, "password": "la girafe mange du nougat", "again": "la girafe mange du nougat"}
    link = choose_link(next(one for one in mailoutbox if "/mot-de-passe/l/" in one.body))
    assert Client().post(link, chosen).status_code == 302
    thief = Client()
    answer = thief.post("/connexion/cle/entrer/", {"passkey": stolen.use(thief.post("/connexion/cle/").json())})
    assert answer.status_code != 302 and thief.get("/").status_code == 302


def test_a_former_address_typed_finds_the_account_by_the_work_of_any_other(samira, replaced, academy, mailoutbox):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from identity.test_throttle import _without_tokens

    answers = set()
    for typed in (OLD, OLD.upper(), NEW, "personne@x.example", "rien"):
        client = Client()
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(ASK, {"login": typed})
        page = client.get(answer["Location"]).content.decode()
        answers.add((answer.status_code, len(asked), _without_tokens(page)))
    assert len(answers) == 1
    jobs.settle()
    assert ask(OLD.upper(), mailoutbox) == sorted([OLD, NEW])
