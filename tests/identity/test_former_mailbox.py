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
def samira(academy):
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
    assert "Ce n’est pas vous" in one.body and "/mot-de-passe/" in one.body
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
    assert sorted(one.to[0] for one in mailoutbox) == sorted([OLD, NEW])


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
