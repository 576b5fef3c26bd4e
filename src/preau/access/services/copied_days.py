"""Days of opening as they would be copied: of the school, of levels and of classes, by name."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from preau.access.models import SpaceOpening
from preau.directory.calendar import year_of
from preau.directory.models import Enrollment, Homeroom
from preau.kernel import clock

Place = tuple[str, str]
"""(level, label of a class): both empty for the whole school, one of them at most said."""


@dataclass(frozen=True, slots=True)
class DayChange:
    """One day of opening, None for no day: of a class, of a level, or of the whole school when both are empty."""

    level: str
    before: dt.date | None
    after: dt.date | None
    homeroom: str = ""
    homeroom_id: uuid.UUID | None = None


@dataclass(slots=True)
class Dated:
    """What one school has: its levels, its classes of the year by label, its days."""

    levels: set[str] = field(default_factory=set)
    classes: dict[str, uuid.UUID] = field(default_factory=dict)
    days: dict[Place, dt.date] = field(default_factory=dict)


def dated_of(school_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Dated]:
    """What these schools have, in three reads. Of two classes of one label in a school, neither."""
    ids, year = list(school_ids), year_of(clock.today())
    found = {one: Dated() for one in ids}
    levels = Enrollment.objects.filter(school_id__in=ids, school_year_id=year, left_on=None).exclude(level_label="")
    for school, level in levels.values_list("school_id", "level_label").distinct():
        found[school].levels.add(level)
    twice: set[tuple[uuid.UUID, str]] = set()
    rooms = Homeroom.objects.filter(school_id__in=ids, school_year_id=year)
    for school, label, room in rooms.values_list("school_id", "label", "pk"):
        if found[school].classes.setdefault(label, room) != room:
            twice.add((school, label))
    for school, label in twice:
        del found[school].classes[label]
    rows = SpaceOpening.objects.filter(school_id__in=ids).values_list(
        "school_id", "level_label", "homeroom_id", "homeroom__label", "opens_on"
    )
    for school, level, room, label, day in rows:
        if room is None or found[school].classes.get(label) == room:
            found[school].days[level, label or ""] = day
    return found


def moved(model: Dated, target: Dated) -> tuple[tuple[DayChange, ...], tuple[Place, ...]]:
    """Days that change in the target, and the model's days that stay away: it has no such level, no such class.

    A class that the model has not keeps its day.
    """
    known = {one for one in model.days if _has(target, one)}
    own = {one for one in target.days if not one[1] or one[1] in model.classes}
    changes = tuple(
        DayChange(
            level, target.days.get((level, label)), model.days.get((level, label)), label, target.classes.get(label)
        )
        for level, label in sorted(known | own)
        if target.days.get((level, label)) != model.days.get((level, label))
    )
    return changes, tuple(sorted(set(model.days) - known))


def _has(school: Dated, place: Place) -> bool:
    level, label = place
    return label in school.classes if label else not level or level in school.levels
