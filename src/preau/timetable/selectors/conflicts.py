"""What a slot or a moved lesson would share with others at the same time: a teacher, a room, pupils."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from preau.directory.models import Enrollment, GroupHomeroom, GroupMembership
from preau.timetable.enums import Trouble
from preau.timetable.models import Slot, SlotPupils, SlotTeacher
from preau.timetable.weeks import Regular, YearPlan, days_of


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing shared with another slot. `first_on`: the first day it would happen; `days`: on how many."""

    trouble: Trouble
    slot_id: uuid.UUID
    first_on: dt.date
    days: int

    @property
    def key(self) -> str:
        """What a form sends back to say that it was read."""
        return f"{self.trouble}:{self.slot_id.hex}:{self.first_on.isoformat()}:{self.days}"


@dataclass(frozen=True, slots=True)
class Parties:
    """Who and what a slot takes."""

    teachers: frozenset[uuid.UUID] = frozenset()
    homerooms: frozenset[uuid.UUID] = frozenset()
    groups: frozenset[uuid.UUID] = frozenset()
    room_id: uuid.UUID | None = None


def with_shared_pupils(
    school_id: uuid.UUID, homerooms: Collection[uuid.UUID], groups: Collection[uuid.UUID]
) -> tuple[set[uuid.UUID], set[uuid.UUID]]:
    """Classes and groups that have a pupil of these: themselves, a class's groups, a group's classes, and the groups
    its pupils are in beside. Two halves of one class share nobody.
    """
    in_groups = GroupMembership.objects.filter(school_id=school_id)
    there = Enrollment.objects.filter(school_id=school_id, left_on=None)
    drawn = GroupHomeroom.objects.filter(school_id=school_id, homeroom_id__in=homerooms).values_list("group_id")
    pupils = set(in_groups.filter(group_id__in=groups).values_list("student_id", flat=True)) if groups else set()
    of_classes = there.filter(homeroom_id__in=homerooms).values("student_id")
    beside = Q(student_id__in=pupils) | Q(student_id__in=of_classes)
    more_groups = set(in_groups.filter(beside).values_list("group_id", flat=True)) | {one for (one,) in drawn}
    more_classes = set(
        there.filter(student_id__in=pupils).exclude(homeroom=None).values_list("homeroom_id", flat=True)
    ) | set(
        GroupHomeroom.objects.filter(
            school_id=school_id, group_id__in=set(groups) - _with_members(school_id, groups)
        ).values_list("homeroom_id", flat=True)
    )  # fmt: skip
    return set(homerooms) | more_classes, set(groups) | more_groups


def _with_members(school_id: uuid.UUID, groups: Collection[uuid.UUID]) -> set[uuid.UUID]:
    rows = GroupMembership.objects.filter(school_id=school_id, group_id__in=groups)
    return set(rows.values_list("group_id", flat=True))


def conflicts_of(
    school_id: uuid.UUID, regular: Regular, parties: Parties, plan: YearPlan, *, but: Iterable[uuid.UUID] = ()
) -> Sequence[Conflict]:  # fmt: skip
    """What a slot would share with the others of the regular week, the soonest first; `but`: slots it replaces."""
    at_once = Slot.objects.filter(
        school_id=school_id, school_year_id=plan.year, weekday=regular.weekday, starts__lt=regular.ends,
        ends__gt=regular.starts, first_on__lte=regular.last_on, last_on__gte=regular.first_on,
    ).exclude(pk__in=list(but))  # fmt: skip
    slots = {one.pk: one for one in at_once}
    if not slots:
        return []
    here = {"school_id": school_id, "slot_id__in": list(slots)}
    homerooms, groups = with_shared_pupils(school_id, parties.homerooms, parties.groups)
    shared: dict[Trouble, set[uuid.UUID]] = {
        Trouble.TEACHER: set(
            SlotTeacher.objects.filter(**here, teacher_id__in=parties.teachers).values_list("slot_id", flat=True)
        ),
        Trouble.ROOM: {key for key, one in slots.items() if parties.room_id and one.room_id == parties.room_id},
        Trouble.PUPILS: set(
            SlotPupils.objects.filter(Q(homeroom_id__in=homerooms) | Q(group_id__in=groups), **here).values_list(
                "slot_id", flat=True
            )
        ),
    }
    mine = set(days_of(regular, plan, regular.first_on, regular.last_on))
    found = []
    for trouble, ids in shared.items():
        for key in ids:
            other = slots[key].regular
            both = mine & set(days_of(other, plan, other.first_on, other.last_on))
            if both:
                found.append(Conflict(trouble, key, min(both), len(both)))
    return sorted(found, key=lambda one: (one.first_on, one.trouble, one.slot_id))
