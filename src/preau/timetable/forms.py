"""Forms of this room."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.timetable.differing import AS_USUAL, Differs
from preau.ui.seen import SeenForm

Choices = Sequence[tuple[uuid.UUID, str]]
NO_ROOM = "aucune"


class ChangeForm(SeenForm):
    """How one lesson differs from the regular week. `known`: conflicts that were read."""

    is_cancelled = forms.BooleanField(label=gettext_lazy("Le cours est annulé"), required=False)
    day = forms.DateField(
        label=gettext_lazy("Déplacé au"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Facultatif. Dites aussi le début et la fin."),
    )  # fmt: skip
    starts = forms.TimeField(
        label=gettext_lazy("Début"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    ends = forms.TimeField(label=gettext_lazy("Fin"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    room = forms.ChoiceField(label=gettext_lazy("Autre salle"), required=False, choices=())
    absent = forms.ChoiceField(label=gettext_lazy("Professeur absent"), required=False, choices=())
    teacher = forms.ChoiceField(label=gettext_lazy("Remplacé par"), required=False, choices=())
    is_remote = forms.BooleanField(label=gettext_lazy("Le cours a lieu à distance"), required=False)
    link = forms.URLField(
        label=gettext_lazy("Lien (facultatif)"), required=False, assume_scheme="https", max_length=500
    )
    instructions = forms.CharField(
        label=gettext_lazy("Consignes (facultatif)"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Motif (facultatif)"), required=False, max_length=120,
        help_text=gettext_lazy("Les élèves et les familles le lisent."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    known = forms.CharField(widget=forms.HiddenInput, required=False)

    follows = False

    def __init__(
        self, data: Any, *, differs: Differs, version: int, rooms: Choices, own: Choices, others: Choices
    ) -> None:
        super().__init__(data, present=self.of(differs), initial={"version": version})
        unchanged = ("", _("Comme d’habitude"))
        for name, choices in {
            "room": [unchanged, (NO_ROOM, _("Aucune salle")), *_texts(rooms)],
            "absent": [("", _("Personne")), *_texts(own)],
            "teacher": [("", _("Personne")), *_texts(others)],
        }.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    @staticmethod
    def of(differs: Differs) -> dict[str, Any]:
        """The fields of a change."""
        room = str(differs.room_id) if differs.room_id else NO_ROOM
        return {
            "is_cancelled": differs.is_cancelled, "day": differs.day.isoformat() if differs.day else "",
            "starts": _clock(differs.starts), "ends": _clock(differs.ends), "room": room if differs.has_room else "",
            "absent": str(differs.absent_id or ""), "teacher": str(differs.teacher_id or ""),
            "is_remote": differs.is_remote, "link": differs.link, "instructions": differs.instructions,
            "reason": differs.reason,
        }  # fmt: skip

    @property
    def differs(self) -> Differs:
        """What the service takes."""
        told: Mapping[str, Any] = self.cleaned_data
        if told["is_cancelled"]:
            return Differs(is_cancelled=True, reason=told["reason"].strip())
        room = told["room"]
        found = Differs(
            day=told["day"], starts=_minutes(told["starts"]), ends=_minutes(told["ends"]), has_room=bool(room),
            room_id=uuid.UUID(room) if room and room != NO_ROOM else None,
            absent_id=uuid.UUID(told["absent"]) if told["absent"] else None,
            teacher_id=uuid.UUID(told["teacher"]) if told["teacher"] else None, is_remote=told["is_remote"],
            link=told["link"] if told["is_remote"] else "",
            instructions=told["instructions"].strip() if told["is_remote"] else "", reason=told["reason"].strip(),
        )  # fmt: skip
        return AS_USUAL if found == Differs(reason=found.reason) else found


def _texts(choices: Choices) -> list[tuple[str, str]]:
    return [(str(key), label) for key, label in choices]


def _clock(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes // 60:02}:{minutes % 60:02}"


def _minutes(time: Any) -> int | None:
    return None if time is None else time.hour * 60 + time.minute
