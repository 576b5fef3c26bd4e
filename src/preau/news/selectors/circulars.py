"""What officers see of what their collectivity publishes: texts, and in how many schools each stands; no names."""

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from preau.access.enums import Right
from preau.access.public import (
    GUARDIANS,
    PUPILS,
    Audience,
    Hat,
    Place,
    SchoolRef,
    audience,
    can,
    capital,
    schools_of,
    whom_words,
)
from preau.directory.errors import Unknown
from preau.news.enums import Sort
from preau.news.models import Circular, NewsItem

FAMILIES = frozenset({PUPILS, GUARDIANS})
"""Whom a collectivity tells of what is neither service nor safety with the agreement of each school's head alone."""


def circulars_of(hat: Hat) -> QuerySet[Circular]:
    """What the collectivity of an officer wrote, last changed first."""
    if hat.local_authority_id is None or not can(hat, Right.NEWS_TO_SCHOOLS):
        return Circular.objects.none()
    return Circular.objects.filter(local_authority_id=hat.local_authority_id).order_by("-changed_at", "pk")


def circular_for(hat: Hat, circular_id: uuid.UUID) -> Circular:
    """One of them. Raises Unknown: another collectivity's does not exist."""
    found: Circular | None = circulars_of(hat).filter(pk=circular_id).first()
    if found is None:
        raise Unknown("no such item for them")
    return found


def schools_of_circular(hat: Hat, circular: Circular) -> list[SchoolRef]:
    """The schools of that collectivity that it goes to, by name."""
    chosen = set(circular.schools)
    return [one for one in schools_of(hat) if not chosen or str(one.id) in chosen]


def audiences_of_circular(circular: Circular, *, families: bool | None = None) -> list[Audience]:
    """Its audiences in each school; those of families alone, or those of others alone, when asked."""
    wanted = [one for one in circular.whom if families is None or (one in FAMILIES) == families]
    return [found for one in wanted if (found := audience(one, Place()))]


def asks_agreement(circular: Circular) -> bool:
    """Whether a part of it waits in each school for its head."""
    return circular.sort == Sort.NEWS and bool(FAMILIES & set(circular.whom))


def whom_of(circular: Circular) -> list[str]:
    """To whom it goes, in words."""
    return [capital(str(words)) for key, words in whom_words().items() if key in circular.whom]


@dataclass(frozen=True, slots=True)
class InSchool:
    """Where a circular stands in a school, for those it goes to at once and for families who wait, "" without any."""

    school: SchoolRef
    at_once: str
    agreed: str


def spread_of(hat: Hat, circular: Circular) -> list[InSchool]:
    """Each of its schools, and where it stands there. Two reads."""
    states = {
        (school, asks): state
        for school, asks, state in NewsItem.objects.filter(
            circular=circular, school_id__in=list(hat.school_ids)
        ).values_list("school_id", "asks_agreement", "state")
    }
    return [
        InSchool(one, states.get((one.id, False), ""), states.get((one.id, True), ""))
        for one in schools_of_circular(hat, circular)
    ]  # fmt: skip


def counted(spread: Sequence[InSchool]) -> Counter[str]:
    """How many schools' heads agreed, declined, and have not said yet."""
    return Counter(one.agreed for one in spread if one.agreed)


def named_by_uai(hat: Hat, uais: Collection[str]) -> tuple[list[uuid.UUID], list[str]]:
    """The ids of schools named by their UAI, and those that are none of this collectivity's."""
    known = {one.uai: one.id for one in schools_of(hat)}
    return [known[one] for one in uais if one in known], [one for one in uais if one not in known]
