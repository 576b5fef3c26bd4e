"""The SQL of every page, kept as a text in `__sql__/`: a query more shows in review. UPDATE_SNAPSHOTS=1 rewrites."""

import datetime as dt
import zoneinfo

import pytest
from django.test import Client
from django.urls import reverse

import matrix
from cast import COLLEGE, LYCEE, Academy
from harness.sql import queries, same_as_kept
from preau.access import crisis, switches
from preau.kernel import clock, scope
from preau.news.selectors import flashes
from preau.timetable.models import Lesson

MOST = 10
"""Queries of a home page; other pages may have a few more."""
MOST_ELSEWHERE = 20
PAGES = [(row, profile) for row, profile in matrix.pages() if row.method == "get"]


def _client(academy: Academy, profile: str) -> Client:
    if profile == "anonymous":
        return Client()
    if profile == "operator":
        return academy.client(matrix.OPERATOR)
    if profile == "support":
        return academy.client(matrix.SUPPORT)
    if profile in matrix.OFFICERS:
        return academy.client(matrix.OFFICERS[profile][0])
    return academy.client("samira-benali" if profile == "guardian" else matrix.PEOPLE["lycee"][profile])


@pytest.fixture(autouse=True)
def at_school(academy: Academy, monkeypatch: pytest.MonkeyPatch) -> None:
    """The middle of a morning on which the cast's teacher has lessons: on a Sunday, pages have less to ask."""
    with scope.everything("a day of lessons"):
        theirs = Lesson.objects.filter(slot__teachers__teacher=academy["claire-roux"].person)
        day = theirs.filter(day__gt=clock.today()).order_by("day").values_list("day", flat=True).first()
    if day:  # in July nothing is left of the year
        moment = dt.datetime.combine(day, dt.time(10), zoneinfo.ZoneInfo("Europe/Paris"))
        shift = moment - clock.real_now()
        monkeypatch.setattr(clock, "_shift", lambda: shift)


@pytest.mark.parametrize(("row", "profile"), PAGES, ids=[f"{row} {profile}" for row, profile in PAGES])
def test_queries_of_a_page(row: matrix.Row, profile: str, academy: Academy, database_engine: str, settings):
    settings.DEMO = True
    client = _client(academy, profile)
    with scope.everything("naming what a test opens"):
        target = row.target(academy, COLLEGE if profile == "department" else LYCEE) if row.target else {}
    address = reverse(row.url, kwargs=target) + row.query
    # What is kept between pages for some seconds is kept from now on: its end must not fall between the two.
    switches.forget()
    crisis.forget()
    flashes._kept.clear()
    client.get(address)
    with queries() as found:
        client.get(address)
    assert len(found) <= (MOST if row.url == "portal:home" else MOST_ELSEWHERE)
    name = f"{row.url}{row.query}-{profile}".replace(":", "_").replace("?", "_").replace("=", "_").replace("&", "_")
    same_as_kept(found, __file__, name, text=database_engine == "sqlite")
