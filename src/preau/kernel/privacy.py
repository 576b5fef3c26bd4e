"""What the ground floor keeps, why, and how it goes. The words rooms declare theirs with are in preau.kernel.duties."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from preau.kernel import audit, clock
from preau.kernel.duties import Duty, FieldUse, Term, declare, rows_as_json
from preau.kernel.models import AuditEntry, Job, OutboxEvent

__all__ = ["DUTY", "Duty", "FieldUse", "declare", "rows_as_json"]

JOB_DAYS = 30
FAILED_JOB_DAYS = 365
EVENT_DAYS = 7

_OPERATORS = _("exploitants de la plateforme")
_TRAIL = FieldUse(
    _("savoir qui a fait quoi, et le prouver"),
    _("direction de l’établissement, pour les actes qui le concernent ; exploitants"),
    _("trois ans"),
    data=_("actes inscrits au journal, avec leur auteur"),
)
_CHAIN = FieldUse(_("montrer qu’une ligne du journal a été changée"), _OPERATORS, _("trois ans"), is_personal=False)
_EVENT = FieldUse(
    _("prévenir les pages ouvertes et les autres pièces de la plateforme"),
    _OPERATORS,
    _("sept jours ; un an s’il n’a pu être dit"),
    data=_("avis en route d’une pièce à l’autre, sans contenu"),
)
_JOB = FieldUse(
    _("ne perdre ni doubler un travail de fond"),
    _OPERATORS,
    _("trente jours ; un an s’il a échoué"),
    data=_("travaux de fond, désignés par des identifiants"),
)
_CLOCK = FieldUse(_("faire chaque tâche à son heure, une fois"), _OPERATORS, _("sans limite"), is_personal=False)


def _export(person_id: uuid.UUID) -> dict[str, Any]:
    acts = AuditEntry.objects.filter(actor_id=person_id).order_by("at", "position")
    told = [{"at": entry.at.isoformat(), "act": audit.sentence_of(entry)} for entry in acts.iterator()]
    return {"acts": told} if told else {}


def _expire() -> dict[str, int]:
    now = clock.now()
    old_jobs = Job.objects.filter(state=Job.State.DONE, done_at__lt=now - dt.timedelta(days=JOB_DAYS))
    failed = Job.objects.filter(state=Job.State.FAILED, created_at__lt=now - dt.timedelta(days=FAILED_JOB_DAYS))
    events = OutboxEvent.objects.filter(dispatched_at__lt=now - dt.timedelta(days=EVENT_DAYS))
    parked = OutboxEvent.objects.filter(parked_at__lt=now - dt.timedelta(days=FAILED_JOB_DAYS))
    return {
        "jobs": old_jobs.delete()[0] + failed.delete()[0],
        "events": events.delete()[0] + parked.delete()[0],
        "audit_entries": audit.prune(),
    }


_CNIL = _("recommandation de la CNIL du 14 octobre 2021 : six mois à un an")
_NEEDED = _("RGPD, article 5 : pas plus longtemps que nécessaire")
TERMS = (
    Term(
        "kernel.trail", _("Journal des actes"), lambda: audit.TRAIL_DAYS, _("après l’acte"),
        _("recommandation de la CNIL du 14 octobre 2021 : trois ans au plus pour le contrôle interne"),
    ),
    Term("kernel.logs", _("Journaux techniques"), lambda: settings.LOG_DAYS, _("après l’écriture"), _CNIL),
    Term("kernel.jobs", _("Travail de fond fini"), lambda: JOB_DAYS, _("après sa fin"), _NEEDED),
    Term("kernel.failed_jobs", _("Travail de fond qui a échoué"), lambda: FAILED_JOB_DAYS, _("après son début"), _CNIL),
    Term("kernel.events", _("Avis transmis entre les pièces"), lambda: EVENT_DAYS, _("après la transmission"), _NEEDED),
    Term(
        "kernel.parked_events", _("Avis qui n’a pu être transmis"), lambda: FAILED_JOB_DAYS, _("après l’abandon"), _CNIL
    ),
)  # fmt: skip

DUTY = Duty(
    fields={
        **declare("AuditHead", {"chain position digest": _CHAIN}),
        **declare(
            "AuditEntry",
            {
                "id chain position previous digest": _CHAIN,
                "at actor_id actor_label action subject subject_id data": _TRAIL,
            },
        ),
        **declare(
            "OutboxEvent",
            {"id topic tenant audience payload created_at dispatched_at attempts next_try_at parked_at": _EVENT},
        ),
        **declare(
            "Job",
            {
                "id name key tenant payload state run_at attempts lease_owner lease_until woken_at": _JOB,
                "last_error created_at done_at woken_at": _JOB,
            },
        ),
        **declare("DueTime", {"name last_due_at": _CLOCK}),
    },
    export=_export,
    expire=_expire,
    terms=TERMS,
    # Who asked to see names is named in the sentence of who opened them.
    names_stay={"AuditEntry.actor_label": "kernel.trail", "AuditEntry.data": "kernel.trail"},
)
