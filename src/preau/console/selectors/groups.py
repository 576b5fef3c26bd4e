"""Groups of pupils of one school, with their source and who is in them."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count

from preau.directory.calendar import year_of
from preau.directory.enums import AffiliationState, GroupSource, Profile
from preau.directory.models import Affiliation, Enrollment, GroupMembership, StudentGroup
from preau.kernel import clock
from preau.kernel.text import fold


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group of the year; only one made by hand is changed here."""

    id: uuid.UUID
    label: str
    source: str
    members: int
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A pupil of a group, family name first."""

    id: uuid.UUID
    name: str
    homeroom: str


def _line(group: StudentGroup, members: int) -> GroupLine:
    return GroupLine(
        group.pk, group.label, str(group.get_source_display()), members, group.source == GroupSource.MANUAL
    )


def groups_of(school_id: uuid.UUID, *, text: str = "") -> list[GroupLine]:
    """Groups of this year whose name holds every word of the text, by name."""
    rows = StudentGroup.objects.filter(school_id=school_id, school_year_id=year_of(clock.today()))
    words = fold(text).split()
    lines = [_line(one, one.many) for one in rows.annotate(many=Count("memberships"))]
    found = [one for one in lines if all(word in fold(one.label) for word in words)]
    return sorted(found, key=lambda one: (fold(one.label), one.id))


def group_of(school_id: uuid.UUID, group_id: uuid.UUID) -> GroupLine | None:
    """One group of the school; None for any other."""
    group = StudentGroup.objects.filter(school_id=school_id, pk=group_id).annotate(many=Count("memberships")).first()
    return _line(group, group.many) if group else None


def members_of(school_id: uuid.UUID, group_id: uuid.UUID) -> Sequence[Member]:
    """The group's pupils by family name, with their class."""
    rows = GroupMembership.objects.filter(school_id=school_id, group_id=group_id)
    people = list(rows.values_list("student_id", "student__family_name", "student__given_name"))
    here = Enrollment.objects.filter(
        school_id=school_id, school_year_id=year_of(clock.today()), left_on=None, homeroom__isnull=False,
        student_id__in=[one[0] for one in people],
    )  # fmt: skip
    homerooms = dict(here.values_list("student_id", "homeroom__label"))
    people.sort(key=lambda one: (fold(one[1]), fold(one[2]), one[0]))
    return [Member(one, f"{family} {given}".strip(), homerooms.get(one, "")) for one, family, given in people]


def pupils_among(school_id: uuid.UUID, ids: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """Those of these people who are pupils of the school today, in the order given."""
    here = Affiliation.objects.filter(
        school_id=school_id, person_id__in=ids, profile=Profile.STUDENT, state=AffiliationState.ACTIVE
    )
    found = set(here.values_list("person_id", flat=True))
    return [one for one in dict.fromkeys(ids) if one in found]


def inside(school_id: uuid.UUID, group_id: uuid.UUID, student_ids: Collection[uuid.UUID]) -> int:
    """How many of these are in the group."""
    rows = GroupMembership.objects.filter(school_id=school_id, group_id=group_id, student_id__in=student_ids)
    return int(rows.count())
