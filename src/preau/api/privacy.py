"""What the API keeps of people: answers to their writes, for a day."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.api.models import IdempotentAnswer
from preau.api.services import KEPT, forget_answers
from preau.kernel.duties import Duty, FieldUse, Stays, Term, declare, rows_as_json

_ANSWER = FieldUse(
    _("répondre de même à une demande envoyée deux fois, sans la faire deux fois"),
    _("qui l’a envoyée"),
    _("un jour"),
    data=_("réponses à des demandes envoyées par un outil"),
)
FIELDS = declare(
    "IdempotentAnswer", {"id owner person_id key digest status content_type etag content made_at": _ANSWER}
)  # fmt: skip


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """When the person wrote through the API in the last day."""
    rows = IdempotentAnswer.objects.filter(person_id=person_id).order_by("made_at")
    found = rows_as_json(rows.values("key", "status", "made_at"))
    return {"answers": found} if found else {}


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """All answers of these persons."""
    return {"answers": IdempotentAnswer.objects.filter(person_id__in=person_ids).delete()[0]}


def expire() -> dict[str, int]:
    """Answers of more than a day."""
    return {"answers": forget_answers()}


TERMS = (
    Term(
        "api.answers", _("Réponse à une demande d’un outil"), lambda: KEPT / dt.timedelta(days=1),
        _("après la demande"), _("RGPD, article 5 : pas plus longtemps que nécessaire"),
    ),
)  # fmt: skip

DUTY = Duty(
    fields=FIELDS, export=export, erase=erase, expire=expire, terms=TERMS,
    handed_out={"IdempotentAnswer": Stays("what was answered to a request, given back to the same token alone")},
)  # fmt: skip
