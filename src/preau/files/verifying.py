"""Every content read again and compared with what was said of it: nothing is mended, each fault is named."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from preau.files.models import Blob, StoredFile
from preau.files.services.keeping import counted_again
from preau.files.stores import Missing, StoreError, blocks, store

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it should. `kind`: missing, altered, unread, stray, count. A stray harms nobody."""

    kind: str
    what: str
    detail: str = ""

    @property
    def is_grave(self) -> bool:
        """Whether something that people count on is not there."""
        return self.kind != "stray"

    def __str__(self) -> str:
        words = {
            "missing": _("manque"), "altered": _("a changé depuis qu’il fut gardé"),
            "unread": _("n’a pas pu être relu"), "stray": _("n’est d’aucun fichier : la nuit l’effacera"),
            "count": _("est compté de travers"),
        }  # fmt: skip
        return f"{self.what} : {words[self.kind]}{f' ({self.detail})' if self.detail else ''}"


def verify(since: dt.date | None = None) -> Iterator[Fault | int]:
    """A fault for each thing found, and 1 for each content that is as it should; strays and counts when all is read.

    In the order of days, and of each day by digest, so that a run that was cut is taken up again by its last day.
    """
    rows = Blob.objects.order_by("kept_at", "digest")
    if since is not None:
        rows = rows.filter(kept_at__date__gte=since)
    for blob in rows.iterator(chunk_size=_PAGE):
        yield _fault_of(blob) or 1
    if since is None:
        yield from _strays()
        for usage, there in counted_again():
            yield Fault("count", str(usage.person_id or usage.school_id), f"{usage.used}, {there}")


def _fault_of(blob: Blob) -> Fault | None:
    seal = hashlib.sha256()
    try:
        if store().size(blob.pk) != blob.size:
            return Fault("altered", blob.pk, _users(blob))
        for block in blocks(blob.pk, blob.size):
            seal.update(block)
    except Missing:
        return Fault("missing", blob.pk, _users(blob)) if blob.unused_since is None else None
    except StoreError as error:
        return Fault("unread", blob.pk, str(error))
    return None if seal.hexdigest() == blob.pk else Fault("altered", blob.pk, _users(blob))


def _users(blob: Blob) -> str:
    """Which files are concerned, by their identifiers: names are nobody's business here."""
    return ", ".join(str(one) for one in StoredFile.objects.filter(blob=blob).values_list("pk", flat=True)[:5])


def _strays() -> Iterator[Fault]:
    page: list[str] = []
    for held in store().walk():
        page.append(held.digest)
        if len(page) == _PAGE:
            yield from _unknown(page)
            page = []
    yield from _unknown(page)


def _unknown(page: list[str]) -> Iterator[Fault]:
    known = set(Blob.objects.filter(pk__in=page).values_list("pk", flat=True))
    for digest in page:
        if digest not in known:
            yield Fault("stray", digest)
