"""Dates, hours and figures in words, as the house writes them: "mardi 24 novembre", "8 h 05", "2 400".

Each text is remembered for its language, since a page shows the same few dates again and again. Templates, which are
of one language, name it (`code`): to ask which one is spoken costs more than to find the text.
"""

import datetime as dt
import functools
import re
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.utils import dates, timezone, translation
from django.utils.translation import gettext as _
from markupsafe import Markup

Given = ParamSpec("Given")
Said = TypeVar("Said")
NO_BREAK = "\u00a0"
NARROW = "\u202f"


def language() -> str:
    """The language of this page, as a two-letter code."""
    return (translation.get_language() or "fr")[:2]


def said_once(say: Callable[Given, Said]) -> Callable[Given, Said]:
    """What a function of plain values says, remembered for its language and values: it must ask nothing else.

    Callers share what it gives: it must not be changed.
    """

    kept: Callable[..., Said] = functools.lru_cache(maxsize=4096)(
        lambda _code, *args, **kwargs: say(*args, **kwargs)
    )  # fmt: skip

    @functools.wraps(say)
    def spoken(*args: Given.args, **kwargs: Given.kwargs) -> Said:
        return kept(language(), *args, **kwargs)

    return spoken


@functools.lru_cache(maxsize=8192)
def counted(number: int, code: str, one: str, many: str) -> Markup:
    """A text that depends on a number alone, in the language of that code: "1 élève", "32 élèves"."""
    with translation.override(code):
        return Markup(translation.ngettext(one, many, number)) % {"num": number}  # noqa: S704 (our own catalogues)


def colon() -> str:
    """A colon as this language writes it: with a space before it in French."""
    return f"{NO_BREAK}:" if language() == "fr" else ":"


_ELIDED = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]|h(?!a|u|ou)", re.IGNORECASE)


def of_name(name: object) -> str:
    """A person's name as what belongs to them is said: "d’Adam", "de Samira"; "of Adam" in English.

    Before an h, French elides by word and not by rule: "d’Hélène", "de Hassan". What most given names do is followed.
    """
    text = str(name)
    if language() != "fr":
        return _("de %(name)s") % {"name": text}
    return f"d’{text}" if _ELIDED.match(text) else f"de {text}"


def _local(value: dt.datetime) -> dt.datetime:
    """A moment as the platform's clocks tell it; a naive one is theirs. To ask Django which zone a thread chose costs
    five times as much, and none ever chooses.
    """
    return value if value.tzinfo is None else value.astimezone(timezone.get_default_timezone())


def _day(value: dt.date) -> dt.date:
    return _local(value).date() if isinstance(value, dt.datetime) else value


@functools.lru_cache(maxsize=4096)
def _long(day: dt.date, code: str, with_weekday: bool, with_year: bool) -> str:
    number = f"{day.day}er" if code == "fr" and day.day == 1 else str(day.day)
    words = [number, str(dates.MONTHS[day.month]).lower() if code == "fr" else str(dates.MONTHS[day.month])]
    if with_weekday:
        weekday = str(dates.WEEKDAYS[day.weekday()])
        words.insert(0, weekday.lower() if code == "fr" else weekday)
    if with_year:
        words.append(str(day.year))
    return " ".join(words)


def long_date(value: dt.date, year: bool = False, *, code: str = "") -> str:
    """ "mardi 24 novembre", or "mardi 24 novembre 2026" with `year`. A datetime is read in the platform's time zone."""
    return _long(_day(value), code or language(), True, year)


def plain_date(value: dt.date, *, code: str = "") -> str:
    """ "24 novembre 2026"."""
    return _long(_day(value), code or language(), False, True)


def short_date(value: dt.date) -> str:
    """ "24/11/2026"."""
    day = _day(value)
    return f"{day.day:02}/{day.month:02}/{day.year}"


@functools.lru_cache(maxsize=3000)
def _hour(hour: int, minute: int, code: str) -> str:
    if code == "fr":
        return f"{hour}{NO_BREAK}h" + (f"{NO_BREAK}{minute:02}" if minute else "")
    return f"{hour}:{minute:02}"


def hour(value: dt.datetime | dt.time, *, code: str = "") -> str:
    """ "8 h 05", and "8 h" on the hour. An aware datetime is read in the platform's time zone."""
    if isinstance(value, dt.datetime):
        value = _local(value)
    return _hour(value.hour, value.minute, code or language())


@functools.lru_cache(maxsize=8192)
def _moment(minute: dt.datetime, code: str) -> str:
    with translation.override(code):
        words = _("%(day)s à %(hour)s")
    return words % {"day": _long(minute.date(), code, True, False), "hour": _hour(minute.hour, minute.minute, code)}


def moment(value: dt.datetime, *, code: str = "") -> str:
    """ "mardi 24 novembre à 8 h 05". An aware datetime is read in the platform's time zone."""
    return _moment(_local(value).replace(second=0, microsecond=0, tzinfo=None), code or language())


@functools.lru_cache(maxsize=4096)
def _number(value: float, digits: int, code: str) -> str:
    text = f"{value:,.{digits}f}"
    return text.replace(",", NARROW).replace(".", ",") if code == "fr" else text


def number(value: float, digits: int = 0, *, code: str = "") -> str:
    """ "2 400", "12,5" with one digit."""
    return _number(value, digits, code or language())


def percent(value: float, digits: int = 0, *, code: str = "") -> str:
    """A share between 0 and 1: "85 %"."""
    code = code or language()
    space = NO_BREAK if code == "fr" else ""
    return f"{number(value * 100, digits, code=code)}{space}%"


@functools.lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """At most two letters for "Samira Benali": "SB"."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalpha()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@functools.lru_cache(maxsize=4096)
def tint(name: str) -> int:
    """A number from 1 to 6 that a name always gets: decoration only, never information."""
    return sum(name.encode()) % 6 + 1
