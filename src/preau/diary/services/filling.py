"""The sheet of a lesson, sent whole: what was done and the work given, together or not at all."""

import uuid
from collections.abc import Collection, Sequence

from django.db import transaction

from preau.access.public import Hat
from preau.diary.models import Entry, Work
from preau.diary.selectors.sheet import lesson_of
from preau.diary.services.entries import place_of, save_entry
from preau.diary.services.publishing import Publication
from preau.diary.services.works import Given, save_work
from preau.files.public import Arrival
from preau.kernel.actor import Actor


@transaction.atomic
def fill_lesson(
    *,
    actor: Actor,
    hat: Hat,
    school_id: uuid.UUID,
    lesson_id: uuid.UUID,
    entry_id: uuid.UUID,
    text: str,
    publication: Publication,
    version: int = 0,
    given: Given | None = None,
    work_id: uuid.UUID | None = None,
    known: Collection[str] = (),
    arrivals: Sequence[Arrival] = (),
    take_off: Collection[uuid.UUID] = (),
) -> tuple[Entry | None, Work | None]:
    """Write both; raises what each of them raises, and writes neither then. A lesson of which nothing is said but the
    work has no page; one that has a document and no words is published as asked.
    """
    entry, work = None, None
    if text.strip() or arrivals or take_off or version or given is None:
        place = place_of(lesson_of(hat, school_id, lesson_id))
        empty = given is not None and not (text.strip() or arrivals or _has_files(school_id, lesson_id, len(take_off)))
        entry = save_entry(
            actor=actor, hat=hat, entry_id=entry_id, place=place, text=text,
            publication=None if empty else publication, version=version, arrivals=arrivals, take_off=take_off,
        )  # fmt: skip
    if given is not None and work_id is not None:
        work = save_work(actor=actor, hat=hat, work_id=work_id, given=given, publication=publication, known=known)
    return entry, work


def _has_files(school_id: uuid.UUID, lesson_id: uuid.UUID, taken_off: int) -> bool:
    return Entry.objects.filter(school_id=school_id, lesson=lesson_id, attached__gt=taken_off).exists()
