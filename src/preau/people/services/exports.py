"""A copy of one's data: asked for, made by the worker, kept a few days, erased with its file."""

import datetime as dt
import os
import uuid
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from preau.access.public import Hat, may_still_ask, subject_of
from preau.directory.errors import Unknown
from preau.directory.models import Person
from preau.kernel import audit, clock
from preau.kernel.actor import Actor, system
from preau.kernel.jobs import enqueue
from preau.notifications.public import To, notify
from preau.people import archive
from preau.people.enums import ExportState
from preau.people.models import DataExport

LONGEST = 30


def days_kept() -> int:
    """Days that a copy waits for who asked for it."""
    return int(min(max(settings.EXPORT_DAYS, 1), LONGEST))


def folder() -> Path:
    """Where the files lie; backups leave it out."""
    return Path(settings.DATA_DIR) / "exports"


def file_of(export_id: uuid.UUID) -> Path:
    """The archive of an export, there or not."""
    return folder() / f"{export_id.hex}.zip"


@transaction.atomic
def request_export(*, actor: Actor, hat: Hat, subject_id: uuid.UUID) -> DataExport:
    """Have a copy made of one's own data or a child's; the one under way or ready when there is one.

    Raises Unknown when this hat may not ask for that person's.
    """
    assert actor.person_id is not None
    subject = subject_of(hat, actor.person_id, subject_id)
    if subject is None:
        raise Unknown("not theirs to ask for")
    # The person's row is the lock: two clicks at once make one copy.
    Person.objects.select_for_update(of=("self",)).get(pk=actor.person_id)
    export = DataExport.objects.filter(subject_id=subject_id, asked_by_id=actor.person_id).first()
    if export is not None and (export.state == ExportState.WAITING or file_of(export.pk).exists()):
        return export
    if export is not None:  # its file did not outlive a restored backup
        export.delete()
    export = DataExport.objects.create(
        subject_id=subject_id,
        asked_by_id=actor.person_id,
        language=(translation.get_language() or "fr")[:2],
        asked_at=clock.now(),
    )
    audit.record(
        actor=actor, action="people.request_export", tenant=subject.school_id, subject="person", subject_id=subject_id
    )
    enqueue("people.make_export", key=f"people.make_export/{export.pk}", payload={"export": str(export.pk)})
    return export


def make_export(export_id: uuid.UUID) -> None:
    """Write the archive of an export that waits; forgets it when the right to it has ended. May run twice."""
    export = DataExport.objects.filter(pk=export_id, state=ExportState.WAITING).first()
    if export is None:
        return
    if not may_still_ask(export.asked_by_id, export.subject_id):
        export.delete()
        return
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder() / f"{export_id.hex}.part-{os.getpid()}"
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file, translation.override(export.language):
            archive.write(file, export.subject_id, for_guardian=export.subject_id != export.asked_by_id)
            file.flush()
            os.fsync(file.fileno())
        size = draft.stat().st_size
        draft.replace(file_of(export_id))
    finally:
        draft.unlink(missing_ok=True)
    with transaction.atomic():
        done = DataExport.objects.filter(pk=export_id).update(state=ExportState.READY, size=size, ready_at=clock.now())
        if done:
            _tell(export)
    if not done:  # erased meanwhile
        file_of(export_id).unlink(missing_ok=True)


def _tell(export: DataExport) -> None:
    """Whoever asked for the copy hears that it waits, and until when."""
    notify(
        actor=system(_("copie de données")), kind="people.copy_ready", key=f"people.copy/{export.pk}",
        to=[To(export.asked_by_id, about_id=export.subject_id)], link=reverse("people:my_data"),
        expires_at=export.asked_at + dt.timedelta(days=days_kept()),
    )  # fmt: skip


def expire_exports() -> dict[str, int]:
    """Erase copies whose days are over, and files that no row names."""
    limit = clock.now() - dt.timedelta(days=days_kept())
    old = DataExport.objects.filter(asked_at__lt=limit)
    for export_id in list(old.values_list("pk", flat=True)):
        file_of(export_id).unlink(missing_ok=True)
    gone = old.delete()[0]
    present = {one.hex for one in DataExport.objects.values_list("pk", flat=True)}
    for path in folder().glob("*"):
        if path.name.split(".")[0] not in present:
            path.unlink(missing_ok=True)
    return {"exports": gone}


def erase_exports(person_ids: Sequence[uuid.UUID]) -> int:
    """Erase the copies of these persons' data, and those they asked for."""
    rows = DataExport.objects.filter(Q(subject__in=person_ids) | Q(asked_by__in=person_ids))
    for export_id in list(rows.values_list("pk", flat=True)):
        file_of(export_id).unlink(missing_ok=True)
    return rows.delete()[0]
