"""Photographed pages joined into one PDF, off the request. May run twice: the second finds what the first made.

The pictures were drawn anew when they came (files.contents.pictures): turned, brought down, nothing of the phone in
them. The PDF is tagged; each page carries the line that says what it shows.
"""

import tempfile
import uuid
from pathlib import Path

from django.utils.translation import gettext as _

from preau.directory.errors import Refused, Unknown
from preau.files.public import area, content_of, keep_made, take_made
from preau.kernel.actor import system
from preau.submissions.enums import Joining, PartKind
from preau.submissions.models import CopyPart, CopyVersion
from preau.submissions.paper import joined_pages
from preau.submissions.selectors.files import JOINED

_SPACE = uuid.UUID("5a3f3d0e-7c1a-4f0e-9a54-0c6de0c6a001")


def join(version_id: uuid.UUID) -> bool:
    """Join the photographs of a version that waits; whether there is a PDF now.

    Raises StoreError, Missing: the job is tried again. Whatever happens the photographs stay, and are read one by one.
    """
    version = CopyVersion.objects.filter(pk=version_id, joining=Joining.WAITING).first()
    if version is None:
        return False
    parts = list(
        CopyPart.objects.filter(school_id=version.school_id, version=version, kind=PartKind.PHOTO).order_by("place")
    )
    with tempfile.TemporaryDirectory(prefix=".join-", dir=area()) as folder:
        pages = []
        try:
            for number, part in enumerate(parts, start=1):
                target = Path(folder) / f"page{number}"
                kind = content_of(part.file, target)
                target = target.rename(target.with_suffix("." + kind.rpartition("/")[2]))
                pages.append(
                    (target.name, part.words or _("Page %(n)d sur %(all)d") % {"n": number, "all": len(parts)})
                )
        except Unknown:  # the copy was erased meanwhile
            return False
        made = Path(folder) / "copie.pdf"
        made.write_bytes(joined_pages(Path(folder), _("Copie"), pages))
        arrival = take_made(
            made, content="application/pdf", name=_("Copie.pdf"), file_id=uuid.uuid5(_SPACE, str(version.pk))
        )
    try:
        file = keep_made(
            actor=system("copies"), arrival=arrival, kind=JOINED, school_id=version.school_id, thing_id=version.pk
        )  # fmt: skip
    except Refused:
        CopyVersion.objects.filter(pk=version.pk).update(joining=Joining.FAILED)
        return False
    CopyVersion.objects.filter(pk=version.pk).update(joining=Joining.DONE, joined=file.pk)
    return True
