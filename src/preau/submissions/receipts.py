"""Receipts: what was handed in, and when, under a seal of the installation that anybody may have checked.

A receipt says nothing of who, where or what: the SHA-256 of the whole, and the second in which the server had it. It is
sealed with the installation's key (SECRET_KEY, and those before it: SECRET_KEY_FALLBACKS), so that it is checked
without a table, also when the copy was erased.

The SHA-256 of the whole is that of a text of lines, each ended by a line feed: « preau-copie-1 »; for each file in its
order, its SHA-256 and its size in bytes; then the SHA-256 of the text, when there is one, and that of the link.
"""

import base64
import binascii
import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing

_SALT = "preau.submissions.receipt"
_FIRST_LINE = "preau-copie-1"
_TIME, _DIGEST = 5, 32
LONGEST = 200


class BadReceipt(ValueError):
    """Forged, altered, or cut."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """`at`: to the second, UTC. `digest`: hexadecimal."""

    at: dt.datetime
    digest: str


def digest_of_whole(files: Sequence[tuple[str, int]], text: str = "", link: str = "") -> str:
    """The SHA-256 of what is handed in; `files`: SHA-256 and size of each, in order."""
    lines = [_FIRST_LINE, *(f"fichier {digest} {size}" for digest, size in files)]
    for name, value in (("texte", text), ("lien", link)):
        if value:
            lines.append(f"{name} {hashlib.sha256(value.encode()).hexdigest()}")
    return hashlib.sha256("".join(f"{one}\n" for one in lines).encode()).hexdigest()


def sealed(at: dt.datetime, digest: str) -> str:
    """The receipt as it is shown, printed and put in an address: the same for the same copy, whenever it is asked."""
    told = int(at.timestamp()).to_bytes(_TIME, "big") + bytes.fromhex(digest)
    return signing.Signer(salt=_SALT, sep=".").sign(base64.urlsafe_b64encode(told).rstrip(b"=").decode())


def checked(text: str) -> Receipt:
    """What a receipt says; blanks that a person typed are left out. Raises BadReceipt."""
    plain = "".join(text.split())
    if not plain or len(plain) > LONGEST:
        raise BadReceipt("not a receipt of ours")
    try:
        value = signing.Signer(salt=_SALT, sep=".").unsign(plain)
        told = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
        if len(told) != _TIME + _DIGEST:
            raise BadReceipt("not a receipt of ours")
        at = dt.datetime.fromtimestamp(int.from_bytes(told[:_TIME], "big"), dt.UTC)
    except (signing.BadSignature, binascii.Error, ValueError, OverflowError, OSError):
        raise BadReceipt("not a receipt of ours") from None
    return Receipt(at, told[_TIME:].hex())
