"""Roll calls as the house writes them, for tests: a Monday morning, mathematics of one class, under way."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from cast import LYCEE
from harness.emptying import emptied
from preau.access.public import Hat, hats_of
from preau.attendance.enums import Reason, State
from preau.attendance.models import Absence, Mark, RollCall
from preau.attendance.selectors import family
from preau.attendance.services import Called, Seen, Stretch, announce, call_roll, explain, explain_for
from preau.directory.models import Affiliation, Enrollment, Guardianship, Homeroom, Person
from preau.identity.public import account_by_id
from preau.kernel import clock, scope
from preau.kernel.ids import new_id
from preau.notifications.models import Notice
from preau.timetable.models import Lesson, Slot
from preau.timetable.services import Differs, Written, change_lesson, save_slot

MONDAY = dt.datetime(2026, 11, 23, 7, 10, tzinfo=dt.UTC)
"""A Monday at ten past eight in Paris."""
TODAY = MONDAY.date()
HEAD, TEACHER, PUPIL, PARENT, FATHER, CPE = (
    "helene-garnier", "claire-roux", "lina-benali", "samira-benali", "karim-benali", "nadia-leroy"
)  # fmt: skip
LATE, ABSENT, PRESENT = State.LATE.value, State.ABSENT.value, State.PRESENT.value


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    with scope.everything("tests of attendance"):
        yield


class Register:
    """The room, as people of the cast use it."""

    def __init__(self, academy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.academy, self.monkeypatch = academy, monkeypatch
        self.school = academy.school(LYCEE)
        self.now = MONDAY
        monkeypatch.setattr(clock, "now", lambda: self.now)

    def later(self, minutes: int) -> None:
        """The clock goes on."""
        self.now += dt.timedelta(minutes=minutes)

    def at(self, hour: int, minute: int = 0) -> dt.datetime:
        """A moment of that morning, on the school's clock."""
        return MONDAY.replace(hour=hour - 1, minute=minute)

    def hat(self, who: str, school: str = LYCEE, profile: str = "") -> Hat:
        """The hat of one of the cast in a school, as it is now."""
        account = account_by_id(self.academy[who].account.pk)
        assert account is not None
        place = self.academy.school(school).pk
        found = next(
            one for one in hats_of(account) if place in one.school_ids and (not profile or one.profile == profile)
        )
        return replace(found, person_id=self.academy[who].person.pk)

    def doing(self, who: str, school: str = LYCEE) -> dict[str, Any]:
        """Who acts, under which hat."""
        return {"actor": self.academy[who].actor, "hat": self.hat(who, school)}

    def homeroom(self) -> Homeroom:
        """The class of the pupil of the cast."""
        rows = Enrollment.objects.filter(school=self.school, student=self.academy[PUPIL].person, left_on=None)
        return rows.exclude(homeroom=None).latest("school_year_id").homeroom

    def lesson(self, starts: int = 480, ends: int = 535, **more: Any) -> Lesson:
        """A lesson of that class, that Monday, or the day told."""
        told: dict[str, Any] = {
            "weekday": 1, "starts": starts, "ends": ends, "first_on": TODAY, "last_on": TODAY,
            "title": "Mathématiques", "homerooms": frozenset({self.homeroom().pk}),
            "teachers": frozenset({self.academy[TEACHER].person.pk}),
        }  # fmt: skip
        slot = save_slot(
            **self.doing(HEAD), school_id=self.school.pk, slot_id=new_id(), written=Written(**{**told, **more}),
            version=0, known=(),
        )  # fmt: skip
        return Lesson.objects.get(school=self.school, slot=slot, day=more.get("first_on", TODAY))

    def change(self, lesson: Lesson, **more: Any) -> None:
        """The lesson, changed."""
        change_lesson(**self.doing(HEAD), lesson_id=lesson.pk, differs=Differs(**more), version=0)

    def pupils(self) -> list[Person]:
        """Those of the class, the one of the cast first."""
        rows = Enrollment.objects.filter(school=self.school, homeroom=self.homeroom(), left_on=None)
        there = Affiliation.objects.filter(school=self.school, profile="National_elv", state="active")
        people = Person.objects.filter(pk__in=rows.values("student")).filter(pk__in=there.values("person"))
        mine = self.academy[PUPIL].person
        return [mine, *people.exclude(pk=mine.pk).order_by("search_name", "pk")]

    def call(
        self, lesson: Lesson, seen: dict[uuid.UUID, Seen] | None = None, who: str = TEACHER, version: int = 0,
        key: uuid.UUID | None = None,
    ) -> Called:  # fmt: skip
        """The roll of a lesson, called."""
        return call_roll(**self.doing(who), lesson_id=lesson.pk, key=key or new_id(), version=version, seen=seen or {})

    def away(self, *pupils: Person, at: dt.datetime | None = None) -> dict[uuid.UUID, Seen]:
        """These pupils, noted absent."""
        return {one.pk: Seen(ABSENT, at or self.now) for one in pupils}

    def states(self, lesson: Lesson) -> dict[uuid.UUID, str]:
        """What is noted of that lesson."""
        return dict(Mark.objects.filter(roll_call__lesson=lesson).values_list("pupil_id", "state"))

    def roll(self, lesson: Lesson) -> RollCall:
        """The roll call of a lesson."""
        return RollCall.objects.get(lesson=lesson)

    def absence(self, who: str = PUPIL) -> Absence:
        """The one absence of somebody of the cast."""
        return Absence.objects.get(pupil=self.academy[who].person, is_void=False)

    def explain(self, absence: Absence, who: str = PARENT, reason: str = Reason.ILLNESS, **more: Any) -> Any:
        """An absence, explained by somebody of the family."""
        return explain(
            **self.doing(who), absence_id=absence.pk, reason=reason,
            **{"version": absence.version, "text": "", **more},
        )  # fmt: skip

    def explain_for(self, absence: Absence, who: str = CPE, family: str = "", **more: Any) -> Any:
        """The same, noted by vie scolaire."""
        person = self.academy[family].person.pk if family else None
        told = {"version": absence.version, "reason": Reason.MEDICAL, "family_id": person, **more}
        return explain_for(**self.doing(who), absence_id=absence.pk, **told)

    def announce(self, who: str = PARENT, **more: Any) -> Absence:
        """An absence of the pupil of the cast, announced."""
        told: dict[str, Any] = {
            "school_id": self.school.pk, "pupil_id": self.academy[PUPIL].person.pk, "absence_id": new_id(),
            "stretch": Stretch(TODAY, 480, TODAY, 720), "reason": Reason.MEDICAL,
        }  # fmt: skip
        return announce(**self.doing(who), **{**told, **more})

    def told(self, who: str) -> list[str]:
        """Kinds of what waits in somebody's bell, of this room."""
        rows = Notice.objects.filter(
            person=self.academy[who].person, ended_at=None, read_at=None, matter__kind__startswith="attendance."
        )
        return sorted(rows.values_list("matter__kind", flat=True))

    def reach(self, who: str, reach: str) -> None:
        """How far somebody of the family reaches, from now on."""
        Guardianship.objects.filter(
            school=self.school, guardian=self.academy[who].person, student=self.academy[PUPIL].person
        ).update(reach=reach)


@pytest.fixture
def register(academy: Any, monkeypatch: pytest.MonkeyPatch) -> Register:
    emptied(Slot)
    family._known.clear()
    return Register(academy, monkeypatch)
