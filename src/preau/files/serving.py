"""How a content leaves once a page allowed it: by the streams' process, by the proxy in front, or, small, at once."""

import json
import tempfile
import uuid
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from preau.access.public import Hat, HatRequest
from preau.directory.errors import Refused, Unknown
from preau.files import statements
from preau.files.models import Blob, StoredFile
from preau.files.receiving import area, digest_of
from preau.files.selectors import held_words
from preau.files.sending import headers_of
from preau.files.stores import Missing, StoreError, store
from preau.kernel import scope, tickets

PROXIES = {"nginx": "X-Accel-Redirect", "sendfile": "X-Sendfile"}
PASS_SECONDS = statements.Pass.LIFE
LARGEST_AT_ONCE = 200_000
"""Bytes of a public picture; a larger one does not get this far (Attachable.largest)."""


def sent(request: HatRequest, blob: Blob, name: str, *, shown: bool) -> HttpResponse:
    """The answer that has this content sent to whoever asked; rights were asked before.

    Who looks through somebody's eyes takes nothing away: PermissionDenied.
    """
    if getattr(request, "viewing", None) is not None:
        raise PermissionDenied(_("Rien ne se télécharge pendant que l’on voit comme quelqu’un d’autre."))
    header = PROXIES.get(settings.FILES_SERVED)
    path = store().path_of(blob.pk) if header else None
    if header and path is not None:
        answer = HttpResponse()
        for key, value in headers_of(blob.content, name, shown=shown):
            answer[key] = value
        answer["ETag"] = f'"{blob.pk}"'
        inside = f"/_contenus/{blob.pk[:2]}/{blob.pk[2:4]}/{blob.pk}"
        answer[header] = inside if settings.FILES_SERVED == "nginx" else str(path)
        return answer
    return HttpResponseRedirect(
        address_of(request.hat, blob, name, shown=shown, session_key=request.session.session_key)
    )


def address_of(hat: Hat, blob: Blob, name: str, *, shown: bool = False, session_key: str | None = None) -> str:
    """The signed address at which the streams' process sends a content, for minutes, to who was allowed it.

    `session_key`: the session in which it was asked for, whose end closes it; None: it is closed with the person's own
    access alone.
    """
    given = statements.Pass(
        person=str(hat.person_id), digest=blob.pk, size=blob.size, content=blob.content, name=name,
        shown=shown, session=tickets.mark_of(session_key) if session_key else "",
    )  # fmt: skip
    return f"{settings.STREAMS_URL}/contenus/{given.signed()}/"


def archive_address_of(
    request: HatRequest, name: str, wanted: Sequence[tuple[str, uuid.UUID]]
) -> str:  # fmt: skip
    """The signed address at which the streams' process sends these files as one archive: paths in it, and files.

    Whoever calls has asked who may read them; what the antivirus holds is left out. Raises Refused when the store does
    not answer; PermissionDenied for who looks through somebody's eyes.
    """
    if getattr(request, "viewing", None) is not None:
        raise PermissionDenied(_("Rien ne se télécharge pendant que l’on voit comme quelqu’un d’autre."))
    rows = StoredFile.objects.select_related("blob").filter(pk__in=[one for _path, one in wanted])
    known = {one.pk: one.blob for one in rows if not held_words(one.blob)}
    listed = [(path, known[one].pk, known[one].size) for path, one in wanted if one in known]
    with tempfile.NamedTemporaryFile(prefix=".list-", dir=area()) as file:
        file.write(json.dumps(listed).encode())
        file.flush()
        digest, size = digest_of(Path(file.name))
        try:
            store().put(Path(file.name), digest)
        except StoreError:
            raise Refused(_("Le stockage des fichiers ne répond pas : réessayez dans quelques minutes.")) from None
    key = request.session.session_key
    given = statements.ArchivePass(
        person=str(request.hat.person_id), digest=digest, size=size, name=name,
        session=tickets.mark_of(key) if key else "",
    )  # fmt: skip
    return f"{settings.STREAMS_URL}/archives/{given.signed()}/"


def public_address_of(file_id: uuid.UUID) -> str:
    """The signed address of a content, for minutes, for whoever holds it; a room opened this file to anybody.

    Raises Unknown when it is gone.
    """
    with scope.everything("a room opened this file to anybody"):
        file = StoredFile.objects.select_related("blob").filter(pk=file_id).first()
    if file is None:
        raise Unknown("no such file")
    given = statements.Pass(
        person="", digest=file.blob_id, size=file.size, content=file.blob.content, name=file.name
    )  # fmt: skip
    return f"{settings.STREAMS_URL}/contenus/{given.signed()}/"


def whole(file: StoredFile) -> HttpResponse:
    """A small content that anyone may see."""
    try:
        body = store().read(file.blob_id, 0, min(file.blob.size, LARGEST_AT_ONCE))
    except (Missing, StoreError):
        return HttpResponse(status=503, headers={"Retry-After": "60", "Cache-Control": "no-store"})
    answer = HttpResponse(body)
    for key, value in headers_of(file.blob.content, file.name, shown=True):
        answer[key] = value
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
