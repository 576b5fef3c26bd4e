"""Bringing files as rooms do, for tests."""

import hashlib
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from files.attached import KIND, THING
from preau.access.public import Hat, hats_of
from preau.directory.models import School
from preau.files.models import StoredFile
from preau.files.public import arrivals, keep
from preau.files.receiving import Arrival
from preau.files.stores import store
from preau.kernel import scope
from preau.kernel.ids import new_id


def hat_of(member: Any) -> Hat:
    """The first hat of one of the cast, as it is worn."""
    from dataclasses import replace

    return replace(hats_of(member.account)[0], person_id=member.person.pk)


def bring(
    member: Any, school: School, *bodies: bytes, name: str = "devoir.txt", kind: str = KIND,
    thing: uuid.UUID | None = THING, receipts: tuple[str, ...] = (),
) -> list[StoredFile]:  # fmt: skip
    """Keep these contents as one of the cast's, brought by a form."""
    hat = hat_of(member)
    sent = [SimpleUploadedFile(name, body) for body in bodies]
    with scope.everything("a test brings files"):
        came = arrivals(hat=hat, kind=kind, school_id=school.pk, receipts=receipts, sent=sent)
        return keep(actor=member.actor, hat=hat, kind=kind, arrivals=came, school_id=school.pk, thing_id=thing)


def arrived(body: bytes, name: str = "devoir.txt", content: str = "text/plain") -> Arrival:
    """A content that is stored already, without looking at it."""
    digest = hashlib.sha256(body).hexdigest()
    folder = Path(settings.DATA_DIR)
    source = folder / f"arrived-{uuid.uuid4().hex}"
    source.write_bytes(body)
    store().put(source, digest)
    source.unlink()
    return Arrival(new_id(), digest, len(body), content, name)
