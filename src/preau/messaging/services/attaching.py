"""Files of a draft: what arrived is kept with it, what its writer takes off is forgotten."""

import uuid
from collections.abc import Collection, Iterable, Sequence

from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.files.public import Arrival, holds, keep, remove_file, remove_files_of
from preau.kernel.actor import Actor, system
from preau.messaging.models import Message
from preau.messaging.selectors.attachments import MESSAGE, ids_of, of_any_school, school_of_box


def attach(
    *, actor: Actor, hat: Hat, row: Message, arrivals: Sequence[Arrival], remove: Collection[uuid.UUID]
) -> None:  # fmt: skip
    """Keep these with a locked draft, take those off; `attached` then says how many it has. The caller saves it.

    Raises Refused, in words, for too many or beyond a quota: nothing is kept then.
    """
    there = ids_of(row)
    with of_any_school():
        for file_id in sorted(there & set(remove)):
            remove_file(actor=actor, file_id=file_id)
        there -= set(remove)
        if arrivals:
            school_id = school_of_box(row.box)
            kept = keep(actor=actor, hat=hat, kind=MESSAGE, arrivals=arrivals, school_id=school_id, thing_id=row.pk)
            there |= {one.pk for one in kept}
    row.attached = len(there)


def is_attached(row: Message, arrivals: Sequence[Arrival], removed: Collection[uuid.UUID]) -> bool:
    """Whether a draft has all these files already, and none that is to go."""
    with of_any_school():
        if not holds(MESSAGE, row.pk, school_of_box(row.box), arrivals):
            return False
    return not ids_of(row) & set(removed)


def let_go_of_files(messages: Iterable[Message], *, actor: Actor | None = None) -> None:
    """Forget the files of messages that are purged, in the same transaction."""
    for row in messages:
        if row.attached:
            with of_any_school():
                remove_files_of(
                    actor=actor or system(_("messagerie")), kind=MESSAGE, thing_id=row.pk,
                    school_id=school_of_box(row.box),
                )  # fmt: skip
