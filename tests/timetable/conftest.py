"""A timetable written as the house does, for tests: an ordinary Monday, nothing of the demonstration's week."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from cast import LYCEE
from harness.emptying import emptied
from preau.access.public import Hat, hats_of
from preau.directory.models import Enrollment, Homeroom
from preau.identity.public import account_by_id
from preau.kernel import clock, scope
from preau.kernel.ids import new_id
from preau.timetable.models import Change, Lesson, Room, Slot
from preau.timetable.services import Differs, Written, change_lesson, save_room, save_slot

MONDAY = dt.datetime(2026, 11, 23, 7, 30, tzinfo=dt.UTC)
"""A Monday at half past eight in Paris."""
TODAY = MONDAY.date()
HEAD, TEACHER, PUPIL, PARENT, CPE = "helene-garnier", "claire-roux", "lina-benali", "samira-benali", "nadia-leroy"


@pytest.fixture(autouse=True)
def everywhere(request: pytest.FixtureRequest) -> Iterator[None]:
    if "test_weeks" in request.node.nodeid:
        yield
        return
    with scope.everything("tests of timetables"):
        yield


class Timetable:
    """The room, as people of the cast use it."""

    def __init__(self, academy: Any) -> None:
        self.academy = academy
        self.school = academy.school(LYCEE)

    def hat(self, who: str, school: str = LYCEE) -> Hat:
        """The hat of one of the cast in a school, as it is now."""
        account = account_by_id(self.academy[who].account.pk)
        assert account is not None
        place = self.academy.school(school).pk
        found = next(one for one in hats_of(account) if place in one.school_ids)
        return replace(found, person_id=self.academy[who].person.pk)

    def doing(self, who: str = HEAD, school: str = LYCEE) -> dict[str, Any]:
        """Who acts, under which hat."""
        return {"actor": self.academy[who].actor, "hat": self.hat(who, school)}

    def homeroom(self, pupil: str = PUPIL) -> Homeroom:
        """The class of one of the cast."""
        rows = Enrollment.objects.filter(school=self.school, student=self.academy[pupil].person, left_on=None)
        return rows.exclude(homeroom=None).latest("school_year_id").homeroom

    def written(self, **more: Any) -> Written:
        """Mathematics of the class, on Tuesdays at eight."""
        told: dict[str, Any] = {
            "weekday": 2, "starts": 480, "ends": 535, "first_on": dt.date(2026, 9, 1), "last_on": dt.date(2027, 7, 2),
            "title": "Mathématiques", "homerooms": frozenset({self.homeroom().pk}),
            "teachers": frozenset({self.academy[TEACHER].person.pk}),
        }  # fmt: skip
        return Written(**{**told, **more})

    def slot(
        self, slot_id: uuid.UUID | None = None, who: str = HEAD, version: int = 0, known: Any = (), **more: Any
    ) -> Slot:
        """A slot, written."""
        return save_slot(
            **self.doing(who), school_id=self.school.pk, slot_id=slot_id or new_id(), written=self.written(**more),
            version=version, known=known,
        )  # fmt: skip

    def room(self, code: str) -> Room:
        """A room of the lycée."""
        return save_room(**self.doing(), school_id=self.school.pk, code=code)

    def lesson(self, slot: Slot, day: dt.date = TODAY + dt.timedelta(days=1)) -> Lesson:
        """Its lesson of a day."""
        return Lesson.objects.get(school=self.school, slot=slot, day=day)

    def change(self, lesson: Lesson, who: str = HEAD, version: int = 0, known: Any = (), **more: Any) -> Change | None:
        """The lesson, changed."""
        return change_lesson(
            **self.doing(who), lesson_id=lesson.pk, differs=Differs(**more), version=version, known=known
        )


@pytest.fixture
def table(academy: Any, monkeypatch: pytest.MonkeyPatch) -> Timetable:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    emptied(Slot)
    return Timetable(academy)
