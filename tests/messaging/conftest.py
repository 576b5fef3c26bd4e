"""What tests of messages share: an ordinary Monday, who writes, and messages sent as pages send them."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from preau.access.enums import GroupKind
from preau.access.public import GroupRef, Hat, hats_of
from preau.directory.models import Enrollment, Homeroom
from preau.identity.public import account_by_id
from preau.kernel import clock, jobs, scope
from preau.messaging.models import Message
from preau.messaging.selectors.recipients import group_key, reach_of
from preau.messaging.services import Draft, save_draft, send

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
"""A Monday at ten in Paris."""
TEACHER, PARENT, OTHER_PARENT, PUPIL = "claire-roux", "samira-benali", "karim-benali", "lina-benali"


class Clock:
    """The moment it is, moved by hand."""

    def __init__(self) -> None:
        self.now = MONDAY

    def on(self, **more: float) -> None:
        """Some time passes, and what is due is done."""
        self.now += dt.timedelta(**more)
        jobs.settle()


@pytest.fixture
def moment(academy: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    found = Clock()
    monkeypatch.setattr(clock, "now", lambda: found.now)
    jobs.settle()
    yield found


class Post:
    """The room, as people of the cast use it."""

    def __init__(self, academy: Any) -> None:
        self.academy = academy

    def hat(self, who: str, school: str = "1001") -> Hat:
        """A hat of one of the cast: of a family, or of staff in that school."""
        member = self.academy[who]
        account = account_by_id(member.account.pk)
        assert account is not None
        place = self.academy.school(school).pk
        hats = [one for one in hats_of(account) if place in one.school_ids]
        return replace(hats[0], person_id=member.person.pk)

    def person(self, who: str) -> str:
        """The key of somebody as an addressee."""
        return str(self.academy[who].person.pk)

    def homeroom(self) -> Homeroom:
        """Lina's class, whose head teacher is Claire Roux."""
        enrolled = Enrollment.objects.filter(student=self.academy[PUPIL].person, left_on=None).first()
        assert enrolled is not None and enrolled.homeroom is not None
        return enrolled.homeroom

    def group(self, kind: str = GroupKind.CLASS_GUARDIANS) -> str:
        """The key of a group of that class."""
        room = self.homeroom()
        return group_key(GroupRef(room.school_id, kind, room.pk))

    def draft(self, who: str, *to: str, kind: str = "to", school: str = "1001", **typed: Any) -> Message:
        """A draft of theirs."""
        hat = self.hat(who, school)
        typed = {"subject": "Sortie", "text": "Prenez un pique-nique.", **typed}
        return save_draft(
            actor=self.academy[who].actor, hat=hat, message_id=uuid.uuid4(), version=0, draft=Draft(**typed),
            add=[(kind, one) for one in to],
        )  # fmt: skip

    def send(self, who: str, *to: str, school: str = "1001", kind: str = "to", **typed: Any) -> Message:
        """A message of theirs, sent; it has not left."""
        return self.send_draft(who, self.draft(who, *to, school=school, kind=kind, **typed), school=school)

    def send_draft(self, who: str, row: Message, *, school: str = "1001", **more: Any) -> Message:
        """A draft of theirs, sent as it was read over."""
        hat = self.hat(who, school)
        count = reach_of(hat, row, children=False).count
        return send(actor=self.academy[who].actor, hat=hat, message_id=row.pk, version=row.version, count=count, **more)


@pytest.fixture
def post(academy: Any, moment: Clock) -> Iterator[Post]:
    with scope.everything("tests of messages"):
        Message.objects.all().delete()  # those of the demonstration
        yield Post(academy)


def main_of(client: Any, path: str, status: int = 200) -> str:
    """What stands in the main part of a page."""
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:2000]
    found = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)
    return found.group() if found else ""


Moved = Callable[..., None]
