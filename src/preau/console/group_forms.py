"""Forms of the console's groups: a name, and a rule."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.console.words import looked_at
from preau.directory import rule_groups
from preau.ui.seen import SeenForm


class GroupNameForm(SeenForm):
    """Another name for a group."""

    label = forms.CharField(
        label=gettext_lazy("Nom du groupe"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class RuleForm(SeenForm):
    """A group that follows a rule: its name, how conditions are joined, and for each the values that meet it."""

    label = forms.CharField(label=gettext_lazy("Nom du groupe"), max_length=80)
    join = forms.ChoiceField(
        label=gettext_lazy("Qui en fait partie"), widget=forms.RadioSelect, initial=rule_groups.ALL,
        choices=[
            (rule_groups.ALL, gettext_lazy("Qui remplit toutes les conditions")),
            (rule_groups.ANY, gettext_lazy("Qui en remplit au moins une")),
        ],
    )  # fmt: skip

    follows = False  # a condition more or less gives the others another meaning

    def __init__(self, *args: Any, who: str, choices: rule_groups.Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.who = who
        named = looked_at()
        for on in rule_groups.LOOKED_AT[who]:
            if choices.of.get(on):
                self.fields[on] = forms.MultipleChoiceField(
                    label=named[on], choices=choices.of[on], required=False, widget=forms.CheckboxSelectMultiple
                )

    def conditions(self) -> list[Any]:
        """The fields of what the rule may look at."""
        return [self[on] for on in rule_groups.LOOKED_AT[self.who] if on in self.fields]

    @property
    def rule(self) -> rule_groups.Rule:
        """The rule that was said; conditions without a value are left out."""
        said = self.cleaned_data
        conditions = [(on, tuple(said[on])) for on in rule_groups.LOOKED_AT[self.who] if said.get(on)]
        return rule_groups.Rule(self.who, said["join"], tuple(conditions))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not any(data.get(on) for on in rule_groups.LOOKED_AT[self.who]):
            raise forms.ValidationError(
                _("Choisissez au moins une condition : sans elle, personne n’est dans le groupe.")
            )
        return data


def shown(label: str, rule: rule_groups.Rule) -> dict[str, Any]:
    """A group's name and rule, as its form shows them; [] for what the rule does not look at."""
    whole = {on: list[str]() for on in rule_groups.LOOKED_AT[rule.who]}
    return {"label": label, "join": rule.join, **whole, **{on: list(some) for on, some in rule.conditions}}


def read_in(seen: Mapping[str, Any] | None, who: str) -> tuple[str, rule_groups.Rule] | None:
    """The name and rule that a form showed; None when it does not say."""
    if seen is None or "join" not in seen:
        return None
    conditions = tuple((on, tuple(seen[on])) for on in rule_groups.LOOKED_AT[who] if seen.get(on))
    return str(seen["label"]), rule_groups.Rule(who, str(seen["join"]), conditions)
