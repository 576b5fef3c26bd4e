"""The form of what a collectivity publishes in its schools."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.access.public import Hat, capital, schools_of, whom_words
from preau.news.enums import Sort
from preau.news.forms import DATE, YEARS
from preau.news.models import Circular
from preau.news.selectors.circulars import named_by_uai
from preau.news.services import Circulated
from preau.news.services.circular_locking import version_of_circular
from preau.ui.seen import SeenForm

ZONE = ZoneInfo("Europe/Paris")
_BETWEEN = re.compile(r"[\s,;]+")


class CircularForm(SeenForm):
    """What is written, of which kind, to whom, in which schools."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("Titre"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Texte"), max_length=8000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Laissez une ligne vide entre deux paragraphes. Les adresses web deviennent des liens."),
    )  # fmt: skip
    sort = forms.ChoiceField(
        label=gettext_lazy("De quoi s’agit-il ?"), widget=forms.RadioSelect,
        choices=[
            (Sort.NEWS, gettext_lazy("Une actualité : la direction de chaque établissement décide pour les familles")),
            (Sort.SERVICE, gettext_lazy("Une information de service (transport, cantine…) : elle part partout")),
            (Sort.SAFETY, gettext_lazy("Une information de sécurité : chacun est prévenu aussitôt, même la nuit")),
        ],
    )  # fmt: skip
    whom = forms.MultipleChoiceField(label=gettext_lazy("Pour qui ?"), widget=forms.CheckboxSelectMultiple)
    schools = forms.CharField(
        label=gettext_lazy("Dans quels établissements ?"), required=False, max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Leurs numéros (UAI), l’un après l’autre. Rien : tous ceux de la collectivité."),
    )  # fmt: skip
    is_flash = forms.BooleanField(
        label=gettext_lazy("Demander à chacun de dire « j’ai lu »"), required=False,
        help_text=gettext_lazy("Elle reste en tête de chaque page jusque-là."),
    )  # fmt: skip
    ends_on = forms.DateField(
        label=gettext_lazy("Disparaît après le"), required=False, widget=DATE,
        help_text=gettext_lazy("Pour la sécurité, ce jour est demandé : elle reste en tête jusque-là."),
    )  # fmt: skip

    def __init__(self, *args: Any, hat: Hat, present: Mapping[str, Any], **more: Any) -> None:
        super().__init__(*args, present=present, **more)
        self.hat = hat
        whom = self.fields["whom"]
        assert isinstance(whom, forms.MultipleChoiceField)
        whom.choices = [(key, capital(str(words))) for key, words in whom_words().items()]

    def clean_schools(self) -> str:
        """Numbers of schools of the collectivity, each once."""
        told = list(dict.fromkeys(one.upper() for one in _BETWEEN.split(self.cleaned_data["schools"]) if one))
        self.chosen, unknown = named_by_uai(self.hat, told)
        if unknown:
            raise forms.ValidationError(
                _("Ces numéros ne sont pas ceux d’établissements de la collectivité : %(numbers)s.")
                % {"numbers": ", ".join(unknown[:10])}
            )
        return "\n".join(told)

    def clean_ends_on(self) -> dt.date | None:
        """A day of a calendar."""
        day: dt.date | None = self.cleaned_data["ends_on"]
        if day and day.year not in YEARS:
            raise forms.ValidationError(_("Vérifiez l’année."))
        return day

    def written(self) -> Circulated:
        """What the service takes."""
        told, ends = self.cleaned_data, None
        if told["ends_on"]:
            ends = dt.datetime.combine(told["ends_on"] + dt.timedelta(days=1), dt.time(), ZONE)
        return Circulated(
            told["title"], told["text"], told["sort"], told["is_flash"], sorted(told["whom"]),
            [str(one) for one in sorted(self.chosen)], ends,
        )  # fmt: skip


def shown_of_circular(circular: Circular | None, hat: Hat) -> dict[str, Any]:
    """What a form shows of one that stands, or of none yet."""
    if circular is None:
        return {
            "title": "", "text": "", "sort": Sort.NEWS.value, "whom": [], "schools": "", "is_flash": False,
            "ends_on": None, "version": "",
        }  # fmt: skip
    uais = {str(one.id): one.uai for one in schools_of(hat)} if circular.schools else {}
    last = circular.ends_at.astimezone(ZONE) - dt.timedelta(days=1) if circular.ends_at else None
    return {
        "title": circular.title, "text": circular.text, "sort": circular.sort, "whom": sorted(circular.whom),
        "schools": "\n".join(sorted(uais[one] for one in circular.schools if one in uais)),
        "is_flash": circular.is_flash, "ends_on": last.date() if last else None,
        "version": version_of_circular(circular),
    }  # fmt: skip
