"""The desk: every item that one works on, by parts, and no other."""

import re
from typing import Any

import pytest

from cast import LYCEE
from news.conftest import hat_of
from preau.access.public import Audience
from preau.directory.models import Homeroom
from preau.news.models import NewsItem
from preau.news.selectors.desk import desk_lines, desk_rows
from preau.news.selectors.reading import works_on
from preau.news.services import submit, withdraw

HEAD, TEACHER, CPE = "helene-garnier", "claire-roux", "nadia-leroy"


@pytest.fixture
def many(academy: Any, written: Any, published: Any) -> None:
    """Items of every state, sort and author, to the school, to a class of the teacher's and to another class."""
    school = academy.school(LYCEE)
    own = Homeroom.objects.get(school=school, label="2de 4")
    taught = {own.pk}
    other = Homeroom.objects.filter(school=school).exclude(pk__in=taught).exclude(label__startswith="2de").first()
    assert other is not None
    here, there = Audience("class_students", own.pk), Audience("class_students", other.pk)
    for who, *audiences in ((HEAD, here), (HEAD, there), (HEAD, here, there), (HEAD, "students"), (CPE, here)):
        written(who, *audiences, title=f"Brouillon {who}")
        item = written(who, *audiences, title=f"Proposée {who}")
        submit(actor=academy[who].actor, hat=hat_of(academy[who], school.pk), item_id=item.pk)
    published(HEAD, here, title="Classe")
    published(HEAD, here, title="Alerte", sort="safety")
    published(HEAD, "students", title="École", is_public=True)
    published(HEAD, here, title="À tous", is_public=True)
    NewsItem.objects.filter(title__in=["Alerte", "À tous", "Classe"]).update(written_by_id=None)
    gone = published(TEACHER, here, title="La mienne")
    withdraw(actor=academy[TEACHER].actor, hat=hat_of(academy[TEACHER], school.pk), item_id=gone.pk)


@pytest.mark.parametrize("who", [HEAD, TEACHER, CPE, "jean-royer"])
def test_the_desk_holds_what_one_works_on_and_nothing_else(academy: Any, many: None, who: str) -> None:
    school = academy.school(LYCEE).pk
    hat = hat_of(academy[who], school)
    shown = list(desk_rows(hat, school))
    assert {one.pk for one in shown} == {
        one.pk for one in NewsItem.objects.filter(school_id=school) if works_on(hat, one)
    }
    states = ["review", "draft", "published", "withdrawn"]
    assert [states.index(one.state) for one in shown] == sorted(states.index(one.state) for one in shown)
    assert [one.item for one in desk_lines(hat, school, shown)] == shown


def test_a_long_desk_is_read_by_parts_to_its_end(academy: Any, written: Any) -> None:
    for number in range(70):
        written(HEAD, "students", title=f"Titre-{number}-")
    client, found, page = academy.client(HEAD), set(), 1
    while page:
        body = client.get(f"/actualites/bureau/?page={page}").content.decode()
        found |= set(re.findall(r"Titre-(\d+)-", body))
        page = page + 1 if f"page={page + 1}" in body else 0
    assert len(found) == 70


def test_a_stranger_has_no_desk(academy: Any) -> None:
    hat = hat_of(academy["yves-caron"])
    assert not list(desk_rows(hat, academy.school(LYCEE).pk).exclude(written_by_id=hat.person_id))
