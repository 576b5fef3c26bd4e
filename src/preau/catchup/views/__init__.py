"""Pages of this room."""

from preau.access.public import capital
from preau.diary.public import day_words, duration, shaped, summary
from preau.directory.enums import Profile
from preau.timetable.public import hour_of, when

SERVICE = "cahier_de_textes"
FAMILY = (Profile.STUDENT, Profile.GUARDIAN)

WORDS = {
    "shaped_text": shaped,
    "summary": summary,
    "duration": duration,
    "day_words": day_words,
    "hour_of": hour_of,
    "when_words": lambda day, starts: capital(when(day, starts)),
}
"""What templates of this room say things by."""
