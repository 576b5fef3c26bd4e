"""What this room keeps of people: what they were told, how they want to be told, and where."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.kernel.duties import Duty, Ends, FieldUse, Term, declare, rows_as_json
from preau.kernel.signatures import Signature
from preau.notifications.enums import Channel, Pace
from preau.notifications.kinds import kinds
from preau.notifications.models import Choice, DeadAddress, Habits, Matter, Notice, PushDevice, SchoolCalm
from preau.notifications.services.addresses import DEAD_DAYS, forget_dead_addresses
from preau.notifications.services.ending import KEPT_DAYS, forget_old

TOGETHER = 500
"""Matters looked at in one statement."""

_NOTICE = FieldUse(
    _("dire à une personne que quelque chose l’attend, une seule fois"),
    _("la personne elle-même"),
    _("trois mois après la fin de l’avis"),
    data=_("avis reçus : sujet, enfant concerné, dates"),
)
_CHOICE = FieldUse(
    _("prévenir chacun comme il l’a choisi"),
    _("la personne elle-même"),
    _("le temps du compte"),
    data=_("choix d’avis : par courriel, sur un appareil, par SMS, heures calmes"),
)
_DEVICE = FieldUse(
    _("envoyer un avis sans contenu à un appareil que la personne a désigné"),
    _("la personne elle-même ; le service d’avis de son navigateur reçoit un message chiffré"),
    _("jusqu’à la déconnexion sur cet appareil, un nouveau mot de passe, ou l’oubli de l’appareil"),
    data=_("appareils qui reçoivent des avis"),
)
_DEAD = FieldUse(
    _("ne plus écrire à une adresse qui refuse nos courriels, et le dire à la personne"),
    _("la personne elle-même"),
    _("un mois, ou jusqu’au changement de l’adresse"),
    data=_("adresse de courriel qui a refusé un envoi"),
)
_CALM = FieldUse(
    _("ne déranger personne la nuit ni la fin de semaine"), _("usagers de l’établissement"),
    _("tant que le réglage tient"), is_personal=False,
)  # fmt: skip
_SIGNED = FieldUse(
    _("savoir à qui demander pourquoi les heures calmes sont ainsi"),
    _("administrateurs de l’établissement"),
    _("tant que le réglage tient, et pas plus que le compte ; le journal garde l’acte trois ans"),
    data=_("auteur d’un réglage"),
)

FIELDS = {
    **declare("Matter", {"id key kind school data link urgent_because raised_at expires_at ended_at": _NOTICE}),
    **declare(
        "Notice", {"id matter person about profile rings_at delivered_at read_at ended_at by_mail": _NOTICE}
    ),
    **declare("Choice", {"id person about kind channel pace": _CHOICE}),
    **declare(
        "Habits",
        {"person digest_at digest_off with_content night_from night_to weekend digest_on digest_due": _CHOICE},
    ),
    **declare(
        "PushDevice",
        {"id person endpoint endpoint_digest public_key auth_secret name session device_id added_at": _DEVICE},
    ),
    **declare("DeadAddress", {"id person address status refused_at": _DEAD}),
    **declare(
        "SchoolCalm",
        {
            "id school night_from night_to weekend weekend_from timetable_from changed_at": _CALM,
            "changed_by changed_by_id": _SIGNED,
        },
    ),
}  # fmt: skip


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """Notices received, choices, devices that are told, addresses that refused; nothing of the children."""
    lists = {
        "notices": Notice.objects.filter(person_id=person_id).order_by("id").values(
            "matter__kind", "matter__school__name", "matter__raised_at", "read_at", "by_mail"
        ),
        "notice_choices": Choice.objects.filter(person_id=person_id).values("kind", "channel", "pace"),
        "habits": Habits.objects.filter(person_id=person_id).values(
            "digest_at", "digest_off", "with_content", "night_from", "night_to", "weekend", "digest_on"
        ),
        "push_devices": PushDevice.objects.filter(person_id=person_id).values("name", "added_at"),
        "dead_addresses": DeadAddress.objects.filter(person_id=person_id).values("address", "status", "refused_at"),
    }  # fmt: skip
    told = {name: rows_as_json(rows) for name, rows in lists.items()}
    return {name: rows for name, rows in told.items() if rows}


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """All notices to or about these persons, what told nobody else, and all they chose."""
    whose = Q(person__in=person_ids)
    told = sorted(set(Notice.objects.filter(whose | Q(about__in=person_ids)).values_list("matter", flat=True)))
    rows = {
        "notices": Notice.objects.filter(whose | Q(about__in=person_ids)),
        "choices": Choice.objects.filter(whose | Q(about__in=person_ids)),
        "habits": Habits.objects.filter(whose),
        "push_devices": PushDevice.objects.filter(whose),
        "dead_addresses": DeadAddress.objects.filter(whose),
    }
    counts = {name: found.delete()[0] for name, found in rows.items()}
    # A sentence about them, of which nobody else was told, is theirs too.
    for start in range(0, len(told), TOGETHER):
        Matter.objects.filter(pk__in=told[start : start + TOGETHER], notices=None).delete()
    return counts


def expire() -> dict[str, int]:
    """What was told long ago; addresses that refused a month ago, which are tried again."""
    return {"notices": forget_old(), "dead_addresses": forget_dead_addresses()}


def _as_read(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A notice with its kind in words; a choice with its way too."""
    told = dict(row)
    for name in ("matter__kind", "kind"):
        if name in told and told[name] in kinds():
            told[name] = str(kinds()[told[name]].label)
    if "channel" in told:
        told |= {"channel": str(Channel(told["channel"]).label), "pace": str(Pace(told["pace"]).label)}
    return told


DUTY = Duty(
    fields=FIELDS,
    export=export,
    erase=erase,
    expire=expire,
    # What a child's own devices are, and when, is the child's: a guardian has the child's identity data for that.
    withheld=frozenset({"push_devices", "notices", "habits"}),
    terms=(
        Term(
            "notifications.notices", _("Avis reçu"), lambda: KEPT_DAYS, _("après sa fin"),
            _("RGPD, article 5 : pas plus longtemps que nécessaire"),
        ),
        Term(
            "notifications.dead_addresses", _("Adresse de courriel qui refuse nos envois"), lambda: DEAD_DAYS,
            _("après le refus"), _("RGPD, article 5 : pas plus longtemps que nécessaire"),
        ),
    ),
    handed_out={"PushDevice": Ends("push_subscriptions")},
    signatures=(
        Signature(
            SchoolCalm, "changed_by", "changed_by_id", "calm_hours_set",
            ("school__name", "night_from", "night_to", "weekend", "weekend_from", "timetable_from", "changed_at"),
        ),
    ),
    untold={
        "Notice.about": "whom a notice is about reads their own; another's notice is that person's correspondence",
        "Choice.about": "how a guardian is told of a child is the guardian's own choice",
    },
    worded={"notices": _as_read, "notice_choices": _as_read},
)  # fmt: skip
