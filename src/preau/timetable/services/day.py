"""Changes of some days as a file tells them: added, changed, taken back; what a hand wrote is not touched.

A file tells all the changes of the days it names: one that it told before and tells no more is taken back.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field

from django.db import transaction

from preau.kernel import clock
from preau.timetable.differing import AS_USUAL, Differs
from preau.timetable.enums import Source
from preau.timetable.models import Change, Lesson
from preau.timetable.selectors.desk import said
from preau.timetable.services.making import make_lessons
from preau.timetable.services.standing import follow
from preau.timetable.services.telling import tell_later

Place = tuple[uuid.UUID, dt.date]
"""A slot, and the day its lesson is held on in the regular week."""


@dataclass(frozen=True, slots=True)
class DayChange:
    """How the lesson of a slot on a day differs, and where the file says so."""

    slot_id: uuid.UUID
    day: dt.date
    differs: Differs
    file: str = ""
    line: int = 0

    @property
    def place(self) -> Place:
        """Which lesson it is of."""
        return self.slot_id, self.day


@dataclass(slots=True)
class DayMatched:
    """What a file changes of these days. `removed`, `kept`: how lessons differ now, `kept` with what the file says."""

    same: int = 0
    added: list[DayChange] = field(default_factory=list)
    changed: list[tuple[Differs, DayChange]] = field(default_factory=list)
    removed: list[DayChange] = field(default_factory=list)
    kept: list[tuple[Differs, DayChange]] = field(default_factory=list)
    spared: int = 0
    stays: list[DayChange] = field(default_factory=list)
    """Those of the same."""


def compare_days(
    school_id: uuid.UUID, changes: Sequence[DayChange], days: Collection[dt.date], *, is_whole: bool
) -> DayMatched:
    """What a file would change of some days; `is_whole`: False when a line of it could not be taken."""
    found = DayMatched()
    rows = Change.objects.filter(school_id=school_id, lesson__day__in=days).select_related("lesson")
    there: dict[Place, Change] = {(one.lesson.slot_id, one.lesson.day): one for one in rows}
    told = {one.place: one for one in changes}
    for place, one in told.items():
        stands = there.get(place)
        if stands is None:
            found.added.append(one)
        elif (before := said(stands)) == one.differs:
            found.same += 1
            found.stays += [one] if stands.source == Source.FILE else []
        elif stands.source == Source.HAND:
            found.kept.append((before, one))
        else:
            found.changed.append((before, one))
    for place, stands in there.items():
        if place not in told and stands.source == Source.FILE:
            if is_whole:
                found.removed.append(DayChange(*place, said(stands)))
            else:
                found.spared += 1
    return found


@transaction.atomic
def write_days(school_id: uuid.UUID, matched: DayMatched) -> None:
    """Write what `compare_days` found, under `hold_school`; those concerned are told. The caller audits the whole."""
    written = [*matched.added, *(one for _before, one in matched.changed)]
    touched = [*written, *matched.removed]
    if not touched:
        return
    make_lessons(school_id=school_id, until=max(one.day for one in touched))
    lessons = {
        (one.slot_id, one.day): one
        for one in Lesson.objects.select_for_update(of=("self",))
        .filter(school_id=school_id, slot__in={one.slot_id for one in touched}, day__in={one.day for one in touched})
        .select_related("slot", "school")
        .order_by("pk")
    }
    there = {one.lesson_id: one for one in Change.objects.filter(school_id=school_id, lesson__in=lessons.values())}
    becomes = [(one.place, one.differs) for one in written] + [(one.place, AS_USUAL) for one in matched.removed]
    for place, differs in becomes:
        if (lesson := lessons.get(place)) is not None:
            _write(lesson, there.get(lesson.pk), differs)
    follow(school_id)


def _write(lesson: Lesson, change: Change | None, differs: Differs) -> None:
    if change is not None and change.source == Source.HAND:
        return  # written since the file was compared
    if differs == AS_USUAL:
        if change is not None:
            number, version = change.pk, change.version
            change.delete()
            tell_later(lesson, number, version + 1, AS_USUAL)
        return
    is_new = change is None
    change = change or Change(school_id=lesson.school_id, lesson=lesson, version=0)
    for name, value in asdict(differs).items():
        setattr(change, name, value)
    change.source, change.version, change.changed_at = Source.FILE, change.version + 1, clock.now()
    change.save(force_insert=is_new, force_update=not is_new)
    tell_later(lesson, change.pk, change.version, differs)
