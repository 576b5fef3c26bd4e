"""Accounts follow records: joined, parted, and ended when a guardian loses a child."""

import datetime as dt

import pytest

from console import worn
from directory import people_of
from preau.directory.enums import Profile, RecordKind
from preau.directory.models import Person, School
from preau.directory.services import confirm_match, propose_match, record_court_decision, undo_match
from preau.identity.models import Account, AccountSession
from preau.identity.services import open_account
from preau.kernel import clock, scope
from preau.kernel.events import subscribers_of
from preau.kernel.models import OutboxEvent
from preau.kernel.registry import modules_named

pytestmark = pytest.mark.django_db


def tell(topic: str) -> None:
    modules_named("subscriptions")
    with scope.everything("test"):
        for event in OutboxEvent.objects.filter(topic=topic):
            for subscriber in subscribers_of(topic):
                subscriber(event)
                subscriber(event)  # at least once means twice on a bad day


def teachers(at: School) -> list[Person]:
    people = []
    for number in (1, 2):
        who = people_of.person("Karim", "Benali", email="k@academie.fr", birth_date=dt.date(1980, 5, 4))
        people_of.record(who, RecordKind.STAFF, f"t{number}")
        people_of.place(who, at, Profile.TEACHER)
        people.append(who)
    return people


@pytest.mark.parametrize("both", [True, False], ids=["both have an account", "only the merged one has"])
def test_one_person_one_account_and_back(both: bool) -> None:
    with scope.everything("test"):
        kept, merged = teachers(people_of.school())
        kept_account = open_account(actor=worn.US, person=kept, login="garde") if both else None
        client = worn.signed_in(merged)
        match = propose_match(actor=people_of.HEAD, first_id=kept.pk, second_id=merged.pk)
        confirm_match(actor=people_of.HEAD, match_id=match.pk)
    tell("directory.persons_joined")
    account = Account.objects.exclude(login="garde").get()
    if kept_account:
        assert (account.person_id, account.is_active) == (merged.pk, False)
        assert Account.objects.get(login="garde").is_active
    else:
        assert (account.person_id, account.is_active) == (kept.pk, True)
    assert not AccountSession.objects.filter(account_id=account.pk).exists()
    assert client.get("/").status_code == 302

    with scope.everything("test"):
        undo_match(actor=people_of.HEAD, match_id=match.pk)
    tell("directory.persons_parted")
    account.refresh_from_db()
    assert (account.person_id, account.is_active, account.joining) == (merged.pk, True, None)


def test_a_guardian_barred_by_a_judge_is_signed_out_within_the_event() -> None:
    with scope.everything("test"):
        here = people_of.school()
        lina = people_of.pupil("Lina", "Moreau", here)
        father = people_of.guardian("Paul", "Moreau", lina, here)
        mother = people_of.guardian("Anne", "Moreau", lina, here)
        barred, stays = worn.signed_in(father), worn.signed_in(mother)
        record_court_decision(
            actor=people_of.HEAD, school_id=here.pk, student_id=lina.pk, guardian_id=father.pk,
            kind="protection_order", starts_on=clock.today(),
        )  # fmt: skip
        record_court_decision(
            actor=people_of.HEAD, school_id=here.pk, student_id=lina.pk, guardian_id=mother.pk,
            kind="supervises", starts_on=clock.today(),
        )  # fmt: skip
    tell("directory.guardianship_changed")
    assert {row.account_id for row in AccountSession.objects.all()} == {Account.objects.get(person=mother).pk}
    revoked = OutboxEvent.objects.filter(topic="identity.revoked")
    assert {event.payload["person_id"] for event in revoked} == {str(father.pk)}
    assert barred.get("/").status_code == 302
    assert stays.get("/").status_code == 200
