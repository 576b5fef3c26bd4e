"""Which passwords are refused, and the sentence that says why.

After CNIL's deliberation 2022-100 and ANSSI's guide of 2021: length, a list of known ones, limits on guessing; no
composition to puzzle out, no term after which it must change. Twelve characters of any kind, sixteen for digits alone
and for staff with wide rights; up to 4,096, everything may be pasted.

The list is the one Django ships (some 20,000 found in leaks, `CommonPasswordValidator`, BSD licence), with the words
French people build theirs on (data/french_words.txt, written for Préau). Twelve characters
rule out most entries as they stand, so what counts is what is made of them: a listed word repeated, a few glued
together, dressed up with figures at the ends or with figures for letters, a run of the keyboard or of the alphabet.
An operator may give the corpus of breaches itself, as a file (`compromised`).
"""

import functools
import re
import unicodedata
from collections.abc import Collection, Iterable
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.utils.translation import gettext as _

from preau.identity import compromised

LEAST = 12
LEAST_WIDE = 16
LEAST_DIGITS = 16
MOST = 4096
OWN = 4
"""Characters that must be left beside words that anybody may guess."""

# Words that French people build passwords on: keyboard rows, tender words, football, towns, months, given names.
_FRENCH = Path(__file__).parent / "data" / "french_words.txt"
_ROWS = (
    "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "0987654321",
    "abcdefghijklmnopqrstuvwxyz", "aqwzsxedcrfvtgbyhnujikolpm", "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p",
    "1a2z3e4r5t6y7u8i9o0p", "&é\"'(-è_çà", "azeqsdwxc", "wxcqsdaze", "qazwsxedc", "zaqxswcde", "aqwxszedcvfr",
)  # fmt: skip
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
# What stands between two words and adds nothing: of a sentence that everybody says.
_SMALL_WORDS = """
    a à au aux c ce ces d de des du elle en es est et eux il ils j je l la le les leur lui m ma me mes moi mon n ne nos
    notre nous ou où par pas pour plus qu que qui s sa se ses si son sont sur t ta te tes toi ton tres tu un une vos
    votre vous y"""
_FILLERS = frozenset(_SMALL_WORDS.split())
_EDGES = re.compile(r"^[^a-z]+|[^a-z]+$")


@functools.cache
def listed() -> frozenset[str]:
    """Passwords that anybody tries first, flattened."""
    return frozenset(map(flat, [*CommonPasswordValidator().passwords, *_FRENCH.read_text(encoding="utf-8").split()]))


def flat(text: str) -> str:
    """Without case or accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _unit(text: str) -> str:
    """The shortest text that makes this one by repeating itself, the last turn possibly cut."""
    for size in range(1, len(text) // 2 + 1):
        if (text[:size] * (len(text) // size + 1))[: len(text)] == text:
            return text[:size]
    return text


def _is_run(text: str) -> bool:
    """Whether the text only walks along the keyboard, the figures or the alphabet, one way or the other."""
    return any(text in row * 3 or text in row[::-1] * 3 for row in _ROWS)


def _shapes(text: str) -> set[str]:
    """What a flat password may be made of: itself, without its edges, with letters for figures, its repeated part."""
    bare = _EDGES.sub("", text)
    found = {text, bare, text.translate(_LEET), bare.translate(_LEET)}
    return {one for shape in found for one in (shape, _unit(shape), _EDGES.sub("", _unit(shape))) if len(one) > 2}


def is_listed(password: str) -> bool:
    """Whether the password is a known one, or a few known words glued together or dressed up."""
    text = flat(password)
    words = listed()
    if len(set(text)) < 4 or any(shape in words or _is_run(shape) for shape in _shapes(text)):
        return True
    return any(_own_part(shape, words, 4) < OWN for shape in _shapes(text))


def _own_part(text: str, words: Collection[str], shortest: int, most: int = 3) -> int:
    """How many signs are the person's own, once these words are taken out (the fewest possible).

    A run of figures counts for two at most, a year, a listed figure or a walk along the keyboard for none, one part
    said twice for one. With more than `most` different words, the choice of words is a secret of its own.
    """
    parts = re.findall(r"[^\W_]+", text)
    if not parts:
        return len(set(text))
    if text.isdigit():
        return len(_unit(_FIGURES.sub("", text)))
    found: set[str] = set()
    left: set[str] = set()
    for part in parts:
        rest, used = _taken_out(part, words, shortest)
        found |= used
        left |= set(re.findall(r"[^\W\d_]+|\d+", rest))
    if len(found) > most:
        return len(text)
    return sum(_worth(run, words) for run in left)


# Years, and figures in a row up or down.
_FIGURES = re.compile(
    "|".join(("19..|20..", *(str(n) for n in (1234567890, 123456789, 12345678, 1234567, 123456, 12345, 1234))))
)


def _worth(run: str, words: Collection[str]) -> int:
    if _is_run(run) or run in _FILLERS:
        return 0
    if run.isdigit():
        return 0 if run in words or _FIGURES.fullmatch(run) else min(2, len(run))
    return len(_unit(run))


def _taken_out(part: str, words: Collection[str], shortest: int) -> tuple[str, set[str]]:
    """The text without as many listed words as fit in it, and those words."""
    best: list[tuple[int, str, set[str]]] = [(0, "", set())]
    for end in range(1, len(part) + 1):
        lost, rest, used = best[end - 1]
        choice = (lost + 1, rest + part[end - 1], used)
        for start in range(max(0, end - 24), end - shortest + 1):
            if best[start][0] < choice[0] and part[start:end] in words and not part[start:end].isdigit():
                choice = (best[start][0], f"{best[start][1]} ", best[start][2] | {part[start:end]})
        best.append(choice)
    return best[-1][1], best[-1][2]


def own_words(*texts: str) -> list[str]:
    """Words that whoever knows the person would try: of names, town, school, login; three letters or more."""
    return [word for text in texts for word in re.findall(r"[a-z0-9]{3,}", flat(text))]


def complaints(password: str, *, words: Iterable[str] = (), wide: bool = False) -> list[str]:
    """Why this password is refused, as sentences for the person; empty when it is accepted.

    `words`: what is known of the person (`own_words`). `wide`: of staff with wide rights.
    """
    least = LEAST_WIDE if wide else LEAST
    if len(password) > MOST:
        return [_("Ce mot de passe est trop long : 4 096 caractères au plus.")]
    if len(password) < least:
        return [
            _("Ce mot de passe est trop court : il faut %(least)d caractères, n’importe lesquels.") % {"least": least}
        ]
    if password.isdigit() and len(password) < LEAST_DIGITS:
        return [_("Avec des chiffres seulement, il en faut %(least)d.") % {"least": LEAST_DIGITS}]
    if "\0" in password:
        return [_("Ce mot de passe contient un signe qui ne se tape pas.")]
    if is_listed(password):
        return [
            _("Ce mot de passe est parmi les premiers que l’on essaie. Trois ou quatre mots sans rapport font mieux.")
        ]
    if compromised.holds(password):
        return [
            _("Ce mot de passe est dans une liste de mots de passe volés, que d’autres essaient. Prenez-en un neuf.")
        ]
    known = {word for word in words if len(word) > 2}
    if any(_own_part(shape, known, 3) < OWN for shape in _shapes(flat(password))):
        return [
            _("Ce mot de passe est fait de votre nom, de votre identifiant, de votre ville ou de votre établissement.")
        ]
    return []
