"""Files that hang on an entry or on a piece of work."""

import uuid
from collections.abc import Collection, Sequence

from preau.access.public import Hat
from preau.diary.models import Entry, Work
from preau.files.public import Arrival, keep, remove_file, things_files
from preau.kernel.actor import Actor


def attach(
    *,
    actor: Actor,
    hat: Hat,
    kind: str,
    row: Entry | Work,
    arrivals: Sequence[Arrival],
    take_off: Collection[uuid.UUID],
) -> int:
    """Keep these with a locked thing, take those off; how many files it has then. Raises Refused, and keeps none."""
    if not arrivals and not take_off:
        return row.attached
    there = set(things_files(kind, row.pk))
    for one in sorted(there & set(take_off)):
        remove_file(actor=actor, file_id=one)
    there -= set(take_off)
    if arrivals:
        kept = keep(
            actor=actor, hat=hat, kind=kind, arrivals=arrivals, school_id=row.school_id, thing_id=row.pk
        )  # fmt: skip
        there |= {one.pk for one in kept}
    return len(there)
