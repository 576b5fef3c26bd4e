"""Lists as files: their headings and rows, and the exports of a school with who asked and who decided."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.access.public import classes_of_year
from preau.console.activation import AbsentQuery, absent_found
from preau.console.enums import ExportKind, ExportState
from preau.console.models import ListExport
from preau.console.selectors.groups import group_of, members_found
from preau.console.selectors.journal import JournalQuery, entries_of
from preau.console.selectors.pairs import PairQuery, pairs_found
from preau.console.selectors.people import PeopleFound, PeopleQuery
from preau.console.words import account_words
from preau.directory.errors import Unknown
from preau.kernel import clock
from preau.kernel.registry import modules_named
from preau.kernel.text import fold
from preau.ui import wording
from preau.ui.leaving import Export, Leaving, Row
from preau.ui.listing import Asked, holding


def _people(school_id: uuid.UUID, query: Mapping[str, Any], reader: str) -> Export:
    found, words = PeopleFound(school_id, PeopleQuery(**query), reader=reader), account_words()

    def rows() -> Iterator[list[Row]]:
        for chunk in found.chunks():
            yield [
                (one.family_name, one.given_name, one.profile_words, one.homeroom, one.login, words[one.account])
                for one in chunk
            ]

    headings = (_("Nom"), _("Prénom"), _("Profil"), _("Classe"), _("Identifiant"), _("Compte"))
    return Export(_("annuaire"), len(found), headings, rows)


def _journal(school_id: uuid.UUID, query: Mapping[str, Any], reader: str) -> Export:
    days = {name: dt.date.fromisoformat(query[name]) if query.get(name) else None for name in ("since", "until")}
    lines = entries_of(str(school_id), JournalQuery(**{**query, **days})).as_now()

    def rows() -> Iterator[list[Row]]:
        for chunk in lines.chunks():
            yield [
                (f"{timezone.localtime(one.at):%Y-%m-%d %H:%M:%S}", one.actor, one.sentence, one.about) for one in chunk
            ]

    return Export(_("journal"), len(lines), (_("Date et heure"), _("Qui"), _("Quoi"), _("À propos de")), rows)


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Unknown("no such list") from None


def _group(school_id: uuid.UUID, query: Mapping[str, Any], reader: str) -> Export:
    group = group_of(school_id, _id(query["group_id"]))
    if group is None:
        raise Unknown("no such group")
    asked = Asked(query.get("text", ""), query.get("sort", "nom"), query.get("descending", False))
    members = members_found(school_id, group.id, asked)
    rows: list[Row] = [(one.name, one.homeroom, group.label) for one in members]
    return Export(_("groupe"), len(rows), (_("Nom"), _("Classe"), _("Groupe")), lambda: iter([rows]))


def _absent(school_id: uuid.UUID, query: Mapping[str, Any], reader: str) -> Export:
    if query["class_id"]:
        _id(query["class_id"])
    found = absent_found(school_id, [one for one, _label in classes_of_year(school_id)], AbsentQuery(**query))
    pupil, guardian = _("Élève"), _("Responsable %(of_name)s")
    rows: list[Row] = [
        (
            one.person.family_name, one.person.given_name,
            guardian % {"of_name": wording.of_name(one.student.full_name)} if one.is_guardian else pupil,
            one.homeroom,
        )
        for one in found
    ]  # fmt: skip
    # The line of a guardian names the pupil too.
    people = {person.pk for one in found for person in (one.person, one.student)}
    headings = (_("Nom"), _("Prénom"), _("Profil"), _("Classe"))
    return Export(_("jamais-venus"), len(people), headings, lambda: iter([rows]))


def _pairs(school_id: uuid.UUID, query: Mapping[str, Any], reader: str) -> Export:
    """Two lines to a pair, one for each record. The places of a guardian name the pupils they answer for."""
    found = pairs_found(PairQuery(**query))
    rows: list[Row] = [
        (
            str(number), word, side.person.family_name, side.person.given_name,
            side.person.birth_date.isoformat() if side.person.birth_date else "", side.person.email,
            " ; ".join(side.records), " ; ".join(side.places), pair.ground,
        )
        for number, pair in enumerate(found, start=1)
        for word, side in ((_("gardée"), pair.kept), (_("réunie"), pair.merged))
    ]  # fmt: skip
    headings = (
        _("Paire"), _("Fiche"), _("Nom"), _("Prénom"), _("Date de naissance"), _("Adresse électronique"), _("Fiches"),
        _("Places"), _("Motif"),
    )  # fmt: skip
    people = {one for pair in found for side in (pair.kept, pair.merged) for one in side.people}
    return Export(_("rapprochements"), len(people), headings, lambda: iter([rows]))


_OPENERS = {
    ExportKind.PEOPLE.value: _people, ExportKind.JOURNAL.value: _journal, ExportKind.GROUP.value: _group,
    ExportKind.ABSENT.value: _absent, ExportKind.PAIRS.value: _pairs,
}  # fmt: skip


def offered(kind: str) -> Leaving | None:
    """The list of that kind that another room offers as a file; None for those of the console."""
    return next((one for room in modules_named("exports") for one in room.exports() if one.kind == kind), None)


def export_of(kind: str, school_id: uuid.UUID, query: Mapping[str, Any], *, reader: str) -> Export:
    """The list of that kind in the school; raises Unknown for any other kind."""
    if (other := offered(kind)) is not None:
        return other.opened(school_id, query)
    if kind not in _OPENERS:
        raise Unknown("no such list")
    return _OPENERS[kind](school_id, query, reader)


@dataclass(frozen=True, slots=True)
class ExportLine:
    """An export as the page of exports tells it to one reader."""

    export: ListExport
    asked_by: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class ExportReader:
    """Who reads the page of exports, and how long a request waits and an accepted file may be taken."""

    person_id: uuid.UUID | None
    waits: dt.timedelta
    lasts: dt.timedelta

    @property
    def decides(self) -> Q:
        """Requests that this reader may decide."""
        others = Q(asked_by=None) | ~Q(asked_by_id=self.person_id)
        return others & Q(state=ExportState.WAITING, asked_at__gt=clock.now() - self.waits)

    @property
    def takes(self) -> Q:
        """Accepted files that this reader may take."""
        return Q(
            asked_by_id=self.person_id, decided_by__isnull=False, decided_at__gt=clock.now() - self.lasts,
            state__in=(ExportState.APPROVED, ExportState.TAKEN),
        )  # fmt: skip


def _exports(school_id: uuid.UUID) -> QuerySet[ListExport]:
    rows = ListExport.objects.filter(school_id=school_id).select_related("asked_by", "decided_by")
    return rows.order_by("-asked_at", "-pk")


def _lines(rows: Iterable[ListExport]) -> list[ExportLine]:
    return [
        ExportLine(
            one,
            one.asked_by.full_name if one.asked_by else _("une personne partie"),
            one.decided_by.full_name if one.decided_by else "",
        )
        for one in rows
    ]


def export_line(school_id: uuid.UUID, export_id: uuid.UUID) -> ExportLine | None:
    """One export of the school; what may be done with it is the service's word."""
    return next(iter(_lines(_exports(school_id).filter(pk=export_id))), None)


def standing_exports(school_id: uuid.UUID, reader: ExportReader) -> tuple[list[ExportLine], list[ExportLine]]:
    """All that wait for the reader's decision, then all that the reader may take, newest first."""
    rows = _exports(school_id)
    return _lines(rows.filter(reader.decides)), _lines(rows.filter(reader.takes))


class PastExports(Sequence[ExportLine]):
    """The others, newest first: of those who asked, or the reasons, that hold the text."""

    def __init__(self, school_id: uuid.UUID, reader: ExportReader, text: str = "") -> None:
        self._rows = _exports(school_id).exclude(reader.decides).exclude(reader.takes)
        if fold(text):  # a school has few; folded here, as both databases do not fold alike
            told = self._rows.values_list("pk", "reason", "asked_by__search_name")
            found = holding(told, text, lambda one: f"{one[1]} {one[2] or ''}")
            self._rows = self._rows.filter(pk__in=[pk for pk, _reason, _name in found])

    def __len__(self) -> int:
        return int(self._rows.count())

    @overload
    def __getitem__(self, part: int) -> ExportLine: ...
    @overload
    def __getitem__(self, part: slice) -> list[ExportLine]: ...
    def __getitem__(self, part: int | slice) -> ExportLine | list[ExportLine]:
        return _lines(self._rows[part]) if isinstance(part, slice) else _lines([self._rows[part]])[0]
