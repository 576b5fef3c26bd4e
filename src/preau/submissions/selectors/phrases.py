"""The comments that a teacher keeps ready."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from preau.access.public import Hat
from preau.submissions.models import CommentPhrase


@dataclass(frozen=True, slots=True)
class PhraseLine:
    """A sentence and its letters."""

    id: uuid.UUID
    code: str
    text: str


def phrases_of(hat: Hat) -> Sequence[PhraseLine]:
    """Those of who wears this hat, in this school, by their letters; none for others. One read."""
    if not hat.is_staff or hat.school is None or hat.person_id is None:
        return ()
    rows = CommentPhrase.objects.filter(school_id=hat.school.id, teacher_id=hat.person_id).order_by("code")
    return [PhraseLine(*one) for one in rows.values_list("pk", "code", "text")]
