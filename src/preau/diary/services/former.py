"""What a text was before: one writing follows another, and may be taken back."""

import datetime as dt
import uuid
from typing import Protocol

from preau.diary.models import FormerText
from preau.kernel import clock

ONE_SITTING = dt.timedelta(minutes=10)
"""Drafts are kept as one types: what the same person wrote so shortly before is one writing."""
MOST = 20


class Thing(Protocol):
    """An entry or a piece of work."""

    pk: uuid.UUID
    school_id: uuid.UUID
    text: str
    changed_at: dt.datetime
    written_by: str
    written_by_id: uuid.UUID | None


def keep_former(row: Thing, text: str, person_id: uuid.UUID | None) -> None:
    """Keep what `row` says, before `text` takes its place; the oldest beyond a number go."""
    if not row.text or row.text == text:
        return
    theirs = FormerText.objects.filter(school_id=row.school_id, thing=row.pk)
    last = theirs.order_by("-at", "-pk").first()
    same = row.written_by_id == person_id and row.changed_at > clock.now() - ONE_SITTING
    if same and last is not None and last.at > clock.now() - ONE_SITTING:
        return
    FormerText.objects.create(
        school_id=row.school_id, thing=row.pk, text=row.text, at=clock.now(), written_by=row.written_by,
        written_by_id=row.written_by_id,
    )  # fmt: skip
    old = theirs.order_by("-at", "-pk").values_list("pk", flat=True)[MOST:]
    theirs.filter(pk__in=list(old)).delete()


def former_of(school_id: uuid.UUID, thing: uuid.UUID) -> FormerText | None:
    """The writing before the one that stands."""
    return FormerText.objects.filter(school_id=school_id, thing=thing).order_by("-at", "-pk").first()
