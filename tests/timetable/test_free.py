"""Rooms that are free: asked by hours or by a lesson of the school, changes counted."""

import datetime as dt
import html
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cast import COLLEGE
from harness.emptying import emptied
from preau.kernel import clock
from preau.timetable.models import Change, Lesson, Room, Slot
from preau.timetable.selectors.free import places_at
from timetable.conftest import HEAD, MONDAY, PUPIL, TEACHER, TODAY, Timetable
from timetable.test_desk import Page

TUESDAY, THURSDAY = TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=3)


@pytest.fixture
def rooms(table: Timetable) -> dict[str, Room]:
    """Three rooms, none other in the school; B12 is taken on Tuesdays from 8:00 to 8:55."""
    emptied(Change, Room)
    return {one: table.room(one) for one in ("B12", "A3", "C7")}


def free(table: Timetable, day: dt.date = TUESDAY, since: int = 480, until: int = 535) -> list[str]:
    """Names of the rooms that are free."""
    return [one.name for one in places_at(table.school.pk, day, (since, until)) if one.is_free]


def read(answer: Any) -> str:
    """What a page shows."""
    return html.unescape(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def test_a_lesson_takes_its_room_at_its_hours_alone(table: Timetable, rooms: dict[str, Room]) -> None:
    table.slot(room_id=rooms["B12"].pk)
    assert free(table) == ["A3", "C7"]
    assert free(table, since=534, until=535) == ["A3", "C7"]
    for day, since, until in ((TUESDAY, 535, 600), (TUESDAY, 420, 480), (THURSDAY, 480, 535)):
        assert free(table, day, since, until) == ["A3", "B12", "C7"]


def test_changes_free_rooms_and_take_rooms(table: Timetable, rooms: dict[str, Room]) -> None:
    lesson = table.lesson(table.slot(room_id=rooms["B12"].pk))
    table.change(lesson, is_cancelled=True)
    assert free(table) == ["A3", "B12", "C7"]
    table.change(lesson, version=1, has_room=True, room_id=rooms["A3"].pk)
    assert free(table) == ["B12", "C7"]
    table.change(lesson, version=2, has_room=True)
    assert free(table) == ["A3", "B12", "C7"]
    table.change(lesson, version=3, day=THURSDAY, starts=600, ends=655)
    assert free(table) == ["A3", "B12", "C7"] and free(table, THURSDAY, 600, 655) == ["A3", "C7"]
    table.change(lesson, version=4, day=THURSDAY, starts=600, ends=655, has_room=True, room_id=rooms["C7"].pk)
    assert free(table, THURSDAY, 650, 700) == ["A3", "B12"] and free(table, THURSDAY, 655, 700) == ["A3", "B12", "C7"]
    table.change(lesson, version=5, is_remote=True)
    assert free(table) == ["A3", "C7"]


ROOMS = ("A3", "B12", "C7")
lessons = st.tuples(
    st.integers(480, 600), st.integers(1, 90), st.sampled_from((*ROOMS, None)),
    st.sampled_from(("", "cancelled", "room", "moved", "both")), st.integers(480, 600), st.sampled_from((*ROOMS, None)),
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=st.lists(lessons, max_size=5), since=st.integers(470, 640), lasts=st.integers(1, 90))
def test_what_is_free_agrees_with_a_plain_reckoning(
    table: Timetable, rooms: dict[str, Room], held: list[Any], since: int, lasts: int
) -> None:
    emptied(Slot)
    taken = set()
    for starts, length, room, how, later, other in held:
        key = rooms[room].pk if room else None
        slot = Slot.objects.create(
            school=table.school, school_year_id=2026, weekday=2, starts=starts, ends=starts + length, first_on=TUESDAY,
            last_on=TUESDAY, room_id=key,
        )  # fmt: skip
        lesson = Lesson.objects.create(school=table.school, slot=slot, day=TUESDAY)
        more: dict[str, Any] = {"is_cancelled": how == "cancelled"}
        if how in ("room", "both"):
            more |= {"has_room": True, "room_id": rooms[other].pk if other else None}
            room = other
        if how in ("moved", "both"):
            more |= {"day": TUESDAY, "starts": later, "ends": later + length}
            starts = later
        if how:
            Change.objects.create(school=table.school, lesson=lesson, changed_at="2026-11-23T08:00Z", **more)
        if how != "cancelled" and starts < since + lasts and starts + length > since:
            taken.add(room)
    assert free(table, TUESDAY, since, since + lasts) == [one for one in ROOMS if one not in taken]


def test_the_page_answers_for_typed_hours_and_for_those_of_a_lesson(table: Timetable, rooms: dict[str, Room]) -> None:
    table.slot(room_id=rooms["B12"].pk)
    client = table.academy.client(HEAD)
    text = read(client.get("/agenda/choisir/"))
    assert 'href="/agenda/salles/libres/"' in text
    typed = read(client.get(f"/agenda/salles/libres/?jour={TUESDAY}&debut=08:30&fin=09:30"))
    assert "Mardi 24 novembre, 8 h 30 – 9 h 30" in typed and "2 salles libres sur 3." in typed
    week = f'href="/agenda/salle/{rooms["A3"].pk}/?jour={TUESDAY}"'
    assert week in typed and str(rooms["B12"].pk) not in typed
    assert '<button class="button button-secondary" type="submit" name="heures" value="480-535">8 h – 8 h 55' in typed
    # The hours of a button win over those that stand in the fields.
    usual = read(client.get(f"/agenda/salles/libres/?jour={TUESDAY}&debut=10:00&fin=11:00&heures=480-535"))
    assert week in usual and 'value="08:55"' in usual and str(rooms["B12"].pk) not in usual


@pytest.mark.parametrize(
    ("days", "hour", "says"),
    [
        (0, 7, "Lundi 23 novembre, 8 h – 8 h 55"),
        (0, 8, "Lundi 23 novembre, 10 h – 10 h 55"),
        (0, 20, "Mardi 24 novembre, 8 h – 8 h 55"),
        (4, 20, "Lundi 30 novembre, 8 h – 8 h 55"),
        (5, 7, "Lundi 30 novembre, 8 h – 8 h 55"),
    ],
)
def test_without_hours_it_answers_for_those_under_way_or_the_next(
    table: Timetable, rooms: dict[str, Room], monkeypatch: pytest.MonkeyPatch, days: int, hour: int, says: str
) -> None:
    table.slot(weekday=1, room_id=rooms["B12"].pk)
    table.slot(weekday=1, starts=600, ends=655, room_id=rooms["B12"].pk)
    now = MONDAY.replace(hour=hour) + dt.timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: now)
    text = read(table.academy.client(HEAD).get("/agenda/salles/libres/"))
    assert says in text and ("Lundi" not in says) == (str(rooms["B12"].pk) in text)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("debut=10:00&fin=09:00", "La fin vient après le début."),
        ("debut=10:00&fin=10:00", "La fin vient après le début."),
        ("debut=10:00", "Ce champ est obligatoire."),
        ("heures=-1-9999", "Ce champ est obligatoire."),
        ("heures=²-9", "Ce champ est obligatoire."),
        ("debut=25:00&fin=26:00", "heure"),
        ("jour=demain&debut=08:00&fin=09:00", "date"),
        ("jour=1950-01-01&debut=08:00&fin=09:00", "Choisissez un jour de cette année scolaire"),
    ],
)
def test_what_makes_no_sense_is_said(table: Timetable, rooms: dict[str, Room], asked: str, says: str) -> None:
    answer = table.academy.client(HEAD).get(f"/agenda/salles/libres/?{asked}")
    text = read(answer)
    assert answer.status_code == 200 and re.search(rf'<ul class="errors"[^>]*>.*{re.escape(says)}', text, re.DOTALL)
    assert "salles libres sur" not in text


def test_rooms_of_another_school_are_not_told(table: Timetable, rooms: dict[str, Room]) -> None:
    Room.objects.create(school=table.academy.school(COLLEGE), code="X1", name="X1")
    assert "X1" not in free(table)


def test_a_teacher_reads_names_and_pupils_nothing(table: Timetable, rooms: dict[str, Room]) -> None:
    asked = f"/agenda/salles/libres/?jour={TUESDAY}&debut=08:00&fin=09:00"
    text = read(table.academy.client(TEACHER).get(asked))
    assert "3 salles libres sur 3." in text and "/agenda/salle/" not in text
    assert table.academy.client(PUPIL).get(asked).status_code == 404


def test_lessons_that_were_not_made_yet_are_said(table: Timetable, rooms: dict[str, Room]) -> None:
    slot = table.slot(room_id=rooms["B12"].pk)
    path, words = f"/agenda/salles/libres/?jour={THURSDAY}&debut=08:00&fin=09:00", "pas encore tous écrits"
    assert words not in read(table.academy.client(HEAD).get(path))
    Slot.objects.filter(pk=slot.pk).update(made_until=TUESDAY)
    assert words in read(table.academy.client(HEAD).get(path))


def test_the_page_of_a_lesson_proposes_rooms_that_are_free_first(table: Timetable, rooms: dict[str, Room]) -> None:
    lesson = table.lesson(table.slot(room_id=rooms["B12"].pk))
    table.slot(title="Français", room_id=rooms["A3"].pk, homerooms=frozenset(), teachers=frozenset())
    page = Page(table, lesson)
    groups = dict(re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page.text, re.DOTALL))
    assert list(groups) == ["Libres à cette heure", "Déjà prises"]
    told = {label: re.findall(r"<option[^>]*>([^<]+)<", text) for label, text in groups.items()}
    assert told == {"Libres à cette heure": ["B12", "C7"], "Déjà prises": ["A3"]}
    assert f'href="/agenda/salles/libres/?jour={TUESDAY}&heures=480-535"' in page.text
    # Moved, those of where it goes.
    table.change(lesson, day=THURSDAY, starts=600, ends=655)
    assert f"/agenda/salles/libres/?jour={THURSDAY}&heures=600-655" in Page(table, lesson).text


def test_overtaken_the_name_of_a_room_is_told(table: Timetable, rooms: dict[str, Room]) -> None:
    lesson = table.lesson(table.slot())
    page = Page(table, lesson)
    table.change(lesson, has_room=True, room_id=rooms["C7"].pk)
    assert page.send(is_remote="on") == 409
    assert re.search(r"<td[^>]*>\s*C7", page.text)
