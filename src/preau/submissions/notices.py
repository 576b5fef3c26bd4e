"""Kinds of notices about work handed in. None disturbs: all are of the bell, and of the mail of the day."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.notifications.public import Kind, Level, Pace, Reader, Ways
from preau.submissions.services.giving_back import AGAIN, REMINDER, RETURNED
from preau.submissions.services.telling import TEAM


def _says(data: Mapping[str, Any]) -> str:
    return _("La copie de votre groupe est rendue : %(subject)s") % data


def _returned(data: Mapping[str, Any]) -> str:
    return _("Copie corrigée, à lire : %(subject)s") % data


def _again(data: Mapping[str, Any]) -> str:
    return _("Ton professeur redemande ta copie : %(subject)s") % data


def _reminder(data: Mapping[str, Any]) -> str:
    return _("Pas encore rendu : %(subject)s") % data


NOTICES = (
    Kind(
        TEAM, gettext_lazy("Copie de groupe rendue"),
        gettext_lazy("Un camarade a rendu la copie de votre groupe."), Level.INFORMATION, _says,
        {Reader.PUPIL: Ways(mail=Pace.DIGEST)}, icon="checklist",
    ),
    Kind(
        RETURNED, gettext_lazy("Copies corrigées"), gettext_lazy("Un professeur rend une copie corrigée."),
        Level.INFORMATION, _returned, {Reader.PUPIL: Ways(mail=Pace.DIGEST)}, icon="checklist",
    ),
    Kind(
        AGAIN, gettext_lazy("Copies redemandées"), gettext_lazy("Un professeur redemande une copie."), Level.ACTION,
        _again, {Reader.PUPIL: Ways(mail=Pace.DIGEST)}, icon="checklist",
    ),
    Kind(
        REMINDER, gettext_lazy("Travaux pas encore rendus"),
        gettext_lazy("Un professeur rappelle un travail qui n’est pas encore rendu."), Level.ACTION, _reminder,
        {Reader.PUPIL: Ways(mail=Pace.DIGEST)}, icon="checklist", days=7,
    ),
)  # fmt: skip
