"""Words written and sent as the house does, for tests: an ordinary Monday, nothing of the demonstration's words."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from cast import LYCEE
from preau.access.public import Hat, hats_of
from preau.directory.models import Enrollment, Homeroom
from preau.identity.public import account_by_id
from preau.kernel import clock, jobs, scope
from preau.kernel.ids import new_id
from preau.liaison.enums import Buttons, By
from preau.liaison.models import Word
from preau.liaison.services import Written, answer, choose_pupils, save_draft, send
from preau.liaison.services.writing import version_of

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
"""A Monday at ten in Paris."""
TEACHER, PARENT, OTHER_PARENT, PUPIL = "claire-roux", "samira-benali", "karim-benali", "lina-benali"
HEAD, CPE = "helene-garnier", "nadia-leroy"


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    with scope.everything("tests of words"):
        yield


class Clock:
    """The moment it is, moved by hand."""

    def __init__(self) -> None:
        self.now = MONDAY

    def on(self, **more: float) -> None:
        """Some time passes, and what is due is done."""
        self.now += dt.timedelta(**more)
        jobs.settle()


@pytest.fixture
def moment(academy: Any, monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(clock, "now", lambda: found.now)
    jobs.settle()
    return found


class Room:
    """The room, as people of the cast use it."""

    def __init__(self, academy: Any) -> None:
        self.academy = academy

    def hat(self, who: str, school: str = LYCEE) -> Hat:
        """The hat of one of the cast in a school, as it is now."""
        account = account_by_id(self.academy[who].account.pk)
        assert account is not None
        place = self.academy.school(school).pk
        found = next(one for one in hats_of(account) if place in one.school_ids)
        return replace(found, person_id=self.academy[who].person.pk)

    def doing(self, who: str, school: str = LYCEE) -> dict[str, Any]:
        """Who acts, under which hat."""
        return {"actor": self.academy[who].actor, "hat": self.hat(who, school)}

    def homeroom(self, pupil: str = PUPIL, school: str = LYCEE) -> Homeroom:
        """The class of one of the cast."""
        rows = Enrollment.objects.filter(
            school=self.academy.school(school), student=self.academy[pupil].person, left_on=None
        )
        return rows.exclude(homeroom=None).latest("school_year_id").homeroom

    def draft(
        self, who: str = TEACHER, title: str = "Sortie", *, places: list[str] | None = None, school: str = LYCEE,
        pupil: str = PUPIL, only: list[str] | None = None, **more: Any,
    ) -> Word:  # fmt: skip
        """A draft for the class of `pupil`, or for those of the cast in `only`."""
        word = save_draft(
            **self.doing(who, school), school_id=self.academy.school(school).pk, word_id=new_id(),
            written=Written(title, "Texte.", **more),
            places=places or [f"class:{self.homeroom(pupil, school).pk.hex}"],
        )  # fmt: skip
        if only is not None:
            pupils = [self.academy[one].person.pk for one in only]
            word = choose_pupils(**self.doing(who, school), word_id=word.pk, pupils=pupils)
        return word

    def send(self, word: Word, who: str = TEACHER, school: str = LYCEE, **more: Any) -> Word:
        """Send a draft, as it was read."""
        more.setdefault("version", version_of(word))
        return send(**self.doing(who, school), word_id=word.pk, **{"widely": True, **more})

    def sent(self, who: str = TEACHER, **more: Any) -> Word:
        """A word written and sent."""
        return self.send(self.draft(who, **more), who, more.get("school", LYCEE))

    def answer(self, who: str, word: Word, choice: str = "signed", pupil: str = PUPIL, school: str = LYCEE) -> Any:
        """One of the cast answers for a pupil."""
        return answer(
            **self.doing(who, school), word_id=word.pk, pupil_id=self.academy[pupil].person.pk, choice=choice
        )  # fmt: skip


@pytest.fixture
def room(academy: Any) -> Room:
    return Room(academy)


@pytest.fixture
def both(room: Room) -> Callable[..., Word]:
    """A word that each of Lina's guardians signs."""

    def go(**more: Any) -> Word:
        return room.sent(only=[PUPIL], **{"quorum": By.EACH.value, "buttons": Buttons.PERMISSION.value, **more})

    return go


def new_number() -> str:
    """A form's number of what it writes."""
    return str(uuid.uuid4())
