"""What waits for a person, as pages show it. Obeys the open scope."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from preau.directory.models import Person
from preau.imports.enums import PendingKind, PendingState
from preau.imports.models import PendingChange
from preau.kernel import scope, sql
from preau.kernel.text import fold
from preau.ui import wording
from preau.ui.listing import holding, typed

ORDERS: Mapping[str, tuple[Any, Callable[[PendingChange], Any], bool]] = {
    "etablissement": (gettext_lazy("Par établissement"), lambda one: (fold(one.school.name), one.created_at), False),
    "recents": (gettext_lazy("Les plus récents d’abord"), lambda one: one.created_at, True),
    "anciens": (gettext_lazy("Les plus anciens d’abord"), lambda one: one.created_at, False),
    "personnes": (gettext_lazy("Les plus nombreux d’abord"), lambda one: one.count, True),
}
"""Ways to sort changes of one kind: words, key, whether from the end."""
_RANK = {kind.value: rank for rank, kind in enumerate(PendingKind)}


@dataclass(frozen=True, slots=True)
class PendingQuery:
    """What is asked of the list of changes that wait: words, a kind, an order (of ORDERS)."""

    text: str = ""
    kind: str = ""
    order: str = "etablissement"


def query_of(data: QueryDict) -> PendingQuery:
    """What the address, or a form that repeats it, asks."""
    kind, order = data.get("nature", ""), data.get("tri", "")
    return PendingQuery(
        typed(data), kind if kind in PendingKind.values else "", order if order in ORDERS else "etablissement"
    )


def pending_found(query: PendingQuery) -> list[PendingChange]:
    """Changes that wait in the scope and answer to the question: by kind, then in the order asked for."""
    rows = _holding(pending_of(kind=query.kind), query.text)
    _words, key, from_end = ORDERS[query.order]
    rows.sort(key=key, reverse=from_end)
    return sorted(rows, key=lambda one: _RANK[one.kind])


def being_decided(query: PendingQuery) -> list[uuid.UUID]:
    """Changes that answer to the question and are being decided in the background."""
    going = PendingChange.objects.filter(state=PendingState.WAITING, obstacle="").exclude(batch=None)
    if query.kind:
        going = going.filter(kind=query.kind)
    rows = list(going.select_related("school", "run").order_by("created_at", "pk"))
    return [one.pk for one in _holding(rows, query.text)]


def _holding(rows: list[PendingChange], text: str) -> list[PendingChange]:
    if not text:
        return rows
    told = zip(rows, pending_lines(rows), strict=True)
    return [row for row, _line in holding(told, text, _words_of)]


def _words_of(one: tuple[PendingChange, "PendingLine"]) -> str:
    _change, line = one
    return f"{line.title} {line.school} {line.detail}"


def pending_of(
    *, run_id: uuid.UUID | None = None, ids: Sequence[uuid.UUID] | None = None, kind: str = ""
) -> list[PendingChange]:
    """What waits for a confirmation in the scope, by school; of one run, of a list of ids, or of one kind."""
    rows = PendingChange.objects.filter(state=PendingState.WAITING).select_related("school", "run")
    rows = rows.filter(Q(batch=None) | ~Q(obstacle=""))  # the others are being decided in the background
    if run_id is not None:
        rows = rows.filter(run_id=run_id)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    if kind:
        rows = rows.filter(kind=kind)
    return sorted(rows, key=lambda row: (row.school.name, row.kind, row.created_at))


def oldest_waiting() -> tuple[int, dt.datetime | None]:
    """How many changes wait in the scope and since when the oldest does: one read, from the partial index alone.

    Written by hand: a state passed as a parameter would hide from the planner that the index answers.
    """
    tenants = scope.current().tenants
    statement, params = "SELECT COUNT(*), MIN(created_at) FROM imports_pendingchange WHERE state = 'waiting'", []
    if tenants is not None:
        params = sql.keys(sorted(tenants))
        statement += f" AND school_id IN ({sql.marks(params)})"
    [(count, oldest)] = sql.rows(statement, params)
    if isinstance(oldest, str):  # SQLite's aggregate is a text, in UTC
        oldest = dt.datetime.fromisoformat(oldest).replace(tzinfo=dt.UTC)
    return count, oldest


def pending_count() -> int:
    """How many changes wait for a confirmation in the scope."""
    return PendingChange.objects.filter(state=PendingState.WAITING).count()


@dataclass(frozen=True, slots=True)
class PendingLine:
    """A change that waits, as people read it."""

    id: uuid.UUID
    title: str
    school: str
    detail: str


@dataclass(frozen=True, slots=True)
class PendingGroup:
    """Changes of one kind that wait, and why such changes wait."""

    kind: str
    label: str
    why: str
    count: int
    changes: Sequence[PendingLine]


_WHY: Mapping[str, Any] = {
    PendingKind.STUDENT_REMOVALS: gettext_lazy(
        "Beaucoup d’élèves sortiraient d’un coup, ou c’est l’été : la livraison est peut-être incomplète."
    ),
    PendingKind.STAFF_REMOVALS: gettext_lazy(
        "Beaucoup de personnels sortiraient d’un coup, ou c’est l’été : la livraison est peut-être incomplète."
    ),
    PendingKind.HEAD: gettext_lazy("Une direction voit tout son établissement : une seconde personne le confirme."),
    PendingKind.WIDE_RIGHTS: gettext_lazy(
        "La vie scolaire voit tous les élèves de l’établissement : une seconde personne le confirme."
    ),
    PendingKind.THIRD_GUARDIAN: gettext_lazy(
        "Cet élève a déjà deux responsables, ou un juge a écarté quelqu’un de lui : une personne de plus verrait ses "
        "données. Vérifiez auprès de la famille."
    ),
}


def pending_lines(changes: Sequence[PendingChange]) -> list[PendingLine]:
    """Changes in words: what, how many, whom. One query for the names of guardians, whatever their number."""
    guardians = [one.payload["guardian"] for one in changes if one.payload.get("guardian")]
    names = {one.pk: one.full_name for one in Person.objects.filter(pk__in=guardians)}
    return [_line(one, names) for one in changes]


def _line(one: PendingChange, names: Mapping[uuid.UUID, str]) -> PendingLine:
    name = one.payload.get("name", "")
    if one.kind == PendingKind.STUDENT_REMOVALS:
        title = ngettext("%(num)s élève sortirait", "%(num)s élèves sortiraient", one.count) % {"num": one.count}
    elif one.kind == PendingKind.STAFF_REMOVALS:
        title = ngettext("%(num)s personne sortirait", "%(num)s personnes sortiraient", one.count) % {"num": one.count}
    elif one.kind == PendingKind.HEAD:
        title = _("%(name)s deviendrait membre de la direction") % {"name": name}
    elif one.kind == PendingKind.WIDE_RIGHTS:
        title = _("%(name)s entrerait à la vie scolaire") % {"name": name}
    else:
        guardian = names.get(uuid.UUID(one.payload["guardian"])) if one.payload.get("guardian") else None
        title = _("%(guardian)s deviendrait responsable %(of_name)s") % {
            "guardian": guardian or _("Une personne"), "of_name": wording.of_name(name),
        }  # fmt: skip
    detail = _("livraison %(source)s du %(day)s") % {
        "source": one.run.source, "day": wording.plain_date(one.created_at),
    }  # fmt: skip
    if one.obstacle:
        detail = f"{detail}. {one.obstacle}"
    return PendingLine(one.pk, title, one.school.name, detail)


def by_kind(here: Sequence[PendingChange], found: Sequence[PendingChange]) -> list[PendingGroup]:
    """One page of what was found, by kind; each group says its whole number."""
    whole = Counter(one.kind for one in found)
    lines: dict[str, list[PendingLine]] = {}
    for one, line in zip(here, pending_lines(here), strict=True):
        lines.setdefault(one.kind, []).append(line)
    return [
        PendingGroup(kind.value, str(kind.label), str(_WHY[kind]), whole[kind.value], lines[kind.value])
        for kind in PendingKind
        if kind.value in lines
    ]
