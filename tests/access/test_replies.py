"""Answering a message received: until a rule or a person closes it. Rights, row by row and list by list."""

import uuid
from dataclasses import dataclass, replace

import pytest

from access.small_world import worn
from cast import LYCEE
from directory import people_of
from preau.access import contacts
from preau.access.enums import Extent, Right
from preau.access.models import Delegation, SchoolSetting
from preau.access.rights import Thing, can, extents_of, own_pupils, people_under, rights_held
from preau.access.roles import RIGHTS
from preau.access.services import close_reply, reopen_reply
from preau.directory.enums import DecisionKind, Profile
from preau.directory.models import Affiliation, CourtDecision, Homeroom, StudentGroup
from preau.directory.reach import recompute_reaches
from preau.kernel import clock, scope

pytestmark = pytest.mark.django_db


@dataclass
class Received:
    """A message received, as messaging will keep it."""

    sender_id: uuid.UUID
    receiver_id: uuid.UUID
    school_id: uuid.UUID
    thread_id: uuid.UUID | None = None


def rule(school, key, value):
    SchoolSetting.objects.update_or_create(
        school=school, subject="link", key=key,
        defaults={"value": value, "changed_by": "essai", "changed_at": clock.now()},
    )  # fmt: skip


def test_a_reply_lives_until_a_rule_or_a_person_closes_it(academy):
    head, lina = academy["helene-garnier"].person, academy["lina-benali"].person
    school = academy.school(LYCEE)
    with scope.everything("a test"):
        hat = worn(lina, Profile.STUDENT)
        receipt = Received(head.pk, lina.pk, school.pk)
        assert not contacts.may_write(hat, head.pk), "no first message to the direction"
        assert contacts.may_reply(hat, receipt).ground == "reply"
        closing = close_reply(actor=academy["helene-garnier"].actor, school_id=school.pk, towards_id=lina.pk)
        assert contacts.may_reply(hat, receipt).ground == "closed_by_person"
        reopen_reply(actor=academy["helene-garnier"].actor, closing_id=closing.pk)
        assert contacts.may_reply(hat, receipt).ground == "reply"
        assert not contacts.may_reply(hat, replace(receipt, receiver_id=academy["jules-girard"].person.pk))
        assert not contacts.may_reply(hat, replace(receipt, school_id=uuid.uuid4()))
        rule(school, "class_students>heads", "closed")
        assert contacts.may_reply(hat, receipt).ground == "reply_closed_by_rule"
        rule(school, "students>heads", "open")
        assert contacts.may_reply(hat, receipt).ground == "rule", "another pair of their groups is open"
        rule(school, "students>heads", "reply")
        rule(school, "class_students>heads", "reply")
        assert contacts.may_reply(hat, receipt)
        Affiliation.objects.filter(person=head, school=school).update(state="suspended")
        assert contacts.may_reply(hat, receipt).ground == "no_school", "who left is answered no more"


def test_a_judge_closes_replies_too():
    with scope.everything("a test"):
        school = people_of.school()
        lina = people_of.pupil("Lina", "Moreau", school)
        people_of.enrolled(lina, school)
        father = people_of.guardian("Paul", "Moreau", lina, school)
        other = people_of.pupil("Noé", "Moreau", school)
        people_of.link(father, other, school)
        receipt = Received(lina.pk, father.pk, school.pk)
        hat = worn(father, Profile.GUARDIAN)
        assert contacts.may_reply(hat, receipt)
        CourtDecision.objects.create(
            student=lina, guardian=father, kind=DecisionKind.NO_AUTHORITY, starts_on=clock.today(),
            recorded_by_school=school, recorded_at=clock.now(),
        )  # fmt: skip
        recompute_reaches()
        assert contacts.may_reply(worn(father, Profile.GUARDIAN), receipt).ground == "apart"


def test_a_right_answers_alike_for_a_row_and_for_a_list(academy):
    school = academy.school(LYCEE)
    with scope.everything("a test"):
        pupils = list(
            Affiliation.objects.filter(school=school, profile=Profile.STUDENT, state="active")
            .order_by("source_key").values_list("person_id", flat=True)[:60]
        )  # fmt: skip
        pupils += [academy["lina-benali"].person.pk, academy["emma-lopes"].person.pk]
        for slug, profile in (("helene-garnier", Profile.HEAD), ("claire-roux", Profile.TEACHER),
                              ("lucie-perrin", Profile.LIBRARIAN), ("nadia-leroy", Profile.STUDENT_LIFE)):  # fmt: skip
            hat = worn(academy[slug].person, profile)
            hat = replace(hat, schools=tuple(one for one in hat.schools if one.id == school.pk)) if hat else hat
            assert hat is not None and hat.schools, slug
            listed = contacts.people_in(people_under(hat, Right.SEE_PUPIL))
            for pupil in pupils:
                assert can(hat, Right.SEE_PUPIL, Thing(school.pk, pupil_id=pupil)) is (pupil in listed), slug
            assert not can(hat, Right.SEE_PUPIL, Thing(uuid.uuid4(), pupil_id=pupils[0]))
        lina = academy["lina-benali"].person.pk
        for slug, profile in (("lina-benali", Profile.STUDENT), ("samira-benali", Profile.GUARDIAN)):
            hat = worn(academy[slug].person, profile)
            own = own_pupils(hat, Right.SEE_PUPIL)
            assert lina in own and academy["emma-lopes"].person.pk not in own
            for pupil in pupils:
                assert can(hat, Right.SEE_PUPIL, Thing(school.pk, pupil_id=pupil)) is (pupil == lina)


def test_a_right_confided_in_one_class_reaches_that_class_alone(academy):
    school = academy.school(LYCEE)
    with scope.everything("a test"):
        first, second = Homeroom.objects.filter(school=school, school_year_id=2026).order_by("code")[:2]
        lucie = academy["lucie-perrin"].person
        hat = worn(lucie, Profile.LIBRARIAN)
        assert not can(hat, Right.SEE_PUPIL)
        Delegation.objects.create(
            school=school, person=lucie, right=Right.SEE_PUPIL, homeroom=first, starts_on=clock.today(),
            ends_on=clock.today(), reason="essai", given_by="essai", given_at=clock.now(),
        )  # fmt: skip
        assert can(hat, Right.SEE_PUPIL, Thing(school.pk, unit_id=first.pk))
        assert not can(hat, Right.SEE_PUPIL, Thing(school.pk, unit_id=second.pk))
        assert not can(hat, Right.SEE_PUPIL, Thing(school.pk))
        listed = contacts.people_in(people_under(hat, Right.SEE_PUPIL))
        assert listed == set(first.enrollments.filter(left_on=None).values_list("student_id", flat=True))


def test_collectivity_and_operator_have_no_right_over_a_pupil_or_a_class(academy, client_as):
    school = academy.school(LYCEE)
    with scope.everything("a test"):
        lina = academy["lina-benali"].person.pk
        group = StudentGroup.objects.filter(school=school).first()
    for slug in ("paul-faure", "alex-brun"):
        hat = client_as(slug).get("/").wsgi_request.hat
        with scope.everything("a test"):
            assert rights_held(hat)
            for right in RIGHTS:
                assert not can(hat, right, Thing(school.pk, pupil_id=lina))
                assert group is None or not can(hat, right, Thing(school.pk, unit_id=group.pk))
            assert contacts.writable_people(hat) == set()


def test_what_a_school_gives_a_role_holds_there_alone(academy):
    with scope.everything("a test"):
        claire = academy["claire-roux"].person
        SchoolSetting.objects.create(
            school=academy.school(LYCEE), subject="right", key="National_ens:see_pupil", value="school",
            changed_by="essai", changed_at=clock.now(),
        )  # fmt: skip
        held = {
            school: one.extent for school, one in extents_of(worn(claire, Profile.TEACHER), Right.SEE_PUPIL).items()
        }
    assert set(held.values()) <= {Extent.SCHOOL, Extent.OWN_CLASSES}
    assert all((extent == Extent.SCHOOL) is (school == academy.school(LYCEE).pk) for school, extent in held.items())
