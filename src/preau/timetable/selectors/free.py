"""Rooms in which nothing is held at some hours of a day, as the lessons of that day are changed."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Count, ExpressionWrapper, F, FilteredRelation, Q, QuerySet, When

from preau.access.enums import Right
from preau.access.public import Hat, units_under
from preau.directory.calendar import year_of
from preau.kernel import clock
from preau.timetable.models import Change, Lesson, Room, Slot
from preau.timetable.selectors.whose import school_of
from preau.timetable.weeks import DAY, clock_of

MOST_HOURS = 14
"""Hours of lessons that a page offers: those most lessons have."""
FRIDAY = 5

Hours = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A room, and whether nothing is held in it."""

    id: uuid.UUID
    name: str
    is_free: bool


def places_at(school_id: uuid.UUID, day: dt.date, hours: Hours, *, but: uuid.UUID | None = None) -> list[Place]:
    """All rooms of a school by name, and which are free between two minutes of that day. One read.

    A lesson cancelled, moved or held elsewhere frees its room and takes the one it goes to; one held at a distance
    keeps its own. `but`: a lesson that takes none.
    """
    taken = ExpressionWrapper(
        Q(pk__in=_stayed(school_id, day, hours, but)) | Q(pk__in=_moved(school_id, day, hours, but)),
        output_field=BooleanField(),
    )
    rooms = Room.objects.filter(school_id=school_id).annotate(is_taken=taken).order_by("name", "pk")
    return [Place(number, name, not is_taken) for number, name, is_taken in rooms.values_list("pk", "name", "is_taken")]


def _stayed(school_id: uuid.UUID, day: dt.date, hours: Hours, but: uuid.UUID | None) -> QuerySet[Lesson]:
    """Rooms of the lessons held at the hours of their slots."""
    since, until = hours
    return (
        Lesson.objects.exclude(pk=but)
        .filter(
            school_id=school_id, day=day, slot__school_id=school_id, slot__school_year_id=year_of(day),
            slot__starts__lt=until, slot__ends__gt=since,
        )
        .annotate(change=FilteredRelation("changes", condition=Q(changes__school_id=school_id)))
        .filter(Q(change__pk=None) | Q(change__is_cancelled=False, change__day=None))
        .annotate(place=Case(When(change__has_room=True, then=F("change__room")), default=F("slot__room")))
        .exclude(place=None)
        .values("place")
    )  # fmt: skip


def _moved(school_id: uuid.UUID, day: dt.date, hours: Hours, but: uuid.UUID | None) -> QuerySet[Change]:
    """Rooms of the lessons moved to these hours."""
    since, until = hours
    return (
        Change.objects.exclude(lesson_id=but)
        .filter(school_id=school_id, day=day, is_cancelled=False, starts__lt=until, ends__gt=since)
        .annotate(place=Case(When(has_room=True, then=F("room")), default=F("lesson__slot__room")))
        .exclude(place=None)
        .values("place")
    )


@dataclass(frozen=True, slots=True)
class Search:
    """What the page of free rooms starts from. `usual`: hours of lessons of this school, in order; `day`, `hours`:
    those under way or the next; `opens`: whether the reader may open the week of a room.
    """

    school_id: uuid.UUID
    usual: Sequence[Hours]
    day: dt.date
    hours: Hours | None
    opens: bool


def search_of(hat: Hat, day: dt.date) -> Search:
    """For the hat's school and a day; for the next worked one when that is today and its lessons are over.

    Raises Unknown for who is no staff there.
    """
    school = school_of(hat)
    rows = Slot.objects.filter(school_id=school.id, school_year_id=year_of(day)).values_list("starts", "ends")
    often = rows.annotate(times=Count("pk")).order_by("-times", "starts", "ends")[:MOST_HOURS]
    usual = sorted((starts, ends) for starts, ends, _times in often)
    today, minutes = clock_of(clock.now(), school.clock)
    left = [one for one in usual if day != today or one[1] > minutes]
    if usual and not left:
        day, left = day + (8 - day.isoweekday() if day.isoweekday() >= FRIDAY else 1) * DAY, usual
    opens = units_under(hat, Right.SEE_TIMETABLES, school.id) is None
    return Search(school.id, usual, day, left[0] if left else None, opens)


def is_made(school_id: uuid.UUID, day: dt.date) -> bool:
    """Whether all lessons of that day were made: those that are not take no room yet."""
    slots = Slot.objects.filter(school_id=school_id, school_year_id=year_of(day), first_on__lte=day, last_on__gte=day)
    return not slots.filter(Q(made_until=None) | Q(made_until__lt=day)).exists()
