"""How somebody of a family wants to be told, chosen at the counter in the form of their own page."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from preau.access.public import Done, FamilyAct, Hat, Served, Undone
from preau.directory.errors import Refused
from preau.kernel.actor import Actor
from preau.notifications.forms import ChoicesForm, HabitsForm
from preau.notifications.selectors.choices import own_of, rows_for
from preau.notifications.services import choose, set_habits


class ToldForm(ChoicesForm):
    """The form of one's own page."""

    def __init__(self, data: Any, served: Served) -> None:
        super().__init__(data, rows_for(served.person.pk, served.hat.profile))

    def clean(self) -> dict[str, Any]:
        """With what held before and is asked to change: kind, profile, way, before, now."""
        told: dict[str, Any] = super().clean() or {}
        if not self.errors:
            told["changes"] = [
                [row.kind, row.profile, channel, self.fields[self.name_of(row, channel)].initial, pace]
                for row, channel, pace in self.chosen()
                if pace != self.fields[self.name_of(row, channel)].initial
            ]
        return told


def _choose(*, actor: Actor, served: Served, told: Mapping[str, Any], means: str, key: uuid.UUID) -> Done:
    changes = told["changes"]
    if not changes:
        raise Refused(_("Rien n’a changé : c’est déjà ainsi que cette personne est prévenue."))
    for kind, profile, channel, _before, now in changes:
        choose(
            actor=actor, person_id=served.person.pk, profile=profile, kind=kind, channel=channel, pace=now
        )  # fmt: skip
    says = ngettext("%(num)s choix changé pour ses avis", "%(num)s choix changés pour ses avis", len(changes))
    return Done(key, says % {"num": len(changes)}, {"changes": changes})


def _contest(*, actor: Actor, hat: Hat, thing_id: uuid.UUID, before: Mapping[str, Any]) -> Undone:
    """What was chosen goes back to what it was, but for what they chose themself since."""
    assert hat.person_id is not None
    present = {
        (row.kind, channel): next((one.value for one in options if one.is_chosen), "")
        for row in rows_for(hat.person_id, hat.profile) for channel, _label, options in row.ways
    }  # fmt: skip
    for kind, profile, channel, was, now in before["changes"]:
        if present.get((kind, channel)) == now:
            choose(actor=actor, person_id=hat.person_id, profile=profile, kind=kind, channel=channel, pace=was)
    return Undone(_("Vos choix sont de nouveau ce qu’ils étaient."))


HOURS = ("digest_at", "night_from", "night_to")


class HoursForm(HabitsForm):
    """The form of one's own page: the digest, calm hours, content in mails."""

    def __init__(self, data: Any, served: Served) -> None:
        super().__init__(data, own_of(served.person.pk))


def _kept(person_id: uuid.UUID) -> dict[str, Any]:
    """What holds now, as an entry keeps it."""
    own = own_of(person_id)
    hours = {name: f"{at:%H:%M}" if (at := getattr(own, name)) else "" for name in HOURS}
    return {**hours, "weekend": own.weekend, "with_content": own.with_content}


def _set(actor: Actor, person_id: uuid.UUID, told: Mapping[str, Any]) -> bool:
    hours = {name: dt.time.fromisoformat(told[name]) if told[name] else None for name in HOURS}
    return set_habits(
        actor=actor, person_id=person_id, weekend=told["weekend"], with_content=told["with_content"], **hours
    )  # fmt: skip


def _set_hours(*, actor: Actor, served: Served, told: Mapping[str, Any], means: str, key: uuid.UUID) -> Done:
    was = _kept(served.person.pk)
    if not _set(actor, served.person.pk, told):
        raise Refused(_("Rien n’a changé : c’est déjà ainsi que cette personne est prévenue."))
    return Done(key, _("Heures de ses avis changées"), {"was": was, "now": _kept(served.person.pk)})


def _contest_hours(*, actor: Actor, hat: Hat, thing_id: uuid.UUID, before: Mapping[str, Any]) -> Undone:
    """They go back to what they were, unless that person set others since."""
    assert hat.person_id is not None
    if _kept(hat.person_id) == before["now"]:
        _set(actor, hat.person_id, before["was"])
        return Undone(_("Vos choix sont de nouveau ce qu’ils étaient."))
    return Undone(_("Vous aviez changé ces heures depuis : elles restent comme vous les avez mises."))


ACTS = (
    FamilyAct(
        "heures", gettext_lazy("Régler l’heure des avis"),
        gettext_lazy("Le récapitulatif du jour, les heures calmes, le contenu des courriels."), "bell", "preferences",
        HoursForm, _set_hours, _contest_hours,
    ),
    FamilyAct(
        "avis", gettext_lazy("Choisir comment être prévenu"),
        gettext_lazy("Par courriel, sur le téléphone, pour chaque sorte d’avis."), "bell", "preferences", ToldForm,
        _choose, _contest,
    ),
)  # fmt: skip
