"""Reads of the console that no other room has."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from preau.directory.models import Person
from preau.directory.selectors import schools_in_scope
from preau.kernel import audit
from preau.kernel.models import AuditEntry

PLATFORM = "plateforme"


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One act: when, the sentence, and the person it is about while their name is still known."""

    at: dt.datetime
    sentence: str
    about: str


def chains_in_scope(*, platform: bool) -> list[tuple[str, str]]:
    """Journals that may be read: one for each school of the open scope, and the platform's own."""
    own = [(PLATFORM, _("Plateforme"))] if platform else []
    return own + [(str(school.pk), school.name) for school in schools_in_scope()]


class _Lines(Sequence[JournalLine]):
    """Lines made only for the page shown."""

    def __init__(self, rows: QuerySet[AuditEntry]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return self.rows.count()

    def __getitem__(self, part):  # type: ignore[no-untyped-def]
        rows = list(self.rows[part]) if isinstance(part, slice) else [self.rows[part]]
        names = _names(rows)
        lines = [JournalLine(row.at, audit.sentence_of(row), names.get(row.subject_id, "")) for row in rows]
        return lines if isinstance(part, slice) else lines[0]


def _names(rows: list[AuditEntry]) -> dict[str, str]:
    ids = []
    for row in rows:
        if row.subject in {"student", "person"}:
            try:
                ids.append(uuid.UUID(row.subject_id))
            except ValueError:
                continue
    people = Person.objects.filter(pk__in=ids, erased_at=None)
    return {str(one.pk): one.full_name for one in people}


def entries_of(chain: str, *, text: str = "") -> Sequence[JournalLine]:
    """Acts of one journal, latest first; those whose actor or sentence holds the text.

    The caller has checked that the chain is among `chains_in_scope`.
    """
    rows = AuditEntry.objects.filter(chain="" if chain == PLATFORM else chain).order_by("-position")
    if text:
        wanted = text.casefold()
        actions = [action for action, sentence in audit.sentences().items() if wanted in str(sentence).casefold()]
        rows = rows.filter(Q(actor_label__icontains=text) | Q(action__in=actions))
    return _Lines(rows)
