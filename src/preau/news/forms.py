"""Forms of this room."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.access.public import Audience, Place, audience, capital, whom_words
from preau.news.enums import Sort
from preau.news.models import Poll
from preau.news.services.writing import Written
from preau.ui import wording
from preau.ui.seen import SeenForm

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
HOURS = range(6, 22)
MORNING = 8
YEARS = range(2000, 2100)


class NewsForm(SeenForm):
    """What is written, to whom, and when. `places`: those that its writer may address, by name."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("Titre"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Texte"), max_length=8000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Laissez une ligne vide entre deux paragraphes. Les adresses web deviennent des liens."),
    )  # fmt: skip
    whom = forms.MultipleChoiceField(label=gettext_lazy("Pour qui ?"), widget=forms.CheckboxSelectMultiple)
    places = forms.MultipleChoiceField(label=gettext_lazy("De quelles classes ?"), widget=forms.CheckboxSelectMultiple)
    is_flash = forms.BooleanField(
        label=gettext_lazy("Demander à chacun de dire « j’ai lu »"), required=False,
        help_text=gettext_lazy("Elle reste en tête de l’accueil jusque-là, et vous voyez qui ne l’a pas lue."),
    )  # fmt: skip
    is_safety = forms.BooleanField(
        label=gettext_lazy("Information de sécurité"), required=False,
        help_text=gettext_lazy("Chacun est prévenu aussitôt, même la nuit, et personne ne peut la masquer."),
    )  # fmt: skip
    is_public = forms.BooleanField(
        label=gettext_lazy("La montrer aussi sur la page publique de l’établissement"), required=False,
        help_text=gettext_lazy("Tout le monde peut alors la lire, sans ses images : n’y nommez personne."),
    )  # fmt: skip
    starts_on = forms.DateField(
        label=gettext_lazy("Paraît le"), required=False, widget=DATE,
        help_text=gettext_lazy("Sans date, elle paraît dès qu’elle est publiée."),
    )  # fmt: skip
    starts_hour = forms.TypedChoiceField(
        label=gettext_lazy("À partir de"), coerce=int, empty_value=None, required=False
    )  # fmt: skip
    ends_on = forms.DateField(
        label=gettext_lazy("Disparaît après le"), required=False, widget=DATE,
        help_text=gettext_lazy("Sans date, elle reste un an dans les archives."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, places: Sequence[tuple[Place, str]], timezone: str, warns: bool, present: Mapping[str, Any],
        **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, present=present, **more)
        self.timezone = ZoneInfo(timezone)
        self._places = {place.text: place for place, _name in places}
        whom, where, hour = self.fields["whom"], self.fields["places"], self.fields["starts_hour"]
        assert isinstance(whom, forms.MultipleChoiceField)
        assert isinstance(where, forms.MultipleChoiceField)
        assert isinstance(hour, forms.TypedChoiceField)
        # Who writes for classes alone is not asked about people that no class has.
        there = [key for key in whom_words() if any(audience(key, place) for place, _name in places)]
        whom.choices = [(key, capital(str(whom_words()[key]))) for key in there]
        where.choices = [(place.text, name) for place, name in places]
        hour.choices = [(one, wording.hour(dt.time(one))) for one in HOURS]
        if Place().text not in self._places:
            del self.fields["is_public"]
        if not warns:
            del self.fields["is_safety"]

    def clean(self) -> dict[str, Any]:
        """Each choice must reach somebody: there is no office of a class."""
        told: dict[str, Any] = super().clean() or {}
        for name in ("starts_on", "ends_on"):
            if told.get(name) and told[name].year not in YEARS:
                self.add_error(name, _("Vérifiez l’année."))
        if told.get("whom") and told.get("places"):
            words = whom_words()
            for place in told["places"]:
                missing = [words[who] for who in told["whom"] if audience(who, self._places[place]) is None]
                if missing:
                    names = dict(self.fields["places"].choices)  # type: ignore[attr-defined]
                    self.add_error(
                        "whom",
                        _("Là, personne n’est de cette sorte (%(place)s : %(who)s). Choisissez tout l’établissement.")
                        % {"place": names[place], "who": ", ".join(map(str, missing))},
                    )
                    break
        return told

    def audiences(self) -> list[Audience]:
        """The audiences chosen."""
        told = self.cleaned_data
        found = [audience(who, self._places[place]) for who in told["whom"] for place in told["places"]]
        return [one for one in found if one is not None]

    def written(self) -> Written:
        """What the service takes."""
        told = self.cleaned_data
        starts = ends = None
        if told["starts_on"]:
            starts = dt.datetime.combine(told["starts_on"], dt.time(told["starts_hour"] or MORNING), self.timezone)
        if told["ends_on"]:
            ends = dt.datetime.combine(told["ends_on"] + dt.timedelta(days=1), dt.time(), self.timezone)
        sort = Sort.SAFETY if told.get("is_safety") else Sort.NEWS
        return Written(
            told["title"], told["text"], sort.value, told["is_flash"], bool(told.get("is_public")), starts, ends
        )


def shown_of(item: Any, chosen: Mapping[str, Any], version: str, timezone: str) -> dict[str, Any]:
    """What a form shows of an item that stands. `chosen`: its audiences."""
    zone = ZoneInfo(timezone)
    starts = item.starts_at.astimezone(zone) if item.starts_at else None
    ends = item.ends_at.astimezone(zone) - dt.timedelta(days=1) if item.ends_at else None
    return {
        "title": item.title, "text": item.text, "is_flash": item.is_flash, "is_public": item.is_public,
        "is_safety": item.sort == Sort.SAFETY, "starts_on": starts.date() if starts else None,
        "starts_hour": starts.hour if starts else MORNING, "ends_on": ends.date() if ends else None,
        "version": version, **chosen,
    }  # fmt: skip


def shown_of_new() -> dict[str, Any]:
    """What a form shows of an item that does not stand yet."""
    return {
        "title": "", "text": "", "is_flash": False, "is_public": False, "is_safety": False, "starts_on": None,
        "starts_hour": MORNING, "ends_on": None, "version": "", "whom": [], "places": [],
    }  # fmt: skip


class PictureForm(forms.Form):
    """A picture, and what one sees on it, in plain words."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    picture = forms.FileField(
        label=gettext_lazy("Image"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif,image/heic"}),
        error_messages={"required": gettext_lazy("Choisissez une image.")},
    )
    says = forms.CharField(
        label=gettext_lazy("Que voit-on sur l’image ?"), max_length=250,
        error_messages={
            "required": gettext_lazy("Dites en une phrase ce que l’on voit, ou cochez qu’elle décore seulement.")
        },
        help_text=gettext_lazy(
            "En une phrase, pour qui ne la voit pas : « L’affiche du spectacle, vendredi à 18 h au gymnase »."
        ),
    )  # fmt: skip
    is_decorative = forms.BooleanField(
        label=gettext_lazy("Elle décore seulement : elle n’apprend rien"), required=False
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        # Words are asked for, unless the other answer is given.
        self.fields["says"].required = not (self.is_bound and self.data.get("is_decorative"))

    def clean(self) -> dict[str, Any]:
        """One answer or the other."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("says") and told.get("is_decorative"):
            self.add_error("is_decorative", _("Décrivez l’image, ou dites qu’elle décore : l’un des deux."))
        return told


class PollForm(SeenForm):
    """A question, its answers, and until when one answers."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    question = forms.CharField(label=gettext_lazy("Question"), max_length=200)
    answers = forms.CharField(
        label=gettext_lazy("Réponses possibles"), widget=forms.Textarea(attrs={"rows": 6}), max_length=1000,
        help_text=gettext_lazy("Une par ligne, de deux à huit."),
    )  # fmt: skip
    takes_several = forms.BooleanField(label=gettext_lazy("On peut en choisir plusieurs"), required=False)
    ends_on = forms.DateField(
        label=gettext_lazy("On répond jusqu’au"), widget=DATE,
        help_text=gettext_lazy(
            "Jusqu’au soir. Chacun peut changer de réponse jusque-là ; les résultats se lisent ensuite."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, timezone: str, present: Mapping[str, Any], **more: Any) -> None:
        super().__init__(*args, present=present, **more)
        self.timezone = ZoneInfo(timezone)

    def clean_answers(self) -> str:
        """Lines that say something, from two to eight, each once."""
        lines = [" ".join(one.split()) for one in self.cleaned_data["answers"].splitlines()]
        lines = list(dict.fromkeys(one for one in lines if one))
        if not 2 <= len(lines) <= Poll.MOST:
            raise forms.ValidationError(_("Donnez de deux à huit réponses, toutes différentes."))
        if any(len(one) > 120 for one in lines):
            raise forms.ValidationError(_("Une réponse a 120 signes au plus."))
        return "\n".join(lines)

    def clean_ends_on(self) -> dt.date:
        """A day of a calendar."""
        day: dt.date = self.cleaned_data["ends_on"]
        if day.year not in YEARS:
            raise forms.ValidationError(_("Vérifiez l’année."))
        return day

    def asked(self) -> dict[str, Any]:
        """What the service takes."""
        told = self.cleaned_data
        ends = dt.datetime.combine(told["ends_on"] + dt.timedelta(days=1), dt.time(), self.timezone)
        return {
            "question": told["question"], "answers": told["answers"].split("\n"),
            "takes_several": told["takes_several"], "ends_at": ends,
        }  # fmt: skip


def poll_form_shows(poll: Poll | None, version: str, timezone: str) -> dict[str, Any]:
    """What a form shows of the question of an item."""
    if poll is None:
        return {"question": "", "answers": "", "takes_several": False, "ends_on": None, "version": version}
    last = poll.ends_at.astimezone(ZoneInfo(timezone)) - dt.timedelta(days=1)
    return {
        "question": poll.question, "answers": "\n".join(poll.answers), "takes_several": poll.takes_several,
        "ends_on": last.date(), "version": version,
    }  # fmt: skip


class FrontForm(SeenForm):
    """The public page of a school."""

    is_shown = forms.BooleanField(
        label=gettext_lazy("Montrer la page publique"), required=False,
        help_text=gettext_lazy(
            "Tout le monde la lit, sans compte. Elle est gardée prête : elle tient quand tous la demandent."
        ),
    )  # fmt: skip
    hours = forms.CharField(
        label=gettext_lazy("Horaires"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Par exemple : du lundi au vendredi, de 7 h 30 à 18 h."),
    )  # fmt: skip
    opens_saturday = forms.BooleanField(label=gettext_lazy("Ouvert le samedi"), required=False)
    phones = forms.CharField(
        label=gettext_lazy("Téléphones"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Un par ligne, par service, sans nom de personne : « Vie scolaire : 01 23 45 67 89 »."),
    )  # fmt: skip


class ClosureForm(forms.Form):
    """Days on which the school is closed."""

    starts_on = forms.DateField(label=gettext_lazy("Premier jour"), widget=DATE)
    ends_on = forms.DateField(label=gettext_lazy("Dernier jour"), widget=DATE)
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi"), max_length=120,
        help_text=gettext_lazy("Ce que tout le monde lira : « Journée pédagogique », « Intempéries »."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Days in order, of a calendar, and not a year of them."""
        told: dict[str, Any] = super().clean() or {}
        first, last = told.get("starts_on"), told.get("ends_on")
        if first and last and not (first.year in YEARS and dt.timedelta() <= last - first <= dt.timedelta(days=100)):
            self.add_error(
                "ends_on", _("Vérifiez ces deux jours : le dernier vient après le premier, de cent jours au plus.")
            )
        return told


class RemarkForm(forms.Form):
    """A word to who wrote an item that is given back."""

    remark = forms.CharField(
        label=gettext_lazy("Ce qu’il faut changer"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
