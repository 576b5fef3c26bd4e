"""What accounts and sessions keep, and how they go."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.identity.models import (
    Account,
    AccountSession,
    DeviceNotice,
    FamilySeat,
    KnownDevice,
    Lock,
    Office,
    RecoveryCode,
    SecondFactor,
    ViewOpening,
)
from preau.kernel import clock, scope
from preau.kernel.duties import Duty, FieldUse, declare, rows_as_json

_SELF = _("la personne elle-même")
_ACCOUNT = FieldUse(
    _("ouvrir son espace à la personne, et à elle seule"),
    _SELF,
    _("le temps du droit au compte, puis trois mois au plus"),
)
_SECRET = FieldUse(_("vérifier le mot de passe sans le connaître"), _("personne"), _("comme le compte"))
_PREFERENCES = FieldUse(_("afficher les pages comme la personne le préfère"), _SELF, _("comme le compte"))
_SESSION = FieldUse(
    _("rester connecté d’une page à l’autre"), _SELF, _("la durée de la session : trente jours au plus")
)
_FACTOR = FieldUse(
    _("prouver une seconde fois qui se connecte ou décide"), _SELF, _("jusqu’à ce que la personne le retire")
)
_DEVICE = FieldUse(
    _("reconnaître les appareils de la personne et l’avertir d’un nouveau"),
    _("la personne elle-même ; le nom de l’appareil, aux responsables d’un élève"),
    _("un an après la dernière connexion"),
)
_SEAT = FieldUse(_("ouvrir le compte par un code court sur le téléphone de la famille"), _SELF, _("jusqu’à l’oubli"))
_NETWORK = FieldUse(
    _("reconnaître les ordinateurs de l’établissement"), _("direction"), _("le temps de l’usage"), is_personal=False
)
_LOCK = FieldUse(
    _("suspendre un droit, avec son motif et sa fin"),
    _("direction de l’établissement, exploitants"),
    _("un an après la fin du blocage"),
)
_OPENING = FieldUse(
    _("laisser l’assistance voir ce qu’une personne voit, si l’établissement l’ouvre"),
    _("direction de l’établissement, assistance"),
    _("un an après la demande"),
)
_OFFICE = FieldUse(
    _("donner aux agents d’une collectivité et aux exploitants leur place"),
    _("exploitants de la plateforme, agents de la même collectivité"),
    _("le temps de la fonction, puis trois mois au plus"),
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
    **declare("KnownDevice", {"id account device_key name first_seen_at last_seen_at trusted_until": _DEVICE}),
    **declare("DeviceNotice", {"id recipient account device device_name at answered_at": _DEVICE}),
    **declare("FamilySeat", {"id account device_key code failures created_at": _SEAT}),
    **declare("SchoolNetwork", {"id school network label": _NETWORK}),
    **declare("Lock", {"id school kind target person profile homeroom reason set_by set_at ends_at closed_at": _LOCK}),
    **declare(
        "ViewOpening",
        {"id school asked_by asked_label reason asked_at subject opened_label opened_at ends_at closed_at": _OPENING},
    ),
    **declare("Office", {"id person local_authority title is_support ended_at": _OFFICE}),
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
            "name", "first_seen_at", "last_seen_at", "trusted_until"
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
    if offices := rows_as_json(Office.objects.filter(person_id=person_id).values("title", "ended_at")):
        told["offices"] = offices
    return told


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """Sessions first, then accounts and offices."""
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
    }.items():
        counts[name] = rows.delete()[0]
    with scope.everything("erasure of leavers"):
        views = ViewOpening.objects.filter(Q(subject__in=person_ids) | Q(asked_by__in=person_ids))
        counts["support_views"] = views.delete()[0]
    return {**counts, "accounts": accounts.delete()[0]}


def still_needs(person_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those who hold an office outside schools."""
    return set(Office.objects.filter(person__in=person_ids, ended_at=None).values_list("person_id", flat=True))


def expire() -> dict[str, int]:
    """Sessions whose time is over; devices unseen for a year; locks and openings closed for a year."""
    year = clock.now() - dt.timedelta(days=365)
    counts = {"sessions": AccountSession.objects.filter(expire_date__lt=clock.real_now()).delete()[0]}
    for name, rows in {
        "device_notices": DeviceNotice.objects.filter(at__lt=year),
        "devices": KnownDevice.objects.filter(last_seen_at__lt=year),
        "locks": Lock.objects.filter(closed_at__lt=year),
    }.items():
        counts[name] = rows.delete()[0]
    with scope.everything("openings whose time is over"):
        counts["support_views"] = ViewOpening.objects.filter(asked_at__lt=year).delete()[0]
    return counts


DUTY = Duty(fields=FIELDS, export=export, erase=erase, still_needs=still_needs, expire=expire)
