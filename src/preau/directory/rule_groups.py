"""Groups that follow a rule: conditions over the directory, kept as data, and the people they reach today.

A rule is about pupils or about staff. Each condition names what it looks at and the values that meet it, any of them;
the conditions are all met, or any of them. Reads only; preau.directory.services.rule_groups keeps the members.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from preau.directory.calendar import year_of
from preau.directory.enums import STAFF_PROFILES, AffiliationState, GroupSource, Profile
from preau.directory.models import (
    Affiliation,
    Enrollment,
    GroupMembership,
    Homeroom,
    HomeroomTeacher,
    Section,
    StaffFunction,
    StudentGroup,
)
from preau.directory.words import class_order, readable
from preau.kernel import clock

STUDENTS, STAFF = "students", "staff"
ALL, ANY = "all", "any"
LEVEL, CLASS, GROUP, BOARDING = "level", "class", "group", "boarding"
PROFILE, FUNCTION, TEACHES, HEADS = "profile", "function", "teaches", "heads"
LOOKED_AT: Mapping[str, tuple[str, ...]] = {
    STUDENTS: (LEVEL, CLASS, GROUP, BOARDING), STAFF: (PROFILE, FUNCTION, TEACHES, HEADS),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """Whom it is about, how its conditions are joined, and (what is looked at, values that meet it)."""

    who: str
    join: str
    conditions: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Rule":
        """A rule from the data of its group."""
        return cls(kept["who"], kept["join"], tuple((on, tuple(values)) for on, values in kept["conditions"]))

    def as_data(self) -> dict[str, Any]:
        """What its group keeps."""
        return {"who": self.who, "join": self.join, "conditions": [[on, list(some)] for on, some in self.conditions]}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the conditions of a rule may look at in a school: (value, words) by what is looked at."""

    of: Mapping[str, Sequence[tuple[str, str]]]

    def words(self, on: str, value: str) -> str:
        """The words of a value; "" for one that the school has no more."""
        return dict(self.of.get(on, ())).get(value, "")


def _ids(values: Iterable[str]) -> list[uuid.UUID]:
    found = []
    for one in values:
        try:
            found.append(uuid.UUID(one))
        except ValueError:
            continue
    return found


def _enrolled(school_id: uuid.UUID, year: int) -> QuerySet[Any]:
    return Enrollment.objects.filter(school_id=school_id, school_year_id=year, left_on=None)


def _met(school_id: uuid.UUID, year: int, on: str, values: Sequence[str]) -> set[uuid.UUID]:
    """Everybody who meets one condition, whether or not they are there today."""
    enrolled = _enrolled(school_id, year)
    if on == LEVEL:
        return set(enrolled.filter(level_label__in=values).values_list("student_id", flat=True))
    if on == BOARDING:
        return set(enrolled.filter(boarding_status__in=values).values_list("student_id", flat=True))
    if on == CLASS:
        return set(enrolled.filter(homeroom_id__in=_ids(values)).values_list("student_id", flat=True))
    if on == GROUP:
        inside = GroupMembership.objects.filter(school_id=school_id, group__school_year_id=year)
        inside = inside.filter(group_id__in=_ids(values)).exclude(group__source=GroupSource.RULE)
        return set(inside.values_list("student_id", flat=True))
    if on == PROFILE:
        return set(_here(school_id, values))
    if on == FUNCTION:
        places = StaffFunction.objects.filter(school_id=school_id, label__in=values)
        places = places.filter(affiliation__state=AffiliationState.ACTIVE)
        return set(places.values_list("affiliation__person_id", flat=True))
    rooms = _ids(values)
    heads = HomeroomTeacher.objects.filter(school_id=school_id, homeroom_id__in=rooms, homeroom__school_year_id=year)
    found = set(heads.values_list("person_id", flat=True))
    if on == TEACHES:
        taught = Section.objects.filter(school_id=school_id, school_year_id=year, homeroom_id__in=rooms)
        found |= set(taught.values_list("teacher_id", flat=True))
    return found


def _here(school_id: uuid.UUID, profiles: Iterable[str]) -> QuerySet[Any, Any]:
    places = Affiliation.objects.filter(
        school_id=school_id, profile__in=list(profiles), state=AffiliationState.ACTIVE, person__suspended_at=None
    )
    return places.values_list("person_id", flat=True)


def people_of_rule(school_id: uuid.UUID, rule: Rule, year: int | None = None) -> set[uuid.UUID]:
    """Who is in a group of that rule today: pupils, or staff, present in the school. No condition: nobody."""
    year = year_of(clock.today()) if year is None else year
    met = [_met(school_id, year, on, values) for on, values in rule.conditions]
    if not met:
        return set()
    found = set.intersection(*met) if rule.join == ALL else set.union(*met)
    profiles = [Profile.STUDENT] if rule.who == STUDENTS else STAFF_PROFILES
    return found & set(_here(school_id, profiles))


def choices_of(school_id: uuid.UUID, who: str) -> Choices:
    """What a rule about pupils, or about staff, may look at in this school this year."""
    year = year_of(clock.today())
    rooms = Homeroom.objects.filter(school_id=school_id, school_year_id=year).values_list("pk", "label")
    classes = [(str(pk), label) for pk, label in sorted(rooms, key=lambda one: class_order(one[1]))]
    if who == STUDENTS:
        enrolled = _enrolled(school_id, year)
        groups = StudentGroup.objects.filter(school_id=school_id, school_year_id=year).exclude(source=GroupSource.RULE)
        return Choices(
            {
                LEVEL: _texts(enrolled, "level_label"),
                CLASS: classes,
                GROUP: [
                    (str(pk), label)
                    for pk, label in sorted(groups.values_list("pk", "label"), key=lambda one: class_order(one[1]))
                ],
                BOARDING: _texts(enrolled, "boarding_status"),
            }
        )
    functions = StaffFunction.objects.filter(school_id=school_id, affiliation__state=AffiliationState.ACTIVE)
    return Choices(
        {
            PROFILE: [(one.value, str(one.label)) for one in Profile if one in STAFF_PROFILES],
            FUNCTION: _texts(functions, "label"),
            TEACHES: classes,
            HEADS: classes,
        }
    )


def _texts(rows: QuerySet[Any], column: str) -> list[tuple[str, str]]:
    found = set(rows.exclude(**{column: ""}).values_list(column, flat=True))
    return [(one, readable(one)) for one in sorted(found, key=class_order)]
