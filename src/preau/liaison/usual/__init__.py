"""Sixty usual words: sentences with typed blanks, kept in ten languages as data, each file read when asked.

A word keeps its key and what fills its blanks; each reader's text is made when it is read, with the child's name. A
language whose sentences nobody read again says so to its readers (`reviewed`).
"""

import datetime as dt
import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.liaison.enums import CHOICES, Buttons, Choice

FRENCH = "fr"
LANGUAGES = ("fr", "ar", "fa", "en", "es", "pt", "ro", "tr", "uk", "zh")
PUPIL = "pupil"
_DATA = Path(__file__).parent / "data"
_BLANK = re.compile(r"\{(\w+)\}")
# What is put in keeps its own direction, and leaves that of the sentence alone.
_ISOLATED = "\u2068{}\u2069"
BLANKS: Mapping[str, tuple[str, Any]] = {
    "date": ("date", _("Date")),
    "date2": ("date", _("Seconde date")),
    "hour": ("hour", _("Heure")),
    "hour2": ("hour", _("Heure de fin")),
    "amount": ("amount", _("Montant")),
    "place": ("text", _("Lieu")),
    "subject": ("text", _("Matière")),
    "thing": ("text", _("De quoi s’agit-il ?")),
    "person": ("text", _("Avec qui ?")),
}
"""Each blank that somebody fills: its sort, and its name; `{pupil}` is filled by the reader's child."""
GROUPS: Mapping[str, Any] = {
    "outings": _("Sorties et voyages"), "absences": _("Absences, retards et cours"),
    "meetings": _("Réunions et rendez-vous"), "health": _("Santé"), "life": _("Vie de l’établissement"),
    "work": _("Travail et matériel"), "money": _("Cantine et paiements"), "permissions": _("Autorisations et conduite"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Usual:
    """One usual word."""

    key: str
    group: str
    buttons: Buttons
    title: str

    @property
    def blanks(self) -> tuple[str, ...]:
        """What its writer fills, in the order of the French sentence."""
        return tuple(dict.fromkeys(one for one in _BLANK.findall(language(FRENCH).words[self.key]) if one != PUPIL))

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The answers that it offers."""
        return CHOICES[self.buttons]

    @property
    def example(self) -> str:
        """The French sentence with its blanks named."""
        names = {one: f"[{label}]" for one, (_sort, label) in BLANKS.items()}
        return _filled(language(FRENCH).words[self.key], {**names, PUPIL: str(_("[prénom]"))})


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its tag and direction for pages, its name in itself, its sentences and buttons."""

    code: str
    tag: str
    name: str
    direction: str
    reviewed: bool
    choices: Mapping[str, str]
    answer: str
    unreviewed: str
    date: str
    words: Mapping[str, str]


@functools.cache
def usual_words() -> Mapping[str, Usual]:
    """All of them by key, in their order."""
    rows = json.loads((_DATA / "words.json").read_text(encoding="utf-8"))
    return {one["key"]: Usual(one["key"], one["group"], Buttons(one["buttons"]), one["title"]) for one in rows}


@functools.cache
def language(code: str) -> Language:
    """One language, read when it is first asked for; raises LookupError for another."""
    if code not in LANGUAGES:
        raise LookupError(code)
    told = json.loads((_DATA / f"{code}.json").read_text(encoding="utf-8"))
    return Language(code=code, **told)


@functools.cache
def language_names() -> tuple[tuple[str, str], ...]:
    """Codes and names, for a choice; reads each file once."""
    return tuple((one, language(one).name) for one in LANGUAGES)


def text_of(code: str, key: str, blanks: Mapping[str, str], pupil: str) -> str:
    """A usual word in a language, filled. `blanks`: as a word keeps them (days and hours in ISO)."""
    tongue = language(code)
    filled = {one: _said(tongue, BLANKS[one][0], value) for one, value in blanks.items() if one in BLANKS}
    filled[PUPIL] = pupil
    if tongue.direction == "rtl":
        filled = {one: _ISOLATED.format(value) for one, value in filled.items()}
    return _filled(tongue.words[key], filled)


def _filled(sentence: str, values: Mapping[str, str]) -> str:
    return _BLANK.sub(lambda found: values.get(found[1], "…"), sentence)


def _said(tongue: Language, sort: str, value: str) -> str:
    if sort == "date":
        day = dt.date.fromisoformat(value)
        return tongue.date.format(d=f"{day.day:02}", m=f"{day.month:02}", y=day.year)
    if sort == "hour" and tongue.code == FRENCH:
        hour, _colon, minute = value.partition(":")
        return f"{int(hour)}\u00a0h\u00a0{minute}" if minute != "00" else f"{int(hour)}\u00a0h"
    if sort == "amount":
        amount = f"{Decimal(value):.2f}"
        return f"{amount.replace('.', ',') if tongue.code == FRENCH else amount}\u00a0€"
    return value
