"""A correction that a family asks for at the counter: the school decides of it as of any other."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.access.public import Done, FamilyAct, Hat, Served, Undone, subjects_of
from preau.directory.errors import Refused, Unknown
from preau.kernel.actor import Actor
from preau.kernel.behalf import Means
from preau.people.enums import REACHED_BY, CorrectableField, CorrectionState
from preau.people.models import CorrectionRequest
from preau.people.own_data import fields_of
from preau.people.services import ask_correction


class AskForm(forms.Form):
    """Of whom, which field, and what it should say."""

    field = forms.ChoiceField(label=gettext_lazy("Ce qui est faux"))
    proposed = forms.CharField(
        label=gettext_lazy("Ce qu’il faudrait écrire"), max_length=250, required=False,
        help_text=gettext_lazy("Une date s’écrit 2009-05-31."),
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Explication"), max_length=400, required=False)

    def __init__(self, data: Any, served: Served) -> None:
        super().__init__(data)
        self.fields["field"].choices = [("", _("Choisir…")), *_fields(served)]  # type: ignore[attr-defined]


def _fields(served: Served) -> list[tuple[str, str]]:
    subjects = subjects_of(served.hat, served.person.pk, served.person.full_name)
    return [
        (f"{one.person_id}:{field.value}", f"{one.name}, {field.label}")
        for one in subjects if one.school_id is not None for field in fields_of(one)
    ]  # fmt: skip


def _ask(*, actor: Actor, served: Served, told: Mapping[str, Any], means: str, key: uuid.UUID) -> Done:
    subject, _colon, field = told["field"].partition(":")
    if field in REACHED_BY and means == Means.PHONE:
        # A voice proves nobody: what is asked so would change how the person is reached.
        raise Refused(_("Une adresse ou un numéro ne se change pas par téléphone : au guichet, ou sur papier."))
    reason = _("Au guichet, %(means)s. %(reason)s") % {"means": Means(means).label, "reason": told["reason"]}
    try:
        asked = ask_correction(
            actor=actor, hat=served.hat, subject_id=uuid.UUID(subject), field=field, proposed=told["proposed"],
            reason=reason.strip(), asked_by_id=served.person.pk,
        )  # fmt: skip
    except Unknown:
        raise Refused(_("Cette personne ne peut pas demander cette correction.")) from None
    label = CorrectableField(field).label
    return Done(asked.pk, _("Correction demandée : %(field)s") % {"field": label}, {"proposed": asked.proposed})


def _contest(*, actor: Actor, hat: Hat, thing_id: uuid.UUID, before: Mapping[str, Any]) -> Undone:
    """Taken away while it waits; decided already, the school is told alone."""
    gone, _rows = CorrectionRequest.objects.filter(
        pk=thing_id, asked_by_id=hat.person_id, state=CorrectionState.WAITING, proposed=before.get("proposed", "")
    ).delete()
    if gone:
        return Undone(_("La demande est retirée : rien ne change dans la fiche."))
    return Undone(_("L’établissement avait déjà répondu : il est prévenu que vous contestez."))


ACTS = (
    FamilyAct(
        "correction", gettext_lazy("Demander une correction"),
        gettext_lazy("Une donnée fausse de cette personne ou de son enfant ; l’établissement en décide."), "pencil",
        "donnees", AskForm, _ask, _contest,
    ),
)  # fmt: skip
