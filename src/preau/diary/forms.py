"""Forms of this room."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.diary.enums import Kind, Shown
from preau.diary.selectors.sheet import Choice
from preau.diary.services import Planned, Publication, Step
from preau.diary.services.entries import LONGEST
from preau.diary.services.works import MOST_MINUTES
from preau.directory.calendar import bounds_of, year_of
from preau.kernel import clock
from preau.kernel.ids import new_id
from preau.ui.seen import SeenForm

_MATHS = gettext_lazy("Une formule s’écrit entre deux dollars : $x^2$. Une adresse devient un lien.")


NO_SUBJECT = "autre"


class _DateTime(forms.DateTimeInput):
    input_type = "datetime-local"


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PublishedForm(SeenForm):
    """What is written, and when families read it."""

    shown = forms.ChoiceField(label=gettext_lazy("Pour les familles"), choices=Shown.choices, widget=forms.RadioSelect)
    at = forms.DateTimeField(
        label=gettext_lazy("Jour et heure, pour publier plus tard"), required=False,
        input_formats=["%Y-%m-%dT%H:%M"], widget=_DateTime(format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    follows = False

    def __init__(
        self, data: Any, *, present: Mapping[str, Any], version: int, at: dt.datetime | None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, present=present, initial={"version": version, "at": at, **(initial or {})})

    @property
    def publication(self) -> Publication:
        """When it is read."""
        return Publication(Shown(self.cleaned_data["shown"]), self.cleaned_data.get("at"))

    def clean(self) -> dict[str, Any]:
        """A later moment says which."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("shown") == Shown.LATER and told.get("at") is None and "at" not in self.errors:
            self.add_error("at", _("Choisissez le jour et l’heure de la publication."))
        return told


class Dues:
    """For which classes, and for when: a box and a day for each, in a form of Django."""

    fields: dict[str, forms.Field]
    TOGETHER = "toutes"
    """One box for all of them, where there are three or more: nothing is chosen before it is ticked."""

    def offer(self, choices: Sequence[Choice], due: Mapping[uuid.UUID, dt.date], *, own: bool) -> None:
        """`due`: those that stand; else the classes of the lesson are ticked. Each has its next lesson beside it."""
        self.choices = choices
        if len(choices) > 2:
            self.fields[self.TOGETHER] = forms.BooleanField(
                label=_("Toutes ces classes, chacune pour son jour"), required=False
            )
        for one in choices:
            is_due = one.unit in due if due else own and one.is_own
            box, day = self.names(one)
            self.fields[box] = forms.BooleanField(label=one.label, required=False, initial=is_due)
            self.fields[day] = forms.DateField(
                label=_("Pour le (%(label)s)") % {"label": one.label}, required=False,
                initial=(due.get(one.unit) or one.next_on), widget=_day_input(),
            )  # fmt: skip

    @staticmethod
    def names(one: Choice) -> tuple[str, str]:
        """The names of its two fields."""
        return f"pour_{one.unit.hex}", f"le_{one.unit.hex}"

    def due_of(self, told: Mapping[str, Any]) -> dict[uuid.UUID, dt.date]:
        """For whom and when, as typed; a ticked class without a day is due for its next lesson."""
        found = {}
        for one in self.choices:
            box, day = self.names(one)
            chosen = told.get(day) or one.next_on
            if (told.get(box) or told.get(self.TOGETHER)) and chosen is not None:
                found[one.unit] = chosen
        return found

    def undated(self, told: Mapping[str, Any]) -> list[Choice]:
        """Ticked, without a day, and without a next lesson."""
        return [
            one
            for one in self.choices
            if (told.get(self.names(one)[0]) or told.get(self.TOGETHER))
            and not (told.get(self.names(one)[1]) or one.next_on)
        ]


class LessonForm(PublishedForm, Dues):
    """The sheet of a lesson: what was done, and a piece of work more. `known`: full evenings that were read."""

    text = forms.CharField(
        label=gettext_lazy("Ce qui a été fait"), required=False, max_length=LONGEST, help_text=_MATHS,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    work = forms.CharField(
        label=gettext_lazy("Travail"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Laissez vide s’il n’y en a pas."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("Sorte"), choices=Kind.choices, required=False)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes estimées"), required=False, min_value=0, max_value=MOST_MINUTES
    )  # fmt: skip
    work_id = forms.UUIDField(widget=forms.HiddenInput)
    entry_id = forms.UUIDField(widget=forms.HiddenInput)
    known = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any, *, present: Mapping[str, Any], version: int, at: dt.datetime | None,
        choices: Sequence[Choice],
    ) -> None:  # fmt: skip
        initial = {"work_id": new_id(), "entry_id": new_id(), "kind": Kind.EXERCISE.value}
        super().__init__(data, present=present, version=version, at=at, initial=initial)
        self.offer(choices, {}, own=True)

    def clean(self) -> dict[str, Any]:
        """Work says for whom and when."""
        told = super().clean()
        if told.get("work"):
            if self.undated(told):
                self.add_error(self.names(self.undated(told)[0])[1], _("Dites pour quel jour."))
            elif not self.due_of(told):
                self.add_error("work", _("Choisissez au moins une classe, et pour quand."))
        return told


class PageForm(PublishedForm):
    """A page without a lesson."""

    day = forms.DateField(label=gettext_lazy("Jour"), widget=_day_input())
    subject = forms.CharField(label=gettext_lazy("Matière, ou ce que c’est"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Ce qui a été fait"), required=False, max_length=LONGEST, help_text=_MATHS,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip

    def clean_day(self) -> dt.date:
        """A day of this school year, or of the one before."""
        day: dt.date = self.cleaned_data["day"]
        year = year_of(clock.today())
        if not bounds_of(year - 1)[0] <= day <= bounds_of(year)[1]:
            raise forms.ValidationError(_("Choisissez un jour de cette année scolaire, ou de la précédente."))
        return day


class WorkForm(PublishedForm, Dues):
    """One piece of work."""

    text = forms.CharField(
        label=gettext_lazy("Travail"), max_length=10_000, help_text=_MATHS, widget=forms.Textarea(attrs={"rows": 5})
    )
    kind = forms.ChoiceField(label=gettext_lazy("Sorte"), choices=Kind.choices)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes estimées"), required=False, min_value=0, max_value=MOST_MINUTES
    )
    known = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any, *, present: Mapping[str, Any], version: int, at: dt.datetime | None,
        choices: Sequence[Choice], due: Mapping[uuid.UUID, dt.date],
    ) -> None:  # fmt: skip
        super().__init__(data, present=present, version=version, at=at)
        self.offer(choices, due, own=True)

    def clean(self) -> dict[str, Any]:
        """For whom and when."""
        told = super().clean()
        if self.undated(told):
            self.add_error(self.names(self.undated(told)[0])[1], _("Dites pour quel jour."))
        elif not self.due_of(told):
            self.add_error(None, _("Choisissez au moins une classe, et pour quand."))
        return told


class TaskForm(forms.Form):
    """A task of one's own."""

    text = forms.CharField(label=gettext_lazy("Ma tâche"), max_length=300)
    due_on = forms.DateField(label=gettext_lazy("Pour le"), widget=_day_input())
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), required=False, min_value=0, max_value=MOST_MINUTES)
    task_id = forms.UUIDField(widget=forms.HiddenInput)


class EndorseForm(forms.Form):
    """The head's visa."""

    until = forms.DateField(
        label=gettext_lazy("Viser jusqu’au"), widget=_day_input(),
        help_text=gettext_lazy("Ce jour compris. Les pages visées ne se modifient plus."),
    )  # fmt: skip
    comment = forms.CharField(
        label=gettext_lazy("Commentaire pour l’enseignant"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class RuleForm(SeenForm):
    """How much one evening may hold before Préau warns."""

    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes de travail pour un soir"), min_value=10, max_value=600,
        help_text=gettext_lazy("Au-delà, l’enseignant en est prévenu avant d’enregistrer, avec un autre jour."),
    )  # fmt: skip
    tests = forms.IntegerField(label=gettext_lazy("Contrôles dans une journée"), min_value=1, max_value=10)


class PlanForm(SeenForm):
    """A plan: its steps, and room for two more."""

    title = forms.CharField(label=gettext_lazy("Titre de la séquence"), max_length=120)
    subject_code = forms.ChoiceField(label=gettext_lazy("Matière"), choices=())
    is_shared = forms.BooleanField(
        label=gettext_lazy("La partager avec mes collègues de la matière"), required=False
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    follows = False

    def __init__(
        self, data: Any, *, present: Mapping[str, Any], version: int, subjects: Sequence[tuple[str, str]], count: int
    ) -> None:
        super().__init__(data, present=present, initial={"version": version})
        chosen = self.fields["subject_code"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = list(subjects)
        self.count = count + 2
        for number in range(self.count):
            place = {"number": number + 1}
            self.fields[f"fait_{number}"] = forms.CharField(
                label=_("Séance %(number)d : ce qui sera fait") % place, required=False, max_length=10_000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )  # fmt: skip
            self.fields[f"travail_{number}"] = forms.CharField(
                label=_("Séance %(number)d : travail à donner") % place, required=False, max_length=10_000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
            self.fields[f"minutes_{number}"] = forms.IntegerField(
                label=_("Séance %(number)d : minutes") % place, required=False, min_value=0, max_value=MOST_MINUTES
            )

    @property
    def planned(self) -> Planned:
        """What the service takes."""
        told = self.cleaned_data
        names = dict(self.fields["subject_code"].choices)  # type: ignore[attr-defined]
        steps = [
            Step(told[f"fait_{number}"], told[f"travail_{number}"], told[f"minutes_{number}"])
            for number in range(self.count)
        ]
        code = told["subject_code"]
        return Planned(told["title"], str(names[code]), steps, code if code != NO_SUBJECT else "", told["is_shared"])


def steps_shown(steps: Sequence[Step]) -> dict[str, Any]:
    """The fields of these steps."""
    found: dict[str, Any] = {}
    for number, one in enumerate(steps):
        found |= {f"fait_{number}": one.text, f"travail_{number}": one.work, f"minutes_{number}": one.minutes}
    return found
