"""A whole regular week at once, as files bring it: rows in bulk, for who has weighed conflicts before."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from preau.directory.bulk import tables
from preau.kernel import audit
from preau.kernel.actor import Actor
from preau.kernel.ids import new_hex_ids
from preau.timetable.enums import Source
from preau.timetable.models import Room, Slot, SlotPupils, SlotTeacher
from preau.timetable.selectors.plan import forget_school
from preau.timetable.services.slots import Written

_SLOT = (
    "id", "school_id", "school_year_id", "subject_code", "title", "weekday", "starts", "ends", "letters", "weeks",
    "first_on", "last_on", "room_id", "source", "source_key", "version",
)  # fmt: skip


@transaction.atomic
def write_slots(
    *, actor: Actor, school_id: uuid.UUID, year: int, slots: Sequence[Written], source: Source = Source.FILE
) -> int:
    """Add these slots to the regular week of a school; how many. Lessons are made by the next `make_lessons`."""
    school, numbers = school_id.hex, new_hex_ids(len(slots))
    rows: list[tuple[object, ...]] = []
    taught: list[tuple[object, ...]] = []
    teachers: list[tuple[object, ...]] = []
    for number, one in zip(numbers, slots, strict=True):
        room = one.room_id.hex if one.room_id else None
        rows.append(
            (
                number, school, year, one.subject_code, one.title, one.weekday, one.starts, one.ends, one.letters,
                one.weeks, one.first_on.isoformat(), one.last_on.isoformat(), room, source.value, "", 1,
            )
        )  # fmt: skip
        taught += [(school, number, key.hex, None) for key in sorted(one.homerooms)]
        taught += [(school, number, None, key.hex) for key in sorted(one.groups)]
        teachers += [(school, number, key.hex) for key in sorted(one.teachers)]
    tables.insert(Slot, _SLOT, rows)
    forget_school(school_id)
    for model, names, found in (
        (SlotPupils, ("homeroom_id", "group_id"), taught), (SlotTeacher, ("teacher_id",), teachers),
    ):  # fmt: skip
        keyed = [(key, *row) for key, row in zip(new_hex_ids(len(found)), found, strict=True)]
        tables.insert(model, ("id", "school_id", "slot_id", *names), keyed)
    audit.record(
        actor=actor, action="timetable.write_slots", tenant=school_id, subject="school", subject_id=school_id,
        data={"count": len(rows)},
    )  # fmt: skip
    return len(rows)


@transaction.atomic
def write_rooms(*, actor: Actor, school_id: uuid.UUID, names: Sequence[str]) -> list[uuid.UUID]:
    """Rooms of a school under these names, those that lack made; their numbers, in that order."""
    there = dict(Room.objects.filter(school_id=school_id, code__in=names).values_list("code", "pk"))
    made = Room.objects.bulk_create(
        Room(school_id=school_id, code=one, name=one) for one in names if one not in there
    )  # fmt: skip
    if made:
        audit.record(
            actor=actor, action="timetable.write_rooms", tenant=school_id, subject="school", subject_id=school_id,
            data={"count": len(made)},
        )  # fmt: skip
    there |= {one.code: one.pk for one in made}
    return [there[one] for one in names]
