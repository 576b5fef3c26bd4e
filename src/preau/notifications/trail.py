"""Sentences of the audit trail for notices."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.notifications.enums import Channel, Pace
from preau.notifications.kinds import kinds

Data = Mapping[str, Any]

SENTENCES = {
    "notifications.pass_calm": _(
        "%(actor)s a prévenu pendant les heures calmes (personnes : %(count)s ; %(kind)s), pour cette raison :"
        " %(because)s"
    ),
    "notifications.choose": _("%(actor)s a choisi comment être prévenu (%(kind)s, %(channel)s : %(pace)s)"),
    "notifications.choose_as_for_all": _(
        "%(actor)s a repris pour un enfant ce qui vaut pour tous (%(kind)s, %(channel)s)"
    ),
    "notifications.set_habits": _("%(actor)s a réglé son récapitulatif et ses heures calmes"),
    "notifications.unsubscribe": _("%(actor)s a arrêté des courriels par le lien d’un courriel (%(kind)s)"),
    "notifications.resubscribe": _("%(actor)s a repris des courriels par le lien d’un courriel (%(kind)s)"),
    "notifications.add_device": _("%(actor)s a demandé des avis sur un appareil"),
    "notifications.remove_device": _("%(actor)s a arrêté les avis sur un appareil"),
    "notifications.set_calm": _(
        "%(actor)s a réglé les heures calmes : la nuit de %(night_from)s à %(night_to)s, fin de semaine : %(weekend)s"
    ),
    "notifications.try_address": _("%(actor)s a demandé d’écrire de nouveau à son adresse"),
}  # fmt: skip


def _kind(data: Data) -> str:
    known = kinds().get(data["kind"])
    return str(known.label) if known else str(data["kind"])


_CHOICE: Mapping[str, Callable[[Data], object]] = {
    "kind": _kind,
    "channel": lambda data: Channel(data["channel"]).label,
    "pace": lambda data: Pace(data["pace"]).label,
}

WORDS: Mapping[str, Mapping[str, Callable[[Data], object]]] = {
    "notifications.pass_calm": {"kind": _kind},
    "notifications.choose": _CHOICE,
    "notifications.choose_as_for_all": {"kind": _kind, "channel": _CHOICE["channel"]},
    "notifications.unsubscribe": {"kind": lambda data: _kind(data) if data["kind"] else _("tous")},
    "notifications.resubscribe": {"kind": lambda data: _kind(data) if data["kind"] else _("tous")},
    "notifications.set_calm": {"weekend": lambda data: _("oui") if data["weekend"] else _("non")},
}
