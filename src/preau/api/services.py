"""Writes of the API's own: answers kept for a day, notes counted in."""

import datetime as dt
import uuid
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.api import notes
from preau.api.models import IdempotentAnswer
from preau.directory.models import School
from preau.identity.public import note_uses
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.models import AuditEntry

KEPT = dt.timedelta(hours=24)


class OtherRequest(Exception):
    """A key came back with another request; the message is for the caller."""


def answer_once(
    *, owner: uuid.UUID, person_id: uuid.UUID | None, key: str, digest: bytes, do: Callable[[], HttpResponse]
) -> HttpResponse:
    """Do a write, or give again the answer it got within a day under this key.

    One transaction holds the write and its answer: of fifty at once, one writes and the others wait for its answer.
    What is refused keeps no key. Raises OtherRequest when the key went with another request.
    """
    with transaction.atomic():
        rows = IdempotentAnswer.objects.filter(owner=owner, key=key)
        rows.filter(made_at__lt=clock.now() - KEPT).delete()
        row = IdempotentAnswer(owner=owner, person_id=person_id, key=key, digest=digest, made_at=clock.now())
        kept = rows.first()
        if kept is None:
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
            except IntegrityError:
                kept = rows.get()
        if kept is not None:
            return _again(kept, digest)
        response = do()
        if response.status_code >= 400:
            transaction.set_rollback(True)
            return response
        row.status, row.content = response.status_code, response.content
        row.content_type, row.etag = response.get("Content-Type", ""), response.get("ETag", "")
        row.save(update_fields=["status", "content", "content_type", "etag"])
        return response


def _again(kept: IdempotentAnswer, digest: bytes) -> HttpResponse:
    if bytes(kept.digest) != digest:
        raise OtherRequest(_("Cette clé d’idempotence a déjà servi pour une autre demande. Prenez-en une nouvelle."))
    response = HttpResponse(bytes(kept.content), status=kept.status, content_type=kept.content_type or None)
    if kept.etag:
        response["ETag"] = kept.etag
    response["Idempotent-Replayed"] = "true"
    return response


def forget_answers() -> int:
    """Erase answers of more than a day."""
    return IdempotentAnswer.objects.filter(made_at__lt=clock.now() - KEPT).delete()[0]


def count_notes() -> int:
    """Count in what requests noted: last uses of tokens; into the journal, many files opened, and what partners read.

    A file counted in twice, after a crash, changes nothing.
    """
    counted = 0
    for path in notes.past_files():
        found = list(notes.read(path))
        note_uses((one.subject, one.at) for one in found if one.kind == notes.USED)
        for one in found:
            if one.kind == notes.BULK:
                _record_bulk(one)
            elif one.kind == notes.PARTNER:
                _record_partner(one)
        path.unlink()
        counted += len(found)
    return counted


@transaction.atomic
def _record_bulk(note: notes.Note) -> None:
    if AuditEntry.objects.filter(subject="api_reading", subject_id=str(note.id)).exists():
        return
    if note.school_id is not None and School.objects.filter(pk=note.school_id).exists():
        audit.record(
            actor=Actor(note.label, note.subject), action="api.list_many_pupils", tenant=note.school_id,
            subject="api_reading", subject_id=note.id,
        )  # fmt: skip


@transaction.atomic
def _record_partner(note: notes.Note) -> None:
    day = uuid.uuid5(note.subject, timezone.localtime(note.at).date().isoformat())
    if AuditEntry.objects.filter(action="api.partner_read", subject_id=str(day)).exists():
        return
    audit.record(
        actor=Actor(note.label), action="api.partner_read", tenant=note.school_id, subject="api_reading",
        subject_id=day, data={"token": str(note.subject)},
    )  # fmt: skip
