"""Lists as files: their headings and rows, and the exports of a school with who asked and who decided."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from preau.console.activation import absent_of
from preau.console.enums import ExportKind, ExportState
from preau.console.models import ListExport
from preau.console.selectors.groups import group_of, members_of
from preau.console.selectors.journal import JournalQuery, entries_of
from preau.console.selectors.people import PeopleFound, PeopleQuery
from preau.directory.errors import Unknown
from preau.kernel import clock, scope

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Export:
    """A list ready to be written: how many rows, its name, its headings, its rows in chunks."""

    title: str
    count: int
    headings: Row
    rows: Callable[[], Iterator[list[Row]]]

    def chunks(self, school_id: uuid.UUID) -> Iterator[list[Row]]:
        """Headings, then rows. Written after the page's own scope has closed, so each chunk opens the school's.

        The scope is closed between chunks: a file that nobody finishes reading leaves none open.
        """
        language = translation.get_language() or "fr"
        yield [self.headings]
        source = self.rows()
        while True:
            with scope.use(scope.Scope.of([school_id])), translation.override(language):
                rows = next(source, None)
            if rows is None:
                return
            yield rows


def _account(state: str) -> str:
    words = {"none": _("aucun compte"), "open": _("jamais venu"), "used": _("déjà venu"), "closed": _("compte fermé")}
    return words[state]


def _people(school_id: uuid.UUID, query: Mapping[str, Any], reader: str) -> Export:
    found = PeopleFound(school_id, PeopleQuery(**query), reader=reader)

    def rows() -> Iterator[list[Row]]:
        for chunk in found.chunks():
            yield [
                (one.family_name, one.given_name, one.profile_words, one.homeroom, one.login, _account(one.account))
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
    rows: list[Row] = [(one.name, one.homeroom, group.label) for one in members_of(school_id, group.id)]
    return Export(_("groupe"), len(rows), (_("Nom"), _("Classe"), _("Groupe")), lambda: iter([rows]))


def _absent(school_id: uuid.UUID, query: Mapping[str, Any], reader: str) -> Export:
    class_ids = [_id(query["class_id"])] if query["class_id"] else None
    rows: list[Row] = [
        (
            one.person.family_name, one.person.given_name,
            _("Responsable de %(name)s") % {"name": one.student.full_name} if one.is_guardian else _("Élève"),
            label,
        )
        for label, one in absent_of(school_id, class_ids)
    ]  # fmt: skip
    headings = (_("Nom"), _("Prénom"), _("Profil"), _("Classe"))
    return Export(_("jamais-venus"), len(rows), headings, lambda: iter([rows]))


_OPENERS = {
    ExportKind.PEOPLE.value: _people, ExportKind.JOURNAL.value: _journal, ExportKind.GROUP.value: _group,
    ExportKind.ABSENT.value: _absent,
}  # fmt: skip


def export_of(kind: str, school_id: uuid.UUID, query: Mapping[str, Any], *, reader: str) -> Export:
    """The list of that kind in the school; raises Unknown for any other kind."""
    if kind not in _OPENERS:
        raise Unknown("no such list")
    return _OPENERS[kind](school_id, query, reader)


@dataclass(frozen=True, slots=True)
class ExportLine:
    """An export as the page of exports tells it to one reader."""

    export: ListExport
    asked_by: str
    decided_by: str
    may_decide: bool
    may_take: bool


def exports_of(
    school_id: uuid.UUID, reader_id: uuid.UUID | None, *, waits: dt.timedelta, lasts: dt.timedelta,
    export_id: uuid.UUID | None = None,
) -> list[ExportLine]:  # fmt: skip
    """The latest exports of the school, or one of them; what the reader may do with each today."""
    now = clock.now()
    rows = ListExport.objects.filter(school_id=school_id).select_related("asked_by", "decided_by")
    if export_id is not None:
        rows = rows.filter(pk=export_id)
    return [
        ExportLine(
            one,
            one.asked_by.full_name if one.asked_by else _("une personne partie"),
            one.decided_by.full_name if one.decided_by else "",
            may_decide=one.state == ExportState.WAITING and one.asked_by_id != reader_id and one.asked_at > now - waits,
            may_take=one.asked_by_id == reader_id and one.decided_by_id is not None
            and one.state in (ExportState.APPROVED, ExportState.TAKEN) and one.decided_at > now - lasts,
        )
        for one in rows.order_by("-asked_at", "-pk")[:100]
    ]  # fmt: skip
