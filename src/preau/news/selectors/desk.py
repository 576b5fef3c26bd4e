"""What those who write and publish see: their items, whom each reaches, and who has not read."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, SmallIntegerField, Value, When
from django.utils.translation import gettext as _

from preau.access.enums import Right, Unit
from preau.access.public import (
    Addressed,
    Hat,
    Place,
    addressed,
    audience,
    audience_of_key,
    audience_words,
    place_of_audience,
    places_to_address,
    unit_names,
    who_of_audience,
    whom_words,
)
from preau.directory.enums import Profile
from preau.directory.errors import Unknown
from preau.directory.models import Person
from preau.kernel import clock
from preau.kernel.text import fold
from preau.news.enums import Sort, State
from preau.news.models import Acknowledgement, NewsAudience, NewsItem
from preau.news.selectors.reading import keys_of, publishing_of, works_on

MOST = 200
"""Items of a week that are looked at for the same title."""
ON_DESK = (State.REVIEW, State.DRAFT, State.PUBLISHED, State.WITHDRAWN)
ALIKE_DAYS = 7


@dataclass(frozen=True, slots=True)
class DeskLine:
    """An item on the desk. `may_publish`, `may_pin`: whoever looks at it."""

    item: NewsItem
    whom: Sequence[str]
    may_publish: bool
    may_pin: bool

    @property
    def waits(self) -> bool:
        """Whether its day has not come."""
        starts = self.item.starts_at
        return self.item.state == State.PUBLISHED and starts is not None and starts > clock.now()

    @property
    def is_over(self) -> bool:
        """Whether its end has come."""
        return self.item.ends_at is not None and self.item.ends_at <= clock.now()

    @property
    def state_words(self) -> str:
        """Where it stands, in a word."""
        if self.item.state == State.PUBLISHED and self.waits:
            return _("Programmée")
        if self.item.state == State.PUBLISHED and self.is_over:
            return _("Terminée")
        return str(State(self.item.state).label)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom an item reaches today: how many people, how many of them guardians."""

    people: int
    guardians: int
    whom: Sequence[str]


def desk_rows(hat: Hat, school_id: uuid.UUID) -> QuerySet[NewsItem]:
    """The items that this hat works on: those that wait to be read, drafts, published, withdrawn; last changed first.

    The condition is `works_on`'s, asked of the database so that a list is read by parts.
    """
    publishing = publishing_of(hat, school_id)
    publishes = ~Q(state=State.DRAFT) & Q(_keys()) & _within(publishing.news)
    if publishing.news is not None:
        publishes &= Q(is_public=False)
    if publishing.warnings is not None:
        publishes &= ~Q(sort=Sort.SAFETY) | _within(publishing.warnings)
    rank = Case(
        *(When(state=state, then=Value(at)) for at, state in enumerate(ON_DESK)), output_field=SmallIntegerField()
    )
    rows = NewsItem.objects.filter(Q(written_by_id=hat.person_id) | publishes, school_id=school_id)
    return rows.annotate(rank=rank).order_by("rank", "-changed_at", "pk")


def _keys() -> Exists:
    return Exists(NewsAudience.objects.filter(school_id=OuterRef("school_id"), item=OuterRef("pk")))


def _within(bound: frozenset[uuid.UUID] | None) -> Q:
    """The condition that all audiences of an item are of these classes and groups; none when None bounds it."""
    if bound is None:
        return Q()
    places = [Place(unit, one) for unit in (Unit.CLASS, Unit.GROUP) for one in bound]
    keys = {found.key for who in whom_words() for place in places if (found := audience(who, place))}
    beyond = NewsAudience.objects.filter(school_id=OuterRef("school_id"), item=OuterRef("pk")).exclude(
        key__in=sorted(keys)
    )
    return Q(~Exists(beyond))


def desk_lines(hat: Hat, school_id: uuid.UUID, items: Sequence[NewsItem]) -> list[DeskLine]:
    """These items of `desk_rows`, with whom each reaches. Two reads, and those of its rights."""
    keys: dict[uuid.UUID, list[str]] = {one.pk: [] for one in items}
    rows = NewsAudience.objects.filter(school_id=school_id, item__in=keys).order_by("key")
    for item, key in rows.values_list("item_id", "key"):
        keys[item].append(key)
    names, publishing = unit_names(school_id), publishing_of(hat, school_id)
    return [
        DeskLine(
            one, audience_words(map(audience_of_key, keys[one.pk]), names), publishing.reaches(one, keys[one.pk]),
            publishing.pins,
        )
        for one in items
    ]  # fmt: skip


def desk_item(hat: Hat, item_id: uuid.UUID) -> DeskLine:
    """One of them. Raises Unknown for a stranger, PermissionDenied for a colleague."""
    item = NewsItem.objects.select_related("school").filter(pk=item_id).first()
    if item is None or item.school_id not in hat.school_ids or not hat.is_staff:
        raise Unknown("no such item for them")
    if not works_on(hat, item):
        raise PermissionDenied(_("Cette actualité est réservée à d’autres personnes."))
    keys = keys_of(item)
    words = audience_words(map(audience_of_key, keys), unit_names(item.school_id))
    publishing = publishing_of(hat, item.school_id)
    return DeskLine(item, words, publishing.reaches(item, keys), publishing.pins)


def people_of(item: NewsItem) -> list[Addressed]:
    """Everyone that an item reaches today."""
    return addressed(item.school_id, map(audience_of_key, keys_of(item)))


def reach_of(line: DeskLine) -> Reach:
    """How many people an item reaches today."""
    told = people_of(line.item)
    families = {one.person_id for one in told if one.profile == Profile.GUARDIAN}
    return Reach(len({one.person_id for one in told}), len(families), line.whom)


@dataclass(frozen=True, slots=True)
class NotRead:
    """Somebody who has not said that they know: as whom, and of which children."""

    name: str
    profile: str
    children: str


def unread_of(item: NewsItem) -> list[Addressed]:
    """Everyone that a flash reaches today and who has not said that they know."""
    known = set(Acknowledgement.objects.filter(school_id=item.school_id, item=item).values_list("person_id", flat=True))
    return [one for one in people_of(item) if one.person_id not in known]


def not_read(item: NewsItem) -> list[NotRead]:
    """The same as a list of names, by name. Three reads."""
    told = unread_of(item)
    ids = {one.person_id for one in told} | {one.about_id for one in told if one.about_id}
    names = {one.pk: one for one in Person.objects.filter(pk__in=ids).only("family_name", "given_name", "title")}
    by_person: dict[uuid.UUID, list[Addressed]] = {}
    for one in told:
        by_person.setdefault(one.person_id, []).append(one)
    labels = dict(Profile.choices)
    lines = [_not_read(names, person, rows, labels) for person, rows in by_person.items() if person in names]
    return sorted(lines, key=lambda one: fold(one.name))


def _not_read(
    names: Mapping[uuid.UUID, Person], person: uuid.UUID, rows: Sequence[Addressed], labels: Mapping[Any, Any]
) -> NotRead:
    who = names[person]
    children = sorted(names[one.about_id].full_name for one in rows if one.about_id and one.about_id in names)
    profiles = list(dict.fromkeys(str(labels[one.profile]) for one in rows))
    return NotRead(f"{who.family_name} {who.given_name}", ", ".join(profiles), ", ".join(children))


def count_read(item: NewsItem) -> int:
    """How many said that they know."""
    return Acknowledgement.objects.filter(school_id=item.school_id, item=item).count()


def places_of(hat: Hat, school_id: uuid.UUID) -> list[tuple[Place, str]]:
    """Places whose people this hat writes news for."""
    return places_to_address(hat, Right.WRITE_NEWS, school_id)


def chosen_of(item: NewsItem) -> dict[str, list[str]]:
    """What a form shows of the audiences of an item: whom, and where."""
    audiences = [audience_of_key(one) for one in keys_of(item)]
    return {
        "whom": sorted({who_of_audience(one) for one in audiences}),
        "places": sorted({place_of_audience(one).text for one in audiences}),
    }


def alike(item: NewsItem) -> list[NewsItem]:
    """Items of the same title published here in the last seven days: it may have been said already."""
    since = clock.now() - dt.timedelta(days=ALIKE_DAYS)
    rows = NewsItem.objects.filter(school_id=item.school_id, state=State.PUBLISHED, starts_at__gte=since)
    return [
        one for one in rows.exclude(pk=item.pk).order_by("-starts_at")[:MOST] if fold(one.title) == fold(item.title)
    ]
