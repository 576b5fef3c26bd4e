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
