"""Lists of people say what places, guardianships and names say, whatever was written, by whomever."""

import os
from collections import Counter

import psycopg
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cast import LYCEE
from directory import people_of
from directory.listed import as_kept, as_said, assert_true
from preau.access.groups import members_in_school
from preau.directory.bulk import follow_names, relist, relist_everywhere
from preau.directory.enums import LISTED, AffiliationState, Profile
from preau.directory.models import Affiliation, Guardianship, ListedCount, ListedPerson, Person
from preau.directory.services.corrections import correct_person
from preau.kernel import clock, scope
from preau.kernel.text import fold, folded_name

pytestmark = pytest.mark.django_db


def test_an_imported_academy_is_listed_as_its_places_and_names_say(academy) -> None:
    with scope.everything("test"):
        assert ListedPerson.objects.exists()
        assert_true()
        assert relist_everywhere() == 0, "nothing is left for the night to put right"
        school = academy.school(LYCEE).pk
        listed = set(ListedPerson.objects.filter(school=school).values_list("person_id", flat=True))
        assert set().union(*members_in_school(school).values()) <= listed, "whoever is in a group is in the list"


def test_a_name_put_right_moves_in_the_list() -> None:
    with scope.everything("test"):
        school = people_of.school("École hors AAF")
        one = people_of.person("Ana", "Blanc")
        people_of.place(one, school, Profile.TEACHER)
        correct_person(
            actor=people_of.HEAD, school_id=school.pk, person_id=one.pk, field="family_name", value="Cœur-Noir"
        )
        assert as_kept()[school.pk, one.pk] == ("coeur noir  ana", LISTED[Profile.TEACHER])
        assert_true()


PROFILES = st.sampled_from([one for one in LISTED if one != Profile.GUARDIAN])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("place"), st.integers(0, 3), st.integers(0, 1), PROFILES),
        st.tuples(st.just("suspend"), st.integers(0, 3), st.integers(0, 1), PROFILES),
        st.tuples(st.just("link"), st.integers(0, 3), st.integers(0, 1), st.integers(0, 3)),
        st.tuples(st.just("part"), st.integers(0, 3), st.integers(0, 1), st.integers(0, 3)),
        st.tuples(st.just("rename"), st.integers(0, 3), st.text(max_size=12), st.text(max_size=12)),
    ),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_after_any_writes_the_lists_are_as_said(steps, db) -> None:
    """Whatever is written, in any order, and looked at person by person as a bulk write does."""
    with scope.everything("test"):
        schools = [people_of.school("A"), people_of.school("B")]
        people = [people_of.person(f"P{number}", "Nom") for number in range(4)]
        for what, who, where, more in steps:
            person = people[who]
            if what == "rename":
                family, given = where.replace("\0", ""), more.replace("\0", "")
                Person.objects.filter(pk=person.pk).update(
                    family_name=family, given_name=given, search_name=folded_name(family, given)
                )
                follow_names([person.pk.hex])
                continue
            at = schools[where]
            if what in {"place", "suspend"}:
                state = AffiliationState.ACTIVE if what == "place" else AffiliationState.SUSPENDED
                Affiliation.objects.update_or_create(
                    school=at, person=person, profile=more, defaults={"state": state}
                )  # fmt: skip
            elif people[more] != person:
                Guardianship.objects.update_or_create(
                    school=at, student=people[more], guardian=person,
                    defaults={
                        "source_reach": "authority", "reach": "authority",
                        "ended_at": None if what == "link" else clock.now(),
                    },
                )  # fmt: skip
            relist(at.pk.hex, [person.pk.hex])
        ours = {one.pk for one in schools}
        assert {key: row for key, row in as_kept().items() if key[0] in ours} == {
            key: row for key, row in as_said().items() if key[0] in ours
        }
        counted = Counter((school, bits) for (school, _person), (_name, bits) in as_kept().items() if school in ours)
        kept = ListedCount.objects.filter(school__in=ours)
        assert {(one.school_id, one.profiles): one.people for one in kept} == dict(counted)


def test_the_night_puts_right_what_was_written_beside_the_services(academy) -> None:
    """As a version that knew of no list does while an update replaces it."""
    with scope.everything("test"):
        place = Affiliation.objects.filter(profile=Profile.TEACHER, state=AffiliationState.ACTIVE).first()
        Affiliation.objects.filter(pk=place.pk).update(state=AffiliationState.SUSPENDED)
        assert as_kept() != as_said()
        assert relist_everywhere() == 1
        assert_true()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_school_waits_for_nobody_who_is_listed_right() -> None:
    """Two processes of an import share people: one that waited for the other's would be waited for in turn."""
    with scope.everything("test"):
        school, who = people_of.school("A"), people_of.person("Ana", "Blanc")
        people_of.place(who, school, Profile.TEACHER)
        with psycopg.connect(os.environ["DATABASE_URL"]) as other, transaction.atomic():
            other.execute("UPDATE directory_listedperson SET search_name = 'x' WHERE person_id = %s", [who.pk])
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
            assert relist(school.pk.hex) == 0
            other.rollback()


@given(
    one=st.tuples(st.text(max_size=20), st.text(max_size=20)),
    other=st.tuples(st.text(max_size=20), st.text(max_size=20)),
)
def test_folded_names_stand_in_the_order_of_family_then_given_names(one, other) -> None:
    def as_pair(name: tuple[str, str]) -> tuple[str, str]:
        return fold(name[0]), fold(name[1])

    assert (folded_name(*one) < folded_name(*other)) == (as_pair(one) < as_pair(other))


def test_martin_stands_before_martin_dupont() -> None:
    names = [("Martin", "Zoé"), ("Martin-Dupont", "Alex"), ("Martinez", "Ana"), ("Martin", "Alex")]
    assert [given for family, given in sorted(names, key=lambda one: folded_name(*one))] == [
        "Alex", "Zoé", "Alex", "Ana",
    ]  # fmt: skip
