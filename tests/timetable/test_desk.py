"""One lesson changed by who sets the timetable, through its page; who is told, and when."""

import datetime as dt
import html
import re
from typing import Any

import pytest

from preau.kernel import clock, jobs
from preau.notifications.models import Matter, Notice
from preau.timetable.models import Change, Lesson
from timetable.conftest import HEAD, MONDAY, PARENT, PUPIL, TEACHER, TODAY, Timetable

THURSDAY = TODAY + dt.timedelta(days=3)
ANNE = "anne-vidal"


class Page:
    """The page of one lesson, as its browser has it."""

    def __init__(self, table: Timetable, lesson: Lesson, who: str = HEAD) -> None:
        self.client, self.path = table.academy.client(who), f"/agenda/cours/{lesson.pk}/"
        self.text = self.read(self.client.get(self.path))

    def read(self, answer: Any) -> str:
        """What an answer shows."""
        self.status = answer.status_code
        self.text = html.unescape(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")
        return self.text

    def send(self, **typed: str) -> int:
        """Send the form, its hidden fields as the page has them; the status."""
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.text))
        self.read(self.client.post(self.path, {**hidden, **typed}))
        return self.status


def told(table: Timetable, who: str) -> list[str]:
    """What stands in somebody's bell of lessons: what it says of them."""
    jobs.settle()
    rows = Notice.objects.filter(person=table.academy[who].person, ended_at=None, matter__kind="timetable.changed")
    return [one.matter.data["what"] for one in rows.select_related("matter").order_by("matter__raised_at", "pk")]


def test_a_lesson_is_cancelled_read_by_its_class_and_put_back(table: Timetable) -> None:
    lesson = table.lesson(table.slot())
    page = Page(table, lesson)
    assert "Mathématiques – 2de 4" in page.text
    assert page.send(is_cancelled="on", reason="Sortie scolaire") == 302
    assert "Sortie scolaire" in table.academy.client(PUPIL).get(f"/agenda/?jour={lesson.day}").content.decode()
    again = Page(table, lesson)
    assert again.send(remettre="1") == 302
    assert not Change.objects.exists()


def test_conflicts_are_told_before_and_saving_again_writes(table: Timetable) -> None:
    lesson = table.lesson(table.slot())
    table.slot(weekday=4, starts=630, ends=685, title="Français")
    page = Page(table, lesson)
    moved = {"day": THURSDAY.isoformat(), "starts": "10:00", "ends": "10:55"}
    assert page.send(**moved) == 422
    assert "Français (2de 4), jeudi 26 novembre : ce professeur a déjà cours." in page.text
    assert "Rien n’est encore enregistré" in page.text and not Change.objects.exists()
    assert page.send(**moved) == 302
    change = Change.objects.get()
    assert (change.day, change.starts, change.ends) == (THURSDAY, 600, 655)


def test_two_people_do_not_overwrite_each_other(table: Timetable) -> None:
    lesson = table.lesson(table.slot())
    one, other = Page(table, lesson), Page(table, lesson)
    assert one.send(is_cancelled="on") == 302
    assert other.send(is_remote="on", link="https://visio.example/x") == 409
    assert Change.objects.get().is_cancelled
    assert other.send(is_remote="on", link="https://visio.example/x") == 302
    assert Change.objects.get().is_remote


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"day": "2026-11-26"}, "dites le jour, le début et la fin"),
        ({"day": "2026-11-26", "starts": "11:00", "ends": "10:00"}, "finit avant de commencer"),
        ({"is_remote": "on", "link": "javascript:alert(1)"}, "valid"),
        ({"room": "00000000-0000-0000-0000-000000000000"}, "choi"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_written(table: Timetable, typed: Any, says: str) -> None:
    page = Page(table, table.lesson(table.slot()))
    assert page.send(**typed) == 422
    assert says in page.text and not Change.objects.exists()


def test_of_less_than_a_day_those_concerned_are_told_once(table: Timetable) -> None:
    lesson = table.lesson(table.slot())
    assert lesson.day == TODAY + dt.timedelta(days=1)
    change = table.change(lesson, is_cancelled=True)
    assert change is not None
    for who in (PUPIL, PARENT, TEACHER):
        assert told(table, who) == ["cancelled"]
    table.change(lesson, version=1, is_remote=True)
    assert told(table, PUPIL) == ["remote"]
    table.change(lesson, version=2)
    assert told(table, PUPIL) == ["usual"]
    about = Notice.objects.filter(person=table.academy[PARENT].person, matter__kind="timetable.changed")
    assert {one.about_id for one in about} == {table.academy[PUPIL].person.pk}


def test_a_lesson_of_later_or_over_tells_nobody(table: Timetable) -> None:
    slot = table.slot()
    table.change(table.lesson(slot, TODAY + dt.timedelta(days=8)), is_cancelled=True)
    table.change(table.lesson(slot, TODAY - dt.timedelta(days=6)), is_cancelled=True)
    jobs.settle()
    assert not Matter.objects.filter(kind="timetable.changed").exists()


def test_at_night_it_rings_in_the_morning(table: Timetable, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = table.lesson(table.slot())
    monkeypatch.setattr(clock, "now", lambda: MONDAY.replace(hour=22))
    table.change(lesson, is_cancelled=True)
    assert told(table, PUPIL) == ["cancelled"]
    (notice,) = Notice.objects.filter(person=table.academy[PUPIL].person, matter__kind="timetable.changed")
    assert notice.rings_at > clock.now() + dt.timedelta(hours=6)


def test_who_may_change_is_led_there_from_the_week_of_a_class(table: Timetable) -> None:
    lesson = table.lesson(table.slot())
    path = f"/agenda/classe/{table.homeroom().pk}/?jour={lesson.day}"
    link = f"/agenda/cours/{lesson.pk}/"
    assert link in table.academy.client(HEAD).get(path).content.decode()
    answer = table.academy.client(TEACHER).get(path)
    assert answer.status_code == 200 and link not in answer.content.decode()


def proposed(table: Timetable, lesson: Lesson, day: dt.date, minutes: int, who: str = HEAD) -> Page:
    """The page of a lesson that was dropped somewhere else on a grid."""
    page = Page(table, lesson, who)
    page.read(page.client.get(f"{page.path}?jour={day.isoformat()}&debut={minutes}"))
    return page


def test_a_lesson_moved_on_the_grid_is_shown_there_and_saved_by_its_page_alone(table: Timetable) -> None:
    lesson = table.lesson(table.slot())
    page = proposed(table, lesson, THURSDAY, 600)
    assert "Déplacé à jeudi 26 novembre, 10 h" in page.text and "Rien n’est encore enregistré" in page.text
    assert 'value="2026-11-26"' in page.text and 'value="10:00"' in page.text and 'value="10:55"' in page.text
    assert not Change.objects.exists()
    assert page.send(day="2026-11-26", starts="10:00", ends="10:55") == 302
    change = Change.objects.get()
    assert (change.day, change.starts, change.ends) == (THURSDAY, 600, 655)


def test_whom_it_meets_there_is_told_at_once_and_saved_by_who_read_it(table: Timetable) -> None:
    lesson = table.lesson(table.slot())
    table.slot(weekday=4, starts=630, ends=685, title="Français")
    page = proposed(table, lesson, THURSDAY, 600)
    assert page.status == 200 and "Français (2de 4), jeudi 26 novembre : ce professeur a déjà cours." in page.text
    assert "Enregistrer tout de même" in page.text and not Change.objects.exists()
    table.slot(weekday=4, starts=600, ends=620, title="Anglais", homerooms=frozenset())
    assert page.send(day="2026-11-26", starts="10:00", ends="10:55") == 422, "one that appeared meanwhile is told again"
    assert "Anglais" in page.text
    assert page.send(day="2026-11-26", starts="10:00", ends="10:55") == 302


@pytest.mark.parametrize(
    "query", ["jour=x&debut=600", "jour=2026-11-26", "jour=2026-11-26&debut=x", "jour=1999-01-01&debut=600",
              "jour=2026-11-26&debut=1439", "jour=2026-11-26&debut=-5"],
)  # fmt: skip
def test_an_address_that_proposes_nothing_opens_the_plain_page(table: Timetable, query: str) -> None:
    page = Page(table, table.lesson(table.slot()))
    assert "Rien n’est encore enregistré" not in page.read(page.client.get(f"{page.path}?{query}"))
    [field] = re.findall(r'<input[^>]*name="day"[^>]*>', page.text)
    assert page.status == 200 and not re.search(r'value="\d', field)


def test_only_who_sets_the_timetable_has_a_grid_that_moves(table: Timetable) -> None:
    lesson = table.lesson(table.slot())
    unit = table.academy.client(HEAD).get(f"/agenda/classe/{table.homeroom().pk}/?jour={lesson.day}")
    assert "data-move" in unit.content.decode() and "data-hours" in unit.content.decode()
    for who in (TEACHER, PUPIL):
        page = table.academy.client(who).get(f"/agenda/?jour={lesson.day}").content.decode()
        assert "data-move" not in page and "data-hours" not in page
