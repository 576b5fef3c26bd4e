"""The audit trail as people read it: by day, by who acted, by act, by whom it is about."""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.directory.models import Affiliation, Guardianship, Person
from preau.directory.selectors import schools_in_scope
from preau.kernel import audit
from preau.kernel.models import AuditEntry
from preau.kernel.text import fold
from preau.ui.listing import holding

PLATFORM = "plateforme"
CHUNK = 500
MOST_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class JournalQuery:
    """What is asked of a journal; days are counted whole, in the page's time zone. Kept as it is by an export."""

    text: str = ""
    actor: str = ""
    about: str = ""
    act: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked."""
        return self != JournalQuery()


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One act: when, who, the sentence, and the person it is about while their name is still known."""

    at: dt.datetime
    actor: str
    sentence: str
    about: str


def chains_in_scope(*, platform: bool) -> list[tuple[str, str]]:
    """Journals that may be read: one for each school of the open scope, and the platform's own."""
    own = [(PLATFORM, _("Plateforme"))] if platform else []
    return own + [(str(school.pk), school.name) for school in schools_in_scope()]


def acts() -> list[tuple[str, str]]:
    """Every act that a journal may tell, by its sentence."""
    told = [(action, audit.words_of(action)) for action in audit.sentences()]
    return sorted(told, key=lambda one: fold(one[1]))


class JournalLines(Sequence[JournalLine]):
    """Lines made only for the page shown."""

    def __init__(self, rows: QuerySet[AuditEntry]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return self.rows.count()

    @overload
    def __getitem__(self, part: int) -> JournalLine: ...
    @overload
    def __getitem__(self, part: slice) -> list[JournalLine]: ...
    def __getitem__(self, part: int | slice) -> JournalLine | list[JournalLine]:
        if isinstance(part, slice):
            return _lines(list(self.rows[part]))
        return _lines([self.rows[part]])[0]

    def as_now(self) -> "JournalLines":
        """The lines of this moment: what is written from now on, an export's own act first, stays out."""
        latest = self.rows.values_list("position", flat=True).first() or 0
        return JournalLines(self.rows.filter(position__lte=latest))

    def chunks(self) -> Iterator[list[JournalLine]]:
        """All lines in turn, latest first, a few hundred at a time."""
        last: int | None = None
        while True:
            rows = self.rows if last is None else self.rows.filter(position__lt=last)
            found = list(rows[:CHUNK])
            if not found:
                return
            last = found[-1].position
            yield _lines(found)


def _lines(rows: list[AuditEntry]) -> list[JournalLine]:
    names = _names(rows)
    return [JournalLine(row.at, row.actor_label, audit.sentence_of(row), names.get(row.subject_id, "")) for row in rows]


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


def _people(text: str) -> list[str]:
    """People of the open scope whose name holds every word, past ones and guardians included, as subjects name them."""
    named = Q()
    words = fold(text).split()
    for word in words:
        named &= Q(search_name__startswith=word) | Q(search_name__contains=f" {word}")
    if not words:
        return []
    places = Affiliation.objects.values("person_id")
    links = Guardianship.objects.values("guardian_id")
    people = Person.objects.filter(named, Q(pk__in=places) | Q(pk__in=links), erased_at=None)
    return [str(one) for one in people.order_by("pk").values_list("pk", flat=True)[:MOST_PEOPLE]]


def _labels(rows: QuerySet[AuditEntry], text: str) -> list[str]:
    """Names of who acted that hold each word, without regard to accents; of people who left since, too.

    They are few beside the acts, and no line of the journal can be given a column more: their digest is of what they
    said when they were written.
    """
    labels = rows.order_by().values_list("actor_label", flat=True).distinct()
    return holding(labels, text, str)


def _start(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def entries_of(chain: str, query: JournalQuery, *, oldest: bool = False) -> JournalLines:
    """Acts of one journal, narrowed, latest first or the `oldest`.

    The caller has checked that the chain is among `chains_in_scope`.
    """
    order = "position" if oldest else "-position"
    rows = AuditEntry.objects.filter(chain="" if chain == PLATFORM else chain).order_by(order)
    if query.text:
        sentences = holding(audit.sentences().items(), query.text, lambda one: str(one[1]))
        told = Q(action__in=[action for action, _sentence in sentences])
        rows = rows.filter(Q(actor_label__in=_labels(rows, query.text)) | told)
    if query.actor:
        rows = rows.filter(actor_label__in=_labels(rows, query.actor))
    if query.about:
        rows = rows.filter(subject__in=["student", "person"], subject_id__in=_people(query.about))
    if query.act:
        rows = rows.filter(action=query.act)
    if query.since:
        rows = rows.filter(at__gte=_start(query.since))
    if query.until:
        rows = rows.filter(at__lt=_start(query.until + dt.timedelta(days=1)))
    return JournalLines(rows)
