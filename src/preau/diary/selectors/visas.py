"""What the head reads before the visa: who writes, since when nothing was endorsed, what came late."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Max, Q

from preau.access.public import Hat
from preau.diary.models import Endorsement, Entry, EntryUnit
from preau.diary.selectors.files import ENTRY
from preau.diary.selectors.may import endorses
from preau.diary.selectors.pages import Page, files_of, page_of
from preau.diary.selectors.sheet import own_school
from preau.directory.calendar import bounds_of, year_of
from preau.directory.errors import Unknown
from preau.directory.models import Affiliation, Person
from preau.kernel import clock, sql

MOST_PAGES = 60


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who wrote this school year. `last_on`: their last page; `waiting`: those that families read, under no
    visa; `endorsed`: until when the last visa goes.
    """

    id: uuid.UUID
    name: str
    pages: int
    waiting: int
    last_on: dt.date
    endorsed: dt.date | None


def _school(hat: Hat) -> uuid.UUID:
    school_id = own_school(hat)
    if not endorses(hat, school_id):
        raise PermissionDenied
    return school_id


def writers_of(hat: Hat) -> list[Writer]:
    """All who wrote in this school this year, by name. Three reads. Raises PermissionDenied."""
    school_id = _school(hat)
    rows = (
        Entry.objects.filter(school_id=school_id, school_year_id=year_of(clock.today()), written_by_id__isnull=False)
        .values("written_by_id")
        .annotate(
            pages=Count("pk"),
            waiting=Count("pk", filter=Q(locked_at=None, appears_at__lte=clock.now())),
            last_on=Max("day"),
        )
        .order_by()
    )
    found = {one["written_by_id"]: one for one in rows}
    visas = dict(
        Endorsement.objects.filter(school_id=school_id, teacher__in=list(found))
        .values("teacher")
        .annotate(last=Max("until"))
        .order_by()
        .values_list("teacher", "last")
    )
    people = Person.objects.filter(pk__in=list(found)).order_by("search_name", "pk")
    return [
        Writer(one.pk, one.full_name, row["pages"], row["waiting"], row["last_on"], visas.get(one.pk))
        for one in people
        if (row := found[one.pk])
    ]


@dataclass(frozen=True, slots=True)
class Book:
    """What one teacher wrote this year, the last first, with the visas it has. `more`: pages that are not shown."""

    teacher_id: uuid.UUID
    name: str
    pages: Sequence[Page]
    more: int
    visas: Sequence[Endorsement]


def book_of(hat: Hat, teacher_id: uuid.UUID) -> Book:
    """The book of somebody of this school. Raises Unknown, PermissionDenied."""
    school_id = own_school(hat)
    person = Person.objects.filter(pk=teacher_id).first()
    there = Affiliation.objects.filter(school_id=school_id, person_id=teacher_id).exists()
    if person is None or not (there and _wrote(school_id, teacher_id)):
        raise Unknown("nobody writes there under that number")
    _school(hat)
    since = bounds_of(year_of(clock.today()))[0]
    rows = Entry.objects.filter(school_id=school_id, written_by_id=teacher_id, day__gte=since)
    entries = list(rows.order_by("-day", F("starts").desc(nulls_last=True), "pk")[: MOST_PAGES + 1])
    labels: dict[uuid.UUID, list[str]] = {one.pk: [] for one in entries}
    for link in EntryUnit.objects.filter(school_id=school_id, entry__in=list(labels)).order_by("label"):
        labels[link.entry_id].append(link.label)
    files = files_of([school_id], ENTRY, [one.pk for one in entries if one.attached])
    now = clock.now()
    pages = [page_of(one, tuple(labels[one.pk]), files.get(one.pk, ()), now) for one in entries[:MOST_PAGES]]
    visas = list(Endorsement.objects.filter(school_id=school_id, teacher=teacher_id).order_by("-until"))
    return Book(teacher_id, person.full_name, pages, max(len(entries) - MOST_PAGES, 0), visas)


def _wrote(school_id: uuid.UUID, teacher_id: uuid.UUID) -> bool:
    return Entry.objects.filter(school_id=school_id, written_by_id=teacher_id).exists()


class Visa(NamedTuple):
    """A visa on one's own book, until a day."""

    until: dt.date
    comment: str
    endorsed_by: str


_VISAS = """
    SELECT until, comment, endorsed_by FROM diary_endorsement
     WHERE school_id = %(school)s AND teacher_id = %(who)s ORDER BY until DESC LIMIT 3"""


def visas_of(hat: Hat) -> list[Visa]:
    """The visas on one's own book, the last first. One read."""
    school_id = own_school(hat)
    if hat.person_id is None:
        return []
    rows = sql.named_rows(_VISAS, {"school": sql.key(school_id), "who": sql.key(hat.person_id)})
    return [Visa(day, comment, by) for until, comment, by in rows if (day := sql.as_day(until)) is not None]
