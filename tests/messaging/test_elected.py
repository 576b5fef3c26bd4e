"""Elected parents write to families who accept it: one group, whose names they never learn, by every door."""

import re
import uuid
from typing import Any

import pytest

from messaging.conftest import TEACHER, Clock, Post
from preau.access.enums import GroupKind, Link, MandateKind, Subject
from preau.access.models import ElectedConsent, Mandate, SchoolSetting
from preau.access.public import (
    WILLING,
    GroupRef,
    end_mandate,
    may_see,
    may_write,
    may_write_to_group,
    search_contacts,
    set_school_entry,
    values_of,
    visible_people,
    writable_people,
)
from preau.directory.models import CourtDecision, Enrollment, Guardianship, Homeroom
from preau.directory.reach import recompute_reaches
from preau.kernel import clock
from preau.messaging.enums import Kind, State
from preau.messaging.models import Delivery, Message, Recipient
from preau.messaging.selectors.recipients import group_key, offered, reach_of
from preau.messaging.services import Refused, begin_answer, begin_forward, send

DELEGATE, MOTHER, FATHER = "brigitte-marchand", "samira-benali", "karim-benali"
PAGE = "/messages/reglages/parents-elus/"


@pytest.fixture
def homeroom(academy: Any) -> Homeroom:
    """Lina's class, whose families a parent of it represents."""
    rows = Enrollment.objects.filter(
        school=academy.school("1001"), student=academy["lina-benali"].person, left_on=None
    ).exclude(homeroom=None)
    room: Homeroom = rows.latest("school_year_id").homeroom
    return room


@pytest.fixture
def elected(academy: Any, post: Post, homeroom: Homeroom) -> GroupRef:
    """Brigitte Marchand, whose child is in that class, is elected there: the group that she may write to."""
    child = Guardianship.objects.filter(guardian=academy[DELEGATE].person, school=homeroom.school).first()
    assert child is not None
    Enrollment.objects.filter(
        school=homeroom.school, student=child.student, school_year_id=homeroom.school_year_id
    ).update(homeroom=homeroom)  # fmt: skip
    Mandate.objects.filter(person=academy[DELEGATE].person).delete()
    Mandate.objects.create(
        school=homeroom.school, school_year_id=homeroom.school_year_id, kind=MandateKind.ELECTED_PARENT,
        person=academy[DELEGATE].person, homeroom=homeroom, given_at=clock.now(),
    )  # fmt: skip
    return GroupRef(homeroom.school_id, WILLING, homeroom.pk)


def accept(academy: Any, who: str, *rooms: Homeroom) -> None:
    """By the page, for these classes alone."""
    answer = academy.client(who).post(PAGE, {"classe": [str(one.pk) for one in rooms]})
    assert answer.status_code == 303


def to_group(post: Post, who: str, group: GroupRef) -> Message:
    row = post.draft(who)
    Recipient.objects.create(message=row, kind=Kind.TO, group=group_key(group), title="Parents qui l’acceptent")
    return row


def leave(post: Post, who: str, row: Message) -> Message:
    row.refresh_from_db()
    hat = post.hat(who)
    count = reach_of(hat, row, children=False).count
    return send(actor=post.academy[who].actor, hat=hat, message_id=row.pk, version=row.version, count=count)


def copies(row: Message) -> set[uuid.UUID]:
    return set(Delivery.objects.filter(message=row).exclude(kind=Kind.FROM).values_list("person_id", flat=True))


def test_nobody_is_in_it_before_they_say_so(post: Post, elected: GroupRef) -> None:
    assert not ElectedConsent.objects.exists()
    assert not [one for one in offered(post.hat(DELEGATE), "parents") if one.key == group_key(elected)]
    with pytest.raises(Refused):
        leave(post, DELEGATE, to_group(post, DELEGATE, elected))


def test_the_delegate_reads_a_name_of_group_and_a_number_and_the_families_their_delegate(
    academy: Any, post: Post, elected: GroupRef, homeroom: Homeroom, moment: Clock
) -> None:
    accept(academy, MOTHER, homeroom)
    (offer,) = [one for one in offered(post.hat(DELEGATE), "parents") if one.key == group_key(elected)]
    assert offer.is_group and offer.name == f"Parents de la {homeroom.label} qui l’acceptent"
    assert offer.detail.replace("\u00a0", " ") == "1 personne"
    row = leave(post, DELEGATE, to_group(post, DELEGATE, elected))
    moment.on(days=3)
    row.refresh_from_db()
    assert row.state == State.SENT and copies(row) == {academy[MOTHER].person.pk}
    assert "parent élu" in row.sender and homeroom.label in row.sender
    read = academy.client(MOTHER).get(f"/messages/fil/{row.thread}/").content.decode()
    assert "MARCHAND" in read and "parent élu" in read
    client = academy.client(DELEGATE)
    for page in (f"/messages/fil/{row.thread}/", "/messages/envoyes/", "/messages/ecrire/destinataires/?q=parents"):
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert not re.search("benali", answer.content.decode(), re.IGNORECASE), page
    assert client.get(f"/messages/{row.pk}/lecteurs/").status_code == 404


def test_no_door_leads_to_one_family_nor_shows_one(
    academy: Any, post: Post, elected: GroupRef, homeroom: Homeroom
) -> None:
    accept(academy, MOTHER, homeroom)
    hat, mother = post.hat(DELEGATE), academy[MOTHER].person.pk
    assert not may_write(hat, mother) and not may_see(hat, mother)
    assert mother not in writable_people(hat) | visible_people(hat)
    assert not [one for one in search_contacts(hat, "benali").contacts if one.person_id == mother]
    for kind in (GroupKind.CLASS_GUARDIANS, GroupKind.GUARDIANS):
        unit = homeroom.pk if kind == GroupKind.CLASS_GUARDIANS else None
        assert not may_write_to_group(hat, GroupRef(elected.school_id, kind.value, unit))
    row = post.draft(DELEGATE)
    Recipient.objects.create(message=row, kind=Kind.TO, person_id=mother)
    with pytest.raises(Refused):
        leave(post, DELEGATE, row)
    assert may_write(post.hat(MOTHER), academy[DELEGATE].person.pk), "a family writes to its delegate"


@pytest.mark.parametrize("who", [MOTHER, "sophie-martin-lycee", TEACHER, "lina-benali", "helene-garnier"])
def test_nobody_else_addresses_it(academy: Any, post: Post, elected: GroupRef, homeroom: Homeroom, who: str) -> None:
    accept(academy, FATHER, homeroom)
    assert group_key(elected) not in {one.key for one in offered(post.hat(who), "parents", limit=50)}
    row = to_group(post, who, elected)
    assert reach_of(post.hat(who), row, children=False).refused
    with pytest.raises(Refused):
        leave(post, who, row)


def test_an_old_draft_reaches_nobody_who_took_it_back_and_what_waits_neither(
    academy: Any, post: Post, elected: GroupRef, homeroom: Homeroom, moment: Clock
) -> None:
    for who in (MOTHER, FATHER):
        accept(academy, who, homeroom)
    row = leave(post, DELEGATE, to_group(post, DELEGATE, elected))
    accept(academy, FATHER)
    moment.on(days=3)
    row.refresh_from_db()
    assert copies(row) == {academy[MOTHER].person.pk}
    draft = to_group(post, DELEGATE, elected)
    accept(academy, MOTHER)
    with pytest.raises(Refused):
        leave(post, DELEGATE, draft)


def test_a_forward_follows_the_same_rule(
    academy: Any, post: Post, elected: GroupRef, homeroom: Homeroom, moment: Clock
) -> None:
    accept(academy, MOTHER, homeroom)
    received = post.send(TEACHER, post.person(DELEGATE))
    moment.on(days=3)
    forward = begin_forward(actor=academy[DELEGATE].actor, hat=post.hat(DELEGATE), message_id=received.pk)
    Recipient.objects.create(message=forward, kind=Kind.TO, group=group_key(elected), title="x")
    assert {one.person_id for one in reach_of(post.hat(DELEGATE), forward).people} == {academy[MOTHER].person.pk}
    accept(academy, MOTHER)
    assert not reach_of(post.hat(DELEGATE), forward).people


@pytest.mark.parametrize("to_all", [False, True])
def test_an_answer_reaches_the_delegate_alone(
    academy: Any, post: Post, elected: GroupRef, homeroom: Homeroom, moment: Clock, to_all: bool
) -> None:
    for who in (MOTHER, FATHER):
        accept(academy, who, homeroom)
    row = leave(post, DELEGATE, to_group(post, DELEGATE, elected))
    moment.on(days=3)
    answer = begin_answer(actor=academy[MOTHER].actor, hat=post.hat(MOTHER), message_id=row.pk, to_all=to_all)
    reach = reach_of(post.hat(MOTHER), answer)
    assert {one.person_id for one in reach.people} == {academy[DELEGATE].person.pk}
    Recipient.objects.create(message=answer, kind=Kind.CC, group=group_key(elected), title="x")
    assert reach_of(post.hat(MOTHER), answer).refused


def test_a_mandate_that_ends_and_a_rule_that_closes_end_it(
    academy: Any, post: Post, elected: GroupRef, homeroom: Homeroom, moment: Clock
) -> None:
    accept(academy, MOTHER, homeroom)
    waiting = leave(post, DELEGATE, to_group(post, DELEGATE, elected))
    head = academy["helene-garnier"].actor
    rule: dict[str, Any] = {
        "actor": head, "school_id": elected.school_id, "subject": Subject.LINK,
        "key": f"{GroupKind.CLASS_ELECTED_PARENTS.value}>{GroupKind.CLASS_GUARDIANS.value}",
    }  # fmt: skip
    set_school_entry(**rule, value=Link.REPLY, version="")
    moment.on(days=3)
    waiting.refresh_from_db()
    assert not copies(waiting) and waiting.state != State.SENT
    version = str(SchoolSetting.objects.get(school_id=elected.school_id, key=rule["key"]).version)
    set_school_entry(**rule, value=Link.OPEN, version=version)
    draft = to_group(post, DELEGATE, elected)
    assert reach_of(post.hat(DELEGATE), draft).count == 1
    mandate = Mandate.objects.get(person=academy[DELEGATE].person, ended_at=None)
    end_mandate(actor=head, school_id=elected.school_id, mandate_id=mandate.pk)
    with pytest.raises(Refused):
        leave(post, DELEGATE, draft)


def test_no_school_opens_families_to_elected_parents_otherwise() -> None:
    for sender, receiver in (("elected_parents", "guardians"), ("class_elected_parents", "guardians")):
        assert Link.OPEN not in values_of(Subject.LINK, f"{sender}>{receiver}")
    assert Link.OPEN in values_of(Subject.LINK, "class_elected_parents>class_guardians")


def test_whom_a_judge_keeps_apart_is_not_reached(
    academy: Any, post: Post, elected: GroupRef, homeroom: Homeroom
) -> None:
    accept(academy, MOTHER, homeroom)
    CourtDecision.objects.create(
        student=academy["lina-benali"].person, guardian=academy[DELEGATE].person, kind="protection_order",
        starts_on=clock.today(), recorded_by_school=homeroom.school, recorded_at=clock.now(),
    )  # fmt: skip
    recompute_reaches()
    assert not reach_of(post.hat(DELEGATE), to_group(post, DELEGATE, elected)).people


def test_one_accepts_for_one_s_own_classes_alone(academy: Any, post: Post, homeroom: Homeroom) -> None:
    other = Homeroom.objects.filter(school=homeroom.school).exclude(pk=homeroom.pk).first()
    assert other is not None
    client = academy.client(MOTHER)
    for bad in (str(other.pk), "x", str(uuid.uuid4())):
        assert client.post(PAGE, {"classe": bad}).status_code == 404
    assert academy.client("lina-benali").get(PAGE).status_code == 404
    accept(academy, MOTHER, homeroom)
    accept(academy, MOTHER, homeroom)
    assert ElectedConsent.objects.count() == 1
    assert " checked" in client.get(PAGE).content.decode()
    accept(academy, MOTHER)
    assert not ElectedConsent.objects.exists() and " checked" not in client.get(PAGE).content.decode()
