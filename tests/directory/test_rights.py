"""What a guardian may do, by reach and by the choices of an adult pupil."""

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory import people_of
from preau.directory.enums import Reach
from preau.directory.errors import Refused
from preau.directory.models import Person
from preau.directory.rights import NONE, adult_on, rights_of_guardian
from preau.directory.services import (
    close_guardian_messages,
    give_back_signatures,
    reopen_guardian_messages,
    take_over_signatures,
)
from preau.kernel import clock, scope
from preau.kernel.models import AuditEntry, OutboxEvent

DAY = dt.date(2026, 11, 24)


@dataclass
class Link:
    reach: str
    ended_at: dt.datetime | None = None


@dataclass
class Pupil:
    birth_date: dt.date | None = dt.date(2008, 11, 24)
    takes_over_signatures_on: dt.date | None = None
    closes_guardian_messages_on: dt.date | None = None


@pytest.mark.parametrize(
    ("reach", "account", "reads", "signs", "decides"),
    [
        (Reach.AUTHORITY, True, True, True, True),
        (Reach.IN_CHARGE, True, True, True, False),
        (Reach.SUPERVISES, True, True, False, False),
        (Reach.CONTACT, False, False, False, False),
        (Reach.BARRED, False, False, False, False),
    ],
)
def test_the_table_of_rights(reach: str, account: bool, reads: bool, signs: bool, decides: bool) -> None:
    rights = rights_of_guardian(Link(reach), Pupil(), DAY)
    assert (rights.has_account, rights.reads, rights.signs, rights.decides) == (account, reads, signs, decides)
    assert rights.receives_absence_notices == rights.receives_leaving_notices == rights.sees_messages == account


def test_every_reach_is_in_the_table() -> None:
    for reach in Reach.values:
        rights_of_guardian(Link(reach), Pupil(), DAY)


def test_an_ended_link_gives_nothing() -> None:
    assert rights_of_guardian(Link(Reach.AUTHORITY, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)), Pupil(), DAY) == NONE


def test_an_adult_pupil_closes_signatures_and_messages_but_not_notices() -> None:
    pupil = Pupil(takes_over_signatures_on=DAY, closes_guardian_messages_on=DAY)
    rights = rights_of_guardian(Link(Reach.AUTHORITY), pupil, DAY)
    assert not rights.signs and not rights.decides and not rights.sees_messages
    assert rights.signatures_taken_over and rights.messages_closed
    assert rights.reads and rights.receives_absence_notices and rights.receives_leaving_notices


@given(st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)), st.sampled_from(Reach.values))
def test_choices_count_from_the_eighteenth_birthday_only(born: dt.date, reach: str) -> None:
    pupil = Pupil(born, takes_over_signatures_on=born, closes_guardian_messages_on=born)
    untouched = rights_of_guardian(Link(reach), Pupil(born), DAY)
    day_before = adult_on(born) - dt.timedelta(days=1)
    assert rights_of_guardian(Link(reach), pupil, day_before) == untouched
    assert not rights_of_guardian(Link(reach), pupil, adult_on(born)).signs


def test_who_was_born_on_a_leap_day_comes_of_age_on_the_first_of_march() -> None:
    assert adult_on(dt.date(2008, 2, 29)) == dt.date(2026, 3, 1)
    assert adult_on(dt.date(2008, 11, 24)) == DAY


@pytest.mark.django_db
def test_choices_are_refused_before_eighteen_and_for_an_unknown_birth_date() -> None:
    today = clock.today()
    with scope.everything("test"):
        here = people_of.school()
        child = people_of.pupil("Lina", "Moreau", here, birth_date=dt.date(today.year - 17, 1, 1))
        unknown = people_of.pupil("Noé", "Petit", here)
        for who in (child, unknown):
            with pytest.raises(Refused):
                take_over_signatures(actor=people_of.HEAD, student_id=who.pk)
            with pytest.raises(Refused):
                close_guardian_messages(actor=people_of.HEAD, student_id=who.pk)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_an_adult_choice_is_told_to_each_school_and_to_guardians_with_an_account() -> None:
    with scope.everything("test"):
        here, there = people_of.school("A"), people_of.school("B")
        adult = people_of.pupil("Lina", "Moreau", here, birth_date=dt.date(clock.today().year - 19, 1, 1))
        people_of.place(adult, there, "National_elv")
        mother = people_of.guardian("Anne", "Moreau", adult, here)
        people_of.guardian("Rose", "Petit", adult, here, Reach.CONTACT)
        take_over_signatures(actor=people_of.HEAD, student_id=adult.pk)
        take_over_signatures(actor=people_of.HEAD, student_id=adult.pk)
        close_guardian_messages(actor=people_of.HEAD, student_id=adult.pk)
    told = OutboxEvent.objects.filter(topic="directory.adult_choice_made")
    assert sorted((str(one.tenant), one.payload["choice"]) for one in told) == sorted(
        (str(school.pk), choice) for school in (here, there) for choice in ("signatures", "messages")
    )
    assert all(one.audience == [str(mother.pk)] for one in told)
    assert {one.chain for one in AuditEntry.objects.all()} == {str(here.pk), str(there.pk)}
    with scope.everything("test"):
        give_back_signatures(actor=people_of.HEAD, student_id=adult.pk)
        reopen_guardian_messages(actor=people_of.HEAD, student_id=adult.pk)
    adult = Person.objects.get(pk=adult.pk)
    assert adult.takes_over_signatures_on is None and adult.closes_guardian_messages_on is None
