"""What home pages tell of diaries: what is due soon, and lessons whose page waits."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from preau.access.public import Hat
from preau.diary.models import WorkUnit
from preau.diary.selectors.mine import ToFill, lessons_to_fill
from preau.diary.selectors.pupils import Pupil, pupils_of
from preau.diary.selectors.todo import Line, works_of
from preau.kernel import clock
from preau.kernel.remembered import Remembered
from preau.kernel.steps import Steps, in_steps
from preau.timetable.public import clock_of, with_timetables

EVENING = 17 * 60
"""Minutes after midnight from when what is due the same day is told no more: the evening is for tomorrow."""
AHEAD, DAY = dt.timedelta(days=4), dt.timedelta(days=1)
SHOWN = 4
_known = Remembered(seconds=60, most=1000)


@dataclass(frozen=True, slots=True)
class Coming:
    """What one pupil has to do for the next day that has some: `lines` at most, `more` beside; `minutes` of what is
    left.
    """

    pupil: Pupil
    day: dt.date
    lines: Sequence[Line]
    more: int
    minutes: int


def with_diaries(school_ids: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those of these schools where work is due about now. Remembered for a minute by each process: home pages of
    schools that give none ask nothing.
    """
    return _known.those(school_ids, _with_work)


def _with_work(school_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    today = clock.today()
    # A day more on each side: a school far away lives the day before, or the day after.
    rows = WorkUnit.objects.filter(school_id__in=school_ids, due_on__range=(today - DAY, today + AHEAD + DAY))
    return set(rows.order_by().values_list("school_id", flat=True).distinct())


def forget_school(school_id: uuid.UUID) -> None:
    """Ask again about a school: work was given."""
    _known.changed(school_id)


def forget_known() -> None:
    """Ask again about all schools."""
    _known.forget()


@in_steps
def coming_of(hat: Hat) -> Steps[list[Coming]]:
    """Of each pupil, what is due for the next day that has some: of tomorrow from 17:00 on, by their school's clock.
    One read at most.
    """
    pupils = pupils_of(hat)
    there = with_diaries({one.school_id for one in pupils})
    asked = [one for one in pupils if one.school_id in there]
    if not asked:
        return []
    now = clock.now()
    clocks = {one.id: clock_of(now, one.timezone) for one in hat.schools}
    days = [clocks[one.school_id][0] for one in asked]
    found = []
    works = yield from works_of.steps(asked, min(days), max(days) + AHEAD)
    for pupil, lines in works.items():
        today, minutes = clocks[pupil.school_id]
        first = today if minutes < EVENING else today + DAY
        coming = [one for one in lines if first <= one.due_on <= today + AHEAD]
        left = [one for one in coming if one.due_on > today or not one.is_done]
        if left:
            day = left[0].due_on
            theirs = [one for one in left if one.due_on == day]
            waiting = sum(one.minutes for one in theirs if not one.is_done)
            found.append(Coming(pupil, day, theirs[:SHOWN], max(len(theirs) - SHOWN, 0), waiting))
    return found


@in_steps
def waiting_of(hat: Hat) -> Steps[list[ToFill]]:
    """The last lessons of who teaches, of today and of the school day before, that have no page. Two reads."""
    if hat.school is None or hat.school.id not in with_timetables({hat.school.id}):
        return []
    today, minutes = clock_of(clock.now(), hat.school.timezone)
    since = today - dt.timedelta(days=3 if today.isoweekday() == 1 else 1)
    told = yield from lessons_to_fill.steps(hat, since, today)
    return [
        one for one in told if one.state == "empty" and (one.line.day < today or one.line.starts <= minutes)
    ][:SHOWN]  # fmt: skip
