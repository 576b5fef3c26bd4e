"""What this package keeps of people, for the room's privacy.py."""

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.identity.external import ExternalKey, FederatedSession, SpentAnswer
from preau.identity.federation import leaving, places, states
from preau.identity.models import AccountSession
from preau.kernel import clock
from preau.kernel.duties import Cookie, FieldUse, declare, rows_as_json

_KEY = FieldUse(
    _("reconnaître une personne qui entre par ÉduConnect ou par le guichet de son académie"),
    _("la personne elle-même"), _("comme le compte"),
    data=_("identifiants chez ÉduConnect ou au guichet de l’académie"),
)  # fmt: skip
_ONCE = FieldUse(
    _("refuser qu’une réponse serve deux fois"),
    _("personne"),
    _("jusqu’à l’expiration de la réponse"),
    is_personal=False,
)
_OPENED = FieldUse(
    _("fermer la session quand la source ferme la sienne"), _("personne"), _("comme la session"),
    data=_("source par laquelle la personne est entrée"),
)  # fmt: skip

FIELDS = {
    **declare("ExternalKey", {"id account key source how linked_at former": _KEY}),
    **declare("SpentAnswer", {"digest expires_at": _ONCE}),
    **declare("FederatedSession", {"session_key account source subject index opened_at": _OPENED}),
}


COOKIES = (
    Cookie(
        states.PREFIX, _("vous reconnaître au retour d’ÉduConnect ou du guichet de l’académie"),
        lambda: states.LIFE / 86_400,
    ),
    Cookie(
        leaving.COOKIE, _("proposer de vous déconnecter aussi d’ÉduConnect ou du guichet"),
        lambda: leaving.LIFE / 86_400,
    ),
    Cookie(
        places.COOKIE, _("montrer d’abord le guichet de l’établissement dont vous avez suivi le lien"),
        lambda: places.COOKIE_DAYS,
    ),
)  # fmt: skip


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """Keys linked to the person's account, and by which source they are signed in."""
    links = ExternalKey.objects.filter(account__person_id=person_id).order_by("linked_at", "pk")
    opened = FederatedSession.objects.filter(account__person_id=person_id).order_by("opened_at")
    told = {
        "external_keys": rows_as_json(links.values("key", "source", "how", "linked_at")),
        "entered_by": rows_as_json(opened.values("source", "opened_at")),
    }
    return {name: rows for name, rows in told.items() if rows}


def erase(accounts: Any) -> dict[str, int]:
    """Before the accounts go."""
    return {
        "federated_sessions": FederatedSession.objects.filter(account__in=accounts).delete()[0],
        "external_keys": ExternalKey.objects.filter(account__in=accounts).delete()[0],
    }


def expire() -> dict[str, int]:
    """Answers whose time is over, and notes of sessions that are no more."""
    gone = FederatedSession.objects.exclude(session_key__in=AccountSession.objects.values("session_key"))
    return {
        "spent_answers": SpentAnswer.objects.filter(expires_at__lt=clock.real_now()).delete()[0],
        "federated_sessions": gone.delete()[0],
    }
