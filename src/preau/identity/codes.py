"""Secrets on paper and on screens: how they are made, typed and kept.

A slip carries two: a link of 128 random bits for the QR code, and thirteen characters in groups of 4-4-5 for those who
type. Thirteen characters of an alphabet of 31 hold 13 × log2(31) = 64.4 bits. The alphabet leaves out 0, O, 1, I and L,
which people mistake for one another. Digests are keyed by the installation's secret, so that a copy of the database
does not allow to try all codes.
"""

import base64
import math
import secrets
from collections.abc import Sequence

from django.conf import settings
from django.utils.crypto import salted_hmac

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SLIP_GROUPS = (4, 4, 5)
DESK_GROUPS = (5, 5)
LINK_BYTES = 16
_GAPS = str.maketrans("", "", " -–—\u00a0\u202f.\t\r\n")


def bits(groups: Sequence[int]) -> float:
    """Entropy of a code of these groups."""
    return sum(groups) * math.log2(len(ALPHABET))


def new_code(groups: Sequence[int] = SLIP_GROUPS) -> str:
    """A fresh code, as it is shown: "7KQM-2XVA-9HTRC"."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(size)) for size in groups)


def new_link() -> str:
    """A fresh secret for a link: 128 random bits in 22 characters."""
    return secrets.token_urlsafe(LINK_BYTES)


def links_of(row: object) -> list[str]:
    """The link of a row, under the present secret key and former ones: found again without having been kept."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    made = [salted_hmac("preau.identity.link", str(row), secret=key, algorithm="sha256").digest() for key in keys]
    return [base64.urlsafe_b64encode(one[:LINK_BYTES]).decode().rstrip("=") for one in made]


def new_digits() -> str:
    """Six digits for a message that is typed back at once."""
    return f"{secrets.randbelow(1_000_000):06}"


def as_typed(text: str) -> str:
    """A code in the form it is kept under: capitals, no gap, whatever way it was typed."""
    return text.translate(_GAPS).upper()


def is_code(text: str, groups: Sequence[int] = SLIP_GROUPS) -> bool:
    """Whether the text has the shape of a code of these groups."""
    plain = as_typed(text)
    return len(plain) == sum(groups) and all(sign in ALPHABET for sign in plain)


def digest(kind: str, value: str, key: str | bytes | None = None) -> str:
    """What is kept of a secret."""
    return salted_hmac(f"preau.identity.{kind}", value, secret=key, algorithm="sha256").hexdigest()


def digests(kind: str, value: str) -> list[str]:
    """The same under the present secret key and former ones: a change of key voids no slip."""
    return [digest(kind, value, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
