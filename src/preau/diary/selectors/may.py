"""Who writes and who reads a diary: what `preau.access` says of classes, and whose lesson it is.

The teachers of a lesson write it, together; who stands in for one of them too, and the one who is stood in for: what
was prepared reaches the class. Outside of a lesson, the teachers of a class. A right confided for the whole school
writes everywhere: a substitute whom no export names yet.
"""

import uuid
from collections.abc import Collection

from preau.access.enums import Right
from preau.access.public import Hat, Thing, can, units_under, units_under_each
from preau.timetable.public import DatedLesson


def teaches(hat: Hat, held: DatedLesson) -> bool:
    """Whether a lesson is theirs."""
    return hat.person_id is not None and (hat.person_id in held.teachers or hat.person_id == held.absent)


def writes_lesson(hat: Hat, held: DatedLesson) -> bool:
    """Whether this hat writes the diary of a lesson."""
    if held.school_id not in hat.school_ids:
        return False
    if can(hat, Right.WRITE_DIARY, Thing(held.school_id)):
        return True
    return can(hat, Right.WRITE_DIARY) and teaches(hat, held)


def writes_units(hat: Hat, school_id: uuid.UUID, units: Collection[uuid.UUID]) -> bool:
    """Whether this hat gives work to all these classes and groups, outside of a lesson of theirs."""
    if school_id not in hat.school_ids:
        return False
    bound = units_under(hat, Right.WRITE_DIARY, school_id)
    if bound is None:
        return all(can(hat, Right.WRITE_DIARY, Thing(school_id, unit_id=one)) for one in units)
    return set(units) <= bound


def reads_units(hat: Hat, school_id: uuid.UUID, units: Collection[uuid.UUID]) -> bool:
    """Whether staff, or who inspects, read the diary of one of these classes or groups under this hat."""
    if not (hat.is_staff or hat.is_visitor) or school_id not in hat.school_ids:
        return False
    bound = units_under(hat, Right.SEE_DIARIES, school_id)
    return bound is None or bool(bound & set(units))


def writes_and_reads(hat: Hat, school_id: uuid.UUID, unit: uuid.UUID) -> tuple[bool, bool]:
    """The same of one class or group of this school, both asked at once: `writes_units`, `reads_units`."""
    if not (hat.is_staff or hat.is_visitor) or school_id not in hat.school_ids:
        return writes_units(hat, school_id, [unit]), False
    bounds = units_under_each(hat, (Right.WRITE_DIARY, Right.SEE_DIARIES), school_id)
    write, read = bounds[Right.WRITE_DIARY], bounds[Right.SEE_DIARIES]
    writes = can(hat, Right.WRITE_DIARY, Thing(school_id, unit_id=unit)) if write is None else unit in write
    return writes, read is None or unit in read


def endorses(hat: Hat, school_id: uuid.UUID) -> bool:
    """Whether this hat puts the visa of the head."""
    return school_id in hat.school_ids and can(hat, Right.ENDORSE_DIARIES, Thing(school_id))
