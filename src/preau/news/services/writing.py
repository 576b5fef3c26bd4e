"""Drafts: written, proposed, given back."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import Audience, Hat, may_address, units_under
from preau.directory.errors import Overtaken, Refused
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import signed
from preau.news.enums import Sort, State
from preau.news.models import Acknowledgement, NewsAudience, NewsItem, Poll, PollVote
from preau.news.selectors.reading import keys_of
from preau.news.services.locking import locked, locked_for, locked_to_publish


@dataclass(frozen=True, slots=True)
class Written:
    """What is written of an item, its audiences apart. `starts_at` None: when it is published."""

    title: str
    text: str
    sort: str = Sort.NEWS.value
    is_flash: bool = False
    is_public: bool = False
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None


@transaction.atomic
def save_draft(
    *,
    actor: Actor,
    hat: Hat,
    school_id: uuid.UUID,
    item_id: uuid.UUID,
    written: Written,
    audiences: Collection[Audience],
    seen: Mapping[str, Any] | None = None,
) -> NewsItem:
    """Write a draft, new when no item has that number: a form sent twice writes it once.

    `seen`: what its form showed (`version`); raises Overtaken when somebody changed it since. Raises PermissionDenied
    for an audience that this person writes nothing for; Refused, in words, for what makes no sense.
    """
    if not may_address(hat, Right.WRITE_NEWS, school_id, audiences):
        raise PermissionDenied
    if written.sort == Sort.SAFETY and not may_address(hat, Right.WARN, school_id, audiences):
        raise PermissionDenied
    if written.is_public and units_under(hat, Right.WRITE_NEWS, school_id) is not None:
        raise PermissionDenied
    _refuse_nonsense(written, audiences)
    made = NewsItem(
        id=item_id, school_id=school_id, title=written.title, text=written.text, changed_at=clock.now(),
        **signed("written_by", actor),
    )  # fmt: skip
    is_new = not NewsItem.objects.filter(pk=item_id).exists()
    if is_new:
        NewsItem.objects.bulk_create([made], ignore_conflicts=True)
    item = locked(item_id) if is_new else locked_for(hat, item_id)
    if item.school_id != school_id or (is_new and item.written_by_id != actor.person_id):
        raise PermissionDenied
    if item.state not in (State.DRAFT, State.REVIEW):
        raise Refused(_("Cette actualité est publiée ou retirée : elle ne se modifie plus ainsi."))
    if not is_new and _says_the_same(item, written, audiences):
        return item
    if not is_new and (seen or {}).get("version") != version_of(item):
        raise Overtaken(_("Quelqu’un d’autre a modifié cette actualité."))
    for name, value in asdict(written).items():
        setattr(item, name, value)
    item.changed_at = clock.now()
    item.save()
    _set_audiences(item, {one.key for one in audiences})
    audit.record(
        actor=actor, action="news.save_draft", tenant=school_id, subject="news", subject_id=item.pk,
        data={"audiences": len(audiences)},
    )  # fmt: skip
    return item


def _says_the_same(item: NewsItem, written: Written, audiences: Collection[Audience]) -> bool:
    """Whether that is what stands already: a form sent twice, which nobody overtook."""
    stands = all(getattr(item, name) == value for name, value in asdict(written).items())
    return stands and set(keys_of(item)) == {one.key for one in audiences}


def version_of(item: NewsItem) -> str:
    """Which writing of an item this is."""
    return item.changed_at.isoformat()


def _refuse_nonsense(written: Written, audiences: Collection[Audience]) -> None:
    if len(audiences) > NewsAudience.MOST:
        raise Refused(_("Choisissez moins de classes à la fois, ou tout l’établissement."))
    if written.ends_at is not None and written.ends_at <= (written.starts_at or clock.now()):
        raise Refused(_("La fin vient avant le début : corrigez l’une des deux dates."))


def _set_audiences(item: NewsItem, keys: set[str]) -> None:
    there = NewsAudience.objects.filter(school_id=item.school_id, item=item)
    there.exclude(key__in=keys).delete()
    new = keys - set(there.values_list("key", flat=True))
    NewsAudience.objects.bulk_create(NewsAudience(school_id=item.school_id, item=item, key=one) for one in sorted(new))


@transaction.atomic
def submit(*, actor: Actor, hat: Hat, item_id: uuid.UUID) -> NewsItem:
    """Propose a draft to those who publish. Twice changes nothing."""
    item = locked_for(hat, item_id)
    return _moved(item, actor, "news.submit", State.DRAFT, State.REVIEW)


@transaction.atomic
def send_back(*, actor: Actor, hat: Hat, item_id: uuid.UUID, remark: str) -> NewsItem:
    """Give a proposed item back to who wrote it, with a word for them."""
    item = locked_to_publish(hat, item_id)
    item.remark = remark[:300]
    return _moved(item, actor, "news.send_back", State.REVIEW, State.DRAFT)


@transaction.atomic
def reopen(*, actor: Actor, hat: Hat, item_id: uuid.UUID) -> NewsItem:
    """Make a draft of a withdrawn item again. Whoever said they knew of it is asked again: its text may change."""
    item = locked_for(hat, item_id)
    if item.state == State.WITHDRAWN:
        Acknowledgement.objects.filter(school_id=item.school_id, item=item).delete()
        PollVote.objects.filter(school_id=item.school_id, poll__item=item).delete()
        Poll.objects.filter(school_id=item.school_id, item=item).update(counts=None, people=0)
        item.starts_at, item.ends_at = None, None
    return _moved(item, actor, "news.reopen", State.WITHDRAWN, State.DRAFT)


def _moved(item: NewsItem, actor: Actor, action: str, before: State, after: State) -> NewsItem:
    if item.state == after:
        return item
    if item.state != before or not keys_of(item):
        raise Refused(_("Cette actualité n’en est plus là : rechargez la page."))
    item.state, item.changed_at = after, clock.now()
    if after == State.REVIEW:
        item.remark = ""
    item.save()
    audit.record(actor=actor, action=action, tenant=item.school_id, subject="news", subject_id=item.pk)
    return item
