"""Reads of second factors."""

import uuid
from collections.abc import Sequence

from preau.identity import totp
from preau.identity.enums import FactorKind
from preau.identity.models import RecoveryCode, SecondFactor
from preau.identity.sealing import unseal


def factors_of(account_id: uuid.UUID) -> Sequence[SecondFactor]:
    """Second factors that count, passkeys first."""
    return list(SecondFactor.objects.filter(account_id=account_id).exclude(confirmed_at=None).order_by("kind", "pk"))


def passkeys_of(account_id: uuid.UUID) -> list[SecondFactor]:
    """The account's passkeys."""
    return [one for one in factors_of(account_id) if one.kind == FactorKind.PASSKEY]


def account_of_passkey(key: str) -> uuid.UUID | None:
    """The account whose passkey is found by this key."""
    return SecondFactor.objects.filter(credential_key=key).values_list("account_id", flat=True).first()


def waiting_totp(account_id: uuid.UUID, login: str) -> tuple[str, str] | None:
    """(picture, key to type) of the code application that waits for its first code."""
    factor = (
        SecondFactor.objects.filter(account_id=account_id, kind=FactorKind.TOTP, confirmed_at=None)
        .order_by("-created_at")
        .first()
    )
    if factor is None:
        return None
    secret = unseal(factor.secret)
    return totp.picture(secret, login), totp.typed(secret)


def recovery_codes_left(account_id: uuid.UUID) -> int:
    """Codes on paper that still open."""
    return RecoveryCode.objects.filter(account_id=account_id, used_at=None).count()
