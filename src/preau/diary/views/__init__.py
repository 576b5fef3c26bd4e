"""Pages of this room."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from preau.access.public import HatRequest, capital
from preau.diary.services import is_late, is_late_for, shown_of
from preau.diary.shaping import shaped, summary
from preau.diary.texts import day_words, duration
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.timetable.public import hour_of, when
from preau.ui import wording
from preau.ui.slots import tabs

SERVICE = "cahier_de_textes"
STAFF = tuple(sorted(STAFF_PROFILES))
READERS = (*STAFF, Profile.ACADEMY)
FAMILY = (Profile.STUDENT, Profile.GUARDIAN)

WORDS = {
    "shaped_text": shaped,
    "summary": summary,
    "duration": duration,
    "day_words": day_words,
    "hour_of": hour_of,
    "is_late": is_late,
    "when_words": lambda day, starts: capital(when(day, starts)),
}
"""What templates of this room say things by."""


def stands(row: Any, **more: Any) -> dict[str, Any]:
    """What a form shows of an entry or of work (`row`, none for a new one), as the form takes it: `present`, `version`
    and `at`. `more`: its other fields, as they stand.
    """
    chosen = shown_of(row)
    present = {"text": row.text if row else "", "shown": chosen.shown.value, **more}
    return {"present": present, "version": row.version if row else 0, "at": chosen.at}


def version_of(request: HatRequest) -> int:
    """The version that a small form was made of; 0 for none, and for what is no number of one."""
    told = request.POST.get("version", "")
    return int(told) if told.isdecimal() and len(told) < 9 else 0


def school_id_of(request: HatRequest) -> uuid.UUID:
    """The school where a hat of staff writes and reads; there is none for others."""
    if request.hat.school is None:
        raise Http404
    return request.hat.school.id


def ways_of(request: HatRequest) -> list[tuple[str, str, bool]]:
    """Pages that rooms above put beside « À faire » and the contents of lessons, as tabs."""
    person_id = request.hat.person_id
    return [(one.label, one.url, False) for one in tabs("diary.family", request, person_id)] if person_id else []


def zone_of(request: HatRequest) -> str:
    """The clock of that school, as IANA names it."""
    if request.hat.school is None:
        raise Http404
    return request.hat.school.timezone


def warn_late(request: HatRequest, work: Any, due: Iterable[dt.date]) -> None:
    """Tell who gives work that it appears too late for anybody to be told of it before it is due."""
    zone, appears = zone_of(request), work.appears_at
    late = [day for day in due if appears is not None and is_late_for(day, appears, zone)]
    if late:
        words = _("Travail pour %(day)s, publié après 18 h la veille : personne n’en sera prévenu, dites-le en classe.")
        messages.warning(request, words % {"day": wording.long_date(min(late))})
