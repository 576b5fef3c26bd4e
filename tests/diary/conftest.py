"""A diary written as the house does, for tests: an ordinary Monday, on a timetable of its own."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from harness.emptying import emptied
from preau.diary.models import Entry, Work
from preau.diary.services import NOW, Given, Place, place_of, save_entry, save_work, tick
from preau.directory.models import Homeroom, Section
from preau.kernel import clock, scope
from preau.kernel.ids import new_id
from preau.timetable.models import Lesson, Slot
from preau.timetable.public import lessons_held
from timetable.conftest import HEAD, PARENT, PUPIL, TEACHER, Timetable

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
"""A Monday at ten in Paris."""
TODAY = MONDAY.date()
TUESDAY, NEXT_TUESDAY = TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=8)
__all__ = ["HEAD", "PARENT", "PUPIL", "TEACHER"]


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    with scope.everything("tests of diaries"):
        yield


class Clock:
    """The moment it is, moved by hand."""

    def __init__(self) -> None:
        self.now = MONDAY


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(clock, "now", lambda: found.now)
    return found


class Diary(Timetable):
    """The room, as people of the cast use it."""

    def others_class(self) -> Homeroom:
        """Another class that the teacher teaches in this school."""
        mine = self.homeroom().pk
        rows = Section.objects.filter(school=self.school, teacher=self.academy[TEACHER].person, homeroom__isnull=False)
        found = rows.exclude(homeroom=mine).select_related("homeroom").order_by("homeroom__label").first()
        assert found is not None and found.homeroom is not None
        return found.homeroom

    def write(
        self,
        lesson: Lesson,
        text: str = "Thalès",
        who: str = TEACHER,
        *,
        entry_id: uuid.UUID | None = None,
        **more: Any,
    ) -> Entry:
        """The page of a lesson, published unless said otherwise."""
        place = Place(self.school.pk, lesson.day, "", lesson_id=lesson.pk)
        told = {"publication": NOW, **more}
        return save_entry(**self.doing(who), entry_id=entry_id or new_id(), place=place, text=text, **told)

    def place(self, lesson: Lesson) -> Place:
        """What the page of a lesson is of."""
        return place_of(lessons_held(self.school.pk, [lesson.pk])[0])

    def given(self, lesson: Lesson | None = None, **more: Any) -> Given:
        """Exercises for the class, for the lesson of next week."""
        room = self.homeroom()
        told: dict[str, Any] = {
            "school_id": self.school.pk, "given_on": lesson.day if lesson else TODAY, "subject": "Mathématiques",
            "title": "Mathématiques", "text": "Ex. 12 et 14", "due": {room.pk: NEXT_TUESDAY},
            "units": {room.pk: room.label}, "minutes": 25, "lesson_id": lesson.pk if lesson else None,
        }  # fmt: skip
        return Given(**{**told, **more})

    def give(self, given: Given, who: str = TEACHER, *, work_id: uuid.UUID | None = None, **more: Any) -> Work:
        """Work, published unless said otherwise."""
        told = {"publication": NOW, **more}
        return save_work(**self.doing(who), work_id=work_id or new_id(), given=given, **told)

    def tick(self, work: Work, who: str = PUPIL, *, is_done: bool = True) -> Work:
        """A box, ticked or not."""
        return tick(**self.doing(who), work_id=work.pk, is_done=is_done)


@pytest.fixture
def diary(academy: Any, moment: Clock) -> Diary:
    emptied(Work, Entry, Slot)
    return Diary(academy)
