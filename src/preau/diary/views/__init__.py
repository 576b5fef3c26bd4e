"""Pages of this room."""

import uuid

from django.http import Http404

from preau.access.public import HatRequest, capital
from preau.diary.services import is_late
from preau.diary.shaping import shaped, summary
from preau.diary.texts import day_words, duration
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.timetable.public import hour_of, when

SERVICE = "cahier_de_textes"
STAFF = tuple(sorted(STAFF_PROFILES))
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


def version_of(request: HatRequest) -> int:
    """The version that a small form was made of; 0 for none, and for what is no number of one."""
    told = request.POST.get("version", "")
    return int(told) if told.isdecimal() and len(told) < 9 else 0


def school_id_of(request: HatRequest) -> uuid.UUID:
    """The school where a hat of staff writes and reads; there is none for others."""
    if request.hat.school is None:
        raise Http404
    return request.hat.school.id


def zone_of(request: HatRequest) -> str:
    """The clock of that school, as IANA names it."""
    if request.hat.school is None:
        raise Http404
    return request.hat.school.timezone
