"""What accounts and sessions keep, and how they go."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.identity import throttle
from preau.identity.federation import privacy as federation
from preau.identity.models import Account, AccountSession, ApiToken, Office, OneTimeCode, Slip
from preau.kernel import clock, scope
from preau.kernel.duties import Duty, FieldUse, declare, rows_as_json

SLIP_DAYS = 365

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
_SLIP = FieldUse(
    _("remettre à la personne de quoi ouvrir son compte, et savoir ce qui a été imprimé"),
    _("direction et professeur principal : le fait, jamais le code"),
    _("un an"),
)
_CODE = FieldUse(
    _("vérifier que c’est bien la personne, et lui dire qui lui a montré un code"),
    _("personne ; le nom de qui l’a montré : la personne elle-même"),
    _("un an"),
)
_DIGEST = FieldUse(_("reconnaître un code sans le connaître"), _("personne"), _("un an"))
_TRIES = FieldUse(
    _("empêcher d’essayer des mots de passe sans fin"),
    _("personne : une empreinte qui ne nomme ni compte, ni adresse"),
    _("deux jours ; trente pour les adresses d’établissement"),
)
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
    **declare(
        "Slip",
        {
            "id school batch kind person student printed_at expires_at used_at voided_at letter_asked_at": _SLIP,
            "code_digest link_digest": _DIGEST,
        },
    ),
    **declare(
        "OneTimeCode",
        {
            "id person road slip_id maker_id maker_label made_at expires_at tries used_at spent_at": _CODE,
            "digest": _DIGEST,
        },
    ),
    **declare("Tries", {"key count until": _TRIES}),
    **federation.FIELDS,
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
    with scope.everything("a person's own data, asked for by that person"):
        slips = Slip.objects.filter(person_id=person_id)
        if found := rows_as_json(slips.values("school__name", "kind", "printed_at", "used_at", "voided_at")):
            told["slips"] = found
    shown = OneTimeCode.objects.filter(person_id=person_id).values(
        "road", "maker_label", "made_at", "used_at", "spent_at"
    )
    if found := rows_as_json(shown):
        told["codes"] = found
    tokens = ApiToken.objects.filter(account__person_id=person_id).order_by("created_at")
    columns = ("label", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
    if found := rows_as_json(tokens.values(*columns)):
        told["api_tokens"] = found
    return told | federation.export(person_id)


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """Sessions and tokens first, then accounts and offices."""
    accounts = Account.objects.filter(person__in=person_ids)
    sessions = AccountSession.objects.filter(account_id__in=list(accounts.values_list("pk", flat=True)))
    offices = Office.objects.filter(person__in=person_ids)
    with scope.everything("erasure of people who left"):
        slips = Slip.objects.filter(Q(person__in=person_ids) | Q(student__in=person_ids)).delete()[0]
    shown = OneTimeCode.objects.filter(maker_id__in=person_ids).exclude(person__in=person_ids)
    shown.update(maker_label="")
    tokens = ApiToken.objects.filter(account__person__in=person_ids).delete()[0]
    gone = federation.erase(accounts)
    return gone | {
        "slips": slips,
        "codes": OneTimeCode.objects.filter(person__in=person_ids).delete()[0],
        "tokens": tokens,
        "sessions": sessions.delete()[0],
        "accounts": accounts.delete()[0],
        "offices": offices.delete()[0],
    }


def still_needs(person_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those who hold an office outside schools."""
    return set(Office.objects.filter(person__in=person_ids, ended_at=None).values_list("person_id", flat=True))


def expire() -> dict[str, int]:
    """Sessions whose time is over, counts that limit nothing any more.

    Slips and codes a year after they were made, tokens a year after they ended.
    """
    now = clock.now()
    old = now - dt.timedelta(days=SLIP_DAYS)
    with scope.everything("slips whose time is over"):
        slips = Slip.objects.filter(printed_at__lt=old).delete()[0]
    ended = ApiToken.objects.filter(expires_at__lt=now - TOKEN_KEPT)
    gone = {
        "sessions": AccountSession.objects.filter(expire_date__lt=now).delete()[0],
        "slips": slips,
        "codes": OneTimeCode.objects.filter(made_at__lt=old).delete()[0],
        "tries": throttle.expire(),
        "tokens": ended.delete()[0],
    }
    return gone | federation.expire()


DUTY = Duty(fields=FIELDS, export=export, erase=erase, still_needs=still_needs, expire=expire)
