"""What accounts and sessions keep, and how they go."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.identity.models import Account, AccountSession, ApiToken, Office
from preau.kernel import clock
from preau.kernel.duties import Duty, FieldUse, declare, rows_as_json

TOKEN_KEPT = dt.timedelta(days=365)
_SELF = _("la personne elle-même")
_ACCOUNT = FieldUse(
    _("ouvrir son espace à la personne, et à elle seule"),
    _SELF,
    _("le temps du droit au compte, puis trois mois au plus"),
)
_SECRET = FieldUse(_("vérifier le mot de passe sans le connaître"), _("personne"), _("comme le compte"))
_PREFERENCES = FieldUse(_("afficher les pages comme la personne le préfère"), _SELF, _("comme le compte"))
_SESSION = FieldUse(_("rester connecté d’une page à l’autre"), _("personne"), _("douze heures"))
_OFFICE = FieldUse(
    _("donner aux agents d’une collectivité et aux exploitants leur place"),
    _("exploitants de la plateforme, agents de la même collectivité"),
    _("le temps de la fonction, puis trois mois au plus"),
)
_TOKEN = FieldUse(
    _("laisser un outil agir au nom d’une personne, ou lire ce qu’un établissement lui confie"),
    _("la personne elle-même ; qui administre l’établissement ou la collectivité, pour ses partenaires"),
    _("jusqu’à un an après sa fin"),
)
_TOKEN_SECRET = FieldUse(_("reconnaître un jeton sans le connaître"), _("personne"), _("comme le jeton"))

FIELDS = {
    **declare(
        "Account",
        {
            "id person login is_active last_login demo_label demo_group session_epoch joining created_at": _ACCOUNT,
            "password": _SECRET,
            "preferences": _PREFERENCES,
        },
    ),
    **declare("AccountSession", {"session_key session_data expire_date account_id": _SESSION}),
    **declare("Office", {"id person local_authority title ended_at": _OFFICE}),
    **declare(
        "ApiToken",
        {
            "id account school local_authority label ending scopes": _TOKEN,
            "created_at expires_at last_used_at revoked_at": _TOKEN,
            "digest": _TOKEN_SECRET,
        },
    ),
}


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """Account, preferences and offices; never the password's trace."""
    accounts = Account.objects.filter(person_id=person_id)
    told: dict[str, Any] = {}
    if found := rows_as_json(accounts.values("login", "is_active", "last_login", "preferences", "created_at")):
        told["account"] = found[0]
    ends = AccountSession.objects.filter(account_id__in=list(accounts.values_list("pk", flat=True)))
    if sessions := rows_as_json(ends.values("expire_date")):
        told["sessions"] = sessions
    if offices := rows_as_json(Office.objects.filter(person_id=person_id).values("title", "ended_at")):
        told["offices"] = offices
    tokens = ApiToken.objects.filter(account__person_id=person_id).order_by("created_at")
    shown = ("label", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
    if found := rows_as_json(tokens.values(*shown)):
        told["api_tokens"] = found
    return told


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """Sessions and tokens first, then accounts and offices."""
    accounts = Account.objects.filter(person__in=person_ids)
    sessions = AccountSession.objects.filter(account_id__in=list(accounts.values_list("pk", flat=True)))
    offices = Office.objects.filter(person__in=person_ids)
    tokens = ApiToken.objects.filter(account__person__in=person_ids).delete()[0]
    return {
        "tokens": tokens,
        "sessions": sessions.delete()[0],
        "accounts": accounts.delete()[0],
        "offices": offices.delete()[0],
    }


def still_needs(person_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those who hold an office outside schools."""
    return set(Office.objects.filter(person__in=person_ids, ended_at=None).values_list("person_id", flat=True))


def expire() -> dict[str, int]:
    """Sessions whose time is over, and tokens that ended a year ago."""
    now = clock.now()
    ended = ApiToken.objects.filter(expires_at__lt=now - TOKEN_KEPT)
    return {
        "sessions": AccountSession.objects.filter(expire_date__lt=now).delete()[0],
        "tokens": ended.delete()[0],
    }


DUTY = Duty(fields=FIELDS, export=export, erase=erase, still_needs=still_needs, expire=expire)
