"""The lesson that an address or a form names stays on the page, whatever its rank, its day, or who missed it: the word
typed for it is never lost.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from attendance.conftest import PRESENT
from catchup.conftest import TEACHER, Room
from catchup.test_pages import GIVE, give
from preau.attendance.services import Seen
from preau.catchup.models import Release
from preau.catchup.selectors import giving
from preau.directory.errors import Refused

Visit = Callable[[str], Any]
DAY = 24 * 60
FAR = "Seuls les cours des trente jours passés et à venir"


def page_of(client: Any, lesson: Any) -> str:
    """The page, asked for that lesson."""
    answer = client.get(f"{reverse(GIVE)}?cours={lesson.pk}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def kept(answer: Any, lesson: Any, status: int, word: str) -> str:
    """A form that was not taken: its page holds that lesson once, with the word typed."""
    page = str(answer.content.decode())
    assert answer.status_code == status
    assert page.count(f'id="r-{lesson.pk}"') == 1 and f"{word}</textarea>" in page
    return page


@pytest.fixture
def lessons(room: Room, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Three lessons that were missed, on a page that shows one."""
    monkeypatch.setattr(giving, "SHOWN", 1)
    return [room.missed(starts) for starts in (480, 540, 600)]


def test_what_the_address_asks_is_shown_whatever_its_rank(lessons: list[Any], client_as: Visit) -> None:
    client = client_as(TEACHER)
    for one in lessons:
        page = page_of(client, one)
        assert page.count(f'id="r-{one.pk}"') == 1 and reverse("catchup:give", args=[one.pk]) in page
    assert "Un autre cours, plus ancien" in page_of(client, lessons[0])


def test_a_form_not_taken_keeps_its_lesson_and_its_word(room: Room, lessons: list[Any], client_as: Visit) -> None:
    client, oldest, long = client_as(TEACHER), lessons[0], "x" * 301
    kept(give(client, oldest, long), oldest, 422, long)
    room.release(oldest, note="Page 12")
    page = kept(give(client, oldest, "Page 14"), oldest, 409, "Page 14")
    assert "Page 12" in page
    assert Release.objects.get(lesson=oldest.pk).note == "Page 12"


def test_a_word_for_a_lesson_that_nobody_misses_any_more_is_kept(room: Room, client_as: Visit) -> None:
    lesson, client = room.missed(), client_as(TEACHER)
    room.later(1)
    room.call(lesson, {room.pupils()[0].pk: Seen(PRESENT, room.now)}, version=1)
    shown = page_of(client, lesson)
    assert "Aucun élève ne manque à ce cours." in shown and reverse("catchup:give", args=[lesson.pk]) not in shown
    assert "Personne ne manque" in kept(give(client, lesson, "Page 14"), lesson, 422, "Page 14")
    assert not Release.objects.exists()


def test_a_lesson_of_another_month_is_not_given_and_the_page_says_it(room: Room, client_as: Visit) -> None:
    lesson, late = room.missed(), room.missed(540)
    room.later(30 * DAY)
    assert room.release(lesson).lesson == lesson.pk
    room.later(DAY)
    with pytest.raises(Refused, match=FAR):
        room.release(late, note="Page 14")
    client = client_as(TEACHER)
    page = page_of(client, late)
    assert FAR in page and reverse("catchup:give", args=[late.pk]) not in page
    assert FAR in kept(give(client, late, "Page 14"), late, 422, "Page 14")
    assert Release.objects.count() == 1
