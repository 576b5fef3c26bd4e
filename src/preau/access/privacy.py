"""What this room keeps of people: rights confided, elected places, requests to see names."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.access.enums import CrisisKind
from preau.access.models import (
    AuthoritySetting,
    Crisis,
    Delegation,
    ElectedConsent,
    Mandate,
    NameOpening,
    ReplyClosing,
    SchoolLink,
    SchoolSetting,
    SpaceOpening,
)
from preau.access.words import entry_sentence
from preau.kernel import clock, scope
from preau.kernel.duties import Duty, FieldUse, Term, declare, rows_as_json
from preau.kernel.signatures import Followed, Signature

KEPT_DAYS = 365

_SETTING = FieldUse(
    _("savoir ce que l’établissement ou la collectivité a réglé, et qui l’a réglé"),
    _("administrateurs de l’établissement et de la collectivité"),
    _("tant que le réglage tient"),
    is_personal=False,
)
_SIGNED = FieldUse(
    _("savoir à qui demander pourquoi un réglage est ainsi"),
    _("administrateurs de l’établissement et de la collectivité"),
    _("tant que le réglage tient, et pas plus que le compte ; le journal garde l’acte trois ans"),
    data=_("auteur d’un réglage"),
)
_DELEGATION = FieldUse(
    _("donner un droit à une personne entre deux dates"),
    _("direction de l’établissement"),
    _("un an après la fin, et pas plus que le compte"),
    data=_("droits confiés, avec leurs dates"),
)
_MANDATE = FieldUse(
    _("savoir qui représente les élèves et les familles"),
    _("usagers de l’établissement"),
    _("un an après l’année scolaire, et pas plus que le compte"),
    data=_("mandats de délégué ou de parent élu"),
)
_CONSENT = FieldUse(
    _("être écrit par les parents élus de la classe, parce qu’on l’a accepté"),
    _("la personne qui l’a accepté ; les parents élus en voient le nombre, jamais les noms"),
    _("jusqu’à ce que la personne le reprenne, un an au plus après l’année scolaire, et pas plus que le compte"),
    data=_("accord d’être écrit par les parents élus d’une classe"),
)
_CLOSING = FieldUse(
    _("ne plus recevoir de réponse de quelqu’un, ou dans un échange, parce qu’on l’a demandé"),
    _("la personne qui a fermé la réponse ; qui voudrait répondre apprend seulement qu’il ne le peut pas"),
    _("tant que la réponse est fermée, puis un an, et pas plus que le compte"),
    data=_("réponses fermées à ses messages"),
)
_OPENING = FieldUse(
    _("ouvrir des noms à la collectivité ou à l’exploitant, et le prouver"),
    _("direction de l’établissement ; la personne qui a demandé"),
    _("un an"),
    data=_("demandes de voir des noms, et recherches faites alors"),
)
_CRISIS = FieldUse(
    _("fermer des échanges le temps d’une crise, et le dire"),
    _("les personnes concernées lisent l’information ; les administrateurs du lieu, qui l’a posée"),
    _("un an après sa fin"),
    is_personal=False,
)
_CRISIS_SIGNED = FieldUse(
    _("savoir qui a posé une mesure de crise"),
    _("administrateurs du lieu"),
    _("un an après sa fin, et pas plus que le compte ; le journal garde l’acte trois ans"),
    data=_("auteur d’une mesure de crise"),
)


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """Rights confided to one person, elected places, requests made."""
    with scope.everything("a person's own data, asked for by that person"):
        lists = {
            "delegations": Delegation.objects.filter(person_id=person_id).values(
                "school__name", "right", "starts_on", "ends_on", "ended_at"
            ),
            "mandates": Mandate.objects.filter(person_id=person_id).values(
                "school__name", "school_year_id", "kind", "homeroom__label", "ended_at"
            ),
            "requests_for_names": NameOpening.objects.filter(asked_by_id=person_id).values(
                "school__name", "reason", "state", "asked_at", "ends_at"
            ),
            "elected_consents": ElectedConsent.objects.filter(guardian_id=person_id).values(
                "school__name", "homeroom__label", "given_at"
            ),
            "replies_closed": ReplyClosing.objects.filter(closed_by_id=person_id).values(
                "school__name", "closed_at", "reopened_at"
            ),
        }
        told = {name: rows_as_json(rows) for name, rows in lists.items()}
    return {name: rows for name, rows in told.items() if rows}


def _in_a_sentence(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A setting as pages say it; as it is kept, when its service or its role is no more."""
    try:
        told = entry_sentence(row["subject"], row["key"], row["value"])
    except (KeyError, ValueError):
        return row
    return {"setting": told, **{name: value for name, value in row.items() if name not in {"subject", "key", "value"}}}


def _as_read(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A crisis with its kind in words."""
    return {**row, "kind": str(CrisisKind(row["kind"]).label)}


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """Erase rights, places and requests of leavers; acts stay in the trail until its term."""
    with scope.everything("erasure of people who left"):
        rows = {
            "delegations": Delegation.objects.filter(person__in=person_ids),
            "mandates": Mandate.objects.filter(person__in=person_ids),
            "elected_consents": ElectedConsent.objects.filter(guardian__in=person_ids),
            "openings": NameOpening.objects.filter(asked_by__in=person_ids),
            "replies_closed": ReplyClosing.objects.filter(Q(closed_by__in=person_ids) | Q(towards__in=person_ids)),
        }
        return {name: found.delete()[0] for name, found in rows.items()}


def expire() -> dict[str, int]:
    """What ended more than a year ago."""
    now = clock.now()
    limit, day = now - dt.timedelta(days=KEPT_DAYS), clock.today() - dt.timedelta(days=KEPT_DAYS)
    with scope.everything("durations of what ended"):
        rows = {
            "delegations": Delegation.objects.filter(ends_on__lt=day),
            "mandates": Mandate.objects.filter(school_year__ends_on__lt=day),
            "elected_consents": ElectedConsent.objects.filter(homeroom__school_year__ends_on__lt=day),
            "openings": NameOpening.objects.filter(asked_at__lt=limit),
            "replies_closed": ReplyClosing.objects.filter(reopened_at__lt=limit),
            "crises": Crisis.objects.filter(ends_at__lt=limit),
        }
        return {name: found.delete()[0] for name, found in rows.items()}


TERMS = (
    Term(
        "access.replies_closed", _("Réponse fermée"), lambda: KEPT_DAYS,
        _("après sa réouverture"), _("RGPD, article 5 : pas plus longtemps que nécessaire"),
    ),
    Term(
        "access.delegations", _("Droit confié"), lambda: KEPT_DAYS,
        _("après sa fin"), _("RGPD, article 5 : pas plus longtemps que nécessaire"),
    ),
    Term(
        "access.mandates", _("Mandat de délégué ou de parent élu"), lambda: KEPT_DAYS,
        _("après l’année scolaire"), _("RGPD, article 5 : pas plus longtemps que nécessaire"),
    ),
    Term(
        "access.elected_consents", _("Accord d’être écrit par des parents élus"), lambda: KEPT_DAYS,
        _("après l’année scolaire"), _("RGPD, article 5 : pas plus longtemps que nécessaire"),
    ),
    Term(
        "access.openings", _("Demande de voir des noms"), lambda: KEPT_DAYS,
        _("après la demande"), _("RGPD, article 5(2) : pouvoir montrer qui a vu des noms, et pourquoi"),
    ),
    Term(
        "access.crises", _("Mesure de crise"), lambda: KEPT_DAYS,
        _("après sa fin"), _("RGPD, article 5 : pas plus longtemps que nécessaire"),
    ),
)  # fmt: skip

SIGNATURES = (
    Signature(
        SchoolSetting, "changed_by", "changed_by_id", "settings_changed",
        ("school__name", "subject", "key", "value", "changed_at"),
    ),
    Signature(
        AuthoritySetting, "changed_by", "changed_by_id", "authority_settings_changed",
        ("local_authority__name", "school_kind", "subject", "key", "value", "locked", "changed_at"),
    ),
    Signature(
        SpaceOpening, "changed_by", "changed_by_id", "spaces_dated",
        ("school__name", "level_label", "homeroom__label", "opens_on", "changed_at"),
    ),
    Signature(
        SchoolLink, "declared_by", "declared_by_id", "links_declared",
        ("school__name", "other_school__name", "declared_at"),
    ),
    # To whom is theirs to know, and in their own data.
    Signature(
        Delegation, "given_by", "given_by_id", "rights_given",
        ("school__name", "right", "starts_on", "ends_on", "given_at", "ended_at"),
    ),
    Signature(
        NameOpening, "answered_by", "answered_by_id", "requests_answered",
        ("school__name", "state", "hours", "answered_at"),
    ),
    Signature(NameOpening, "asked_as", "asked_by"),
    Signature(
        Crisis, "set_by", "set_by_id", "crises_set", ("school__name", "kind", "notice", "reason", "set_at", "ends_at")
    ),
)  # fmt: skip

DUTY = Duty(
    fields={
        **declare(
            "SchoolSetting",
            {"id school subject key value version changed_at": _SETTING, "changed_by changed_by_id": _SIGNED},
        ),
        **declare(
            "AuthoritySetting",
            {
                "id local_authority school_kind subject key value locked version changed_at": _SETTING,
                "changed_by changed_by_id": _SIGNED,
            },
        ),
        **declare(
            "SpaceOpening",
            {
                "id school level_label homeroom opens_on version changed_at": _SETTING,
                "changed_by changed_by_id": _SIGNED,
            },
        ),
        **declare(
            "SchoolLink",
            {
                "id school other_school direction own_kind other_kind declared_at": _SETTING,
                "declared_by declared_by_id": _SIGNED,
            },
        ),
        **declare(
            "Delegation",
            {
                "id school person right homeroom starts_on ends_on reason": _DELEGATION,
                "given_by given_by_id given_at ended_at": _DELEGATION,
            },
        ),
        **declare(
            "Crisis",
            {
                "id school local_authority kind notice reason set_at ends_at closed_at": _CRISIS,
                "set_by set_by_id": _CRISIS_SIGNED,
            },
        ),
        **declare("Mandate", {"id school school_year kind person homeroom given_at ended_at": _MANDATE}),
        **declare("ElectedConsent", {"id school guardian homeroom given_at": _CONSENT}),
        **declare("ReplyClosing", {"id school closed_by towards thread closed_at reopened_at": _CLOSING}),
        **declare(
            "NameOpening",
            {
                "id school asked_by asked_as local_authority reason hours state asked_at": _OPENING,
                "answered_by answered_by_id answered_at ends_at looks": _OPENING,
            },
        ),
    },
    export=export,
    erase=erase,
    expire=expire,
    terms=TERMS,
    signatures=SIGNATURES,
    untold={
        "ReplyClosing.towards": "who closed an answer is not named to whom it is closed: asking, they learn that it is",
    },
    worded={"settings_changed": _in_a_sentence, "authority_settings_changed": _in_a_sentence, "crises_set": _as_read},
    followed=(
        Followed(Delegation, "person_id"),
        Followed(ElectedConsent, "guardian_id", ("school_id", "homeroom_id")),
        Followed(Mandate, "person_id", ("school_id", "school_year_id", "kind", "homeroom_id", "ended_at")),
        Followed(
            ReplyClosing, "closed_by_id", ("school_id", "towards_id", "thread", "reopened_at"), apart=("towards_id",)
        ),
        Followed(
            ReplyClosing, "towards_id", ("school_id", "closed_by_id", "thread", "reopened_at"), apart=("closed_by_id",)
        ),
    ),
)
