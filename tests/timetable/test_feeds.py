"""The secret address of a timetable, read back by a parser of iCalendar and a library of recurrences."""

import datetime as dt
import zoneinfo
from typing import Any

import recurring_ical_events
from django.test import Client
from icalendar import Calendar

from preau.directory.models import Guardianship
from preau.identity.services import secure_account
from preau.kernel import clock
from preau.kernel.actor import system
from preau.timetable import privacy
from preau.timetable.models import TimetableFeed
from timetable.conftest import PARENT, PUPIL, TEACHER, TODAY, Timetable

TUESDAY = TODAY + dt.timedelta(days=1)
PARIS = zoneinfo.ZoneInfo("Europe/Paris")


def opened(table: Timetable, who: str, about: str) -> str:
    """The path of a new address."""
    client = table.academy.client(who)
    page = client.post("/agenda/adresse/", {"de": str(table.academy[about].person.pk)}).content.decode()
    start = page.index("/agenda/flux/")
    return page[start : page.index(".ics", start) + 4]


def read(path: str, **headers: Any) -> Any:
    return Client().get(path, headers=headers)


def events(table: Timetable, path: str, day: dt.date = TUESDAY) -> list[Any]:
    calendar = Calendar.from_ical(read(path).content)
    return list(recurring_ical_events.of(calendar).at(day))


def test_calendar_programs_read_the_lessons(table: Timetable) -> None:
    lesson = table.lesson(table.slot(room_id=table.room("B204; salle, \\ noire").pk))
    path = opened(table, PUPIL, PUPIL)
    (event,) = events(table, path)
    assert str(event["summary"]) == "Mathématiques"
    assert str(event["location"]) == "B204; salle, \\ noire"
    assert event["dtstart"].dt == dt.datetime(2026, 11, 24, 8, 0, tzinfo=PARIS)
    assert event["dtend"].dt == dt.datetime(2026, 11, 24, 8, 55, tzinfo=PARIS)
    table.change(lesson, is_cancelled=True)
    (event,) = events(table, path)
    assert (str(event["status"]), event["sequence"]) == ("CANCELLED", 1)
    table.change(lesson, version=1, day=TUESDAY, starts=600, ends=655)
    (event,) = events(table, path)
    assert (event["dtstart"].dt.astimezone(PARIS).hour, str(event["status"])) == (10, "CONFIRMED")
    answer = read(path)
    assert answer["Content-Type"].startswith("text/calendar")
    assert read(path, if_none_match=answer["ETag"]).status_code == 304


def test_no_pupil_nor_class_is_named(table: Timetable) -> None:
    table.slot()
    for who in (PUPIL, PARENT):
        body = read(opened(table, who, PUPIL)).content.decode()
        assert "Lina" not in body and "Benali" not in body and "2de 4" not in body


def test_it_dies_with_the_right_behind_it(table: Timetable) -> None:
    table.slot()
    path = opened(table, PARENT, PUPIL)
    assert read(path).status_code == 200
    Guardianship.objects.filter(
        guardian=table.academy[PARENT].person, student=table.academy[PUPIL].person
    ).update(ended_at=clock.now())  # fmt: skip
    assert read(path).status_code == 404


def test_an_address_is_changed_closed_and_ends_with_a_stolen_account(table: Timetable) -> None:
    table.slot()
    first, second = opened(table, PUPIL, PUPIL), opened(table, PUPIL, PUPIL)
    assert (read(first).status_code, read(second).status_code) == (404, 200)
    table.academy.client(PUPIL).post("/agenda/adresse/fermer/", {"de": str(table.academy[PUPIL].person.pk)})
    assert read(second).status_code == 404
    third = opened(table, PUPIL, PUPIL)
    counts = secure_account(actor=system("test"), account_id=table.academy[PUPIL].account.pk)
    assert counts["calendars"] == 1
    assert read(third).status_code == 404


def test_nobody_opens_the_address_of_another(table: Timetable) -> None:
    client = table.academy.client(PARENT)
    answer = client.post("/agenda/adresse/", {"de": str(table.academy[TEACHER].person.pk)})
    assert answer.status_code == 404
    assert not TimetableFeed.objects.exists()


def test_a_secret_is_kept_nowhere_and_told_to_its_person(table: Timetable) -> None:
    path = opened(table, PUPIL, PUPIL)
    row = TimetableFeed.objects.get()
    assert row.digest not in path
    person = table.academy[PUPIL].person.pk
    assert len(privacy.export(person)["timetable_feeds"]) == 1
    assert privacy.erase([person], frozenset())["timetable_feeds"] == 1
