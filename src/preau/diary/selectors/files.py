"""Files of a diary: what an entry and a piece of work have, and who reads them."""

import uuid
from collections.abc import Sequence
from typing import Any

from preau.access.public import Hat
from preau.diary.models import Entry, EntryUnit, Work, WorkUnit
from preau.diary.selectors.may import reads_units
from preau.diary.selectors.pupils import units_of_pupils
from preau.files.public import Arrival, Attached, Reading, holds
from preau.kernel import clock

ENTRY, WORK = "diary.entry", "diary.work"


def holds_all(kind: str, row: Entry | Work, arrivals: Sequence[Arrival]) -> bool:
    """Whether a thing has all these files already."""
    return not arrivals or holds(kind, row.pk, row.school_id, arrivals)


def may_read(hat: Hat, file: Attached) -> Reading:
    """Pupils and guardians, once it is shown and of one of their classes; who inspects that class, once it is shown;
    staff who read that class, whoever wrote.
    """
    model: Any = Entry if file.kind == ENTRY else Work
    links: Any = EntryUnit if file.kind == ENTRY else WorkUnit
    row = model.objects.filter(pk=file.thing_id).first()
    if row is None or row.school_id not in hat.school_ids:
        return Reading.HIDDEN
    name = "entry" if file.kind == ENTRY else "work"
    units: set[uuid.UUID] = set(
        links.objects.filter(school_id=row.school_id, **{name: row}).values_list("unit", flat=True)
    )
    is_shown = row.appears_at is not None and row.appears_at <= clock.now()
    if hat.is_visitor:
        return Reading.OPEN if is_shown and reads_units(hat, row.school_id, units) else Reading.HIDDEN
    if hat.is_staff:
        if (hat.person_id and row.written_by_id == hat.person_id) or reads_units(hat, row.school_id, units):
            return Reading.OPEN
        return Reading.RESERVED
    if not is_shown:
        return Reading.HIDDEN
    return Reading.OPEN if units & units_of_pupils(hat, row.school_id) else Reading.HIDDEN
