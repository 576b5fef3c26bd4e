"""What somebody does with their own copies: read, starred, put away. It concerns nobody else, and is not audited."""

import uuid
from collections.abc import Collection

from django.db import transaction

from preau.access.public import Hat
from preau.kernel import clock
from preau.kernel.actor import Actor
from preau.messaging.enums import Folder, Kind
from preau.messaging.models import IN_SIGHT, Delivery
from preau.messaging.selectors.boxes import box_of_hat, is_staff_box, me
from preau.messaging.services.folders import locked_folder
from preau.messaging.services.purging import purge_orphans
from preau.messaging.services.sending import notice_key
from preau.notifications.public import seen


def _mine(hat: Hat, ids: Collection[uuid.UUID]) -> list[Delivery]:
    """Those of these copies that are theirs, locked in one order: two acts on many never block each other."""
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("message")
    return list(rows.filter(IN_SIGHT, pk__in=ids, person_id=me(hat), box=box_of_hat(hat)).order_by("pk"))


def _ids(rows: Collection[Delivery]) -> list[uuid.UUID]:
    return [one.pk for one in rows]


@transaction.atomic
def mark_read(*, actor: Actor, hat: Hat, ids: Collection[uuid.UUID]) -> int:
    """Note that these were read; how many were not. When, is kept only of what staff wrote: its sender may see it."""
    unread = [one for one in _mine(hat, ids) if not one.is_read]
    if not unread:
        return 0
    Delivery.objects.filter(pk__in=_ids(unread)).update(is_read=True)
    told = [one for one in unread if is_staff_box(one.message.box) and one.read_at is None]
    Delivery.objects.filter(pk__in=_ids(told)).update(read_at=clock.now())
    assert hat.person_id is not None
    for one in unread:
        seen(actor=actor, person_id=hat.person_id, key=notice_key(one.message_id, one.appears_at))
    return len(unread)


@transaction.atomic
def mark_unread(*, actor: Actor, hat: Hat, ids: Collection[uuid.UUID]) -> int:
    """Have these wait again in one's own inbox; whoever wrote them still sees that they were read."""
    rows = [one for one in _mine(hat, ids) if one.is_read and one.kind != Kind.FROM]
    return Delivery.objects.filter(pk__in=_ids(rows)).update(is_read=False)


@transaction.atomic
def star(*, actor: Actor, hat: Hat, ids: Collection[uuid.UUID], on: bool) -> int:
    """Put a star on these, or take it off."""
    return Delivery.objects.filter(pk__in=_ids(_mine(hat, ids))).update(is_starred=on)


@transaction.atomic
def archive(*, actor: Actor, hat: Hat, ids: Collection[uuid.UUID]) -> int:
    """Put these away, out of the inbox and of what was sent."""
    return _move(hat, ids, Folder.ARCHIVE)


@transaction.atomic
def bin_(*, actor: Actor, hat: Hat, ids: Collection[uuid.UUID]) -> int:
    """Put these into the bin, whence they come back for a month."""
    return _move(hat, ids, Folder.BIN)


def _move(hat: Hat, ids: Collection[uuid.UUID], folder: Folder) -> int:
    rows = [one for one in _mine(hat, ids) if one.folder != folder]
    binned_at = clock.now() if folder == Folder.BIN else None
    return Delivery.objects.filter(pk__in=_ids(rows)).update(folder=folder, binned_at=binned_at, own=None)


@transaction.atomic
def put_back(*, actor: Actor, hat: Hat, ids: Collection[uuid.UUID]) -> int:
    """Put these back where they came from: what one wrote among what was sent, the rest into the inbox."""
    return _return(_mine(hat, ids))


def _return(rows: Collection[Delivery]) -> int:
    count = 0
    for folder, mine in ((Folder.SENT, True), (Folder.INBOX, False)):
        some = [one for one in rows if (one.kind == Kind.FROM) is mine and one.folder != folder]
        count += Delivery.objects.filter(pk__in=_ids(some)).update(folder=folder, binned_at=None, own=None)
    return count


@transaction.atomic
def file_into(*, actor: Actor, hat: Hat, ids: Collection[uuid.UUID], own: uuid.UUID) -> int:
    """Keep these in a folder of one's own; how many were not there. Raises Unknown for another's."""
    folder = locked_folder(hat, own)
    rows = [one for one in _mine(hat, ids) if one.own_id != folder.pk]
    return Delivery.objects.filter(pk__in=_ids(rows)).update(folder=Folder.OWN, own=folder, binned_at=None)


@transaction.atomic
def delete_folder(*, actor: Actor, hat: Hat, own: uuid.UUID) -> int:
    """Take a folder away; what it holds goes back where it came from; how many messages. Raises Unknown for another's,
    and for one that is gone.
    """
    folder = locked_folder(hat, own)
    rows = Delivery.objects.select_for_update(of=("self",)).filter(own=folder).order_by("pk")
    count = _return(list(rows))
    folder.delete()
    return count


@transaction.atomic
def remove(*, actor: Actor, hat: Hat, ids: Collection[uuid.UUID]) -> int:
    """Take one's own copies out of the bin for good; a message of which nobody has a copy any more goes with them."""
    rows = [one for one in _mine(hat, ids) if one.folder == Folder.BIN]
    Delivery.objects.filter(pk__in=_ids(rows)).delete()
    purge_orphans({one.message_id for one in rows})
    return len(rows)
