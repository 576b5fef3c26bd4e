"""The flash that waits, above every page, until one says they read it: and what that costs."""

import datetime as dt
from typing import Any

import pytest

from cast import LYCEE
from harness.sql import queries
from news.conftest import hat_of
from preau.access.public import Audience
from preau.directory.models import School
from preau.kernel import clock
from preau.news.models import NewsItem
from preau.news.selectors.flashes import flash_of
from preau.news.services import withdraw

HEAD, TEACHER, PUPIL, MOTHER = "helene-garnier", "claire-roux", "lina-benali", "samira-benali"
PAGE = "/aide/"
TITLE = "Évacuation ce soir"


@pytest.fixture
def quiet(academy: Any) -> None:
    """No flash of the demonstration runs."""
    NewsItem.objects.filter(is_flash=True).delete()
    School.objects.update(tells_until=None, told_at=None)


@pytest.fixture
def flash(published: Any, quiet: None) -> NewsItem:
    item: NewsItem = published(HEAD, "students", "guardians", title=TITLE, is_flash=True)
    return item


def shows(client: Any, page: str = PAGE) -> bool:
    return TITLE in client.get(page).content.decode()


def test_it_stands_above_every_page_until_it_is_read_and_one_comes_back(
    academy: Any, flash: NewsItem, django_capture_on_commit_callbacks: Any
) -> None:
    lina, teacher = academy.client(PUPIL), academy.client(TEACHER)
    assert shows(lina) and shows(lina, "/scolarite/") and not shows(teacher)
    address = "/scolarite/"
    # what was typed in the page's address is said nowhere
    assert f'name="next" value="{address}"' in lina.get(f"{address}?q=Zyxw").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = lina.post(f"/actualites/{flash.pk}/lu/", {"next": address})
    assert answer["Location"] == address and not shows(lina) and not shows(lina, address)
    assert lina.post(f"/actualites/{flash.pk}/lu/", {"next": "//ailleurs.example/"})["Location"] == "/"


def test_home_and_its_own_page_say_it_once(academy: Any, flash: NewsItem) -> None:
    lina = academy.client(PUPIL)
    for page in ("/", f"/actualites/{flash.pk}/"):
        assert lina.get(page).content.decode().count(f"/actualites/{flash.pk}/lu/") == 1, page


def test_withdrawn_or_over_it_is_gone_at_once(academy: Any, flash: NewsItem, published: Any, monkeypatch: Any) -> None:
    lina = academy.client(PUPIL)
    assert shows(lina)
    withdraw(actor=academy[HEAD].actor, hat=hat_of(academy[HEAD], flash.school_id), item_id=flash.pk)
    assert not shows(lina) and School.objects.get(pk=flash.school_id).tells_until is None
    until = clock.now() + dt.timedelta(days=1)
    published(HEAD, "students", title=TITLE, is_flash=True, ends_at=until)
    assert shows(lina) and School.objects.get(pk=flash.school_id).tells_until == until
    monkeypatch.setattr(clock, "now", lambda: until + dt.timedelta(seconds=1))
    assert not flash_of(hat_of(academy[PUPIL], flash.school_id))


def test_it_costs_nothing_without_one_and_one_statement_a_minute_with(
    academy: Any, quiet: None, published: Any
) -> None:
    mother = academy.client(MOTHER)
    mother.get(PAGE)
    with queries() as without:
        mother.get(PAGE)
    published(HEAD, "guardians", title=TITLE, is_flash=True)
    with queries() as first:
        assert shows(mother)
    with queries() as second:
        assert shows(mother)
    assert len(first) == len(without) + 1 and len(second) == len(without)


def test_who_enters_a_class_is_asked_once_what_was_kept_is_old(
    academy: Any, quiet: None, published: Any, monkeypatch: Any
) -> None:
    item = published(HEAD, Audience("students", None, "inconnu"), title=TITLE, is_flash=True)
    lina = hat_of(academy[PUPIL], academy.school(LYCEE).pk)
    assert not flash_of(lina)
    item.audiences.update(key="students")
    later = clock.now() + dt.timedelta(seconds=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert [one.id for one in flash_of(lina)] == [item.pk]


def test_a_page_that_fails_asks_nothing(academy: Any, flash: NewsItem) -> None:
    page = academy.client(PUPIL).get("/nulle-part/")
    assert page.status_code == 404 and TITLE not in page.content.decode()
