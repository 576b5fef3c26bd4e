"""What forms of this room bring."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from preau.attendance.enums import OF_FAMILIES, Reason, State
from preau.attendance.services import Seen, Stretch
from preau.kernel import clock
from preau.kernel.behalf import Means
from preau.kernel.ids import new_id

STATE, MINUTES = "e-", "m-"
MOST_MINUTES, MOST_TIMES = 600, 100
ALL = "*"
"""What a device calls the whole class."""
LONGEST_AGE = dt.timedelta(days=8)


@dataclass(frozen=True, slots=True)
class SentRoll:
    """A roll call as its page sends it. `at`: when it was ended, on a device that counts."""

    key: uuid.UUID
    version: int
    seen: Mapping[uuid.UUID, Seen]
    at: dt.datetime | None = None


def number_of(text: str) -> uuid.UUID | None:
    """A number, as a form writes it."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def shown_of(values: Iterable[str]) -> dict[uuid.UUID, int]:
    """Absences chosen on the board, each with how many times it said that the family had been asked."""
    found = {}
    for one in values:
        name, _colon, times = one.partition(":")
        number = number_of(name)
        if number is not None and times.isascii() and times.isdigit():
            found[number] = _whole(times, MOST_TIMES)
    return found


def _whole(text: str, most: int) -> int:
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _ages(text: str) -> dict[str, float] | None:
    """Seconds since each pupil was touched, as the device counts them; None when it did not."""
    try:
        told = json.loads(text or "null")
    except ValueError:
        return None
    if not isinstance(told, dict):
        return None
    longest = LONGEST_AGE.total_seconds()  # a whole number may be longer than any float
    return {
        name: float(min(max(age, 0), longest))
        for name, age in told.items() if isinstance(age, int | float) and age == age
    }  # fmt: skip


def sent_roll(post: QueryDict) -> SentRoll:
    """What was sent. `base`: what the page showed of those who were not simply there; without a script, whoever differs
    from it was touched now.
    """
    base = dict(one.split(":", 1) for one in post.get("base", "").split() if ":" in one)
    ages, now, seen = _ages(post.get("ages", "")), clock.now(), {}
    for name, state in post.items():
        pupil = number_of(name.removeprefix(STATE)) if name.startswith(STATE) else None
        if pupil is None or state not in State.values:
            continue
        minutes = _whole(str(post.get(f"{MINUTES}{pupil.hex}", "")), MOST_MINUTES) if state == State.LATE else 0
        said = f"{state}{minutes or ''}"
        if ages is None:
            at = now if said != base.get(pupil.hex, State.PRESENT.value) else None
        else:
            at = _ago(now, ages.get(pupil.hex))
        if at is not None or state != State.PRESENT:
            seen[pupil] = Seen(str(state), at, minutes)
    ended = _ago(now, ages.get(ALL)) if ages else None
    return SentRoll(number_of(post.get("key", "")) or new_id(), _whole(post.get("version", ""), 10**8), seen, ended)


def _ago(now: dt.datetime, age: float | None) -> dt.datetime | None:
    """The moment so many seconds ago; none when the device does not say."""
    return None if age is None else now - dt.timedelta(seconds=age)


_TEXT: dict[str, Any] = {"max_length": 300, "required": False}
_HOUR: dict[str, Any] = {"input_formats": ["%H:%M"]}


class ExplainForm(forms.Form):
    """Why a pupil was away. `version`: of the absence that its page showed."""

    raison = forms.ChoiceField(
        label=_("Pourquoi ?"), choices=[(one.value, one.label) for one in OF_FAMILIES], widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une raison.")},
    )  # fmt: skip
    precision = forms.CharField(label=_("Précision"), help_text=_("Aucun détail médical n’est demandé."), **_TEXT)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class AnswerForm(forms.Form):
    """What vie scolaire notes of an absence: who said so, how, and why."""

    qui = forms.ChoiceField(label=_("Qui l’a dit ?"), required=False)
    moyen = forms.ChoiceField(
        label=_("Comment ?"), choices=[(one.value, one.label) for one in (Means.PHONE, Means.DESK, Means.PAPER)]
    )
    raison = forms.ChoiceField(label=_("Raison"), choices=Reason.choices)
    precision = forms.CharField(label=_("Précision"), help_text=_("Aucun détail médical n’est demandé."), **_TEXT)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, family: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["qui"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*family, ("", _("l’établissement le sait par lui-même"))]


class AnnounceForm(forms.Form):
    """An absence to come. `numero`: of the one that will be written, so that twice is once."""

    eleve = forms.ChoiceField(label=_("Élève"))
    du = forms.DateField(label=_("Du"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    de = forms.TimeField(
        label=_("À partir de"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **_HOUR
    )
    au = forms.DateField(label=_("Au"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    a = forms.TimeField(label=_("Jusqu’à"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **_HOUR)
    raison = forms.ChoiceField(
        label=_("Pourquoi ?"), choices=[(one.value, one.label) for one in OF_FAMILIES], widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une raison.")},
    )  # fmt: skip
    precision = forms.CharField(label=_("Précision"), help_text=_("Aucun détail médical n’est demandé."), **_TEXT)
    numero = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, pupils: list[tuple[str, str]], reasons: list[tuple[str, Any]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if reasons:
            why = self.fields["raison"]
            assert isinstance(why, forms.ChoiceField)
            why.choices = reasons
        field = self.fields["eleve"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = pupils
        if len(pupils) == 1:
            field.widget = forms.HiddenInput()
            field.initial = pupils[0][0]

    @property
    def stretch(self) -> Stretch:
        """From when to when."""
        told = self.cleaned_data
        return Stretch(
            told["du"], told["de"].hour * 60 + told["de"].minute, told["au"], told["a"].hour * 60 + told["a"].minute
        )
