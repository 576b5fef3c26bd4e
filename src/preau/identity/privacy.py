"""What accounts and sessions keep, and how they go."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from preau.identity.models import Account, AccountSession, Office
from preau.kernel import clock
from preau.kernel.duties import Duty, FieldUse, Term, declare, rows_as_json

_SELF = _("la personne elle-même")
_ACCOUNT = FieldUse(
    _("ouvrir son espace à la personne, et à elle seule"),
    _SELF,
    _("le temps du droit au compte, puis trois mois au plus"),
    data=_("identifiant, dernière connexion"),
)
_SECRET = FieldUse(
    _("vérifier le mot de passe sans le connaître"),
    _("personne"),
    _("comme le compte"),
    data=_("empreinte du mot de passe"),
)
_PREFERENCES = FieldUse(
    _("afficher les pages comme la personne le préfère"),
    _SELF,
    _("comme le compte"),
    data=_("réglages d’affichage et langue"),
)
_SESSION = FieldUse(
    _("rester connecté d’une page à l’autre"), _("personne"), _("douze heures"), data=_("connexions ouvertes")
)
_OFFICE = FieldUse(
    _("donner aux agents d’une collectivité et aux exploitants leur place"),
    _("exploitants de la plateforme, agents de la même collectivité"),
    _("le temps de la fonction, puis trois mois au plus"),
    data=_("fonction dans une collectivité ou chez l’exploitant"),
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
    return told


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """Sessions first, then accounts and offices."""
    accounts = Account.objects.filter(person__in=person_ids)
    sessions = AccountSession.objects.filter(account_id__in=list(accounts.values_list("pk", flat=True)))
    offices = Office.objects.filter(person__in=person_ids)
    return {"sessions": sessions.delete()[0], "accounts": accounts.delete()[0], "offices": offices.delete()[0]}


def still_needs(person_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those who hold an office outside schools."""
    return set(Office.objects.filter(person__in=person_ids, ended_at=None).values_list("person_id", flat=True))


def expire() -> dict[str, int]:
    """Sessions whose time is over."""
    return {"sessions": AccountSession.objects.filter(expire_date__lt=clock.now()).delete()[0]}


TERMS = (
    Term(
        "identity.sessions", _("Connexion ouverte"), lambda: settings.SESSION_COOKIE_AGE / 86400,
        _("après la connexion"), _("RGPD, article 32 : sécurité"),
    ),
)  # fmt: skip

DUTY = Duty(
    fields=FIELDS,
    export=export,
    erase=erase,
    still_needs=still_needs,
    expire=expire,
    # When a child signs in says where it is: not for a guardian who lives elsewhere.
    withheld=frozenset({"sessions", "account.last_login"}),
    terms=TERMS,
)
