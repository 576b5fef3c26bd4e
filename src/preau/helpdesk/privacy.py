"""What this room keeps of people: what they asked, where strangers are to be answered, and what was answered."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.helpdesk.enums import Matter, State
from preau.helpdesk.models import HelpRequest
from preau.helpdesk.services.purging import KEPT_DAYS, forget_old
from preau.kernel import scope
from preau.kernel.duties import Duty, FieldUse, Term, declare
from preau.kernel.signatures import Signature

_ASKED = FieldUse(
    _("répondre à qui demande de l’aide à son établissement"),
    _(
        "les personnes que l’établissement a désignées et la direction ; "
        "la collectivité et l’exploitant en voient le nombre, l’objet et l’âge, jamais le nom ni le texte"
    ),
    _("un an après la demande"),
    data=_("demandes d’aide et leurs réponses ; nom et moyen d’être joint de qui n’est pas connecté"),
)  # fmt: skip

FIELDS = declare(
    "HelpRequest",
    {
        "id school state matter text page reach asked_at asked_by asked_by_id profile step climbs_at answer answered_at"
        " answered_by answered_by_id closed_at": _ASKED
    },
)


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """What they asked goes; what they answered stays, without their name."""
    with scope.everything("erasure of people who left"):
        return {"help_requests": HelpRequest.objects.filter(asked_by_id__in=person_ids).delete()[0]}


def expire() -> dict[str, int]:
    """Requests whose time is over."""
    return {"help_requests": forget_old()}


def _as_read(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row with its codes in words."""
    words: Mapping[str, Any] = {"state": State, "matter": Matter}
    return {name: str(words[name](value).label) if name in words else value for name, value in row.items()}


DUTY = Duty(
    fields=FIELDS,
    erase=erase,
    expire=expire,
    # A pupil may ask what a parent is not meant to read.
    withheld=frozenset({"help_asked"}),
    terms=(
        Term(
            "helpdesk.requests", _("Demande d’aide"), lambda: KEPT_DAYS, _("après la demande"),
            _("RGPD, article 5 : le temps de répondre et de le montrer"),
        ),
    ),
    signatures=(
        Signature(
            HelpRequest, "asked_by", "asked_by_id", "help_asked",
            ("school__name", "matter", "text", "asked_at", "state", "answer", "answered_at"),
        ),
        Signature(
            HelpRequest, "answered_by", "answered_by_id", "help_answered", ("school__name", "answer", "answered_at")
        ),
    ),
    worded={"help_asked": _as_read},
)  # fmt: skip
