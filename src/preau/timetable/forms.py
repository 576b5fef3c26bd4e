"""Forms of this room."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.timetable.differing import AS_USUAL, Differs, Stretch
from preau.timetable.selectors.free import Place
from preau.timetable.selectors.pages import within_reach
from preau.timetable.selectors.regular import ToWrite
from preau.timetable.selectors.replacements import ToReplace
from preau.timetable.services import Written
from preau.timetable.texts import weekday_of
from preau.timetable.weeks import EVERY_WEEK, MIDNIGHT
from preau.ui.seen import SeenForm

Choices = Sequence[tuple[uuid.UUID, str]]
NO_ROOM, NOBODY = "aucune", "personne"


class ChangeForm(SeenForm):
    """How one lesson differs from the regular week. `known`: conflicts that were read."""

    is_cancelled = forms.BooleanField(label=gettext_lazy("Le cours est annulé"), required=False)
    day = forms.DateField(
        label=gettext_lazy("Déplacé au"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Dites aussi le début et la fin."),
    )  # fmt: skip
    starts = forms.TimeField(
        label=gettext_lazy("Début"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    ends = forms.TimeField(label=gettext_lazy("Fin"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    room = forms.ChoiceField(label=gettext_lazy("Autre salle"), required=False, choices=())
    absent = forms.ChoiceField(label=gettext_lazy("Professeur absent"), required=False, choices=())
    teacher = forms.ChoiceField(label=gettext_lazy("Remplacé par"), required=False, choices=())
    is_remote = forms.BooleanField(label=gettext_lazy("Le cours a lieu à distance"), required=False)
    link = forms.URLField(label=gettext_lazy("Lien"), required=False, assume_scheme="https", max_length=500)
    instructions = forms.CharField(
        label=gettext_lazy("Consignes"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Motif"), required=False, max_length=120,
        help_text=gettext_lazy("Les élèves et les familles le lisent."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    known = forms.CharField(widget=forms.HiddenInput, required=False)

    follows = False

    def __init__(
        self, data: Any, *, differs: Differs, version: int, rooms: Sequence[Place], own: Choices, others: Choices,
        proposed: Differs | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, present=self.of(differs), initial={"version": version})
        if proposed is not None:  # shown in the form, and saved by nobody yet
            self.initial = {**self.initial, **self.of(proposed)}
        unchanged = ("", _("Comme d’habitude"))
        offered: Mapping[str, list[tuple[Any, Any]]] = {
            "room": [unchanged, (NO_ROOM, _("Aucune salle")), *_by_freedom(rooms)],
            "absent": [("", _("Personne")), *_texts(own)],
            "teacher": [("", _("Personne")), *_texts(others)],
        }
        for name, choices in offered.items():
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


class ReplacementForm(SeenForm):
    """Who is absent from a day to a day, and who stands in. `lu`: the key of what it would do, as it was read."""

    first_on = forms.DateField(
        label=gettext_lazy("Absence à partir du"), widget=forms.DateInput(attrs={"type": "date"})
    )  # fmt: skip
    last_on = forms.DateField(label=gettext_lazy("Jusqu’au"), widget=forms.DateInput(attrs={"type": "date"}))
    teacher = forms.ChoiceField(label=gettext_lazy("Remplacé par"), choices=())
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("Pour quels cours"), required=False, choices=(), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Aucun coché : tous, aussi ceux qui seraient ajoutés."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Motif"), required=False, max_length=120,
        help_text=gettext_lazy("Les élèves et les familles le lisent."),
    )  # fmt: skip
    absent = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    lu = forms.CharField(widget=forms.HiddenInput, required=False)

    follows = False

    def __init__(self, data: Any, *, found: ToReplace) -> None:
        self.found = found
        more = {"version": found.version, "absent": str(found.absent_id)}
        super().__init__(data, present=self.of(found), initial=more)
        offered: Mapping[str, list[tuple[Any, Any]]] = {
            "teacher": [
                ("", _("Choisissez")), (NOBODY, _("Non remplacé : cours annulés")), *_texts(found.others)
            ],
            "parts": list(found.parts),
        }  # fmt: skip
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    @staticmethod
    def of(found: ToReplace) -> dict[str, Any]:
        """The fields of a replacement that stands, or of a new one."""
        said = found.stretch
        return {
            "first_on": said.first_on.isoformat() if said else "", "last_on": said.last_on.isoformat() if said else "",
            "teacher": (str(said.teacher_id) if said.teacher_id else NOBODY) if said else "",
            "parts": sorted(said.parts) if said else [], "reason": said.reason if said else "",
        }  # fmt: skip

    @property
    def stretch(self) -> Stretch:
        """What the service takes."""
        told = self.cleaned_data
        return Stretch(
            self.found.absent_id, None if told["teacher"] == NOBODY else uuid.UUID(told["teacher"]), told["first_on"],
            told["last_on"], frozenset(told["parts"]), told["reason"].strip(),
        )  # fmt: skip


class FreeForm(forms.Form):
    """When a room must be free: a day, and hours that are typed or one of the school's (`heures`)."""

    jour = forms.DateField(label=gettext_lazy("Jour"), widget=forms.DateInput(attrs={"type": "date"}))
    debut = forms.TimeField(label=gettext_lazy("Début"), widget=forms.TimeInput(attrs={"type": "time"}))
    fin = forms.TimeField(label=gettext_lazy("Fin"), widget=forms.TimeInput(attrs={"type": "time"}))

    def __init__(self, data: Mapping[str, Any] | None, *, day: dt.date, hours: tuple[int, int] | None) -> None:
        since, until = hours or (None, None)
        if data is not None:
            told = {"jour": day.isoformat(), **{name: data.get(name, "") for name in data}}
            if (usual := _hours(data.get("heures", ""))) is not None:
                told |= {"debut": _clock(usual[0]), "fin": _clock(usual[1])}
            data = told
        super().__init__(data, initial={"jour": day.isoformat(), "debut": _clock(since), "fin": _clock(until)})

    def clean_jour(self) -> dt.date:
        """A day that pages of timetables show."""
        day: dt.date = self.cleaned_data["jour"]
        if within_reach(day) != day:
            raise forms.ValidationError(
                _("Choisissez un jour de cette année scolaire, de la précédente ou de la suivante.")
            )
        return day

    def clean(self) -> dict[str, Any]:
        """Hours in order."""
        told = super().clean() or {}
        since, until = _minutes(told.get("debut")), _minutes(told.get("fin"))
        if since is not None and until is not None and since >= until:
            self.add_error("fin", _("La fin vient après le début."))
        return told

    @property
    def hours(self) -> tuple[int, int] | None:
        """The minutes of the day between which it must be free; None when the form does not say them."""
        if not self.is_valid():
            return None
        since, until = _minutes(self.cleaned_data["debut"]), _minutes(self.cleaned_data["fin"])
        return None if since is None or until is None else (since, until)


class SlotForm(SeenForm):
    """One slot of the regular week. `since`: from which day on, when it began before; `known`: conflicts read."""

    subject_code = forms.ChoiceField(label=gettext_lazy("Matière"), required=False, choices=())
    title = forms.CharField(
        label=gettext_lazy("Intitulé"), required=False, max_length=80,
        help_text=gettext_lazy("Quand la matière ne le dit pas : « Vie de classe »."),
    )  # fmt: skip
    weekday = forms.TypedChoiceField(label=gettext_lazy("Jour"), coerce=int, choices=())
    starts = forms.TimeField(label=gettext_lazy("Début"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(label=gettext_lazy("Fin"), widget=forms.TimeInput(attrs={"type": "time"}))
    letters = forms.ChoiceField(label=gettext_lazy("Semaines"), required=False, choices=())
    teacher = forms.ChoiceField(label=gettext_lazy("Professeur"), required=False, choices=())
    other_teacher = forms.ChoiceField(label=gettext_lazy("Avec un autre professeur"), required=False, choices=())
    room = forms.ChoiceField(label=gettext_lazy("Salle"), required=False, choices=())
    since = forms.DateField(
        label=gettext_lazy("À partir du"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Les cours d’avant ce jour restent ce qu’ils étaient."),
    )  # fmt: skip
    last_on = forms.DateField(label=gettext_lazy("Jusqu’au"), widget=forms.DateInput(attrs={"type": "date"}))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    known = forms.CharField(widget=forms.HiddenInput, required=False)

    follows = False

    def __init__(self, data: Any, *, found: ToWrite, proposed: Written | None = None) -> None:
        self.found = found
        super().__init__(data, present=self.of(found), initial={"version": found.slot.version if found.slot else 0})
        if proposed is not None:  # shown in the form, and saved by nobody yet
            self.initial = {
                **self.initial, "weekday": proposed.weekday, "starts": _clock(proposed.starts),
                "ends": _clock(proposed.ends), "since": proposed.first_on.isoformat(),
            }  # fmt: skip
        nobody = ("", _("Personne"))
        letters = [(one, _("Semaine %(letter)s") % {"letter": one}) for one in found.letters]
        offered: Mapping[str, list[tuple[Any, Any]]] = {
            "subject_code": [("", _("Aucune")), *found.subjects],
            "weekday": [(number, weekday_of(number)) for number in range(1, 8)],
            "letters": [("", _("Toutes")), *letters], "teacher": [nobody, *found.people],
            "other_teacher": [nobody, *found.people], "room": [("", _("Aucune salle")), *found.rooms],
        }  # fmt: skip
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        if not found.letters:
            del self.fields["letters"]

    @staticmethod
    def of(found: ToWrite) -> dict[str, Any]:
        """The fields of a slot that stands, or of a new one."""
        slot, teachers = found.slot, [str(one) for one in found.teachers]
        return {
            "subject_code": slot.subject_code if slot else "", "title": slot.title if slot else "",
            "weekday": slot.weekday if slot else 1, "starts": _clock(slot.starts if slot else None),
            "ends": _clock(slot.ends if slot else None), "letters": slot.letters if slot else "",
            "teacher": "".join(teachers[:1]), "other_teacher": "".join(teachers[1:2]),
            "room": str(slot.room_id or "") if slot else "", "since": found.first_on.isoformat(),
            "last_on": found.last_on.isoformat(),
        }  # fmt: skip

    @property
    def written(self) -> Written:
        """What the service takes: of a slot that stands, its pupils, its mask and teachers beyond two stay."""
        told, found = self.cleaned_data, self.found
        named = {uuid.UUID(told[name]) for name in ("teacher", "other_teacher") if told[name]}
        return Written(
            weekday=told["weekday"], starts=_minutes(told["starts"]) or 0, ends=_minutes(told["ends"]) or 0,
            first_on=told["since"], last_on=told["last_on"], subject_code=told["subject_code"], title=told["title"],
            letters=told.get("letters", found.slot.letters if found.slot else ""),
            weeks=found.slot.weeks if found.slot else EVERY_WEEK,
            room_id=uuid.UUID(told["room"]) if told["room"] else None,
            teachers=frozenset(named | {*found.teachers[2:]}),
            homerooms=found.homerooms, groups=found.groups,
        )  # fmt: skip


def _texts(choices: Choices) -> list[tuple[str, str]]:
    return [(str(key), label) for key, label in choices]


def _by_freedom(rooms: Sequence[Place]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Rooms in two lists, those that are free first."""
    free, taken = ([(str(one.id), one.name) for one in rooms if one.is_free is state] for state in (True, False))
    found = [(_("Libres à cette heure"), free), (_("Déjà prises"), taken)]
    return [one for one in found if one[1]]


def _clock(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes // 60:02}:{minutes % 60:02}"


def _hours(text: str) -> tuple[int, int] | None:
    """ "480-535", as a button says an hour of lessons."""
    since, _dash, until = text.partition("-")
    if not (since.isascii() and since.isdecimal() and until.isascii() and until.isdecimal()) or len(text) > 9:
        return None
    found = int(since), int(until)
    return found if found[0] < found[1] < MIDNIGHT else None


def _minutes(time: Any) -> int | None:
    return None if time is None else time.hour * 60 + time.minute
