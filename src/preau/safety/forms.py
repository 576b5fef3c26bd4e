"""Forms of this room."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.access.enums import CrisisKind
from preau.access.public import Closing, Hat, SchoolRef
from preau.directory.enums import Profile
from preau.safety.enums import Standing
from preau.safety.selectors.charge import Charged
from preau.safety.selectors.places import AUTHORITY, PLATFORM
from preau.safety.services import Reported
from preau.safety.services.reporting import LONGEST

_ROWS = forms.Textarea(attrs={"rows": 5})


class ReportForm(forms.Form):
    """What somebody reports. `charged`: who receives it, by school, so that they may say who is not to."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    school = forms.ChoiceField(label=gettext_lazy("Établissement"))
    standing = forms.ChoiceField(label=gettext_lazy("Vous signalez parce que"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("Ce qui se passe"), max_length=LONGEST, required=False, widget=_ROWS,
        help_text=gettext_lazy("Quoi, qui, où, depuis quand. Quelques mots suffisent."),
    )  # fmt: skip
    involved = forms.MultipleChoiceField(
        label=gettext_lazy("Une de ces personnes est-elle en cause ?"), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Cochez-la : elle ne recevra rien et n’en saura rien."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, hat: Hat, schools: Sequence[SchoolRef], charged: Sequence[Charged],
        message_id: uuid.UUID | None = None, **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **more)
        self.message_id = message_id
        school, standing, involved = self.fields["school"], self.fields["standing"], self.fields["involved"]
        assert isinstance(school, forms.ChoiceField)
        assert isinstance(standing, forms.ChoiceField)
        assert isinstance(involved, forms.MultipleChoiceField)
        school.choices = [(str(one.id), one.name) for one in schools]
        if len(schools) == 1:
            school.widget = forms.HiddenInput()
            self.initial["school"] = str(schools[0].id)
        standing.choices = [
            (one.value, one.label) for one in Standing if one != Standing.CHILD or hat.profile == Profile.GUARDIAN
        ]
        involved.choices = [(str(one.person_id), one.name) for one in charged]
        self.fields["text"].asked_later = message_id is None  # type: ignore[attr-defined]
        if not charged:
            del self.fields["involved"]

    def clean(self) -> dict[str, Any]:
        """Something must be said, or shown."""
        told: dict[str, Any] = super().clean() or {}
        if self.message_id is None and not str(told.get("text", "")).strip():
            self.add_error("text", _("Écrivez ce qui se passe, même en quelques mots."))
        return told

    @property
    def told(self) -> Reported:
        """What was reported."""
        typed = self.cleaned_data
        return Reported(
            uuid.UUID(typed["school"]), typed["standing"], typed["text"],
            frozenset(uuid.UUID(one) for one in typed.get("involved", ())), self.message_id,
        )  # fmt: skip


class NoteForm(forms.Form):
    """A note for the others in charge."""

    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Lue par ceux qui reçoivent ce signalement, et par eux seuls."),
    )  # fmt: skip


class CloseForm(forms.Form):
    """What whoever reported reads at the end."""

    outcome = forms.CharField(
        label=gettext_lazy("Ce que vous répondez"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("La personne qui a signalé le lira. Dites simplement ce qui a été fait."),
    )  # fmt: skip


class CrisisForm(forms.Form):
    """What is closed, where, until when, what people read and why. `places`: where they may (selectors.places)."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("Ce qui est fermé"), widget=forms.RadioSelect,
        choices=(
            (CrisisKind.INFORM.value, gettext_lazy("Rien : l’information s’affiche, et c’est tout")),
            (CrisisKind.NO_FILES.value, gettext_lazy("Les fichiers : aucun ne se joint plus")),
            (CrisisKind.STAFF_ONLY.value, gettext_lazy("L’écriture des élèves et des familles")),
            (CrisisKind.READ_ONLY.value, gettext_lazy("Toute écriture : on lit, on signe, on signale")),
        ),
    )  # fmt: skip
    place = forms.ChoiceField(label=gettext_lazy("Où"))
    notice = forms.CharField(
        label=gettext_lazy("Ce que les personnes lisent"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "En haut de chaque page. Dites ce qui arrive et quoi faire ; ce qui est fermé s’ajoute tout seul."
        ),
    )  # fmt: skip
    hours = forms.TypedChoiceField(
        label=gettext_lazy("Pendant"), coerce=int, initial=24,
        choices=(
            (2, gettext_lazy("2 heures")), (12, gettext_lazy("12 heures")), (24, gettext_lazy("un jour")),
            (72, gettext_lazy("trois jours")), (168, gettext_lazy("sept jours")),
        ),
        help_text=gettext_lazy("Tout rouvre de soi-même à la fin. Vous pouvez finir plus tôt."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Motif"), max_length=300, help_text=gettext_lazy("Gardé dans le journal, pas affiché."),
    )  # fmt: skip

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        words = {PLATFORM: _("Toute la plateforme"), AUTHORITY: _("Tous les établissements de la collectivité")}
        place.choices = [(key, words.get(key, name)) for key, name in places]
        if len(places) == 1:
            place.widget = forms.HiddenInput()
            self.initial["place"] = places[0][0]

    def closing_in(self, authority_id: uuid.UUID | None) -> Closing:
        """What was asked; `authority_id`: the collectivity of who asks."""
        typed = self.cleaned_data
        place = typed["place"]
        return Closing(
            typed["kind"], typed["notice"], typed["reason"], typed["hours"],
            school_id=None if place in (PLATFORM, AUTHORITY) else uuid.UUID(place),
            authority_id=authority_id if place == AUTHORITY else None,
        )  # fmt: skip
