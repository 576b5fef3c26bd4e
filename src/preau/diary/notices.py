"""The kinds of notices about work to do (the table of docs/decisions/0027: "New homework")."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from preau.diary.services.telling import NEW, NEXT_DAY
from preau.notifications.public import Kind, Level, Pace, Reader, Ways
from preau.ui import wording


def _day(data: Mapping[str, Any]) -> str:
    return wording.long_date(dt.date.fromisoformat(data["due"]))


def _says(data: Mapping[str, Any]) -> str:
    subjects = ", ".join(data["subjects"]) + ("…" if data["more"] else "")
    told = {"subjects": subjects, "day": _day(data), "num": data["count"]}
    if data["count"] < 2:
        return _("Travail à faire pour %(day)s : %(subjects)s") % told
    return ngettext(
        "%(num)s travail à faire, le premier pour %(day)s : %(subjects)s",
        "%(num)s travaux à faire, le premier pour %(day)s : %(subjects)s", data["count"],
    ) % told  # fmt: skip


def _says_next_day(data: Mapping[str, Any]) -> str:
    return _("Travail à faire pour %(day)s : %(subject)s") % {"subject": data["subject"], "day": _day(data)}


NOTICES = (
    Kind(
        NEW, gettext_lazy("Nouveau travail à faire"),
        gettext_lazy("Une fois par soir, le travail donné dans la journée."), Level.INFORMATION, _says,
        {Reader.PUPIL: Ways(), Reader.GUARDIAN: Ways(mail=Pace.DIGEST)}, icon="checklist", days=2,
    ),
    Kind(
        NEXT_DAY, gettext_lazy("Travail pour le lendemain"),
        gettext_lazy("Un travail est donné pour le lendemain, avant 18 h."), Level.INFORMATION, _says_next_day,
        {Reader.PUPIL: Ways(push=Pace.AT_ONCE)}, push_text=gettext_lazy("Du travail pour demain : ouvrez Préau."),
        icon="checklist", days=2,
    ),
)  # fmt: skip
