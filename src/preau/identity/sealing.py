"""Secrets at rest: sealed with a key made from the installation's own, so that a stolen database opens nothing."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def _fernet() -> MultiFernet:
    keys: list[str] = [settings.SECRET_KEY, *(str(one) for one in settings.SECRET_KEY_FALLBACKS)]
    digests = [hashlib.sha256(f"preau.identity.sealing:{key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(one)) for one in digests])


def seal(text: str) -> str:
    """The text as it is kept."""
    return _fernet().encrypt(text.encode()).decode()


def unseal(kept: str) -> str:
    """The text again; empty when it was sealed with a key that is no longer ours."""
    try:
        return _fernet().decrypt(kept.encode()).decode()
    except InvalidToken:
        return ""
