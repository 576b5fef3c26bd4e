"""Lessons missed and given to catch up, for tests: the Monday of attendance, with what the diary says of it."""

from collections.abc import Iterator
from typing import Any

import pytest

from attendance.conftest import CPE, FATHER, HEAD, MONDAY, PARENT, PUPIL, TEACHER, TODAY, Register
from diary.conftest import Diary
from harness.emptying import emptied
from preau.attendance.selectors import family
from preau.catchup.models import CatchUp, Release
from preau.catchup.services import release
from preau.diary.models import Entry, Work
from preau.kernel import scope
from preau.notifications.models import Notice
from preau.timetable.models import Lesson, Slot

__all__ = ["CPE", "FATHER", "HEAD", "MONDAY", "PARENT", "PUPIL", "TEACHER", "TODAY"]
COLLEAGUE, OTHER_PUPIL, OTHER_PARENT = "marc-petit", "jules-girard", "sophie-martin-lycee"


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    with scope.everything("tests of catching up"):
        yield


class Room(Register):
    """The room, as people of the cast use it, at ten past noon in Paris."""

    def __init__(self, academy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(academy, monkeypatch)
        self.diary = Diary(academy)
        self.later(4 * 60)

    def missed(self, starts: int = 480, text: str = "Thalès", **more: Any) -> Lesson:
        """A lesson that the pupil of the cast missed, with its page unless `text` is empty."""
        lesson = self.lesson(starts, starts + 55, **more)
        self.call(lesson, self.away(self.pupils()[0]))
        if text:
            self.diary.write(lesson, text)
        return lesson

    def release(self, lesson: Lesson, who: str = TEACHER, **more: Any) -> Release:
        """That lesson, given to who missed it."""
        return release(**self.doing(who), school_id=self.school.pk, lesson_id=lesson.pk, **more)

    def given(self, lesson: Lesson) -> set[Any]:
        """To whom a lesson was given."""
        return set(CatchUp.objects.filter(release__lesson=lesson.pk).values_list("pupil_id", flat=True))

    def bell(self, who: str) -> list[str]:
        """What waits in somebody's bell, of this room: the keys."""
        rows = Notice.objects.filter(
            person=self.academy[who].person, ended_at=None, read_at=None, matter__kind="catchup.given"
        )
        return sorted(rows.values_list("matter__key", flat=True))


@pytest.fixture
def room(academy: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    emptied(Work, Entry, Slot)
    family._known.clear()
    yield Room(academy, monkeypatch)
    family._known.clear()
