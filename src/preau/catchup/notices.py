"""The kind of notices about lessons to catch up (the table of docs/decisions/0027). It disturbs nobody."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from preau.catchup.services.telling import GIVEN
from preau.notifications.public import Kind, Level, Pace, Reader, Ways
from preau.timetable.public import when


def _says(data: Mapping[str, Any]) -> str:
    moment = when(dt.date.fromisoformat(data["day"]), data["starts"])
    told = {"subject": data["subject"], "when": moment, "num": data["count"]}
    if data["count"] < 2:
        return _("Cours à rattraper : %(subject)s, %(when)s") % told
    return ngettext(
        "%(num)s cours à rattraper, dont %(subject)s, %(when)s",
        "%(num)s cours à rattraper, dont %(subject)s, %(when)s", data["count"],
    ) % told  # fmt: skip


_WAYS = Ways(mail=Pace.DIGEST)
NOTICES = (
    Kind(
        GIVEN, gettext_lazy("Cours à rattraper"),
        gettext_lazy("Un professeur donne à rattraper un cours qui a été manqué."), Level.INFORMATION, _says,
        {Reader.PUPIL: _WAYS, Reader.GUARDIAN: _WAYS}, icon="notebook",
    ),
)  # fmt: skip
