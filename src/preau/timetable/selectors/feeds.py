"""What the secret address of a timetable tells: lessons of its person, of that day, whoever reads them."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from preau.access.public import Hat, hats_of, opened
from preau.identity.public import account_of_person
from preau.kernel import clock, scope
from preau.timetable.models import TimetableFeed
from preau.timetable.selectors.reading import Line, Whose, lessons_of
from preau.timetable.selectors.whose import own

BEFORE, AFTER = dt.timedelta(days=28), dt.timedelta(days=120)
"""How far a feed tells: calendars keep what they read before."""


@dataclass(frozen=True, slots=True)
class Told:
    """Lessons of one school, and its clock."""

    zone: str
    lines: Sequence[Line]


def feeds_of(person_id: uuid.UUID) -> dict[uuid.UUID, TimetableFeed]:
    """The addresses that a person has, by whose lessons they tell."""
    return {one.about_id: one for one in TimetableFeed.objects.filter(person_id=person_id)}


def feed_lessons(digest: str) -> list[Told] | None:
    """What the feed of that digest tells; None when it is nobody's, when its person may not come in, or when they may
    not read those lessons any more.
    """
    feed = TimetableFeed.objects.filter(digest=digest).first()
    account = account_of_person(feed.person_id) if feed is not None else None
    if feed is None or account is None or not account.may_sign_in:
        return None
    hats, _day = opened(hats_of(account), account.person_id)
    today = clock.today()
    found: dict[tuple[str, uuid.UUID], Told] = {}
    for hat in hats:
        with scope.use(scope.Scope.of(hat.school_ids)):
            for whose in _own(hat, feed.person_id):
                if whose.id == feed.about_id:
                    lines = lessons_of(whose, today - BEFORE, today + AFTER)
                    found[whose.kind, whose.school_id] = Told(whose.clock, lines)
    return list(found.values()) or None


def _own(hat: Hat, person_id: uuid.UUID) -> list[Whose]:
    return own(replace(hat, person_id=person_id))
