"""Labels as people read them. Exports of academies write many in capitals and without accents."""

import functools
import re

_KEPT = re.compile(
    r"\b(?:lv[a-c1-3]|lca|eps|svt|ses|snt|nsi|emc|hggsp|hlp|llce[a-z]*|sti2d|stmg|st2s|bts|cap|[a-z]+\d\w*)\b"
)


@functools.lru_cache(maxsize=4096)
def readable(label: str) -> str:
    """A label in capitals as a sentence begins ("ANGLAIS LV1" is "Anglais LV1"); any other is left as it is."""
    text = " ".join(label.split())
    if not text.isupper():
        return text
    return _KEPT.sub(lambda match: match[0].upper(), text.capitalize())


_LEVELS = ("ps", "ms", "gs", "cp", "ce1", "ce2", "cm1", "cm2", "6", "5", "4", "3", "2", "1", "t")


@functools.lru_cache(maxsize=4096)
def class_order(label: str) -> tuple[int, tuple[tuple[int, str], ...]]:
    """A key that puts classes in the order of schooling, and "2de 4" before "2de 10"."""
    folded = label.lower()
    level = next((rank for rank, start in enumerate(_LEVELS) if folded.startswith(start)), len(_LEVELS))
    parts = re.findall(r"\d+|\D+", folded)
    return level, tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)
