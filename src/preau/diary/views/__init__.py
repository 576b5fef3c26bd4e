"""Pages of this room."""

import uuid

from django.http import Http404

from preau.access.public import HatRequest, capital
from preau.diary.services import is_late
from preau.diary.shaping import shaped, summary
from preau.diary.texts import day_words, duration
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.timetable.public import hour_of, when
from preau.ui.slots import tabs

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


def school_id_of(request: HatRequest) -> uuid.UUID:
    """The school where a hat of staff writes and reads; there is none for others."""
    if request.hat.school is None:
        raise Http404
    return request.hat.school.id


def ways_of(request: HatRequest) -> list[tuple[str, str, bool]]:
    """Pages that rooms above put beside « À faire » and the contents of lessons, as tabs."""
    person_id = request.hat.person_id
    return [(one.label, one.url, False) for one in tabs("diary.family", request, person_id)] if person_id else []
