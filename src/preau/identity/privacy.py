"""What accounts and sessions keep, and how they go."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.identity.federation import privacy as federation
from preau.identity.models import Account, AccountSession, Office
from preau.kernel import clock
from preau.kernel.duties import Duty, FieldUse, declare, rows_as_json

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
    **federation.FIELDS,
    **declare("Office", {"id person local_authority title ended_at": _OFFICE}),
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
    return told | federation.export(person_id)


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """Sessions first, then accounts and offices."""
    accounts = Account.objects.filter(person__in=person_ids)
    sessions = AccountSession.objects.filter(account_id__in=list(accounts.values_list("pk", flat=True)))
    offices = Office.objects.filter(person__in=person_ids)
    gone = federation.erase(accounts)
    return gone | {"sessions": sessions.delete()[0], "accounts": accounts.delete()[0], "offices": offices.delete()[0]}


def still_needs(person_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those who hold an office outside schools."""
    return set(Office.objects.filter(person__in=person_ids, ended_at=None).values_list("person_id", flat=True))


def expire() -> dict[str, int]:
    """Sessions whose time is over."""
    gone = {"sessions": AccountSession.objects.filter(expire_date__lt=clock.now()).delete()[0]}
    return gone | federation.expire()


DUTY = Duty(fields=FIELDS, export=export, erase=erase, still_needs=still_needs, expire=expire)
