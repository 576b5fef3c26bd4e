"""What waits for a person, as pages show it. Obeys the open scope."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from preau.imports.enums import PendingKind, PendingState
from preau.imports.models import PendingChange
from preau.ui import wording


def pending_of(*, run_id: uuid.UUID | None = None, ids: Sequence[uuid.UUID] | None = None) -> list[PendingChange]:
    """What waits for a confirmation in the scope, by school; of one run, or of a list of ids."""
    rows = PendingChange.objects.filter(state=PendingState.WAITING).select_related("school", "run")
    if run_id is not None:
        rows = rows.filter(run_id=run_id)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    return sorted(rows, key=lambda row: (row.school.name, row.kind, row.created_at))


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

    label: str
    why: str
    changes: Sequence[PendingLine]


_WHY: Mapping[str, Any] = {
    PendingKind.STUDENT_REMOVALS: gettext_lazy(
        "Beaucoup d’élèves sortiraient d’un coup, ou c’est l’été : la livraison est peut-être incomplète."
    ),
    PendingKind.STAFF_REMOVALS: gettext_lazy(
        "Beaucoup de personnels sortiraient d’un coup, ou c’est l’été : la livraison est peut-être incomplète."
    ),
    PendingKind.HEAD: gettext_lazy("Une direction voit tout son établissement : une seconde personne le confirme."),
    PendingKind.THIRD_GUARDIAN: gettext_lazy(
        "Cet élève a déjà deux responsables : ajouter quelqu’un lui ouvrirait ses données. "
        "Vérifiez auprès de la famille."
    ),
}


def pending_line(one: PendingChange) -> PendingLine:
    """One change in words: what, how many, whom."""
    name = one.payload.get("name", "")
    if one.kind == PendingKind.STUDENT_REMOVALS:
        title = ngettext("%(num)s élève sortirait", "%(num)s élèves sortiraient", one.count) % {"num": one.count}
    elif one.kind == PendingKind.STAFF_REMOVALS:
        title = ngettext("%(num)s personne sortirait", "%(num)s personnes sortiraient", one.count) % {"num": one.count}
    elif one.kind == PendingKind.HEAD:
        title = _("%(name)s deviendrait membre de la direction") % {"name": name}
    else:
        title = _("Un responsable serait ajouté à %(name)s") % {"name": name}
    detail = _("livraison %(source)s du %(day)s") % {
        "source": one.run.source, "day": wording.plain_date(one.created_at),
    }  # fmt: skip
    return PendingLine(one.pk, title, one.school.name, detail)


def pending_by_kind() -> list[PendingGroup]:
    """Everything that waits in the scope, by kind."""
    waiting = pending_of()
    groups = []
    for kind in PendingKind:
        lines = [pending_line(one) for one in waiting if one.kind == kind]
        if lines:
            groups.append(PendingGroup(str(kind.label), str(_WHY[kind]), lines))
    return groups
