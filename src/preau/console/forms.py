"""Forms of the console."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.access.enums import MandateKind, Right
from preau.access.public import MOST_SCHOOLS, RIGHTS
from preau.directory.enums import DecisionKind, Profile, SchoolKind
from preau.directory.models import Homeroom, LocalAuthority
from preau.identity.enums import LockKind, LockTarget
from preau.ui.seen import SeenForm

CONFIDED = [(right.value, right.label) for right in Right if RIGHTS[right].confided]
LOCKED_PROFILES = (
    Profile.STUDENT, Profile.GUARDIAN, Profile.TEACHER, Profile.LIBRARIAN, Profile.STUDENT_LIFE, Profile.SCHOOL_STAFF,
    Profile.EXTERNAL,
)  # fmt: skip
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DecisionForm(forms.Form):
    """A judge's decision between a person and a pupil."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Décision"),
        choices=DecisionKind.choices,
        widget=forms.RadioSelect,
    )
    starts_on = forms.DateField(
        label=gettext_lazy("À partir du"), help_text=gettext_lazy("Ce jour est compté."), widget=DATE
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Jusqu’au"),
        help_text=gettext_lazy("Ce jour est compté. Laissez vide si le juge n’a pas fixé de fin."),
        required=False,
        widget=DATE,
    )
    reference = forms.CharField(
        label=gettext_lazy("Référence"),
        help_text=gettext_lazy("Le numéro et la date du jugement. N’écrivez rien de ce qu’il raconte."),
        max_length=120,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("La fin vient avant le début. Corrigez l’une des deux dates."))
        return data


class SchoolFilter(forms.Form):
    """Narrows the list of schools."""

    q = forms.CharField(label=gettext_lazy("Nom, ville ou UAI"), required=False, max_length=80)
    kind = forms.ChoiceField(
        label=gettext_lazy("Nature"),
        required=False,
        choices=[("", gettext_lazy("Toutes")), *SchoolKind.choices],
    )
    authority = forms.ModelChoiceField(
        label=gettext_lazy("Collectivité"),
        required=False,
        queryset=LocalAuthority.objects.order_by("name"),
        empty_label=gettext_lazy("Toutes"),
    )


class LookForm(SeenForm):
    """Colours of a collectivity, and who answers for the accessibility of its pages."""

    brand_color = forms.RegexField(
        label=gettext_lazy("Couleur principale"),
        help_text=gettext_lazy("# puis six chiffres ou lettres de a à f, par exemple #0a5aa8."),
        regex=r"^#[0-9a-fA-F]{6}$",
        error_messages={"invalid": gettext_lazy("Écrivez # puis six chiffres ou lettres de a à f, comme #0a5aa8.")},
    )
    accent_color = forms.RegexField(
        label=gettext_lazy("Couleur secondaire"),
        help_text=gettext_lazy("# puis six chiffres ou lettres de a à f, par exemple #0b6b3a."),
        regex=r"^#[0-9a-fA-F]{6}$",
        error_messages={"invalid": gettext_lazy("Écrivez # puis six chiffres ou lettres de a à f, comme #0b6b3a.")},
    )
    accessibility_contact = forms.CharField(
        label=gettext_lazy("Personne à joindre pour l’accessibilité"), max_length=120, required=False
    )
    accessibility_email = forms.EmailField(label=gettext_lazy("Son adresse électronique"), required=False)

    def clean(self) -> dict[str, Any]:
        """A named person is one whom the form reaches: name and mailbox go together."""
        told = super().clean() or self.cleaned_data
        both = ("accessibility_contact", "accessibility_email")
        missing = [name for name in both if not told.get(name) and name not in self.errors]
        if len(missing) == 1:
            self.add_error(missing[0], _("Donnez le nom et l’adresse, ou aucun des deux."))
        return told


class LogoForm(SeenForm):
    """A logo, and what it says to who does not see it. Without a picture the present one stays; a first needs it."""

    logo = forms.CharField(widget=forms.HiddenInput, required=False)
    picture = forms.FileField(
        label=gettext_lazy("Image"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        error_messages={"required": gettext_lazy("Choisissez une image.")},
        help_text=gettext_lazy("PNG, JPEG ou WebP, 5 Mo au plus. Elle est réduite à 36 points de haut à l’écran."),
    )
    logo_alt = forms.CharField(
        label=gettext_lazy("Ce que dit le logo"), max_length=120,
        help_text=gettext_lazy("En quelques mots, pour qui ne le voit pas : « Région des Trois-Rivières »."),
        error_messages={"required": gettext_lazy("Dites en quelques mots ce que montre le logo.")},
    )  # fmt: skip

    def __init__(self, *args: Any, present: Mapping[str, Any], **more: Any) -> None:
        super().__init__(*args, present=present, **more)
        had = (self.read or {}) if self.is_bound else present
        self.fields["picture"].required = not had.get("logo")


class NoticeForm(SeenForm):
    """Who answers for personal data, and the data protection officer. `version`: the one that its page shows."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    controller = forms.CharField(
        label=gettext_lazy("Responsable de traitement"),
        help_text=gettext_lazy("La fonction plutôt que le nom : « La proviseure du lycée »."),
        max_length=200,
    )
    controller_address = forms.CharField(label=gettext_lazy("Son adresse"), max_length=250, required=False)
    dpo_name = forms.CharField(label=gettext_lazy("Délégué à la protection des données"), max_length=120)
    dpo_email = forms.EmailField(label=gettext_lazy("Son adresse électronique"), required=False)
    dpo_phone = forms.CharField(label=gettext_lazy("Son téléphone"), max_length=32, required=False)
    dpo_address = forms.CharField(label=gettext_lazy("Son adresse postale"), max_length=250, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not any(data.get(name) for name in ("dpo_email", "dpo_phone", "dpo_address")):
            self.add_error("dpo_email", _("Donnez au moins un moyen de joindre le délégué."))
        return data


class AssignForm(forms.Form):
    """Says which collectivity governs the chosen schools."""

    authority = forms.ModelChoiceField(
        label=gettext_lazy("Collectivité de rattachement"),
        queryset=LocalAuthority.objects.order_by("name"),
        empty_label=gettext_lazy("Choisissez une collectivité"),
    )


class CalendarForm(forms.Form):
    """An export of the official school calendar."""

    file = forms.FileField(
        label=gettext_lazy("Fichier CSV du calendrier scolaire"),
        help_text=gettext_lazy("L’export du jeu de données ouvert « fr-en-calendrier-scolaire », 2 Mo au plus."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > 2_000_000:
            raise forms.ValidationError(_("Ce fichier dépasse 2 Mo : ce n’est pas celui du calendrier."))
        return file


class _OfSchool(forms.Form):
    """A form with a class of the school; `classes`: its ids and names."""

    def __init__(self, *args: Any, classes: list[tuple[uuid.UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["homeroom_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Tout l’établissement")), *((str(id_), label) for id_, label in classes)]


class DelegationForm(_OfSchool):
    """A right confided to somebody, between two days."""

    right = forms.ChoiceField(label=gettext_lazy("Droit"), choices=CONFIDED)
    homeroom_id = forms.TypedChoiceField(
        label=gettext_lazy("Où"), required=False, coerce=uuid.UUID, empty_value=None,
        help_text=gettext_lazy("Une classe se choisit pour voir ses élèves ; les autres droits valent partout."),
    )  # fmt: skip
    starts_on = forms.DateField(label=gettext_lazy("À partir du"), widget=DATE)
    ends_on = forms.DateField(
        label=gettext_lazy("Jusqu’au"), help_text=gettext_lazy("Ce jour est compté."), widget=DATE
    )
    reason = forms.CharField(label=gettext_lazy("Motif"), max_length=200)


class VisitForm(DelegationForm):
    """The reading of diaries, confided to somebody from outside who inspects; whoever they are is told first."""

    family_name = forms.CharField(label=gettext_lazy("Nom"), max_length=100)
    given_name = forms.CharField(label=gettext_lazy("Prénom"), max_length=100)
    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique professionnelle"), max_length=254,
        help_text=gettext_lazy("C’est là qu’arrive le code qui ouvre son compte. Relisez-la."),
    )  # fmt: skip
    right = None  # type: ignore[assignment]
    field_order = ("family_name", "given_name", "email", "homeroom_id", "starts_on", "ends_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["homeroom_id"].label = gettext_lazy("Cahiers de textes")
        self.fields["homeroom_id"].help_text = gettext_lazy("Tous, ou ceux d’une seule classe.")


class SpaceForm(forms.Form):
    """The day from which a school, a level or a class enters."""

    unit = forms.ChoiceField(label=gettext_lazy("Pour"))
    opens_on = forms.DateField(
        label=gettext_lazy("Ouvre le"), widget=DATE, required=False,
        help_text=gettext_lazy("Laissez vide pour retirer la date. Les personnels entrent toujours."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = units


class MandateForm(_OfSchool):
    """An elected place."""

    kind = forms.ChoiceField(choices=MandateKind.choices, widget=forms.HiddenInput)
    homeroom_id = forms.TypedChoiceField(
        label=gettext_lazy("Représente"), required=False, coerce=uuid.UUID, empty_value=None
    )


class OpeningForm(forms.Form):
    """A request to see names of a school."""

    uai = forms.CharField(label=gettext_lazy("Code UAI de l’établissement"), max_length=8)
    hours = forms.IntegerField(
        label=gettext_lazy("Durée en heures"), min_value=1, max_value=72, initial=2,
        help_text=gettext_lazy("72 au plus. Les noms se referment seuls."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Motif"), max_length=300, help_text=gettext_lazy("L’établissement le lira.")
    )


class LockForm(forms.Form):
    """What is suspended, from whom, why, until when."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Droit suspendu"),
        choices=[(one.value, capfirst(one.label)) for one in LockKind],
        widget=forms.RadioSelect,
        initial=LockKind.WRITE,
    )
    target = forms.ChoiceField(
        label=gettext_lazy("Pour"),
        choices=[(one.value, capfirst(one.label)) for one in LockTarget if one != LockTarget.PERSON],
        widget=forms.RadioSelect,
        initial=LockTarget.HOMEROOM,
    )
    profile = forms.ChoiceField(
        label=gettext_lazy("Profil, si c’est un profil"),
        required=False,
        choices=[("", "–"), *[(one.value, one.label) for one in LOCKED_PROFILES]],
    )
    homeroom = forms.ModelChoiceField(
        label=gettext_lazy("Classe, si c’est une classe"),
        required=False,
        queryset=Homeroom._base_manager.none(),
        empty_label="–",
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("Jusqu’au"),
        help_text=gettext_lazy("Jour et heure. Laissez vide pour rendre ce droit vous-même."),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Motif"), help_text=gettext_lazy("Le journal le garde."), max_length=300
    )

    def __init__(self, data: Any = None, *, homerooms: Any, with_person: bool, **more: Any) -> None:
        super().__init__(data, **more)
        if with_person:
            for name in ("target", "profile", "homeroom"):
                del self.fields[name]
        else:
            chosen: Any = self.fields["homeroom"]
            chosen.queryset = homerooms

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for target, name, words in (
            (LockTarget.PROFILE, "profile", _("Choisissez le profil.")),
            (LockTarget.HOMEROOM, "homeroom", _("Choisissez la classe.")),
        ):
            if data.get("target") == target and not data.get(name):
                self.add_error(name, words)
        return data


class RescueForm(forms.Form):
    """Why somebody's second factors are taken away."""

    reason = forms.CharField(
        label=gettext_lazy("Comment vous avez reconnu la personne"),
        help_text=gettext_lazy("En face, avec une pièce d’identité, par exemple. La personne et le journal le liront."),
        max_length=300,
    )


class NetworkForm(forms.Form):
    """Addresses of the school's own computers."""

    network = forms.CharField(
        label=gettext_lazy("Adresse ou réseau"),
        help_text=gettext_lazy("Tel que l’Internet le voit, par exemple 194.57.3.0/24."),
        max_length=43,
    )
    label = forms.CharField(label=gettext_lazy("Nom"), max_length=80, required=False)


class AskViewForm(forms.Form):
    """Support asks a school."""

    uai = forms.CharField(label=gettext_lazy("UAI de l’établissement"), max_length=8)
    reason = forms.CharField(
        label=gettext_lazy("Motif"),
        help_text=gettext_lazy("L’établissement le lira. Dites de quel appel il s’agit, sans raconter la personne."),
        max_length=300,
    )


class AnswerViewForm(forms.Form):
    """The school chooses whom support sees, and for how long."""

    MINUTES = ((30, gettext_lazy("30 minutes")), (60, gettext_lazy("1 heure")), (120, gettext_lazy("2 heures")))

    person = forms.UUIDField(widget=forms.HiddenInput)
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Pendant"), choices=MINUTES, coerce=int, widget=forms.RadioSelect
    )


class CopyForm(forms.Form):
    """Whose settings are copied, which, and to which schools."""

    model = forms.CharField(label=gettext_lazy("Établissement modèle (code UAI)"), max_length=8)
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("Ce qui est copié"), widget=forms.CheckboxSelectMultiple,
        choices=[
            ("rules", gettext_lazy("Qui peut écrire à qui")), ("services", gettext_lazy("Services ouverts et fermés")),
            ("rights", gettext_lazy("Droits des rôles et des fonctions")),
            ("days", gettext_lazy("Jours d’ouverture de l’établissement, des niveaux et des classes de même nom")),
        ],
    )  # fmt: skip
    targets = forms.CharField(
        label=gettext_lazy("Vers ces établissements (codes UAI)"), widget=forms.Textarea(attrs={"rows": 6}),
        max_length=10_000, help_text=gettext_lazy("Un par ligne, ou séparés par des virgules. 300 au plus."),
    )  # fmt: skip

    def clean_model(self) -> str:
        return str(self.cleaned_data["model"]).strip().upper()

    def clean_targets(self) -> list[str]:
        codes = [one.upper() for one in re.split(r"[\s,;]+", self.cleaned_data["targets"]) if one]
        found = list(dict.fromkeys(codes))
        if len(found) > MOST_SCHOOLS:
            raise forms.ValidationError(_("Trop d’établissements à la fois : %s au plus.") % MOST_SCHOOLS)
        return found
