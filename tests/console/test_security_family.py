"""A head decides for the pupils of the school today: not for those who left for another one."""

import datetime as dt

import pytest

from console import worn
from directory import people_of
from preau.directory.enums import AffiliationState, Profile, Reach
from preau.directory.models import Affiliation, CourtDecision, Guardianship, Person, School
from preau.kernel import clock, scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved() -> tuple[School, School, Person, Person]:
    """A pupil, 18, who left one school for another, with a father put aside by the directory to a contact."""
    with scope.everything("test"):
        before, now = people_of.school("Lycée d’avant"), people_of.school("Lycée d’après")
        lina = people_of.pupil("Lina", "Moreau", before, birth_date=dt.date(clock.today().year - 19, 1, 1))
        father = people_of.guardian("Paul", "Moreau", lina, before, Reach.CONTACT)
        people_of.place(lina, now, Profile.STUDENT)
        people_of.link(father, lina, now, Reach.CONTACT)
        Affiliation.objects.filter(school=before).update(state=AffiliationState.SUSPENDED)
        Guardianship.objects.filter(school=before).update(ended_at=clock.now())
    return before, now, lina, father


def test_the_head_of_a_former_school_records_no_decision(moved: tuple[School, School, Person, Person]) -> None:
    before, now, lina, father = moved
    with scope.everything("test"):
        head = worn.staff(before)
    typed = {"kind": "authority", "starts_on": clock.today().isoformat(), "ends_on": "", "relu": "oui"}
    answer = head.post(f"/console/responsables/{lina.pk}/{father.pk}/decision/", typed)
    assert answer.status_code == 404 and not CourtDecision.objects.exists()
    with scope.everything("test"):
        assert Guardianship.objects.get(school=now).reach == Reach.CONTACT


def test_the_head_of_a_former_school_makes_no_choice_for_an_adult_pupil(
    moved: tuple[School, School, Person, Person],
) -> None:
    before, _now, lina, _father = moved
    with scope.everything("test"):
        head = worn.staff(before)
    answer = head.post(f"/console/responsables/{lina.pk}/majorite/messages-fermes/")
    assert answer.status_code == 404
    lina.refresh_from_db()
    assert lina.closes_guardian_messages_on is None
