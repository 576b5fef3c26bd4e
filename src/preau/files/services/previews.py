"""Previews drawn off the request, by a job, in a process that may die of what it opens."""

import tempfile
from pathlib import Path

from django.db import transaction

from preau.files.contents.examining import draw_preview
from preau.files.enums import Drawing
from preau.files.models import Blob
from preau.files.receiving import area, digest_of
from preau.files.stores import copied, store
from preau.kernel import clock


def draw(digest: str) -> bool:
    """Draw the preview of a content that waits for one; whether there is one now. May run twice.

    Raises StoreError: the job is tried again.
    """
    blob = Blob.objects.filter(pk=digest, drawing=Drawing.WAITING).first()
    if blob is None:
        return False
    with tempfile.TemporaryDirectory(prefix=".draw-", dir=area()) as folder:
        source, target = Path(folder) / "source", Path(folder) / "drawn"
        copied(blob.pk, blob.size, source)
        found = draw_preview(source, target, kind=blob.content)
        if found is None:
            Blob.objects.filter(pk=digest, drawing=Drawing.WAITING).update(drawing=Drawing.NONE)
            return False
        drawn, size = digest_of(found.path)
        store().put(found.path, drawn)
    with transaction.atomic():
        new = Blob(
            digest=drawn, size=size, content=found.kind, width=found.width, height=found.height,
            kept_at=clock.now(), scan="clean",
        )  # fmt: skip
        Blob.objects.bulk_create([new], ignore_conflicts=True)
        Blob.objects.filter(pk=drawn).update(unused_since=None)
        Blob.objects.filter(pk=digest, drawing=Drawing.WAITING).update(drawing=Drawing.DRAWN, preview_id=drawn)
    return True
