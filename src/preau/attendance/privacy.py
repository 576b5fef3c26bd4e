"""What this room keeps of people: who called a roll, who was not there, why, and who said so."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.attendance.enums import Origin, Reason, State
from preau.attendance.models import Absence, Justification, Mark, RollCall
from preau.attendance.services.terms import KEPT_DAYS, forget_old
from preau.kernel import scope
from preau.kernel.behalf import Means
from preau.kernel.duties import Cookie, Duty, FieldUse, Term, declare, rows_as_json
from preau.kernel.signatures import Followed, Signature
from preau.timetable.public import hour_of

_LAW = _("Code de l’éducation, articles R131-5 et R131-6 : l’année scolaire")
_READERS = _("les responsables de l’élève ; qui fait l’appel et qui suit les absences")
_UNTIL = _("la fin de l’année scolaire")
_PLAIN = FieldUse(_("savoir de quel cours l’appel a été fait"), _READERS, _UNTIL, is_personal=False)
_CALLED = FieldUse(
    _("dire qui a fait l’appel"), _("les personnels qui font l’appel et suivent les absences"), _UNTIL,
    data=_("appels que vous avez faits"),
)  # fmt: skip
_SEEN = FieldUse(
    _("savoir qui n’était pas à un cours, ou y est arrivé en retard"), _READERS, _UNTIL,
    data=_("absences et retards à des cours"),
)  # fmt: skip
_AWAY = FieldUse(
    _("prévenir les responsables d’une absence et savoir pourquoi l’élève est absent, sans détail médical"), _READERS,
    _UNTIL, data=_("absences, et leur raison"),
)  # fmt: skip
_SAID = FieldUse(
    _("garder ce que dit la famille d’une absence, avec sa date"), _READERS, _UNTIL,
    data=_("explications que vous avez données"),
)  # fmt: skip
_BEHALF = FieldUse(
    _("dire qu’une explication a été saisie pour une famille, par quel moyen et par qui, et si elle est contestée"),
    _READERS, _UNTIL, data=_("explications saisies en votre nom"),
)  # fmt: skip

FIELDS = {
    **declare(
        "RollCall",
        {
            "id school lesson day starts ends called_at changed_at expected version last_key": _PLAIN,
            "called_by called_by_id": _CALLED,
        },
    ),
    **declare(
        "Mark",
        {
            "id school roll_call pupil day state minutes absence observed_at": _SEEN,
            "observed_by observed_by_id": _CALLED,
        },
    ),
    **declare(
        "Absence",
        {
            "id school pupil first_on starts last_on ends origin reason is_over is_void told told_at version": _AWAY,
        },
    ),
    **declare(
        "Justification",
        {
            "id school absence by reason text at": _SAID,
            "means entered_by entered_by_id contested_at": _BEHALF,
        },
    ),
}


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """Lessons they were not in, their absences, and what they said of absences."""
    with scope.everything("a person's own data, asked for by that person"):
        marks = Mark.objects.filter(pupil_id=person_id).order_by("day", "pk")
        away = Absence.objects.filter(pupil_id=person_id, is_void=False).order_by("first_on", "starts")
        said = Justification.objects.filter(by_id=person_id).order_by("at")
        told = {
            "lessons_missed": rows_as_json(
                marks.values("school__name", "day", "roll_call__starts", "state", "minutes")
            ),
            "absences": rows_as_json(
                away.values("school__name", "first_on", "starts", "last_on", "ends", "origin", "reason")
            ),
            "absences_explained": rows_as_json(
                said.values("school__name", "absence__first_on", "reason", "text", "at", "means", "contested_at")
            ),
        }
    return {name: rows for name, rows in told.items() if rows}


def _as_read(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row with its codes and hours in words."""
    words = {"state": State, "origin": Origin, "reason": Reason, "means": Means}
    hours = {"roll_call__starts", "starts", "ends"}
    return {
        name: str(words[name](value).label) if name in words and value else hour_of(value) if name in hours else value
        for name, value in row.items()
    }


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """That they were missing, and what they said of absences."""
    with scope.everything("erasure of people who left"):
        rows: Mapping[str, Any] = {
            "lessons_missed": Mark.objects.filter(pupil_id__in=person_ids),
            "absences_explained": Justification.objects.filter(by_id__in=person_ids),
            "absences": Absence.objects.filter(pupil_id__in=person_ids),
        }
        return {name: found.delete()[0] for name, found in rows.items()}


def expire() -> dict[str, int]:
    """School years that are over."""
    return {"attendance": forget_old()}


DUTY = Duty(
    fields=FIELDS,
    export=export,
    erase=erase,
    expire=expire,
    terms=(Term("attendance.rolls", _("Appels et absences"), lambda: KEPT_DAYS, _("après l’année scolaire"), _LAW),),
    cookies=(
        Cookie("preau:appel:", _("garder un appel fait sans connexion jusqu’à son envoi"), lambda: 7),
        Cookie("preau:appels:", _("ouvrir sans connexion vos appels du jour, sur votre appareil"), lambda: 1),
    ),
    worded={"lessons_missed": _as_read, "absences": _as_read, "absences_explained": _as_read},
    signatures=(
        Signature(RollCall, "called_by", "called_by_id", "roll_calls", ("school__name", "day", "starts")),
        Signature(Mark, "observed_by", "observed_by_id", "pupils_noted", ("school__name", "day", "observed_at")),
        Signature(Justification, "entered_by", "entered_by_id", "absences_noted", ("school__name", "means", "at")),
    ),
    followed=(
        Followed(Mark, "pupil_id", ("roll_call_id",)),
        Followed(Absence, "pupil_id"),
        Followed(Justification, "by_id"),
    ),
)  # fmt: skip
