"""What the console keeps of people: who took which list out and why, who was named first head, and who agreed."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.console.enums import HeadState
from preau.console.models import FirstHead, ListExport
from preau.kernel import clock, scope
from preau.kernel.duties import Duty, FieldUse, Term, declare, rows_as_json
from preau.kernel.signatures import Followed

KEPT_DAYS = 365

_EXPORT = FieldUse(
    _("savoir quelles listes de personnes sont sorties, pourquoi et avec l’accord de qui"),
    _("direction de l’établissement"),
    _("un an ; le journal garde l’acte trois ans"),
    data=_("listes de personnes sorties"),
)

_HEAD = FieldUse(
    _("nommer à deux la première direction d’un établissement hors annuaire académique"),
    _("agents de la collectivité et exploitant"),
    _("tant que dure la direction ; un an après un refus ou une fin ; le journal garde l’acte trois ans"),
    data=_("nom et adresse d’une première direction, et qui l’a proposée et confirmée"),
)


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """Lists asked for or agreed to; first heads named, agreed to, or whom the person was. Names of nobody else."""
    mine = Q(person_id=person_id)
    named = {"first_head": mine, "first_heads_named": Q(asked_by_id=person_id) & ~mine}
    named["first_heads_decided"] = Q(decided_by_id=person_id) & ~mine
    with scope.everything("a person's own data, asked for by that person"):
        lists = ListExport.objects.order_by("asked_at")
        told = {
            "list_exports": rows_as_json(
                lists.filter(asked_by_id=person_id)
                .values("school__name", "kind", "format", "count", "reason", "state", "asked_at", "taken_at")
            ),
            "list_exports_decided": rows_as_json(
                lists.filter(decided_by_id=person_id)
                .values("school__name", "kind", "format", "count", "state", "decided_at")
            ),
        }  # fmt: skip
        for name, which in named.items():
            columns = ("school__name", "state", "asked_at", "decided_at", *(("email",) if name == "first_head" else ()))
            told[name] = rows_as_json(FirstHead.objects.filter(which).order_by("asked_at").values(*columns))
    return {name: rows for name, rows in told.items() if rows}


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """Forget who asked and who decided, and who was a first head; that a list left stays until its own term."""
    with scope.everything("erasure of people who left"):
        rows = ListExport.objects.all()
        asked = rows.filter(asked_by__in=person_ids).update(asked_by=None)
        heads = FirstHead.objects.all()
        gone = heads.filter(person__in=person_ids).delete()[0]
        gone += heads.filter(asked_by__in=person_ids).update(asked_by=None)
        return {
            "list_exports": asked + rows.filter(decided_by__in=person_ids).update(decided_by=None),
            "first_heads": gone + heads.filter(decided_by__in=person_ids).update(decided_by=None),
        }


def expire() -> dict[str, int]:
    """Exports of a year ago, and first heads that were refused or ended then."""
    with scope.everything("lists whose time is over"):
        since = clock.now() - dt.timedelta(days=KEPT_DAYS)
        over = FirstHead.objects.filter(state__in=[HeadState.REFUSED, HeadState.ENDED], decided_at__lt=since)
        return {
            "list_exports": ListExport.objects.filter(asked_at__lt=since).delete()[0],
            "first_heads": over.delete()[0],
        }


TERMS = (
    Term(
        "console.exports", _("Liste de personnes sortie, avec son motif"), lambda: KEPT_DAYS, _("après la demande"),
        _("RGPD, article 5(2) : pouvoir montrer qui a sorti une liste et pourquoi"),
    ),
    Term(
        "console.first_heads", _("Première direction refusée ou finie"), lambda: KEPT_DAYS, _("après la décision"),
        _("RGPD, article 5(2) : pouvoir montrer qui a nommé une direction et qui l’a confirmée"),
    ),
)  # fmt: skip

DUTY = Duty(
    fields={
        **declare(
            "ListExport",
            {
                "id school kind format query count reason state asked_by asked_at": _EXPORT,
                "decided_by decided_at taken_at": _EXPORT,
            },
        ),
        **declare(
            "FirstHead",
            {"id school family_name given_name email state asked_by asked_at decided_by decided_at person": _HEAD},
        ),
    },
    export=export,
    erase=erase,
    expire=expire,
    terms=TERMS,
    followed=(
        Followed(ListExport, "asked_by_id", apart=("decided_by_id",)),
        Followed(ListExport, "decided_by_id", apart=("asked_by_id",)),
        Followed(FirstHead, "asked_by_id", apart=("decided_by_id",)),
        Followed(FirstHead, "decided_by_id", apart=("asked_by_id",)),
        Followed(FirstHead, "person_id"),
    ),
)
