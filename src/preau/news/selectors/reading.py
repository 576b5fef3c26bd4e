"""What one reader reads: two reads to know who they are, one range of an index for the items."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, SmallIntegerField, Value, When
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import Hat, audience_of_key, audiences_of, units_under
from preau.directory.errors import Unknown
from preau.kernel import clock
from preau.news.enums import Sort, State
from preau.news.models import Acknowledgement, NewsAudience, NewsItem

_SAFETY_FIRST = Case(When(sort=Sort.SAFETY, then=Value(0)), default=Value(1), output_field=SmallIntegerField())
PINNED_FIRST = (_SAFETY_FIRST, "-is_pinned", "-starts_at", "id")
"""What is about safety stands before whatever a school pinned: nobody hides it."""


@dataclass(frozen=True, slots=True)
class CardPicture:
    """The first picture of an item, small, as lists show it."""

    url: str
    says: str


@dataclass(frozen=True, slots=True)
class Line:
    """An item as a list shows it. `waits`: a flash that this reader has not said they know of."""

    id: uuid.UUID
    title: str
    text: str
    at: dt.datetime
    school: str
    is_pinned: bool
    is_safety: bool
    waits: bool
    picture: CardPicture | None = None

    @property
    def excerpt(self) -> str:
        """Its beginning, on one line."""
        words = " ".join(self.text.split())
        return words if len(words) <= 160 else words[:157].rsplit(" ", 1)[0] + "…"


def shown_now() -> Q:
    """The condition that an item shows at this moment."""
    now = clock.now()
    return Q(state=State.PUBLISHED, starts_at__lte=now) & (Q(ends_at=None) | Q(ends_at__gt=now))


def news_for(hat: Hat) -> QuerySet[NewsItem]:
    """The items that show to a reader at this moment, the newest first; `read` says whether they said they know."""
    mine = Q(pk=None)
    keys = audiences_of(hat)
    for school, held in keys.items():
        mine |= Q(school_id=school, key__in=sorted(held))
    reached = NewsAudience.objects.filter(mine, school_id=OuterRef("school_id"), item=OuterRef("pk"))
    known = Acknowledgement.objects.filter(
        school_id=OuterRef("school_id"), item=OuterRef("pk"), person=hat.person_id
    )  # fmt: skip
    rows: QuerySet[NewsItem] = NewsItem.objects.filter(shown_now(), Exists(reached), school_id__in=list(keys))
    return rows.annotate(read=Exists(known)).select_related("school").order_by("-starts_at", "id")


def news_after(hat: Hat, after: tuple[dt.datetime, uuid.UUID] | None, *, most: int) -> list[NewsItem]:
    """The same, so many at once: those that come after a moment and an item, in that order."""
    rows = news_for(hat)
    if after is not None:
        at, item = after
        rows = rows.filter(Q(starts_at__lt=at) | Q(starts_at=at, pk__gt=item))
    return list(rows[:most])


def is_addressed(item: NewsItem) -> bool:
    """Whether an item was read by `news_for`: it shows to this reader, who does not only work on it."""
    return hasattr(item, "read")


def waits(item: NewsItem) -> bool:
    """Whether it is a flash that this reader has not said they know of."""
    return item.is_flash and not getattr(item, "read", True)


def line_of(item: NewsItem) -> Line:
    """An item of `news_for`, as a list shows it."""
    assert item.starts_at is not None
    return Line(
        item.pk, item.title, item.text, item.starts_at, item.school.name, item.is_pinned, item.sort == Sort.SAFETY,
        waits(item),
    )  # fmt: skip


def item_for(hat: Hat, item_id: uuid.UUID) -> NewsItem:
    """An item for who reads it, or works on it. Raises Unknown for a stranger, PermissionDenied for a colleague."""
    found: NewsItem | None = news_for(hat).filter(pk=item_id).first()
    if found is None:
        found = NewsItem.objects.select_related("school").filter(pk=item_id).first()
        if found is None or not hat.is_staff:
            raise Unknown("no such item for them")
        if not works_on(hat, found):
            raise PermissionDenied(_("Cette actualité est réservée à d’autres personnes."))
    return found


def keys_of(item: NewsItem) -> list[str]:
    """The audiences of an item."""
    return sorted(NewsAudience.objects.filter(school_id=item.school_id, item=item).values_list("key", flat=True))


@dataclass(frozen=True, slots=True)
class Publishing:
    """How far a hat publishes in a school, asked once for many items: units that bound it (None: none), by right."""

    news: frozenset[uuid.UUID] | None
    warnings: frozenset[uuid.UUID] | None

    def reaches(self, item: NewsItem, keys: Collection[str]) -> bool:
        """Whether that item may be published to these audiences; what is public, by who reaches the whole school."""
        bounds = [self.news, self.warnings] if item.sort == Sort.SAFETY else [self.news]
        if item.is_public and self.news is not None:
            return False
        units = [audience_of_key(one).unit_id for one in keys]
        return bool(units) and all(bound is None or all(one in bound for one in units) for bound in bounds)

    @property
    def pins(self) -> bool:
        """Whether it reaches the whole school: one item is pinned there, for everyone it is for."""
        return self.news is None


def publishing_of(hat: Hat, school_id: uuid.UUID) -> Publishing:
    """How far this hat publishes there."""
    return Publishing(*(units_under(hat, right, school_id) for right in (Right.PUBLISH_NEWS, Right.WARN)))


def may_publish(hat: Hat, item: NewsItem, keys: Collection[str]) -> bool:
    """Whether this hat publishes that item to these audiences."""
    return publishing_of(hat, item.school_id).reaches(item, keys)


def works_on(hat: Hat, item: NewsItem) -> bool:
    """Whether this hat wrote the item, or may publish it."""
    if item.school_id not in hat.school_ids or not hat.is_staff:
        return False
    if item.written_by_id is not None and item.written_by_id == hat.person_id:
        return True
    return item.state != State.DRAFT and may_publish(hat, item, keys_of(item))
