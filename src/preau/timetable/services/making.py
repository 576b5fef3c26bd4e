"""Dated lessons, made from the regular week: the next two weeks of every school first, then the rest of the year."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db import transaction
from django.db.models import Q

from preau.directory.bulk import tables
from preau.directory.calendar import bounds_of, year_of
from preau.kernel import clock, scope
from preau.kernel.ids import new_hex_ids
from preau.timetable.hanging import kept_lessons
from preau.timetable.models import Change, Lesson, Slot
from preau.timetable.selectors.plan import year_plan
from preau.timetable.services.standing import follow, hold_standing
from preau.timetable.weeks import YearPlan, days_of

NEAR = dt.timedelta(days=14)
AT_ONCE = 500
"""Slots whose lessons are made in one transaction."""
_COLUMNS = ("id", "school_id", "slot_id", "day")


def make_near(school_ids: Iterable[uuid.UUID] | None = None) -> int:
    """Make the lessons of the next two weeks in all schools (or these of them); how many."""
    today = clock.today()
    return sum(make_lessons(school_id=one, until=today + NEAR) for one in _schools(school_ids, today))


def make_year(school_ids: Iterable[uuid.UUID] | None = None) -> int:
    """Make the lessons of the rest of the school year; how many."""
    today = clock.today()
    last = bounds_of(year_of(today))[1]
    return sum(make_lessons(school_id=one, until=last) for one in _schools(school_ids, today))


def _schools(school_ids: Iterable[uuid.UUID] | None, today: dt.date) -> Sequence[uuid.UUID]:
    if school_ids is not None:
        return list(school_ids)
    with scope.everything("schools that have a timetable"):
        rows = Slot.objects.filter(school_year_id__gte=year_of(today)).order_by("school_id")
        return list(rows.values_list("school_id", flat=True).distinct())


def make_lessons(*, school_id: uuid.UUID, until: dt.date, slot_ids: Collection[uuid.UUID] | None = None) -> int:
    """Make the lessons that a school's slots (or these of them) still lack until that day, counted; how many. Twice
    makes none twice.
    """
    made = 0
    with scope.use(scope.Scope.of([school_id])):
        for year in sorted({year_of(clock.today()), year_of(until)}):
            plan, was_last = year_plan(school_id, year), False
            while not was_last:
                count, was_last = _make_some(school_id, plan, until, slot_ids)
                made += count
        follow(school_id)
    return made


@transaction.atomic
def _make_some(
    school_id: uuid.UUID, plan: YearPlan, until: dt.date, slot_ids: Collection[uuid.UUID] | None
) -> tuple[int, bool]:  # fmt: skip
    """Of some slots, under lock; how many lessons, and whether no slot is left."""
    lacking = Slot.objects.select_for_update(of=("self",)).filter(
        Q(made_until=None) | Q(made_until__lt=until), school_id=school_id, school_year_id=plan.year
    )
    if slot_ids is not None:
        lacking = lacking.filter(pk__in=slot_ids)
    slots = list(lacking.order_by("pk")[:AT_ONCE])
    rows = list(_rows(slots, plan, until))
    tables.insert(Lesson, _COLUMNS, rows)
    Slot.objects.filter(pk__in=[one.pk for one in slots]).update(made_until=until)
    return len(rows), len(slots) < AT_ONCE


def _rows(slots: Collection[Slot], plan: YearPlan, until: dt.date) -> Iterator[tuple[str, str, str, str]]:
    start = bounds_of(plan.year)[0]
    found: list[tuple[str, str, str]] = []
    for slot in slots:
        since = start if slot.made_until is None else slot.made_until + dt.timedelta(days=1)
        school, own = slot.school_id.hex, slot.pk.hex
        found += [(school, own, day.isoformat()) for day in days_of(slot.regular, plan, since, until)]
    for number, row in zip(new_hex_ids(len(found)), found, strict=True):
        yield (number, *row)


@transaction.atomic
def settle(*, school_id: uuid.UUID, since: dt.date, slot_ids: Collection[uuid.UUID] | None = None) -> int:
    """Put the made lessons of a school in accord with its regular week again, from a day on.

    After a slot, the letters of weeks or days without class changed. A lesson that somebody changed by hand, or that
    something hangs on, is kept, even where the week holds none any more: how many of these there are. One that only
    somebody's absence for some days changed goes with the week.
    """
    year = year_of(since)
    plan = year_plan(school_id, year)
    rows = Slot.objects.select_for_update(of=("self",)).filter(school_id=school_id, school_year_id=year)
    slots = list((rows if slot_ids is None else rows.filter(pk__in=slot_ids)).order_by("pk"))
    hold_standing(school_id)  # before any lesson, as all who take both
    there: dict[uuid.UUID, dict[dt.date, uuid.UUID]] = {one.pk: {} for one in slots}
    made = Lesson.objects.filter(school_id=school_id, day__gte=since, slot__in=slots)
    for own, day, number in made.values_list("slot_id", "day", "pk"):
        there[own][day] = number
    vain: list[uuid.UUID] = []
    lacking: list[tuple[str, str, str]] = []
    for slot in slots:
        wanted = set(days_of(slot.regular, plan, since, slot.made_until)) if slot.made_until else set()
        vain += [number for day, number in there[slot.pk].items() if day not in wanted]
        lacking += [
            (school_id.hex, slot.pk.hex, day.isoformat()) for day in sorted(wanted - there[slot.pk].keys())
        ]  # fmt: skip
    # A hand that is changing one of them is waited for: what it was told is stored is read here.
    list(Lesson.objects.select_for_update(of=("self",)).filter(pk__in=vain).order_by("pk").values_list("pk"))
    changed = Change.objects.filter(school_id=school_id, lesson_id__in=vain)
    kept = set(changed.filter(replacement=None).values_list("lesson_id", flat=True))
    kept |= kept_lessons(school_id, vain)
    changed.filter(replacement__isnull=False).exclude(lesson_id__in=kept).delete()
    tables.delete(Lesson, [one.hex for one in vain if one not in kept])
    numbers = new_hex_ids(len(lacking))
    tables.insert(Lesson, _COLUMNS, [(number, *row) for number, row in zip(numbers, lacking, strict=True)])
    follow(school_id)
    return len(kept)
