"""The SQL of every page, kept as a text in `__sql__/`: a query more shows in review. UPDATE_SNAPSHOTS=1 rewrites."""

import pytest
from django.test import Client
from django.urls import reverse

import matrix
from cast import COLLEGE, LYCEE, Academy
from harness.sql import queries, same_as_kept
from preau.access import crisis, switches
from preau.directory.calendar import year_of
from preau.kernel import clock, scope
from preau.news.selectors import flashes
from preau.timetable.models import Lesson, Slot, SlotTeacher

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


def _teach_today(academy: Academy) -> None:
    """Whoever teaches has a lesson, be it a Sunday: a day without any asks less."""
    school, day = academy.school(LYCEE), clock.today()
    slot = Slot.objects.create(
        school=school, school_year_id=year_of(day), weekday=day.isoweekday(), starts=480, ends=535, first_on=day,
        last_on=day, made_until=day, title="Cours du jour",
    )  # fmt: skip
    SlotTeacher.objects.create(school=school, slot=slot, teacher=academy[matrix.PEOPLE["lycee"]["teacher"]].person)
    Lesson.objects.create(school=school, slot=slot, day=day)


@pytest.mark.parametrize(("row", "profile"), PAGES, ids=[f"{row} {profile}" for row, profile in PAGES])
def test_queries_of_a_page(row: matrix.Row, profile: str, academy: Academy, database_engine: str, settings):
    settings.DEMO = True
    client = _client(academy, profile)
    with scope.everything("naming what a test opens"):
        target = row.target(academy, COLLEGE if profile == "department" else LYCEE) if row.target else {}
        if row.url == "attendance:mine":
            _teach_today(academy)
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
