"""The kind of notices about lessons (the table of docs/decisions/0027: "Lesson moved the same day")."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from preau.notifications.public import Kind, Level, Pace, Reader, Timing, Ways
from preau.timetable.services.telling import KIND
from preau.timetable.texts import when


def _says(data: Mapping[str, Any]) -> str:
    lesson = f"{data['lesson']}, {when(dt.date.fromisoformat(data['day']), data['starts'])}"
    if data["what"] == "moved":
        place = when(dt.date.fromisoformat(data["to_day"]), data["to_starts"])
        return _("Cours déplacé à %(place)s : %(lesson)s") % {"place": place, "lesson": lesson}
    words = {
        "usual": _("Finalement comme d’habitude : %(lesson)s"), "cancelled": _("Cours annulé : %(lesson)s"),
        "teacher": _("Changement de professeur : %(lesson)s"), "remote": _("Cours à distance : %(lesson)s"),
        "room": _("Changement de salle : %(lesson)s"),
    }  # fmt: skip
    told = words[data["what"]] % {"lesson": lesson}
    if more := data.get("more"):
        others = ngettext("%(told)s, et %(more)s autre cours", "%(told)s, et %(more)s autres cours", more)
        return others % {"told": told, "more": more}
    return told


_WAYS = Ways(mail=Pace.DIGEST, push=Pace.AT_ONCE)
NOTICES = (
    Kind(
        KIND, gettext_lazy("Changements d’emploi du temps"),
        gettext_lazy("Un cours de moins d’un jour est annulé, déplacé, ou change de salle ou de professeur."),
        Level.INFORMATION, _says, {Reader.PUPIL: _WAYS, Reader.GUARDIAN: _WAYS, Reader.STAFF: _WAYS},
        timing=Timing.TIMETABLE, push_text=gettext_lazy("Un cours change : ouvrez Préau."), icon="calendar", days=2,
    ),
)  # fmt: skip
