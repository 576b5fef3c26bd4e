"""Kinds of notices about absences (the table of docs/decisions/0027). A push names nobody."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.attendance.services.justifying import DONE_FOR
from preau.attendance.services.telling import ABSENT, ROLL_DUE
from preau.notifications.public import Kind, Level, Pace, Reader, Ways
from preau.timetable.public import hour_of, when
from preau.ui import wording


def _absent(data: Mapping[str, Any]) -> str:
    moment = when(dt.date.fromisoformat(data["day"]), data["starts"])
    return _("Absence à expliquer : %(when)s") % {"when": moment}


def _due(data: Mapping[str, Any]) -> str:
    told = {"lesson": data["lesson"], "pupils": data["pupils"], "hour": hour_of(data["starts"])}
    return _("Appel à faire : %(lesson)s, %(pupils)s, %(hour)s") % told


def _done_for(data: Mapping[str, Any]) -> str:
    day = wording.long_date(dt.date.fromisoformat(data["day"]))
    return _("Explication d’absence saisie pour vous, à vérifier : %(day)s") % {"day": day}


NOTICES = (
    Kind(
        ABSENT, gettext_lazy("Absences à expliquer"),
        gettext_lazy("Un élève manque à l’appel, sans que personne ait dit pourquoi."), Level.ACTION, _absent,
        {Reader.GUARDIAN: Ways(mail=Pace.AT_ONCE, push=Pace.AT_ONCE, sms=Pace.OFF), Reader.PUPIL: Ways()},
        refusable=False, push_text=gettext_lazy("Une absence est à expliquer : ouvrez Préau."), icon="user-off",
        days=30,
    ),
    Kind(
        DONE_FOR, gettext_lazy("Explications d’absence données en votre nom"),
        gettext_lazy("L’établissement saisit l’explication que vous lui donnez."), Level.INFORMATION, _done_for,
        {Reader.GUARDIAN: Ways(mail=Pace.AT_ONCE), Reader.PUPIL: Ways()}, refusable=False, icon="user-off",
    ),
    Kind(
        ROLL_DUE, gettext_lazy("Appels à faire"),
        gettext_lazy("Un de vos cours a commencé depuis dix minutes, et son appel n’est pas fait."), Level.ACTION, _due,
        {Reader.STAFF: Ways(push=Pace.AT_ONCE)}, push_text=gettext_lazy("Un appel est à faire : ouvrez Préau."),
        icon="clipboard-check", days=1,
    ),
)  # fmt: skip
