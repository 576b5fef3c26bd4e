"""What accounts and sessions keep, and how they go."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.identity import devices, throttle
from preau.identity.federation import privacy as federation
from preau.identity.models import (
    Account,
    AccountSession,
    ApiToken,
    DeviceNotice,
    FamilySeat,
    KnownDevice,
    Lock,
    Office,
    OneTimeCode,
    RecoveryCode,
    SecondFactor,
    Slip,
    ViewOpening,
)
from preau.identity.services.devices import tell_forgotten
from preau.kernel import clock, scope
from preau.kernel.duties import Cookie, Duty, Ends, FieldUse, Stays, Term, declare, rows_as_json
from preau.kernel.signatures import Signature

SLIP_DAYS = 365
YEAR = dt.timedelta(days=365)

TOKEN_KEPT = dt.timedelta(days=365)
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
_SLIP = FieldUse(
    _("remettre à la personne de quoi ouvrir son compte, et savoir ce qui a été imprimé"),
    _("direction et professeur principal : le fait, jamais le code"),
    _("un an"),
    data=_("fiches d’activation imprimées"),
)
_CODE = FieldUse(
    _("vérifier que c’est bien la personne, et lui dire qui lui a montré un code"),
    _("personne ; le nom de qui l’a montré : la personne elle-même"),
    _("un an"),
    data=_("codes montrés ou envoyés, et par qui"),
)
_DIGEST = FieldUse(_("reconnaître un code sans le connaître"), _("personne"), _("un an"), data=_("empreintes de codes"))
_TRIES = FieldUse(
    _("empêcher d’essayer des mots de passe sans fin"),
    _("personne : une empreinte qui ne nomme ni compte, ni adresse"),
    _("deux jours ; trente pour les adresses d’établissement"),
    data=_("nombre d’essais de connexion, sans nom"),
)
_SESSION = FieldUse(
    _("rester connecté d’une page à l’autre"),
    _SELF,
    _("la durée de la session : trente jours au plus"),
    data=_("connexions ouvertes : appareil, début, dernière page"),
)
_FACTOR = FieldUse(
    _("prouver une seconde fois qui se connecte ou décide"),
    _SELF,
    _("jusqu’à ce que la personne le retire"),
    data=_("seconds facteurs : nature, nom, dernier usage"),
)
_DEVICE = FieldUse(
    _("reconnaître les appareils de la personne et l’avertir d’un nouveau"),
    _("la personne elle-même ; le nom de l’appareil, aux responsables d’un élève"),
    _("un an après la dernière connexion"),
    data=_("appareils connus : nom, première et dernière connexion"),
)
_SEAT = FieldUse(
    _("ouvrir le compte par un code court sur le téléphone de la famille"),
    _SELF,
    _("jusqu’à l’oubli"),
    data=_("place sur le téléphone de la famille, empreinte du code court"),
)
_NETWORK = FieldUse(
    _("reconnaître les ordinateurs de l’établissement"), _("direction"), _("le temps de l’usage"), is_personal=False
)
_LOCK = FieldUse(
    _("suspendre un droit, avec son motif et sa fin"),
    _("direction de l’établissement, exploitants"),
    _("un an après la fin du blocage"),
    data=_("droits suspendus : motif, dates, par qui"),
)
_OPENING = FieldUse(
    _("laisser l’assistance voir ce qu’une personne voit, si l’établissement l’ouvre"),
    _("direction de l’établissement, assistance"),
    _("un an après la demande"),
    data=_("accès de l’assistance à ce que voit une personne : motif, dates"),
)
_OFFICE = FieldUse(
    _("donner aux agents d’une collectivité et aux exploitants leur place"),
    _("exploitants de la plateforme, agents de la même collectivité"),
    _("le temps de la fonction, puis trois mois au plus"),
    data=_("fonction dans une collectivité ou chez l’exploitant"),
)
_TOKEN = FieldUse(
    _("laisser un outil agir au nom d’une personne, ou lire ce qu’un établissement lui confie"),
    _("la personne elle-même ; qui administre l’établissement ou la collectivité, pour ses partenaires"),
    _("jusqu’à un an après sa fin"),
    data=_("jetons d’accès : nom, droits, dates"),
)
_TOKEN_SECRET = FieldUse(
    _("reconnaître un jeton sans le connaître"), _("personne"), _("comme le jeton"), data=_("empreinte d’un jeton")
)

FIELDS = {
    **declare(
        "Account",
        {
            "id person login is_active last_login demo_label demo_group session_epoch joining created_at "
            "factor_failures factor_failed_at reset_asked_at": _ACCOUNT,
            "password": _SECRET,
            "preferences": _PREFERENCES,
        },
    ),
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
    **declare(
        "AccountSession",
        {"session_key session_data expire_date account_id device_id kind started_at seen_at": _SESSION},
    ),
    **declare(
        "SecondFactor",
        {
            "id account kind name credential_key credential sign_count secret last_step device_id created_at "
            "confirmed_at last_used_at": _FACTOR
        },
    ),
    **declare("RecoveryCode", {"id account digest used_at": _FACTOR}),
    **declare(
        "KnownDevice", {"id account device_key name first_seen_at last_seen_at trusted_until at_school": _DEVICE}
    ),
    **declare("DeviceNotice", {"id recipient account device device_name at answered_at": _DEVICE}),
    **declare("FamilySeat", {"id account device_key code failures created_at": _SEAT}),
    **declare("SchoolNetwork", {"id school network label": _NETWORK}),
    **declare(
        "Lock",
        {"id school kind target person profile homeroom reason set_by set_by_id set_at ends_at closed_at": _LOCK},
    ),
    **declare(
        "ViewOpening",
        {
            "id school asked_by asked_label reason asked_at subject opened_label opened_by_id": _OPENING,
            "opened_at ends_at closed_at": _OPENING,
        },
    ),
    **declare("Office", {"id person local_authority title is_support ended_at": _OFFICE}),
    **federation.FIELDS,
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
    mine = list(accounts.values_list("pk", flat=True))
    sessions = AccountSession.objects.filter(account_id__in=mine).values("kind", "started_at", "seen_at", "expire_date")
    kept: dict[str, Any] = {
        "sessions": sessions,
        "second_factors": SecondFactor.objects.filter(account__in=mine).values(
            "kind", "name", "created_at", "last_used_at"
        ),
        "devices": KnownDevice.objects.filter(account__in=mine).values(
            "name", "first_seen_at", "last_seen_at", "trusted_until", "at_school"
        ),
        "device_notices": DeviceNotice.objects.filter(recipient=person_id).values("device_name", "at", "answered_at"),
        "family_devices": FamilySeat.objects.filter(account__in=mine).values("created_at"),
        "locks": Lock.objects.filter(person=person_id).values("kind", "reason", "set_at", "ends_at", "closed_at"),
    }
    with scope.everything("export of a person"):
        kept["support_views"] = ViewOpening.objects.filter(subject=person_id).values(
            "asked_label", "reason", "opened_label", "opened_at", "ends_at", "closed_at"
        )
        told.update({name: rows for name, found in kept.items() if (rows := rows_as_json(found))})
    if codes := list(RecoveryCode.objects.filter(account__in=mine).values_list("used_at", flat=True)):
        told["recovery_codes"] = {"count": len(codes), "left": codes.count(None)}
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
    counts = {"sessions": sessions.delete()[0], "offices": offices.delete()[0]}
    for name, rows in {
        "device_notices": DeviceNotice.objects.filter(Q(recipient__in=person_ids) | Q(account__in=accounts)),
        "family_devices": FamilySeat.objects.filter(account__in=accounts),
        "devices": KnownDevice.objects.filter(account__in=accounts),
        "second_factors": SecondFactor.objects.filter(account__in=accounts),
        "recovery_codes": RecoveryCode.objects.filter(account__in=accounts),
        "locks": Lock.objects.filter(person__in=person_ids),
        "codes": OneTimeCode.objects.filter(person__in=person_ids),
    }.items():
        counts[name] = rows.delete()[0]
    with scope.everything("erasure of people who left"):
        counts["slips"] = Slip.objects.filter(Q(person__in=person_ids) | Q(student__in=person_ids)).delete()[0]
        views = ViewOpening.objects.filter(Q(subject__in=person_ids) | Q(asked_by__in=person_ids))
        counts["support_views"] = views.delete()[0]
    counts["tokens"] = ApiToken.objects.filter(account__person__in=person_ids).delete()[0]
    return {**federation.erase(accounts), **counts, "accounts": accounts.delete()[0]}


def still_needs(person_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those who hold an office outside schools."""
    return set(Office.objects.filter(person__in=person_ids, ended_at=None).values_list("person_id", flat=True))


def expire() -> dict[str, int]:
    """Sessions whose time is over; devices unseen for a year; locks and openings closed for a year.

    Slips and codes a year after they were made, and counts that limit nothing any more.
    """
    year = clock.now() - YEAR
    old = clock.now() - dt.timedelta(days=SLIP_DAYS)
    counts = {"sessions": AccountSession.objects.filter(expire_date__lt=clock.real_now()).delete()[0]}
    tell_forgotten(KnownDevice.objects.filter(last_seen_at__lt=year).values_list("account__person", "pk"))
    for name, rows in {
        "device_notices": DeviceNotice.objects.filter(at__lt=year),
        "devices": KnownDevice.objects.filter(last_seen_at__lt=year),
        "locks": Lock.objects.filter(Q(closed_at__lt=year) | Q(ends_at__lt=year)),
        "codes": OneTimeCode.objects.filter(made_at__lt=old),
    }.items():
        counts[name] = rows.delete()[0]
    with scope.everything("slips and openings whose time is over"):
        counts["slips"] = Slip.objects.filter(printed_at__lt=old).delete()[0]
        counts["support_views"] = ViewOpening.objects.filter(asked_at__lt=year).delete()[0]
    counts["tokens"] = ApiToken.objects.filter(expires_at__lt=clock.now() - TOKEN_KEPT).delete()[0]
    return {**counts, "tries": throttle.expire(), **federation.expire()}


TERMS = (
    Term(
        "identity.sessions", _("Connexion ouverte"), lambda: settings.SESSION_OWN_DAYS,
        _("après la dernière visite"), _("RGPD, article 32 : sécurité"),
    ),
    Term(
        "identity.devices", _("Appareil connu"), lambda: YEAR.days,
        _("après sa dernière connexion"), _("RGPD, article 32 : sécurité"),
    ),
    Term(
        "identity.device_notices", _("Avertissement d’un nouvel appareil"), lambda: YEAR.days,
        _("après l’avertissement"), _("RGPD, article 32 : sécurité"),
    ),
    Term(
        "identity.locks", _("Droit suspendu"), lambda: YEAR.days,
        _("après la fin du blocage"), _("RGPD, article 5 : pas plus longtemps que nécessaire"),
    ),
    Term(
        "identity.support_views", _("Accès de l’assistance à ce que voit une personne"), lambda: YEAR.days,
        _("après la demande"), _("RGPD, article 5 : pas plus longtemps que nécessaire"),
    ),
    Term(
        "identity.slips", _("Fiche d’activation imprimée"), lambda: SLIP_DAYS,
        _("après l’impression"), _("RGPD, article 5 : pas plus longtemps que nécessaire"),
    ),
    Term(
        "identity.codes", _("Code montré ou envoyé"), lambda: SLIP_DAYS,
        _("après qu’il a été fait"), _("RGPD, article 5 : pas plus longtemps que nécessaire"),
    ),
    Term(
        "identity.tokens", _("Jeton d’accès"), lambda: TOKEN_KEPT.days,
        _("après sa fin"), _("RGPD, article 5 : pas plus longtemps que nécessaire"),
    ),
)  # fmt: skip

HANDED_OUT: dict[str, Ends | Stays] = {
    "Account": Ends("passwords"),
    "AccountSession": Ends("sessions"),
    "SecondFactor": Ends("second_factors"),
    "RecoveryCode": Ends("recovery_codes"),
    "OneTimeCode": Ends("one_time_codes"),
    "FamilySeat": Ends("family_devices"),
    "KnownDevice": Ends("trusted_devices"),
    "ExternalKey": Ends("external_keys"),
    "ApiToken": Ends("tokens"),
    "Slip": Stays("paper that the school hands out: the verified reset itself, and void when printed again"),
    "FederatedSession": Stays("says which source opened a session, so that it can end it: opens none"),
}

SIGNATURES = (
    # Of whom, and why, is in the data of whom they are about.
    Signature(
        Lock, "set_by", "set_by_id", "locks_set", ("school__name", "kind", "target", "set_at", "ends_at", "closed_at")
    ),
    Signature(OneTimeCode, "maker_label", "maker_id", "codes_shown", ("road", "made_at", "used_at")),
    Signature(
        ViewOpening, "opened_label", "opened_by_id", "views_opened",
        ("school__name", "opened_at", "ends_at", "closed_at"),
    ),
    Signature(
        ViewOpening, "asked_label", "asked_by", "views_asked",
        ("school__name", "reason", "asked_at", "opened_at", "ends_at", "closed_at"),
    ),
)  # fmt: skip

COOKIES = (
    Cookie(settings.SESSION_COOKIE_NAME, _("rester connecté d’une page à l’autre"), lambda: settings.SESSION_OWN_DAYS),
    Cookie(
        settings.DEVICE_COOKIE_NAME,
        _("reconnaître cet appareil, et y garder les comptes de la famille si elle le demande"),
        lambda: devices.COOKIE_SECONDS / 86_400,
    ),
    Cookie(
        throttle.COOKIE,
        _("vous laisser entrer quand quelqu’un d’autre essaie trop de mots de passe"),
        lambda: throttle.COOKIE_DAYS,
    ),
    *federation.COOKIES,
)

DUTY = Duty(
    fields=FIELDS,
    export=export,
    erase=erase,
    still_needs=still_needs,
    expire=expire,
    # When a child signs in says where it is: not for a guardian who lives elsewhere; nor what the other one answered.
    withheld=frozenset(
        {
            "sessions",
            "account.last_login",
            "entered_by",
            "device_notices",
            *(f"devices.{name}" for name in ("first_seen_at", "last_seen_at", "trusted_until", "at_school")),
            "second_factors.last_used_at",
        }
    ),
    terms=TERMS,
    handed_out=HANDED_OUT,
    signatures=SIGNATURES,
    cookies=COOKIES,
    untold={
        "Slip.student": "a guardian's slip: it is in the data of that guardian",
        "DeviceNotice.account": "each who was told of a device reads their own notice; the device itself is told",
    },
)
