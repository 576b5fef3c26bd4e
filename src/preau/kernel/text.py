"""Text as people search it: without accents, case or punctuation."""

import re
import unicodedata

_LIGATURES = str.maketrans(
    {
        "œ": "oe",
        "Œ": "oe",
        "æ": "ae",
        "Æ": "ae",
        "ß": "ss",
        "ø": "o",
        "Ø": "o",
        "đ": "d",
        "Đ": "d",
        "ł": "l",
        "Ł": "l",
        # Typographic apostrophes and dashes part words as the typed ones do.
        "’": " ",
        "‘": " ",
        "ʼ": " ",
        "‐": " ",
        "‑": " ",
        "–": " ",
        "—": " ",
    }
)
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def fold(text: str) -> str:
    """Lower case, without accents, words parted by one space: the same for writing and for asking.

    Done in Python for both databases, because no database extension may be required.
    """
    if text.isascii():
        flat = text.lower()
    else:
        flat = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).encode("ascii", "ignore").decode().lower()
    return _NOT_WORD.sub(" ", flat).strip()


NAME_LENGTH = 210


def folded_name(family_name: str, given_name: str) -> str:
    """A person's name as it is sorted and searched: family name, two spaces, given name, each folded.

    Two spaces come before one and before any letter: Martin Zoé stands before Martin Dupont Alex, as in a list sorted
    by family name, then by given name. A word that begins one of the names begins the text or follows a space.
    """
    return f"{fold(family_name)}  {fold(given_name)}"[:NAME_LENGTH]
