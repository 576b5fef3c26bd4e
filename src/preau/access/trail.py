"""Sentences of the audit trail for rights, rules and services."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.access.enums import CrisisKind, Direction, MandateKind, Right
from preau.access.words import entry_sentence, group_words
from preau.directory.words import readable
from preau.ui.wording import plain_date

SENTENCES = {
    "access.set_entry": _("%(actor)s a changé un réglage. Avant : « %(before)s » Depuis : « %(after)s »"),
    "access.set_authority_entry": _(
        "%(actor)s a changé un réglage des établissements de la collectivité. Avant : « %(before)s » "
        "Depuis : « %(after)s »"
    ),
    "access.date_space": _("%(actor)s a fixé l’ouverture de l’espace (%(unit)s) au %(opens_on)s"),
    "access.undate_space": _("%(actor)s a retiré la date d’ouverture de l’espace (%(unit)s)"),
    "access.copy_settings": _("%(actor)s a copié ici des réglages de l’établissement %(model)s (réglages : %(count)s)"),
    "access.declare_link": _("%(actor)s a déclaré un lien avec %(other)s (%(own)s, %(theirs)s, %(direction)s)"),
    "access.withdraw_link": _("%(actor)s a retiré un lien avec %(other)s (%(own)s, %(theirs)s, %(direction)s)"),
    "access.entrust": _("%(actor)s a confié un droit (%(right)s) du %(starts_on)s au %(ends_on)s"),
    "access.end_delegation": _("%(actor)s a repris un droit confié (%(right)s)"),
    "access.give_mandate": _("%(actor)s a inscrit une personne élue (%(kind)s)"),
    "access.end_mandate": _("%(actor)s a mis fin à un mandat (%(kind)s)"),
    "access.ask_opening": _("%(actor)s a demandé à voir des noms pendant %(hours)s h"),
    "access.open_names": _("%(actor)s a ouvert les noms à %(asked_as)s pendant %(hours)s h"),
    "access.accept_elected": _("%(actor)s accepte d’être écrit par les parents élus d’une classe"),
    "access.refuse_elected": _("%(actor)s n’accepte plus d’être écrit par les parents élus d’une classe"),
    "access.close_reply": _("%(actor)s a fermé la réponse à ses messages"),
    "access.reopen_reply": _("%(actor)s a rouvert la réponse à ses messages"),
    "access.refuse_names": _("%(actor)s a refusé d’ouvrir les noms à %(asked_as)s"),
    "access.close_names": _("%(actor)s a fermé les noms à %(asked_as)s"),
    "access.look_at_names": _("%(actor)s a cherché des noms ouverts par l’établissement (trouvés : %(found)s)"),
    "access.set_crisis": _("%(actor)s a posé une mesure de crise pour %(hours)s h (%(kind)s). Motif : %(reason)s"),
    "access.end_crisis": _("%(actor)s a mis fin à une mesure de crise (%(kind)s)"),
}


Data = Mapping[str, Any]


def _entry(key: str) -> Callable[[Data], str]:
    def tell(data: Data) -> str:
        subject, _sep, of = data["entry"].partition(" ")
        return entry_sentence(subject, of, data[key])

    return tell


def _day(key: str) -> Callable[[Data], str]:
    return lambda data: plain_date(dt.date.fromisoformat(data[key]))


_LINK: Mapping[str, Callable[[Data], object]] = {
    "own": lambda data: group_words(data["own"]),
    "theirs": lambda data: group_words(data["theirs"]),
    "direction": lambda data: Direction(data["direction"]).label,
}
_ENTRY = {"before": _entry("before"), "after": _entry("after")}

WORDS: Mapping[str, Mapping[str, Callable[[Data], object]]] = {
    "access.set_entry": _ENTRY,
    "access.set_authority_entry": _ENTRY,
    "access.date_space": {"unit": lambda data: readable(data["unit"]), "opens_on": _day("opens_on")},
    "access.undate_space": {"unit": lambda data: readable(data["unit"])},
    "access.declare_link": _LINK,
    "access.withdraw_link": _LINK,
    "access.entrust": {
        "right": lambda data: Right(data["right"]).label, "starts_on": _day("starts_on"), "ends_on": _day("ends_on"),
    },
    "access.end_delegation": {"right": lambda data: Right(data["right"]).label},
    "access.give_mandate": {"kind": lambda data: MandateKind(data["kind"]).label},
    "access.end_mandate": {"kind": lambda data: MandateKind(data["kind"]).label},
    "access.set_crisis": {"kind": lambda data: CrisisKind(data["kind"]).label},
    "access.end_crisis": {"kind": lambda data: CrisisKind(data["kind"]).label},
}  # fmt: skip
