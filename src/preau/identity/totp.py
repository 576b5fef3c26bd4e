"""Codes of six digits from an application (RFC 6238), by pyotp; the picture to scan, by segno."""

import hmac
from datetime import datetime

import pyotp
import segno

STEP = 30
WINDOW = 1
"""Codes of one step before and after are taken: clocks differ, people are slow."""


def new_secret() -> str:
    """A key of 160 bits, in base 32."""
    return pyotp.random_base32(32)


def address(secret: str, login: str) -> str:
    """What the picture says, which applications read."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name="Préau")


def picture(secret: str, login: str) -> str:
    """The picture to scan, as an SVG data address: no script, no style, nothing fetched."""
    return segno.make(address(secret, login), error="m").svg_data_uri(scale=5, border=4, light="#fff", dark="#000")


def typed(secret: str) -> str:
    """The key to type where no picture can be scanned: in groups of four."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def step_of(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The step whose code this is, when it comes after the last one taken (each code once); None otherwise."""
    digits = "".join(code.split())
    if len(digits) != 6 or not digits.isascii() or not digits.isdigit() or not secret:
        return None
    maker = pyotp.TOTP(secret)
    present = int(now.timestamp()) // STEP
    found = None
    for step in range(present - WINDOW, present + WINDOW + 1):
        if hmac.compare_digest(maker.generate_otp(step), digits):
            found = step
    return found if found is not None and found > after else None
