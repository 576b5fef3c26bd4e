"""How somebody of a family wants to be told, chosen at the counter in the form of their own page."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from preau.access.public import Done, FamilyAct, Hat, Served, Undone
from preau.directory.errors import Refused
from preau.kernel.actor import Actor
from preau.notifications.forms import ChoicesForm
from preau.notifications.selectors.choices import rows_for
from preau.notifications.services import choose


class ToldForm(ChoicesForm):
    """The form of one's own page, each field with the words of its kind."""

    def __init__(self, data: Any, served: Served) -> None:
        super().__init__(data, rows_for(served.person.pk, served.hat.profile))
        for row in self.rows:
            for channel, label, _options in row.ways:
                field = self.fields[self.name_of(row, channel)]
                field.label = _("%(kind)s, %(way)s") % {"kind": row.label, "way": label}
                field.in_row = False  # type: ignore[attr-defined]

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


ACTS = (
    FamilyAct(
        "avis", gettext_lazy("Choisir comment elle est prévenue"),
        gettext_lazy("Par courriel, sur son téléphone, pour chaque sorte d’avis."), "bell", "preferences", ToldForm,
        _choose, _contest,
    ),
)  # fmt: skip
