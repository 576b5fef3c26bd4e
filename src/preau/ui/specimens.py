"""What the catalogue shows: a form with every kind of field, and the frame of a fictitious school."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.kernel import clock
from preau.ui import seen
from preau.ui.frame import ChildChoice, FooterLink, Frame, HatChoice, NavGroup, NavItem


class SpecimenForm(forms.Form):
    """Each kind of field once."""

    title = forms.CharField(label=_("Titre"), help_text=_("Ce que les familles liront en premier."), max_length=80)
    day = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}), required=False)
    homeroom = forms.ChoiceField(label=_("Classe"), choices=[("2de4", _("2de 4")), ("1re3", _("1re 3"))])
    text = forms.CharField(label=_("Message"), widget=forms.Textarea, required=False)
    reason = forms.ChoiceField(
        label=_("Motif"),
        choices=[
            ("illness", _("Maladie")),
            ("appointment", _("Rendez-vous médical")),
            ("family", _("Raison familiale")),
        ],
        widget=forms.RadioSelect,
        help_text=_("Aucun détail de santé n’est demandé."),
    )
    channels = forms.MultipleChoiceField(
        label=_("Prévenir par"),
        choices=[("app", _("Application")), ("mail", _("Courriel"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    file = forms.FileField(label=_("Pièce jointe"), required=False)
    agreed = forms.BooleanField(label=_("J’ai pris connaissance de ce message"))


def wrong_form() -> SpecimenForm:
    """The same form, sent back with errors."""
    form = SpecimenForm({"title": "", "homeroom": "2de4", "day": "30/02/2026"}, prefix="wrong")
    form.full_clean()
    return form


class LateForm(seen.SeenForm):
    """A form over two texts that stand."""

    title = forms.CharField(label=_("Titre"), max_length=80)
    text = forms.CharField(label=_("Message"), required=False)


def late_form() -> LateForm:
    """Somebody else wrote both fields meanwhile; one of them had been left alone."""
    was = {"title": str(_("Sortie")), "text": ""}
    now = {"title": str(_("Sortie du 3 mai")), "text": str(_("Au musée."))}
    form = LateForm(
        {"late-title": str(_("Sortie au musée")), "late-text": "", "late-seen": seen.sealed(was)},
        present=was, prefix="late",
    )  # fmt: skip
    form.full_clean()
    form.overtaken(now, by=seen.written(str(_("Hélène Garnier, Direction")), clock.now()))
    return form


@dataclass(frozen=True, slots=True)
class SpecimenFiles:
    """What `file_field` draws of a place that sends nothing (`preau.files` stands above this room)."""

    tickets_url: str = ""
    place: str = ""
    most: int = 3
    largest: int = 26_214_400
    script_words: str = "{}"

    @property
    def words(self) -> str:
        """How many, how large."""
        return str(_("3 fichiers au plus, 25 Mo chacun."))


@dataclass(frozen=True, slots=True)
class SpecimenFile:
    """A file as forms and lists show it."""

    name: str
    size: str
    url: str = ""
    preview_url: str = ""
    held: str = ""
    receipt: str = "specimen"


FILES = SpecimenFiles()


def files_came() -> list[SpecimenFile]:
    """What a form that is shown again had received."""
    return [SpecimenFile(str(_("Plan du musée.pdf")), str(_("640 Ko")))]


def files_listed() -> list[SpecimenFile]:
    """Files that open, and one that does not."""
    return [
        SpecimenFile(str(_("Plan du musée.pdf")), str(_("640 Ko")), url="#file_list"),
        SpecimenFile(
            str(_("Photo.jpg")), str(_("2,1 Mo")), held=str(_("L’antivirus examine ce fichier : il s’ouvrira ensuite."))
        ),
    ]


def frame() -> Frame:
    """A frame with everything in it: two hats, two children, five tabs, groups, footer."""
    return Frame(
        place=str(_("Lycée Jean-Moulin")),
        place_detail=str(_("Région des Trois-Rivières")),
        person_name="Samira Benali",
        person_detail=str(_("Parent")),
        tabs=(
            NavItem(str(_("Accueil")), "#accueil", "home", current=True, key="a"),
            NavItem(str(_("Agenda")), "#agenda", "calendar"),
            NavItem(str(_("Scolarité")), "#scolarite", "school"),
            NavItem(str(_("Messages")), "#messages", "mail", count=2, count_label=str(_("2 messages non lus"))),
            NavItem(str(_("Plus")), "#plus", "dots"),
        ),
        groups=(
            NavGroup(
                str(_("Suivre")),
                (NavItem(str(_("Absences")), "#absences", "clock"), NavItem(str(_("Notes")), "#notes", "chart-bar")),
            ),
            NavGroup(str(_("Communiquer")), (NavItem(str(_("Actualités")), "#actualites", "speakerphone"),)),
        ),
        hats=(
            HatChoice("g", str(_("Parent")), str(_("Lina et Yanis")), current=True),
            HatChoice("t", str(_("Enseignante")), str(_("Lycée Jean-Moulin"))),
        ),
        hat_url="#hats",
        children=(
            ChildChoice("tous", str(_("Tous"))),
            ChildChoice("l", "Lina", str(_("2de 4")), current=True),
            ChildChoice(
                "y",
                "Yanis",
                str(_("5e 2")),
            ),
        ),
        child_url="#children",
        search_url="#search",
        sign_out_url="#out",
        footer=(
            FooterLink(str(_("Plan du site")), "#plan"),
            FooterLink(str(_("Nous contacter")), "#contact"),
            FooterLink(str(_("Mentions légales")), "#mentions"),
        ),
        conformity=str(_("partiellement")),
        conformity_url="#accessibilite",
    )
