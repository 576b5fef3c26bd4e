"""Forms of this room."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.notifications.quiet import FIRST_DIGEST, LAST_DIGEST, Calm
from preau.notifications.selectors.choices import Own, Row
from preau.ui import wording
from preau.ui.seen import SeenForm


def _hours(first: dt.time, last: dt.time) -> list[tuple[str, str]]:
    """Each half hour between these, as a choice."""
    found, at = [], dt.datetime.combine(dt.date.min, first)
    while at.time() <= last and at.date() == dt.date.min:
        found.append((at.strftime("%H:%M"), wording.hour(at.time())))
        at += dt.timedelta(minutes=30)
    return found


def _in_row(field: forms.Field) -> None:
    """It stands in a row, and is not said to be optional: an empty choice says something."""
    setattr(field, "in_row", True)  # noqa: B010 (a mark of ours, for our field template)


EVENING, LATEST = dt.time(17), dt.time(23, 30)
DAWN, MORNING = dt.time(5), dt.time(10)


class ChoicesForm(forms.Form):
    """For each kind and each way, what was chosen: one field each, named by both."""

    def __init__(self, data: Any, rows: list[Row]) -> None:
        super().__init__(data)
        self.rows = rows
        for row in rows:
            for channel, label, options in row.ways:
                chosen = next((one.value for one in options if one.is_chosen), "")
                self.fields[self.name_of(row, channel)] = forms.ChoiceField(
                    label=label, choices=[(one.value, one.label) for one in options], initial=chosen,
                    required=False,
                )  # fmt: skip
                _in_row(self.fields[self.name_of(row, channel)])

    @staticmethod
    def name_of(row: Row, channel: str) -> str:
        """The name of one field."""
        return f"{row.kind}:{row.profile}:{channel}"

    def groups(self) -> Iterator[tuple[Row, list[Any]]]:
        """Each kind with its fields."""
        for row in self.rows:
            yield row, [self[self.name_of(row, channel)] for channel, _label, _options in row.ways]

    def chosen(self) -> Iterator[tuple[Row, str, str]]:
        """Each kind and way with what the form says of it."""
        for row in self.rows:
            for channel, _label, _options in row.ways:
                name = self.name_of(row, channel)
                if name in self.data:  # a kind that came since the page was made is left as it is
                    yield row, channel, self.cleaned_data[name]


class HabitsForm(forms.Form):
    """The hour of the digest, calm hours of one's own, content in mails."""

    digest_at = forms.ChoiceField(label=gettext_lazy("Récapitulatif du jour"), required=False)
    night_from = forms.ChoiceField(
        label=gettext_lazy("Calme le soir, à partir de"), required=False,
        help_text=gettext_lazy(
            "En plus des heures calmes de l’établissement, jamais à leur place. Chez un parent ou un élève, les"
            " messages arrivent à leur fin."
        ),
    )  # fmt: skip
    night_to = forms.ChoiceField(label=gettext_lazy("Jusqu’au matin, à"), required=False)
    weekend = forms.BooleanField(label=gettext_lazy("Rien en fin de semaine, jamais"), required=False)
    with_content = forms.BooleanField(
        label=gettext_lazy("Écrire le contenu des avis dans mes courriels"), required=False,
        help_text=gettext_lazy(
            "Sans cela, un courriel dit seulement de quel enfant et de quoi il s’agit, et se lit dans Préau."
        ),
    )  # fmt: skip

    def __init__(self, data: Any, own: Own) -> None:
        text = lambda time: time.strftime("%H:%M") if time else ""  # noqa: E731
        super().__init__(
            data,
            initial={
                "digest_at": text(own.digest_at), "night_from": text(own.night_from), "night_to": text(own.night_to),
                "weekend": own.weekend, "with_content": own.with_content,
            },
        )  # fmt: skip
        none = ("", _("Comme l’établissement"))
        for name, choices in {
            "digest_at": [("", _("Aucun récapitulatif")), *_hours(FIRST_DIGEST, LAST_DIGEST)],
            "night_from": [none, *_hours(EVENING, LATEST)],
            "night_to": [none, *_hours(DAWN, MORNING)],
        }.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
            _in_row(field)

    def clean(self) -> dict[str, Any]:
        """Half a night is none."""
        told: dict[str, Any] = super().clean() or {}
        if bool(told.get("night_from")) != bool(told.get("night_to")):
            missing = "night_to" if told.get("night_from") else "night_from"
            self.add_error(missing, _("Dites aussi cette heure, ou laissez les deux comme l’établissement."))
        return told

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        told = self.cleaned_data
        at = {name: _time(told[name]) for name in ("digest_at", "night_from", "night_to")}
        return {**at, "weekend": told["weekend"], "with_content": told["with_content"]}


def _time(text: str) -> dt.time | None:
    return dt.time.fromisoformat(text) if text else None


class CalmForm(SeenForm):
    """The calm hours of a school."""

    night_from = forms.ChoiceField(label=gettext_lazy("La nuit commence à"), choices=())
    night_to = forms.ChoiceField(label=gettext_lazy("Elle finit à"), choices=())
    weekend = forms.BooleanField(
        label=gettext_lazy("La fin de semaine est calme"), required=False,
        help_text=gettext_lazy("Du vendredi soir au lundi matin. Un internat peut ne pas le vouloir."),
    )  # fmt: skip
    weekend_from = forms.ChoiceField(label=gettext_lazy("Le vendredi, à partir de"), choices=())
    timetable_from = forms.ChoiceField(
        label=gettext_lazy("Un cours qui change le jour même peut se dire dès"), choices=(),
        help_text=gettext_lazy("Pour que personne n’attende un cours annulé. Jamais plus tard que le matin."),
    )  # fmt: skip

    def __init__(self, data: Any, *, calm: Calm) -> None:
        super().__init__(data, present=self.of(calm))
        for name, choices in {
            "night_from": _hours(EVENING, LATEST),
            "night_to": _hours(DAWN, MORNING),
            "weekend_from": _hours(dt.time(12), LATEST),
            "timetable_from": _hours(DAWN, MORNING),
        }.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    @staticmethod
    def of(calm: Calm) -> dict[str, Any]:
        """The fields of these hours."""
        return {
            "night_from": f"{calm.night_from:%H:%M}", "night_to": f"{calm.night_to:%H:%M}", "weekend": calm.weekend,
            "weekend_from": f"{calm.weekend_from:%H:%M}", "timetable_from": f"{calm.timetable_from:%H:%M}",
        }  # fmt: skip

    @staticmethod
    def calm_of(values: Any) -> Calm:
        """The hours that such fields say."""
        return Calm(
            dt.time.fromisoformat(values["night_from"]), dt.time.fromisoformat(values["night_to"]),
            bool(values["weekend"]), dt.time.fromisoformat(values["weekend_from"]),
            dt.time.fromisoformat(values["timetable_from"]),
        )  # fmt: skip


class DeviceForm(forms.Form):
    """What a browser gives when it agrees to be told."""

    endpoint = forms.CharField(max_length=600)
    public_key = forms.CharField(max_length=100)
    auth_secret = forms.CharField(max_length=40)
