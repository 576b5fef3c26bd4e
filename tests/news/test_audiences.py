"""Audiences: what one reader is in, and who is in one, are the same, read either way."""

import uuid
from dataclasses import replace
from typing import Any

import pytest

from cast import COLLEGE, LYCEE
from harness.sql import queries
from news.conftest import hat_of
from preau.access.public import Audience, Place, addressed, audience, audience_of_key, audiences_of, hats_of
from preau.directory.models import Enrollment, Homeroom, StudentGroup
from preau.directory.services.moving import move, move_back
from preau.kernel import clock
from preau.news.models import Acknowledgement


@pytest.fixture
def lycee(academy: Any) -> uuid.UUID:
    found: uuid.UUID = academy.school(LYCEE).pk
    return found


def every_audience(school: uuid.UUID) -> list[Audience]:
    rooms = Homeroom.objects.filter(school_id=school)
    groups = StudentGroup.objects.filter(school_id=school)
    levels = set(Enrollment.objects.filter(school_id=school).values_list("level_label", flat=True)) - {""}
    places = [
        Place(), *(Place(level=one) for one in levels), *(Place("class", one.pk) for one in rooms),
        *(Place("group", one.pk) for one in groups),
    ]  # fmt: skip
    whom = ("pupils", "guardians", "teachers", "staff", "life", "office")
    return [found for who in whom for place in places if (found := audience(who, place))]


@pytest.mark.parametrize(
    "name", ["lina-benali", "samira-benali", "karim-benali", "claire-roux", "helene-garnier", "nadia-leroy",
             "sophie-martin-lycee", "jean-royer"],
)  # fmt: skip
def test_a_reader_is_in_the_audiences_whose_people_they_are(academy: Any, lycee: uuid.UUID, name: str) -> None:
    member = academy[name]
    for worn in hats_of(member.account):
        if lycee not in worn.school_ids:
            continue
        hat = replace(worn, person_id=member.person.pk)
        mine = audiences_of(hat).get(lycee, frozenset())
        told = {
            one.key for one in every_audience(lycee)
            if any(row.person_id == member.person.pk and row.profile == hat.profile for row in addressed(lycee, [one]))
        }  # fmt: skip
        assert told == {one for one in mine if one in {each.key for each in every_audience(lycee)}}
        assert told


def test_a_guardian_reads_what_is_for_the_child_chosen(academy: Any, lycee: uuid.UUID) -> None:
    hat = hat_of(academy["samira-benali"], lycee)
    assert len(hat.children) == 3
    lina = next(one for one in hat.children if one.given_name == "Lina")
    adam = next(one for one in hat.children if one.given_name == "Adam")
    assert set(audiences_of(replace(hat, child=lina))) == {lycee}
    assert set(audiences_of(replace(hat, child=adam))) == {academy.school(COLLEGE).pk}
    assert len(audiences_of(hat)) == 3


def test_a_guardian_is_told_of_the_child_whom_the_class_is_of(academy: Any, lycee: uuid.UUID) -> None:
    room = Homeroom.objects.get(school_id=lycee, label="2de 4")
    told = addressed(lycee, [Audience("class_guardians", room.pk)])
    mine = [one for one in told if one.person_id == academy["samira-benali"].person.pk]
    assert [one.about_id for one in mine] == [academy["lina-benali"].person.pk]


def test_who_leaves_the_class_reads_it_no_more(academy: Any, lycee: uuid.UUID, published: Any) -> None:
    room = Homeroom.objects.get(school_id=lycee, label="2de 4")
    item = published("claire-roux", Audience("class_students", room.pk))
    lina = academy.client("lina-benali")
    assert lina.get(f"/actualites/{item.pk}/").status_code == 200
    other = Homeroom.objects.filter(school_id=lycee).exclude(pk=room.pk).first()
    rows = Enrollment.objects.filter(school_id=lycee, student=academy["lina-benali"].person)
    rows.update(homeroom=other)
    assert lina.get(f"/actualites/{item.pk}/").status_code == 404


def test_nobody_publishes_to_a_place_that_has_no_such_people() -> None:
    assert audience("office", Place("class", uuid.uuid4())) is None
    assert audience("staff", Place(level="2nde")) is None
    assert audience("nobody", Place()) is None


@pytest.mark.parametrize("one", [Audience("students"), Audience("students", level="2nde @:é"),
                                 Audience("class_students", uuid.UUID(int=7))])  # fmt: skip
def test_a_key_tells_its_audience(one: Audience) -> None:
    assert audience_of_key(one.key) == one


def test_a_list_asks_as_much_of_the_database_for_one_item_as_for_thirty(academy: Any, published: Any) -> None:
    client = academy.client("samira-benali")
    published("helene-garnier", "guardians", title="Une")
    client.get("/actualites/")
    with queries() as few:
        client.get("/actualites/")
    for number in range(30):
        published("helene-garnier", "guardians", title=f"Encore {number}")
    with queries() as many:
        page = client.get("/actualites/").content.decode()
    assert "Encore 29" in page and "Page 1 sur 3" in page
    assert len(few) == len(many)


def test_what_was_read_follows_who_turns_out_to_be_one_person(academy: Any, published: Any) -> None:
    item = published("helene-garnier", "guardians", is_flash=True)
    kept, merged = academy["brigitte-marchand"].person, academy["sophie-martin-lycee"].person
    for person in (kept, merged):
        Acknowledgement.objects.create(school_id=item.school_id, item=item, person=person, at=clock.now())
    moved = move(kept, merged)
    assert [one.person_id for one in Acknowledgement.objects.filter(item=item)] == [kept.pk]
    move_back(kept.pk, merged.pk, moved)
    assert {one.person_id for one in Acknowledgement.objects.filter(item=item)} == {kept.pk, merged.pk}
