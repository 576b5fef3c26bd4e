"""Publication: from a moment, until another, and back."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat, audience_of_key, refusal_of_files
from preau.directory.errors import Overtaken, Refused
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import sign
from preau.news.enums import State
from preau.news.models import NewsItem
from preau.news.selectors.files import has_files
from preau.news.selectors.reading import keys_of
from preau.news.services.flashes import settle_flashes
from preau.news.services.fronts import show_later
from preau.news.services.locking import locked_for, locked_to_pin, locked_to_publish
from preau.news.services.telling import forget_notices, tell_later
from preau.news.services.writing import version_of


def publishes_widely(item: NewsItem) -> bool:
    """Whether an item reaches beyond classes and groups, or anybody: its publication asks for the second factor."""
    return item.is_public or any(audience_of_key(one).is_of_school for one in keys_of(item))


def _shows_otherwise(item: NewsItem) -> None:
    """What is read of it elsewhere than from its row: the public page, and whether a flash may be running."""
    if item.is_public:
        show_later(item.school_id)
    if item.is_flash:
        settle_flashes(item.school_id)


@transaction.atomic
def publish(*, actor: Actor, hat: Hat, item_id: uuid.UUID, version: str, widely: bool) -> NewsItem:
    """Publish an item, at once or from its day, and have its people told then. Twice changes nothing.

    `version`: which writing was read; raises Overtaken for another. `widely`: whether who publishes proved themself
    for a school; raises PermissionDenied when the item needs it. Raises Refused for an end that has passed,
    and for an item with files while a crisis closes them.
    """
    item, now = locked_to_publish(hat, item_id), clock.now()
    if item.state == State.PUBLISHED:
        return item
    if item.state not in (State.DRAFT, State.REVIEW):
        raise Refused(_("Cette actualité n’en est plus là : rechargez la page."))
    if version_of(item) != version:
        raise Overtaken(_("Quelqu’un d’autre a modifié cette actualité : relisez-la."))
    if publishes_widely(item) and not widely:
        raise PermissionDenied
    if (why := refusal_of_files(hat, item.school_id)) and has_files(item):
        raise Refused(why)
    item.starts_at = max(item.starts_at or now, now)
    if item.ends_at is not None and item.ends_at <= item.starts_at:
        raise Refused(_("La fin de cette actualité est passée : changez-la d’abord."))
    item.state, item.edition, item.changed_at = State.PUBLISHED, item.edition + 1, now
    item.reminded_on = None
    sign(item, "published_by", actor)
    item.save()
    tell_later(item)
    _shows_otherwise(item)
    audit.record(
        actor=actor, action="news.publish", tenant=item.school_id, subject="news", subject_id=item.pk,
        data={"edition": item.edition},
    )  # fmt: skip
    return item


@transaction.atomic
def withdraw(*, actor: Actor, hat: Hat, item_id: uuid.UUID) -> NewsItem:
    """Take an item away: nobody reads it any more, and bells forget it. Twice changes nothing."""
    item = locked_for(hat, item_id)
    if item.state == State.WITHDRAWN:
        return item
    if item.state != State.PUBLISHED:
        raise Refused(_("Cette actualité n’est pas publiée."))
    item.state, item.is_pinned, item.changed_at = State.WITHDRAWN, False, clock.now()
    item.save()
    _shows_otherwise(item)
    forget_notices(actor, item)
    audit.record(actor=actor, action="news.withdraw", tenant=item.school_id, subject="news", subject_id=item.pk)
    return item


@transaction.atomic
def pin(*, actor: Actor, hat: Hat, item_id: uuid.UUID) -> NewsItem:
    """Have an item stand first in its school, in place of the one that did. Twice changes nothing."""
    item = locked_to_pin(hat, item_id)
    if item.state != State.PUBLISHED:
        raise Refused(_("Cette actualité n’est pas publiée."))
    if not item.is_pinned:
        NewsItem.objects.filter(school_id=item.school_id, is_pinned=True).update(is_pinned=False)
        _set_pinned(item, actor, pinned=True)
    return item


@transaction.atomic
def unpin(*, actor: Actor, hat: Hat, item_id: uuid.UUID) -> NewsItem:
    """Have it stand at its date again. Twice changes nothing."""
    item = locked_to_pin(hat, item_id)
    if item.is_pinned:
        _set_pinned(item, actor, pinned=False)
    return item


def _set_pinned(item: NewsItem, actor: Actor, *, pinned: bool) -> None:
    item.is_pinned = pinned
    item.save(update_fields=["is_pinned"])
    action = "news.pin" if pinned else "news.unpin"
    audit.record(actor=actor, action=action, tenant=item.school_id, subject="news", subject_id=item.pk)
