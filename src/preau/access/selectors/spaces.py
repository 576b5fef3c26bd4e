"""Days from which the space opens in one school, and what a change of one would open and close, for how many."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from preau.access.models import SpaceOpening
from preau.access.spaces import Standing, opens_on
from preau.access.switches import Dated
from preau.directory.calendar import year_of
from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, Enrollment, Guardianship
from preau.directory.rights import RIGHTS
from preau.directory.words import class_order
from preau.kernel import clock


@dataclass(frozen=True, slots=True)
class OpeningDay:
    """A day set: of the school (neither level nor class), of a level, or of a class."""

    opens_on: dt.date
    version: str
    level: str = ""
    class_id: uuid.UUID | None = None
    label: str = ""
    changed_by: str = ""


@dataclass(frozen=True, slots=True)
class SpacePreview:
    """Who enters today and would wait; who waits and would enter; who would wait until another day."""

    closed_pupils: int = 0
    closed_guardians: int = 0
    opened_pupils: int = 0
    opened_guardians: int = 0
    moved_pupils: int = 0
    moved_guardians: int = 0


def space_openings(school_id: uuid.UUID) -> list[OpeningDay]:
    """Days set in this school: of the whole first, then levels, then classes."""
    rows = SpaceOpening.objects.filter(school_id=school_id).select_related("homeroom")
    found = [
        OpeningDay(
            row.opens_on, str(row.version), row.level_label, row.homeroom_id,
            row.homeroom.label if row.homeroom else row.level_label, row.changed_by,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.class_id is not None, bool(one.level), class_order(one.label)))


def levels_of(school_id: uuid.UUID) -> list[str]:
    """Levels of this year's pupils, in the order of schooling."""
    rows = Enrollment.objects.filter(school_id=school_id, school_year_id=year_of(clock.today()), left_on=None)
    return sorted(set(rows.exclude(level_label="").values_list("level_label", flat=True)), key=class_order)


def _standings(school_id: uuid.UUID) -> dict[uuid.UUID, Standing]:
    here = Affiliation.objects.filter(school_id=school_id, profile=Profile.STUDENT, state=AffiliationState.ACTIVE)
    found: dict[uuid.UUID, Standing] = dict.fromkeys(here.values_list("person_id", flat=True), (None, ""))
    rows = Enrollment.objects.filter(school_id=school_id, school_year_id=year_of(clock.today()), left_on=None)
    for pupil, room, level in rows.values_list("student_id", "homeroom_id", "level_label"):
        if pupil in found:
            found[pupil] = (room, level)
    return found


def preview_space(
    school_id: uuid.UUID, day: dt.date | None, *, level: str = "", class_id: uuid.UUID | None = None
) -> SpacePreview:
    """What setting that day would do today. A guardian counts where one of their children does."""
    before = [Dated(one.opens_on, one.level, one.class_id) for one in space_openings(school_id)]
    after = [one for one in before if (one.level, one.class_id) != (level, class_id)]
    if day is not None:
        after.append(Dated(day, level, class_id))
    today = clock.today()
    closed: set[uuid.UUID] = set()
    opened: set[uuid.UUID] = set()
    moved: set[uuid.UUID] = set()
    for pupil, (room, of_level) in _standings(school_id).items():
        was, will = (_waits(dates, room, of_level, today) for dates in (before, after))
        if was == will:
            continue
        (closed if was is None else opened if will is None else moved).add(pupil)
    counts = [(len(some), len(_guardians(school_id, some))) for some in (closed, opened, moved)]
    return SpacePreview(*[number for pair in counts for number in pair])


def _waits(dates: Sequence[Dated], room: uuid.UUID | None, level: str, today: dt.date) -> dt.date | None:
    day = opens_on(dates, room, level)
    return day if day is not None and day > today else None


def _guardians(school_id: uuid.UUID, pupils: Collection[uuid.UUID]) -> set[uuid.UUID]:
    reaches = [reach for reach, rights in RIGHTS.items() if rights.has_account]
    rows = Guardianship.objects.filter(school_id=school_id, ended_at=None, reach__in=reaches)
    return {guardian for pupil, guardian in rows.values_list("student_id", "guardian_id") if pupil in pupils}
