"""Pictures and attachments, brought to what is not published yet."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from preau.access.public import Hat
from preau.directory.errors import Unknown
from preau.files.public import Arrival, keep, remove_file, remove_files_of, things_files
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.news.enums import ATTACHMENT, PICTURE
from preau.news.models import NewsItem, NewsPicture
from preau.news.services.locking import locked_draft


@transaction.atomic
def add_picture(*, actor: Actor, hat: Hat, item_id: uuid.UUID, arrival: Arrival, says: str) -> None:
    """Show this picture with an item, saying that to who does not see it (nothing: it decorates).

    The same arrival again changes nothing. Raises Refused; PermissionDenied for who does not work on the item.
    """
    item = locked_draft(hat, item_id)
    (file,) = keep(
        actor=actor, hat=hat, kind=PICTURE, arrivals=[arrival], school_id=item.school_id, thing_id=item.pk
    )  # fmt: skip
    row = NewsPicture(school_id=item.school_id, item=item, file_id=file.pk, says=says)
    NewsPicture.objects.bulk_create([row], ignore_conflicts=True)
    if NewsPicture.objects.filter(school_id=item.school_id, pk=row.pk).exists():
        _changed(item, actor, "news.add_picture")


@transaction.atomic
def add_attachments(*, actor: Actor, hat: Hat, item_id: uuid.UUID, arrivals: Sequence[Arrival]) -> None:
    """Join these files to an item. The same arrivals again change nothing. Raises as `add_picture` does."""
    item = locked_draft(hat, item_id)
    before = set(things_files(ATTACHMENT, item.pk))
    keep(actor=actor, hat=hat, kind=ATTACHMENT, arrivals=arrivals, school_id=item.school_id, thing_id=item.pk)
    if {one.id for one in arrivals} - before:
        _changed(item, actor, "news.add_attachments")


@transaction.atomic
def remove_joined(*, actor: Actor, hat: Hat, item_id: uuid.UUID, file_id: uuid.UUID) -> None:
    """Take a picture or an attachment off an item. Raises Unknown when it has no such file."""
    item = locked_draft(hat, item_id)
    if file_id not in {*things_files(PICTURE, item.pk), *things_files(ATTACHMENT, item.pk)}:
        raise Unknown("no such file of this item")
    NewsPicture.objects.filter(school_id=item.school_id, item=item, file_id=file_id).delete()
    remove_file(actor=actor, file_id=file_id)
    _changed(item, actor, "news.remove_joined")


def forget_files(*, actor: Actor, item: NewsItem) -> None:
    """Let go of all that an item shows and brings, with the item: in the caller's transaction."""
    for kind in (PICTURE, ATTACHMENT):
        remove_files_of(actor=actor, kind=kind, thing_id=item.pk, school_id=item.school_id)


def _changed(item: NewsItem, actor: Actor, action: str) -> None:
    item.changed_at = clock.now()
    item.save(update_fields=["changed_at"])
    audit.record(actor=actor, action=action, tenant=item.school_id, subject="news", subject_id=item.pk)
