"""Hours, lengths, days and weeks as programs write them."""

import re

from django.utils.translation import gettext as _

from preau.imports.enums import TimetableFault
from preau.imports.timetables.neutral import Aside
from preau.kernel.text import fold

_HOUR = re.compile(r"(\d{1,2})\s*[hH:.]\s*(\d{1,2})?(?:\s*(?:min|mn)?|:\d{2})")
_DIGITS = re.compile(r"(\d{1,2})(\d{2})(?:\d{2})?")
_DECIMAL = re.compile(r"(\d{1,2})[.,](\d{1,2})")
_DAYS = {"lun": 1, "mar": 2, "mer": 3, "jeu": 4, "ven": 5, "sam": 6, "dim": 7}
_EVERY = {"", "h", "hebdo", "hebdomadaire", "t", "toutes", "cours hebdo", "1 semaine"}
_LETTER = re.compile(r"(?:s|q|sem|semaine|quinzaine)?\s*([a-h]|[1-8])")


def minutes(text: str) -> int:
    """Minutes after midnight of "8h05", "08:05" or "0805"; raises Aside."""
    told = text.strip()
    if found := _HOUR.fullmatch(told):
        hours, rest = int(found[1]), int(found[2] or 0)
    elif len(told) >= 3 and (found := _DIGITS.fullmatch(told)):
        hours, rest = int(found[1]), int(found[2])
    else:
        raise Aside(TimetableFault.BAD_TIME, _("« %s » n’est pas une heure") % told[:20])
    if hours > 24 or rest > 59:
        raise Aside(TimetableFault.BAD_TIME, _("« %s » n’est pas une heure") % told[:20])
    return hours * 60 + rest


def length(text: str) -> int:
    """Minutes of "1h30", "0130", or "1,5" (hours); raises Aside."""
    told = text.strip()
    if found := _DECIMAL.fullmatch(told):
        return round(float(f"{found[1]}.{found[2]}") * 60)
    if told.isascii() and told.isdecimal() and len(told) <= 2:
        return int(told) * 60 if int(told) <= 12 else int(told)
    return minutes(told)


def weekday(text: str) -> int:
    """1 for Monday, by its name or its number; raises Aside."""
    told = fold(text)
    if told.isdecimal() and 1 <= int(told) <= 7:
        return int(told)
    if told[:3] in _DAYS:
        return _DAYS[told[:3]]
    raise Aside(TimetableFault.BAD_TIME, _("« %s » n’est pas un jour de la semaine") % text.strip()[:20])


def digits(text: str, most: int = 4) -> int | None:
    """A number of so many digits at most, as files write days, places and years; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= most else None


def day_number(text: str) -> int:
    """A day by its number, which `neutral.checked` finds in the week or not; raises Aside for none."""
    if (found := digits(text, 2)) is None:
        raise Aside(TimetableFault.BAD_TIME, _("« %s » n’est pas un jour de la semaine") % text[:20])
    return found


def letters(text: str) -> str:
    """The letter of the weeks a lesson is held in: "A" of "SA", "Q1" or "semaine A"; "" for all. Raises Aside."""
    told = fold(text)
    if told in _EVERY:
        return ""
    if found := _LETTER.fullmatch(told):
        return "ABCDEFGH"[int(found[1]) - 1] if found[1].isdecimal() else found[1].upper()
    raise Aside(TimetableFault.BAD_WEEKS, _("« %s » ne dit pas de quelles semaines il s’agit") % text.strip()[:20])
