"""Pages of this room."""

from preau.diary.public import day_words, duration, shaped, summary
from preau.directory.enums import Profile

SERVICE = "cahier_de_textes"
FAMILY = (Profile.STUDENT, Profile.GUARDIAN)
REFUSED, CONFLICT, GONE = 422, 409, 410

WORDS = {"shaped_text": shaped, "summary": summary, "duration": duration, "day_words": day_words}
"""What templates of this room say things by."""
