"""Small words: mail names without accents, telephone numbers nobody has."""

import functools
import unicodedata

from preau.imports.demo.chance import Chance

_LETTERS = str.maketrans({"œ": "oe", "ø": "o", "ı": "i", "ł": "l", "ß": "ss", "'": "", " ": "-"})


@functools.lru_cache(maxsize=2048)
def plain(text: str) -> str:
    """Lower case, without accents, blanks as hyphens."""
    folded = unicodedata.normalize("NFD", text.lower().translate(_LETTERS))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def mailbox(given: str, name: str) -> str:
    """Left part of a mail address."""
    return f"{plain(given)}.{plain(name)}"


def mobile(chance: Chance) -> str:
    """A mobile number of the range kept for fiction (06 39 98 …), in either spelling of real exports."""
    number = chance.below(10000)
    if chance.random() < 0.5:
        return f"+33 6 39 98 {number // 100:02d} {number % 100:02d}"
    return f"063998{number:04d}"


def landline(chance: Chance) -> str:
    """A fixed number of the range kept for fiction (04 65 71 …)."""
    number = chance.below(10000)
    return f"+33 4 65 71 {number // 100:02d} {number % 100:02d}"
