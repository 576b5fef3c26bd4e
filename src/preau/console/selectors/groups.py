"""Groups of pupils of one school, with their source and who is in them."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from preau.directory.calendar import year_of
from preau.directory.enums import AffiliationState, GroupSource, Profile
from preau.directory.models import Affiliation, Enrollment, GroupMembership, GroupStaff, Person, StudentGroup
from preau.directory.rule_groups import Rule, people_of_rule
from preau.directory.words import class_order
from preau.kernel import clock
from preau.kernel.text import fold
from preau.ui.listing import Asked, sifted


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group of the year; only one made by hand, or by a rule, is changed here. `rule`: what its members follow."""

    id: uuid.UUID
    label: str
    source: str
    members: int
    is_ours: bool
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A pupil, or a member of staff, of a group, family name first."""

    id: uuid.UUID
    name: str
    homeroom: str


def _line(group: StudentGroup, members: int) -> GroupLine:
    return GroupLine(
        group.pk, group.label, str(group.get_source_display()), members, group.source == GroupSource.MANUAL,
        Rule.of(group.rule) if group.rule else None,
    )  # fmt: skip


def _counted(rows: QuerySet[StudentGroup]) -> QuerySet[Any]:
    return rows.annotate(many=Count("memberships", distinct=True), staffed=Count("staff", distinct=True))


LAST = (99, ())
NAME, SOURCE, MEMBERS = "nom", "source", "personnes"
_GROUP_KEYS: Mapping[str, Callable[[GroupLine], Any]] = {
    NAME: lambda one: (fold(one.label), one.id), SOURCE: lambda one: fold(one.source),
    MEMBERS: lambda one: one.members,
}  # fmt: skip
SORTS = tuple(_GROUP_KEYS)


def groups_of(school_id: uuid.UUID, *, text: str = "", sort: str = NAME, descending: bool = False) -> list[GroupLine]:
    """Groups of this year whose name holds every word of the text, in that order; those alike by name."""
    rows = StudentGroup.objects.filter(school_id=school_id, school_year_id=year_of(clock.today()))
    lines = [_line(one, one.many + one.staffed) for one in _counted(rows)]
    return sifted(lines, Asked(text, sort, descending), told=lambda one: one.label, keys=_GROUP_KEYS)


def group_of(school_id: uuid.UUID, group_id: uuid.UUID) -> GroupLine | None:
    """One group of the school; None for any other."""
    group = _counted(StudentGroup.objects.filter(school_id=school_id, pk=group_id)).first()
    return _line(group, group.many + group.staffed) if group else None


MEMBER_KEYS: Mapping[str, Callable[[Member], Any]] = {
    "nom": lambda one: (fold(one.name), one.id),
    "classe": lambda one: class_order(one.homeroom) if one.homeroom else LAST,
}
"""Ways to sort members; whoever has no class comes last."""


def members_found(school_id: uuid.UUID, group_id: uuid.UUID, asked: Asked) -> list[Member]:
    """Those of the group whose name or class holds each word, in the order asked for."""
    members = members_of(school_id, group_id)
    return sifted(members, asked, told=lambda one: f"{one.name} {one.homeroom}", keys=MEMBER_KEYS)


def members_of(school_id: uuid.UUID, group_id: uuid.UUID) -> Sequence[Member]:
    """The group's people by family name; a pupil with their class."""
    rows = GroupMembership.objects.filter(school_id=school_id, group_id=group_id)
    people = list(rows.values_list("student_id", "student__family_name", "student__given_name"))
    staff = GroupStaff.objects.filter(school_id=school_id, group_id=group_id)
    people += staff.values_list("person_id", "person__family_name", "person__given_name")
    return named(school_id, people)


def named(school_id: uuid.UUID, people: list[tuple[uuid.UUID, str, str]]) -> list[Member]:
    """These people (id, family name, given name) by family name; a pupil with their class."""
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


def ids_inside(
    school_id: uuid.UUID, group_id: uuid.UUID, student_ids: Collection[uuid.UUID]
) -> frozenset[uuid.UUID]:  # fmt: skip
    """Those of these who are in the group."""
    rows = GroupMembership.objects.filter(school_id=school_id, group_id=group_id, student_id__in=student_ids)
    return frozenset(rows.values_list("student_id", flat=True))


@dataclass(frozen=True, slots=True)
class RulePreview:
    """Who a rule would put in its group: all of them by name; how many come in and go out of the group as it is."""

    people: list[Member]
    added: int
    removed: int


def preview_rule(school_id: uuid.UUID, rule: Rule, group: GroupLine | None) -> RulePreview:
    """What keeping this rule would do, in a new group or in one that follows another rule."""
    wanted = people_of_rule(school_id, rule)
    held = {one.id for one in members_of(school_id, group.id)} if group else set()
    people = list(Person.objects.filter(pk__in=wanted).values_list("pk", "family_name", "given_name"))
    return RulePreview(named(school_id, people), len(wanted - held), len(held - wanted))
