"""A page of a class and a day, without a lesson: an outing, a class whose timetable is not written yet."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from preau.access.public import Hat
from preau.diary.models import Entry, EntryUnit
from preau.diary.selectors.may import writes_units
from preau.diary.selectors.mine import unit_named
from preau.diary.selectors.sheet import own_school
from preau.diary.selectors.work import taught_there
from preau.directory.errors import Unknown
from preau.kernel import clock


@dataclass(frozen=True, slots=True)
class Blank:
    """Such a page; `entry`: none for a new one. `units`: its classes, by number."""

    school_id: uuid.UUID
    entry: Entry | None
    day: dt.date
    subject: str
    subject_code: str
    units: Mapping[uuid.UUID, str]

    @property
    def label(self) -> str:
        """Its classes, in words."""
        return ", ".join(sorted(self.units.values()))


def blank_page(hat: Hat, entry_id: uuid.UUID, unit_id: uuid.UUID | None) -> Blank:
    """The page of that number, or a new one for a class. Raises Unknown for a stranger, PermissionDenied."""
    school_id = own_school(hat)
    row = Entry.objects.filter(pk=entry_id, lesson=None).first()
    if row is None:
        unit = unit_named(hat, unit_id) if unit_id else None
        if unit is None:
            raise Unknown("no such class")
        code, subject = taught_there(hat, school_id, unit.id)
        found = Blank(school_id, None, clock.today(), subject, code, {unit.id: unit.label})
    elif row.school_id != school_id:
        raise Unknown("no such page")
    else:
        links = EntryUnit.objects.filter(school_id=school_id, entry=row).values_list("unit", "label")
        found = Blank(school_id, row, row.day, row.subject, row.subject_code, dict(links))
    is_mine = row is not None and hat.person_id is not None and row.written_by_id == hat.person_id
    if not is_mine and not writes_units(hat, school_id, list(found.units)):
        raise PermissionDenied
    return found
