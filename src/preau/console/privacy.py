"""What the console keeps of people: who took which list out, why, and who agreed."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.console.models import ListExport
from preau.kernel import clock, scope
from preau.kernel.duties import Duty, FieldUse, Term, declare, rows_as_json

KEPT_DAYS = 365

_EXPORT = FieldUse(
    _("savoir quelles listes de personnes sont sorties, pourquoi et avec l’accord de qui"),
    _("direction de l’établissement"),
    _("un an ; le journal garde l’acte trois ans"),
    data=_("listes de personnes sorties"),
)


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """Lists that the person asked for or decided upon."""
    with scope.everything("a person's own data, asked for by that person"):
        rows = ListExport.objects.filter(Q(asked_by_id=person_id) | Q(decided_by_id=person_id)).order_by("asked_at")
        told = rows_as_json(
            rows.values("school__name", "kind", "format", "count", "reason", "state", "asked_at", "taken_at")
        )
    return {"list_exports": told} if told else {}


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """Forget who asked and who decided; that a list left stays until its own term."""
    with scope.everything("erasure of people who left"):
        rows = ListExport.objects.all()
        asked = rows.filter(asked_by__in=person_ids).update(asked_by=None)
        return {"list_exports": asked + rows.filter(decided_by__in=person_ids).update(decided_by=None)}


def expire() -> dict[str, int]:
    """Exports of a year ago."""
    with scope.everything("lists whose time is over"):
        old = ListExport.objects.filter(asked_at__lt=clock.now() - dt.timedelta(days=KEPT_DAYS))
        return {"list_exports": old.delete()[0]}


TERMS = (
    Term(
        "console.exports", _("Liste de personnes sortie, avec son motif"), lambda: KEPT_DAYS, _("après la demande"),
        _("RGPD, article 5(2) : pouvoir montrer qui a sorti une liste et pourquoi"),
    ),
)  # fmt: skip

DUTY = Duty(
    fields=declare(
        "ListExport",
        {
            "id school kind format query count reason state asked_by asked_at decided_by decided_at taken_at": _EXPORT,
        },
    ),
    export=export,
    erase=erase,
    expire=expire,
    terms=TERMS,
)
