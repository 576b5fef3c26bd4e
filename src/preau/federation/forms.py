"""Forms of linked services."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.directory.enums import Profile
from preau.federation.enums import Attribute, Known, Naming, Protocol, Use
from preau.federation.saml import peers
from preau.federation.services.register import Described
from preau.identity.public import saml_reading
from preau.ui.seen import SeenForm

ICONS = (
    ("world", gettext_lazy("Site")),
    ("book", gettext_lazy("Livre")),
    ("notebook", gettext_lazy("Cahier")),
    ("school", gettext_lazy("École")),
    ("calendar", gettext_lazy("Agenda")),
    ("chart-bar", gettext_lazy("Résultats")),
    ("device-laptop", gettext_lazy("Ordinateur")),
    ("mail", gettext_lazy("Messagerie")),
    ("files", gettext_lazy("Fichiers")),
)
_PROFILES = [(one.value, one.label) for one in Profile if one != Profile.ACADEMY]
_LINES = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"})


# Fields that only services of some protocols have.
_ONLY = {
    "entry": {Protocol.CAS, Protocol.OIDC}, "exit": {Protocol.CAS, Protocol.OIDC}, "sign_out": {Protocol.OIDC},
    "proxy": {Protocol.CAS}, "proxied_by": {Protocol.CAS}, "naming": {Protocol.CAS, Protocol.SAML},
    "metadata": {Protocol.SAML}, "wants_signed": {Protocol.SAML},
}  # fmt: skip


class ProofForm(forms.Form):
    """The password, once more."""

    password = forms.CharField(
        label=gettext_lazy("Mot de passe"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Écrivez votre mot de passe.")},
    )


class Lines(forms.CharField):
    """Several values, one a line."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=_LINES, max_length=8000, **more)

    def clean(self, value: Any) -> list[str]:
        """The lines that say something, each once."""
        return list(dict.fromkeys(str(super().clean(value)).split()))

    def prepare_value(self, value: Any) -> Any:
        """As they are typed."""
        return "\n".join(value) if isinstance(value, list) else value


class ServiceForm(SeenForm):
    """A linked service. The protocol is chosen once; what it may be asked follows."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=gettext_lazy("Nom"), max_length=80)
    summary = forms.CharField(
        label=gettext_lazy("À quoi il sert"),
        help_text=gettext_lazy("Une phrase, pour celles et ceux qui le verront parmi leurs outils."),
        max_length=160,
        required=False,
    )
    icon = forms.ChoiceField(label=gettext_lazy("Image"), choices=ICONS, initial="world")
    start_url = forms.CharField(
        label=gettext_lazy("Page d’accueil du service"),
        help_text=gettext_lazy("L’adresse que l’on ouvre depuis « Mes outils »."),
        max_length=500,
    )
    metadata = forms.FileField(label=gettext_lazy("Fiche du service (métadonnées SAML, XML)"), required=False)
    wants_signed = forms.BooleanField(
        label=gettext_lazy("Refuser ses demandes non signées"),
        help_text=gettext_lazy("D’office quand sa fiche dit qu’il les signe."),
        required=False,
    )
    entry = Lines(label=gettext_lazy("Adresses d’entrée, une par ligne"))
    exit = Lines(
        label=gettext_lazy("Adresses de sortie, une par ligne"),
        help_text=gettext_lazy("Où le service peut ramener une personne qui s’est déconnectée."),
        required=False,
    )
    sign_out = Lines(
        label=gettext_lazy("Adresse à prévenir d’une déconnexion"),
        help_text=gettext_lazy("« back-channel logout » : le service y apprend qu’une personne s’est déconnectée."),
        required=False,
    )
    proxy = Lines(
        label=gettext_lazy("Adresses de mandat, une par ligne"),
        help_text=gettext_lazy("« pgtUrl » : où le service reçoit de quoi agir au nom d’une personne."),
        required=False,
    )
    proxied_by = forms.MultipleChoiceField(
        label=gettext_lazy("Services qui peuvent y venir au nom d’une personne"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    known_by = forms.ChoiceField(
        label=gettext_lazy("Sous quel identifiant il connaît les personnes"), choices=Known.choices,
        widget=forms.RadioSelect, initial=Known.OPAQUE,
    )  # fmt: skip
    attributes = forms.MultipleChoiceField(
        label=gettext_lazy("Ce qu’il apprend d’une personne"),
        help_text=gettext_lazy("Le moins possible : chaque personne lit cette liste avant d’entrer la première fois."),
        choices=Attribute.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    naming = forms.ChoiceField(
        label=gettext_lazy("Les mots dans lesquels il le lit"), choices=Naming.choices, widget=forms.RadioSelect,
        initial=Naming.SDET,
    )  # fmt: skip
    profiles = forms.MultipleChoiceField(
        label=gettext_lazy("Pour qui"),
        help_text=gettext_lazy("Rien de coché : tous les profils."),
        choices=_PROFILES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    schools = Lines(
        label=gettext_lazy("Établissements (UAI), un par ligne"),
        help_text=gettext_lazy("Rien d’écrit : tous."),
        required=False,
    )
    signs_out = forms.BooleanField(
        label=gettext_lazy("Le prévenir quand une personne se déconnecte de Préau"), required=False, initial=True
    )
    accepts_loopback = forms.BooleanField(
        label=gettext_lazy("Accepter des adresses http de cette machine, pour un essai"), required=False
    )

    def __init__(
        self,
        *args: Any,
        protocol: str,
        proxies: Iterable[tuple[str, str]] = (),
        schools: dict[str, str] | None = None,
        operator: bool = False,
        adding: bool = False,
        **more: Any,
    ) -> None:
        """`schools`: UAI → id of those that may be named; None: the service has one owner school."""
        super().__init__(*args, **more)
        self.protocol, self.known_schools = protocol, schools or {}
        choices: Any = self.fields["proxied_by"]
        choices.choices = list(proxies)
        cas = protocol == Protocol.CAS
        self.fields["entry"].help_text = (
            _("Terminée par une barre oblique, l’adresse vaut pour tout ce qui est dessous ; sinon pour elle seule.")
            if cas
            else _("« redirect_uri », exactement comme le service l’envoie.")
        )
        self.fields["metadata"].required = adding
        self.fields["metadata"].help_text = (
            _("Son éditeur vous la donne. Elle dit qui il est, où lui répondre et avec quelle clé il signe.")
            if adding
            else _("Choisissez un fichier pour remplacer la fiche ; sinon celle d’aujourd’hui reste.")
        )
        gone = set(_ONLY) - {name for name, protocols in _ONLY.items() if protocol in protocols}
        if not choices.choices:
            gone.add("proxied_by")
        if schools is None:
            gone.add("schools")
        if not operator:
            gone.add("accepts_loopback")
        for name in gone:
            del self.fields[name]

    def clean_metadata(self) -> str:
        """The text of the file; empty when none came."""
        file = self.cleaned_data["metadata"]
        if file is None:
            return ""
        try:
            text = str(file.read(saml_reading.LARGEST + 1).decode("utf-8-sig"))
            peers.read(text)
        except UnicodeDecodeError:
            raise forms.ValidationError(_("Ce fichier n’est pas une fiche de métadonnées SAML lisible.")) from None
        except peers.Unfit as error:
            raise forms.ValidationError(str(error)) from None
        return text

    def clean_schools(self) -> list[str]:
        """Ids of the schools named."""
        ids = []
        for uai in self.cleaned_data["schools"]:
            found = self.known_schools.get(uai.upper())
            if found is None:
                raise forms.ValidationError(
                    _("L’UAI %(uai)s n’est pas d’un de vos établissements.") % {"uai": uai[:12]}
                )
            ids.append(found)
        return ids

    def typed(self, name: str) -> Any:
        """What was typed, as the page shows it: schools by their UAI."""
        if name != "schools":
            return super().typed(name)
        codes = {id_: uai for uai, id_ in self.known_schools.items()}
        return [codes[one] for one in self.cleaned_data["schools"]]

    def described(self) -> Described:
        """What was typed, for the service that writes it."""
        data = self.cleaned_data
        return Described(
            name=data["name"], start_url=data["start_url"], summary=data["summary"], icon=data["icon"],
            urls={use: data.get(use, []) for use in Use.values},
            known_by=data["known_by"], naming=data.get("naming", Naming.SDET), attributes=data["attributes"],
            profiles=data["profiles"], schools=data.get("schools", []), proxied_by=data.get("proxied_by", []),
            signs_out=data["signs_out"], accepts_loopback=data.get("accepts_loopback", False),
            metadata=data.get("metadata", ""), wants_signed=data.get("wants_signed", False),
        )  # fmt: skip
