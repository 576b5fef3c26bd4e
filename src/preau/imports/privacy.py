"""What the reports of imports keep of people, and how it goes."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.imports import rollback
from preau.imports.enums import PendingState
from preau.imports.models import CsvFile, ImportRefusal, ImportRun, ImportSchoolStep, PendingChange
from preau.kernel import clock, scope
from preau.kernel.duties import Duty, FieldUse, Term, declare, rows_as_json
from preau.kernel.signatures import Followed, Signature

# The lists that name people go before the leavers they name do; figures stay for the year's balance.
NAMES_DAYS = 60
RUN_DAYS = 400

_ADMINISTRATORS = _("administrateurs de l’établissement, exploitants")
_FIGURES = FieldUse(_("savoir ce qu’un import a fait"), _ADMINISTRATORS, _("quatre cents jours"), is_personal=False)
_WHO = FieldUse(
    _("savoir qui a lancé l’import"), _ADMINISTRATORS, _("quatre cents jours"), data=_("auteur d’un import")
)
_DIFFERENCES = FieldUse(
    _("relire et expliquer ce qui a changé"),
    _ADMINISTRATORS,
    _("soixante jours"),
    data=_("changements qu’un import apporte aux fiches"),
)
_REFUSED = FieldUse(
    _("corriger une fiche refusée à sa source"),
    _ADMINISTRATORS,
    _("soixante jours"),
    data=_("fiches qu’un import a refusées"),
)
_UNDO = FieldUse(
    _("pouvoir annuler un import"),
    _("personne : lu par l’annulation seule"),
    _("quatorze jours"),
    data=_("état des fiches avant un import"),
)
_PENDING = FieldUse(
    _("faire confirmer par une personne un changement qui pourrait nuire"),
    _ADMINISTRATORS,
    _("jusqu’à la décision, puis soixante jours"),
    data=_("changements qui attendent une confirmation"),
)

FIELDS = {
    **declare(
        "ImportRun",
        {
            "id authority kind state dry_run source source_digest files kinds_complete totals refusal_count": _FIGURES,
            "started_at read_at finished_at message confirmed report refusals_beyond": _FIGURES,
            "actor_label actor_id": _WHO,
        },
    ),
    **declare(
        "ImportSchoolStep",
        {
            "id school run state counts applied_at message undone_at": _FIGURES,
            "differences conflicts": _DIFFERENCES,
            "undo": _UNDO,
        },
    ),
    **declare("ImportSharedStep", {"id run": _FIGURES, "undo": _UNDO}),
    **declare(
        "ImportRefusal",
        {"id school run cause is_warning record_kind file line": _FIGURES, "join_key reason": _REFUSED},
    ),
    **declare(
        "CsvFile",
        {
            "id school kind name size digest encoding separator headings columns whole run taken_at": _FIGURES,
            "taken_by taken_by_id": _WHO,
        },
    ),
    **declare(
        "PendingChange",
        {
            "id school run kind state count created_at decided_at batch obstacle": _FIGURES,
            "subject_key payload decided_by": _PENDING,
        },
    ),
}


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """Changes that the person decided, without whom they were about; imports and lists are told by their signatures."""
    with scope.everything("a person's own data, asked for by that person"):
        decided = PendingChange.objects.filter(decided_by=person_id).order_by("decided_at")
        found = rows_as_json(decided.values("school__name", "kind", "state", "count", "decided_at"))
    return {"changes_decided": found} if found else {}


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """Forget who decided; what was imported stays told until its own term."""
    with scope.everything("erasure of people who left"):
        return {"pending": PendingChange.objects.filter(decided_by__in=person_ids).update(decided_by=None)}


def expire() -> dict[str, int]:
    """Lists that name people after sixty days, whole runs after four hundred."""
    now = clock.now()
    names = now - dt.timedelta(days=NAMES_DAYS)
    with scope.everything("reports of imports whose time is over"):
        steps = ImportSchoolStep.objects.filter(run__started_at__lt=names).exclude(differences=b"")
        refusals = ImportRefusal.objects.filter(run__started_at__lt=names)
        counted = ImportRun.objects.filter(started_at__lt=names, refusals_beyond__isnull=False)
        decided = PendingChange.objects.filter(created_at__lt=names).exclude(state=PendingState.WAITING)
        waiting = PendingChange.objects.filter(state=PendingState.WAITING).values("run_id")
        runs = ImportRun.objects.filter(started_at__lt=now - dt.timedelta(days=RUN_DAYS)).exclude(pk__in=waiting)
        return {
            **rollback.forget_old(),
            "differences": steps.update(differences=b"", conflicts=None),
            "refusals": refusals.delete()[0] + counted.update(refusals_beyond=None),
            "pending": decided.delete()[0],
            "lists": CsvFile.objects.filter(taken_at__lt=now - dt.timedelta(days=RUN_DAYS)).delete()[0],
            "runs": runs.delete()[0],
        }


_SOURCE = _("RGPD, article 5 : le temps de relire et de corriger")
TERMS = (
    Term("imports.undo", _("De quoi annuler un import"), lambda: rollback.UNDO_DAYS, _("après l’import"), _SOURCE),
    Term("imports.names", _("Listes nominatives d’un import"), lambda: NAMES_DAYS, _("après l’import"), _SOURCE),
    Term("imports.runs", _("Compte rendu d’un import, sans nom"), lambda: RUN_DAYS, _("après l’import"), _SOURCE),
)

SIGNATURES = (
    Signature(
        ImportRun, "actor_label", "actor_id", "imports_started",
        ("kind", "source", "dry_run", "state", "started_at", "finished_at"),
    ),
    Signature(
        CsvFile, "taken_by", "taken_by_id", "lists_brought", ("school__name", "kind", "name", "taken_at")
    ),
)  # fmt: skip

DUTY = Duty(
    fields=FIELDS, export=export, erase=erase, expire=expire, terms=TERMS, signatures=SIGNATURES,
    followed=(Followed(PendingChange, "decided_by"),),
)  # fmt: skip
