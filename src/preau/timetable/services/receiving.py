"""The regular week of a school put in accord with a file: one transaction, nothing that a hand wrote is touched.

From a day on: lessons before it stay what they were. A slot that changes ends the day before and another goes on, to
which its lessons to come pass, so that what hangs on them stays.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from preau.directory.bulk import tables
from preau.directory.calendar import bounds_of
from preau.directory.models import School
from preau.kernel import clock
from preau.kernel.ids import new_hex_ids
from preau.timetable.enums import Source
from preau.timetable.matching import Matched, Received, Stands, match
from preau.timetable.models import Lesson, Room, Slot, SlotPupils, SlotTeacher, WeekNames
from preau.timetable.selectors.plan import forget_school
from preau.timetable.selectors.received import week_that_stands
from preau.timetable.services.making import settle

DAY = dt.timedelta(days=1)
_PLAIN = ("subject_code", "title", "weekday", "starts", "ends", "letters", "weeks", "room_id", "source_key")
_SLOT = (
    "id", "school_id", "school_year_id", *_PLAIN, "first_on", "last_on", "source", "made_until", "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Incoming:
    """The lessons of a file. `numbers_aside`, `is_whole`: see `matching.match`."""

    lessons: Sequence[Received]
    numbers_aside: Collection[str] = ()
    is_whole: bool = True


def last_day_of(year: int) -> dt.date:
    """The last day that a regular week is written for: summer holidays begin then at the latest."""
    return min(bounds_of(year)[1], dt.date(year + 1, 7, 4))


def hold_school(school_id: uuid.UUID) -> None:
    """Have files of one school take turns, until the end of the transaction."""
    School.objects.select_for_update(of=("self",), no_key=True).get(pk=school_id)


def hold_week(school_id: uuid.UUID, year: int) -> None:
    """Have hands wait that would write slots of that year, until the end of the transaction; after `hold_school`."""
    rows = Slot.objects.select_for_update(of=("self",)).filter(school_id=school_id, school_year_id=year)
    list(rows.order_by("pk").values_list("pk"))


def compare_week(school_id: uuid.UUID, year: int, since: dt.date, incoming: Incoming) -> Matched:
    """What a file would change from a day on."""
    stands = week_that_stands(school_id, year, since)
    return match(
        incoming.lessons, stands, since=since, until=last_day_of(year), aside=incoming.numbers_aside,
        is_whole=incoming.is_whole,
    )  # fmt: skip


@transaction.atomic
def write_week(school_id: uuid.UUID, year: int, since: dt.date, matched: Matched) -> int:
    """Write what `compare_week` found, under `hold_school` and `hold_week`; the caller audits the whole.

    Returns how many lessons that a hand changed stay where the week has them no more.
    """
    added = [(one, None) for one in matched.added]
    later = [(one, stood) for stood, one in matched.changed if stood.first_on < since]
    in_place = [(stood, one) for stood, one in matched.changed if stood.first_on >= since]
    over = [stood for stood in matched.ended if stood.first_on < since] + [stood for _one, stood in later]
    vain = [stood for stood in matched.ended if stood.first_on >= since]
    if not (added or later or in_place or over or vain):
        return 0
    made_until = dict(
        Slot.objects.filter(school_id=school_id, pk__in=[stood.id for _one, stood in later]).values_list(
            "pk", "made_until"
        )
    )
    until = last_day_of(year).isoformat()
    numbers = new_hex_ids(len(added) + len(later))
    rows, taught, teachers = [], [], []
    for number, (one, stood) in zip(numbers, [*added, *later], strict=True):
        made = made_until.get(stood.id) if stood is not None else None
        rows.append(
            (
                number, school_id.hex, year, *_said(one), since.isoformat(), until, Source.FILE.value,
                made.isoformat() if made else None, 1,
            )
        )  # fmt: skip
        taught += _taught(school_id, number, one)
        teachers += _teachers(school_id, number, one)
    tables.insert(Slot, _SLOT, rows)
    _rewrite(school_id, since, until, in_place)
    for stood, one in in_place:
        taught += _taught(school_id, stood.id.hex, one)
        teachers += _teachers(school_id, stood.id.hex, one)
    _insert_parties(taught, teachers)
    before = (since - DAY).isoformat()
    tables.update(Slot, ("last_on",), [(one.id.hex, before) for one in over])
    # Begun the same day and gone: held no week at all, and over.
    tables.update(Slot, ("first_on", "last_on", "weeks"), [(one.id.hex, before, before, 0) for one in vain])
    written = [one.id for one in (*over, *vain)] + [stood.id for stood, _one in in_place]
    # A form that was opened before the file is overtaken.
    Slot.objects.filter(school_id=school_id, pk__in=written).update(version=F("version") + 1)
    going_on = numbers[len(added) :]
    _pass_lessons(school_id, since, {stood.id: new for (_one, stood), new in zip(later, going_on, strict=True)})
    forget_school(school_id)
    touched = [*(uuid.UUID(one) for one in going_on), *written]
    return settle(school_id=school_id, since=max(since, clock.today()), slot_ids=touched)


def _said(one: Received) -> tuple[object, ...]:
    week = one.week
    return (
        week.subject_code, week.title, week.weekday, week.starts, week.ends, week.letters, week.weeks,
        week.room_id.hex if week.room_id else None, one.key,
    )  # fmt: skip


def _taught(school_id: uuid.UUID, number: str, one: Received) -> list[tuple[object, ...]]:
    classes = [(school_id.hex, number, key.hex, None) for key in sorted(one.week.homerooms)]
    return classes + [(school_id.hex, number, None, key.hex) for key in sorted(one.week.groups)]


def _teachers(school_id: uuid.UUID, number: str, one: Received) -> list[tuple[object, ...]]:
    return [(school_id.hex, number, key.hex) for key in sorted(one.week.teachers)]


def _insert_parties(taught: Sequence[tuple[object, ...]], teachers: Sequence[tuple[object, ...]]) -> None:
    for model, names, found in (
        (SlotPupils, ("homeroom_id", "group_id"), taught), (SlotTeacher, ("teacher_id",), teachers),
    ):  # fmt: skip
        keyed = [(key, *row) for key, row in zip(new_hex_ids(len(found)), found, strict=True)]
        tables.insert(model, ("id", "school_id", "slot_id", *names), keyed)


def _rewrite(school_id: uuid.UUID, since: dt.date, until: str, pairs: Sequence[tuple[Stands, Received]]) -> None:
    """Slots that begin that day, or later, are written in place."""
    tables.update(
        Slot, (*_PLAIN, "first_on", "last_on"),
        [(stood.id.hex, *_said(one), since.isoformat(), until) for stood, one in pairs],
    )  # fmt: skip
    here = {"school_id": school_id, "slot_id__in": [stood.id for stood, _one in pairs]}
    SlotPupils.objects.filter(**here).delete()
    SlotTeacher.objects.filter(**here).delete()


def _pass_lessons(school_id: uuid.UUID, since: dt.date, follows: dict[uuid.UUID, str]) -> None:
    """Lessons to come of these slots are those of the slots that go on."""
    if not follows:
        return
    rows = Lesson.objects.filter(school_id=school_id, slot_id__in=list(follows), day__gte=since)
    tables.update(
        Lesson, ("slot_id",), [(number.hex, follows[slot]) for number, slot in rows.values_list("pk", "slot_id")]
    )


@transaction.atomic
def add_rooms(school_id: uuid.UUID, rooms: Sequence[tuple[uuid.UUID, str]]) -> None:
    """Rooms that a file names, under these numbers."""
    tables.insert(
        Room, ("id", "school_id", "code", "name"),
        [(number.hex, school_id.hex, label[:40], label[:80]) for number, label in rooms],
    )  # fmt: skip


@transaction.atomic
def take_week_names(school_id: uuid.UUID, year: int, letters: str) -> None:
    """The letters of weeks that a file gives, in a school that has none."""
    WeekNames.objects.get_or_create(school_id=school_id, school_year_id=year, defaults={"letters": letters})
