"""Forms about files of lessons."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from preau.directory.calendar import year_of
from preau.imports.enums import TimetableFormat
from preau.imports.timetables.asking import Choices, NameAsked
from preau.imports.timetables.reading import MOST_BYTES
from preau.kernel import clock
from preau.timetable.enums import NameKind, Naming
from preau.timetable.public import LEFT_OUT
from preau.ui.seen import SeenForm


class DepositForm(forms.Form):
    """Bring a file of lessons."""

    file = forms.FileField(
        label=_("Fichier de l’emploi du temps"),
        help_text=_(
            "Retour vers STSWeb, export d’EDT ou de Pronote, archive d’UnDeuxTEMPS, calendrier. 60 Mo au plus."
        ),
    )
    form = forms.ChoiceField(label=_("Format"), required=False, choices=())
    since = forms.DateField(
        label=_("À partir du"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Aujourd’hui si vous ne dites rien. Les cours d’avant ce jour restent ce qu’ils étaient."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["form"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("Le reconnaître")), *TimetableFormat.choices]

    def clean_since(self) -> dt.date | None:
        since: dt.date | None = self.cleaned_data["since"]
        this = year_of(clock.today())
        if since is not None and year_of(since) not in (this, this + 1):
            raise forms.ValidationError(gettext("Choisissez un jour de cette année scolaire, ou de la suivante."))
        return since

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                gettext("Ce fichier pèse plus de %s Mo : un emploi du temps est plus petit.")
                % (MOST_BYTES // 1_000_000)
            )
        return file


class FreshnessForm(SeenForm):
    """After how many days without a file pages warn."""

    days = forms.IntegerField(
        label=_("Avertir après"), min_value=0, max_value=365,
        help_text=_("En jours sans nouveau fichier, sur toutes les pages de l’emploi du temps. 0 : jamais."),
    )  # fmt: skip


class NamesForm(SeenForm):
    """What each name stands for; how weeks are named, when the file needs it."""

    def __init__(
        self, data: Any, *, asked: Sequence[NameAsked], offers: Mapping[str, Choices], needs_weeks: bool
    ) -> None:  # fmt: skip
        super().__init__(data, present=self.of(asked))
        self.asked = asked
        if needs_weeks:
            self.fields["weeks"] = forms.ChoiceField(
                label=gettext("Semaines A et B"),
                choices=[
                    ("", gettext("À dire")), (Naming.ALTERNATE, Naming.ALTERNATE.label), (Naming.ISO, Naming.ISO.label),
                ],
                required=False,
                help_text=gettext("Le fichier a des cours d’une semaine sur deux, et l’établissement n’a pas nommé les "
                                  "siennes."),
            )  # fmt: skip
        for one in asked:
            self.fields[one.field] = forms.ChoiceField(
                label=gettext("%(kind)s « %(name)s »") % {"kind": one.kind_label.capitalize(), "name": one.label},
                choices=[("", _nothing(one)), (LEFT_OUT, gettext("Laisser de côté")), *offers.get(one.kind, ())],
                required=False, help_text=_help(one),
            )  # fmt: skip

    @staticmethod
    def of(asked: Sequence[NameAsked]) -> dict[str, str]:
        """The fields of these names."""
        return {one.field: one.said for one in asked}

    @property
    def weeks(self) -> str:
        """How weeks are named; "" when it is not asked, or not said."""
        return str(self.cleaned_data.get("weeks", ""))

    @property
    def meant(self) -> dict[tuple[str, str], tuple[str, str]]:
        """What the service takes."""
        return {(one.kind, one.key): (one.label, self.cleaned_data[one.field]) for one in self.asked}

    @property
    def were(self) -> dict[tuple[str, str], str]:
        """What the page showed of each name."""
        read = self.read or {}
        return {(one.kind, one.key): str(read[one.field]) for one in self.asked if one.field in read}


def _nothing(one: NameAsked) -> str:
    if one.said:
        return gettext("Oublier ce qui a été dit")
    if one.kind == NameKind.TEACHER:
        return gettext("Prendre ces cours sans professeur")
    if one.kind == NameKind.ROOM:
        return gettext("Prendre ces cours sans salle")
    return gettext("À dire : ces cours attendent")


def _help(one: NameAsked) -> str:
    if one.same > 1 and one.kind == NameKind.TEACHER:
        return gettext("Plusieurs personnes s’appellent ainsi : dites laquelle.")
    if one.same > 1 and one.kind == NameKind.ROOM:
        return gettext("Plusieurs salles s’appellent ainsi : dites laquelle.")
    if one.same > 1:
        return gettext("Plusieurs classes ou groupes s’appellent ainsi : dites lequel.")
    return gettext("Cours du fichier : %s") % one.many if one.many else ""
