"""Groups that a timetable names: they keep that source, which alone changes them.

Events: preau.directory.events.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction

from preau.directory.enums import GroupSource
from preau.directory.models import GroupHomeroom, GroupMembership, StudentGroup
from preau.kernel import audit, events
from preau.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class TimetableGroup:
    """A group of a timetable: a new one under that number, or one that stands.

    `students`: None when it names nobody.
    """

    id: uuid.UUID
    code: str
    label: str
    homerooms: frozenset[uuid.UUID] = frozenset()
    students: frozenset[uuid.UUID] | None = None


@transaction.atomic
def write_timetable_groups(
    *, actor: Actor, school_id: uuid.UUID, year: int, groups: Sequence[TimetableGroup]
) -> tuple[int, int]:
    """Make the groups that lack, and put in each the classes and the pupils that the timetable names.

    Returns how many were made, and how many changed. Those of another source are left as they are. Twice changes
    nothing.
    """
    here = {"school_id": school_id, "group_id__in": [one.id for one in groups]}
    there = dict(
        StudentGroup.objects.select_for_update(of=("self",))
        .filter(school_id=school_id, pk__in=[one.id for one in groups])
        .values_list("pk", "source")
    )
    new = [one for one in groups if one.id not in there]
    StudentGroup.objects.bulk_create(
        StudentGroup(
            id=one.id, school_id=school_id, school_year_id=year, code=one.code[:60], label=one.label[:80],
            source=GroupSource.TIMETABLE,
        )
        for one in new
    )  # fmt: skip
    drawn: set[tuple[uuid.UUID, uuid.UUID]] = set(
        GroupHomeroom.objects.filter(**here).values_list("group_id", "homeroom_id")
    )
    inside: set[tuple[uuid.UUID, uuid.UUID]] = set(
        GroupMembership.objects.filter(**here).values_list("group_id", "student_id")
    )
    changed: set[uuid.UUID] = set()
    for one in groups:
        if there.get(one.id, GroupSource.TIMETABLE) == GroupSource.TIMETABLE and _fill(school_id, one, drawn, inside):
            changed.add(one.id)
    made = {one.id for one in new}
    if made or changed:
        audit.record(
            actor=actor, action="directory.write_timetable_groups", tenant=school_id, subject="school",
            subject_id=school_id, data={"made": len(made), "changed": len(changed - made)},
        )  # fmt: skip
    for number in sorted(made | changed):
        events.publish("directory.group_changed", {"group_id": str(number)}, tenant=school_id)
    return len(made), len(changed - made)


def _fill(
    school_id: uuid.UUID, one: TimetableGroup, drawn: Collection[tuple[uuid.UUID, uuid.UUID]],
    inside: Collection[tuple[uuid.UUID, uuid.UUID]],
) -> bool:  # fmt: skip
    more = sorted(number for number in one.homerooms if (one.id, number) not in drawn)
    GroupHomeroom.objects.bulk_create(
        GroupHomeroom(school_id=school_id, group_id=one.id, homeroom_id=number) for number in more
    )
    if one.students is None:
        return bool(more)
    there = {student for group, student in inside if group == one.id}
    enter, leave = one.students - there, there - one.students
    GroupMembership.objects.bulk_create(
        GroupMembership(school_id=school_id, group_id=one.id, student_id=number) for number in sorted(enter)
    )
    if leave:
        GroupMembership.objects.filter(school_id=school_id, group_id=one.id, student_id__in=leave).delete()
    return bool(more or enter or leave)
