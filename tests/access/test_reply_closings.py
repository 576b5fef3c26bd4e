"""An answer that a person closed: over all combinations of who closed what, whose message it is, and what rules say."""

import itertools
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from access.small_world import worn
from access.test_links import both_say
from access.test_replies import Received, rule
from cast import COLLEGE, LYCEE
from preau.access import contacts
from preau.access.errors import Refused, Unknown
from preau.access.models import ReplyClosing
from preau.access.public import close_reply, reopen_reply, replies_closed_by
from preau.access.words import reason_of
from preau.directory.enums import Profile
from preau.directory.models import Person
from preau.directory.services.moving import move, move_back
from preau.kernel import audit, clock, duties, scope
from preau.kernel.actor import system
from preau.kernel.ids import new_id
from preau.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
THIS, OTHER = new_id(), new_id()
GROUNDS = {"open": "rule", "reply": "reply", "closed": "reply_closed_by_rule"}


@pytest.fixture(autouse=True)
def everywhere(db):
    with scope.everything("tests of closed answers"):
        yield


@pytest.fixture
def told(academy):
    """A message of the head to a pupil, in an exchange, and the hat of the pupil."""
    lina = academy["lina-benali"].person
    receipt = Received(academy["helene-garnier"].person.pk, lina.pk, academy.school(LYCEE).pk, THIS)
    return receipt, worn(lina, Profile.STUDENT)


def test_all_combinations_of_closings_rules_and_exchanges(academy, told):
    receipt, hat = told
    people = {one: academy[one] for one in ("helene-garnier", "lina-benali", "nadia-leroy")}
    sender, receiver, third = people
    closings = [
        (who, towards, thread, reopened)
        for who, towards, thread, reopened in itertools.product(
            people, (None, receiver, third), (None, THIS, OTHER), (False, True)
        )
        if (towards or thread) and towards != who
    ]
    tried = 0
    for value in GROUNDS:
        for key in ("students>heads", "class_students>heads"):
            rule(academy.school(LYCEE), key, value)
        for who, towards, thread, reopened in closings:
            row = close_reply(
                actor=people[who].actor, school_id=receipt.school_id,
                towards_id=people[towards].person.pk if towards else None, thread_id=thread,
            )  # fmt: skip
            if reopened:
                reopen_reply(actor=people[who].actor, closing_id=row.pk)
            for written_in in (THIS, None):
                holds = (
                    who == sender and not reopened and towards in (None, receiver)
                    and (thread == written_in or (thread is None and towards == receiver))
                )  # fmt: skip
                verdict = contacts.may_reply(hat, replace(receipt, thread_id=written_in))
                said = (value, who, towards, thread, reopened, written_in)
                assert verdict.ground == ("closed_by_person" if holds else GROUNDS[value]), said
                assert bool(verdict) is (not holds and value != "closed"), said
                tried += 1
            ReplyClosing.objects.all().delete()
    assert tried == 3 * 2 * len(closings) > 200


def test_a_closing_says_who_closed_and_stops_no_first_message_that_a_rule_allows(academy, told):
    receipt, hat = told
    head = academy["helene-garnier"]
    rule(academy.school(LYCEE), "students>heads", "open")
    close_reply(actor=head.actor, school_id=receipt.school_id, towards_id=receipt.receiver_id)
    verdict = contacts.may_reply(hat, receipt)
    sentence = reason_of(verdict, "Lina Benali", "Hélène Garnier", {})
    assert sentence == "Non. Hélène Garnier a fermé la réponse à ce message."
    assert contacts.may_write(hat, receipt.sender_id) and contacts.may_see(hat, receipt.sender_id)


def test_sent_twice_it_is_one_closing_told_once_and_not_towards_whom(academy, told):
    receipt, _hat = told
    head = academy["helene-garnier"]
    asked = {"actor": head.actor, "school_id": receipt.school_id, "towards_id": receipt.receiver_id}
    first = close_reply(**asked)
    assert close_reply(**asked) == first and ReplyClosing.objects.count() == 1
    assert [one.pk for one in replies_closed_by(head.person.pk)] == [first.pk]
    for _ in range(2):
        reopen_reply(actor=head.actor, closing_id=first.pk)
    assert not replies_closed_by(head.person.pk)
    entries = AuditEntry.objects.filter(action__contains="_reply").order_by("position")
    assert [one.action for one in entries] == ["access.close_reply", "access.reopen_reply"]
    for one in entries:
        assert "Lina" not in audit.sentence_of(one) and str(receipt.receiver_id) not in f"{one.subject_id} {one.data}"
    assert close_reply(**asked).pk != first.pk, "closed anew: what was opened again stays told"


def test_what_cannot_be_closed_is_refused(academy, told):
    receipt, _hat = told
    head, lina, yves = (academy[one] for one in ("helene-garnier", "lina-benali", "yves-caron"))
    here = {"school_id": receipt.school_id}
    for asked in ({}, {"towards_id": head.person.pk}):
        with pytest.raises(Refused):
            close_reply(actor=head.actor, **here, **asked)
    with pytest.raises(Refused):
        close_reply(actor=system("tests"), **here, thread_id=THIS)
    for who, towards in ((yves, lina), (head, yves)):
        with pytest.raises(Unknown):
            close_reply(actor=who.actor, **here, towards_id=towards.person.pk)
    made = close_reply(actor=head.actor, **here, thread_id=THIS)
    for who in (lina, yves):
        with pytest.raises(Unknown):
            reopen_reply(actor=who.actor, closing_id=made.pk)
    with pytest.raises(Unknown):
        reopen_reply(actor=head.actor, closing_id=new_id())


@pytest.mark.parametrize("named", [("towards",), ("thread",), ("towards", "thread")], ids="+".join)
def test_two_at_once_make_one(academy, told, named):
    """Whoever comes second is refused by the table, and takes the first one's row."""
    receipt, _hat = told
    values = {"towards_id": receipt.receiver_id, "thread": THIS}
    values = {name: one for name, one in values.items() if name.removesuffix("_id") in named}
    row = {"school_id": receipt.school_id, "closed_by_id": receipt.sender_id, "closed_at": clock.now(), **values}
    ReplyClosing.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReplyClosing.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReplyClosing.objects.create(**{**row, "towards_id": None, "thread": None})


def test_across_two_schools_the_word_of_the_other_school_s_person_holds(academy):
    helene, yves = academy["helene-garnier"], academy["yves-caron"]
    both_say(academy, "heads", "heads")
    receipt = Received(helene.person.pk, yves.person.pk, academy.school(COLLEGE).pk, THIS)
    hat = worn(yves.person, Profile.HEAD)
    assert contacts.may_reply(hat, receipt).ground == "reply"
    with scope.use(academy.scope_of(LYCEE)):
        made = close_reply(actor=helene.actor, school_id=academy.school(LYCEE).pk, towards_id=yves.person.pk)
    with scope.use(academy.scope_of(COLLEGE)):
        assert contacts.may_reply(hat, receipt).ground == "closed_by_person"
        assert not replies_closed_by(helene.person.pk), "its row is not another school's to read"
    with scope.use(academy.scope_of(LYCEE)):
        reopen_reply(actor=helene.actor, closing_id=made.pk)
    assert contacts.may_reply(hat, receipt).ground == "reply"


def test_when_two_records_are_joined_the_person_kept_has_what_either_closed(academy, told):
    receipt, hat = told
    nadia, head = academy["nadia-leroy"], academy["helene-garnier"]
    here = {"school_id": receipt.school_id}
    both = [close_reply(actor=who.actor, **here, towards_id=receipt.receiver_id) for who in (nadia, head)]
    close_reply(actor=nadia.actor, **here, thread_id=OTHER)
    close_reply(actor=nadia.actor, **here, towards_id=head.person.pk)
    before = list(ReplyClosing.objects.order_by("pk").values())
    with scope.everything("a person is one in every school"):
        listed = move(head.person, nadia.person)
    kept = {(one.towards_id, one.thread) for one in replies_closed_by(head.person.pk)}
    assert kept == {(receipt.receiver_id, None), (None, OTHER)}, "once each, and none towards oneself"
    assert not ReplyClosing.objects.filter(pk=both[0].pk).exists()
    assert contacts.may_reply(hat, receipt).ground == "closed_by_person"
    with scope.everything("a person is one in every school"):
        move_back(head.person.pk, nadia.person.pk, listed)
    assert list(ReplyClosing.objects.order_by("pk").values()) == before, "parted, each has their own again"
    with scope.everything("a person is one in every school"):
        move(academy["emma-lopes"].person, Person.objects.get(pk=receipt.receiver_id))
    assert contacts.may_reply(hat, receipt).ground != "closed_by_person", "what was closed to the other record moved"


def test_own_data_tell_who_closed_and_not_whom_it_was_closed_to(academy, told):
    receipt, _hat = told
    head = academy["helene-garnier"]
    close_reply(actor=head.actor, school_id=receipt.school_id, towards_id=receipt.receiver_id, thread_id=THIS)
    [row] = duties.export_of(head.person.pk)["access"]["replies_closed"]
    assert set(row) == {"school__name", "closed_at"}
    assert "replies_closed" not in duties.export_of(receipt.receiver_id).get("access", {})
