"""What a token must be to be believed: signed by a key of the source with an algorithm we chose, ours, now, once.

The header chooses neither the algorithm nor the key's origin: `alg` must be of the source's list (never "none", never
HMAC), and a token that brings its own key (jku, jwk, x5u, x5c) or asks for an unknown extension (crit) is refused.
"""

import base64
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from preau.identity.federation.errors import Refusal

SKEW = 60
OLDEST = 600
"""Seconds: a token issued earlier answers no question of now."""
LARGEST = 64_000
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"

_FAMILY = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
_FORBIDDEN = ("jku", "jwk", "x5u", "x5c", "crit", "b64", "zip")
_LEAST_RSA_BITS = 2048


class UnknownKey(Refusal):
    """No key of the set has signed this: the set may have changed, the caller may read it again once."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must fit; `now` in seconds since the epoch."""

    issuer: str
    client_id: str
    algorithms: tuple[str, ...]
    nonce: str
    now: float


def _header(token: str) -> Mapping[str, Any]:
    parts = token.split(".")
    if len(token) > LARGEST or len(parts) != 3 or not all(parts):
        raise Refusal("unreadable", "not a signed token")
    try:
        padded = parts[0] + "=" * (-len(parts[0]) % 4)
        header = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        raise Refusal("unreadable", "its header") from None
    if not isinstance(header, dict):
        raise Refusal("unreadable", "its header")
    return header


def _fits(key: Any, algorithm: str) -> bool:
    told = key.as_dict(private=False)
    if key.key_type != _FAMILY[algorithm[:2]] or told.get("use", "sig") != "sig":
        return False
    if told.get("alg", algorithm) != algorithm:
        return False
    if isinstance(key, RSAKey):
        return bool(key.public_key.key_size >= _LEAST_RSA_BITS)
    return isinstance(key, ECKey | OKPKey)


def signed(token: str, keys: KeySet, algorithms: Sequence[str]) -> dict[str, Any]:
    """The claims of a token that one of these keys signed. Raises Refusal, UnknownKey when another might have."""
    header = _header(token)
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in algorithms or algorithm[:2] not in _FAMILY:
        raise Refusal("algorithm", "alg")
    if any(name in header for name in _FORBIDDEN):
        raise Refusal("algorithm", "a header that brings its own key or rule")
    named = header.get("kid")
    usable = [key for key in keys.keys if _fits(key, algorithm) and (named is None or key.kid == named)]
    if len(usable) != 1:
        raise UnknownKey("signature", "no key of that name" if named is not None else "which key is not said")
    try:
        read = jws.deserialize_compact(token, usable[0], algorithms=[algorithm])
        claims = json.loads(read.payload)
    except (JoseError, ValueError, RecursionError) as error:
        raise Refusal("signature", type(error).__name__) from None
    if not isinstance(claims, dict):
        raise Refusal("unreadable", "its claims")
    return claims


def _moment(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refusal("unreadable", name)
    return float(value)


def _issuer(claims: Mapping[str, Any], expected: Expected) -> None:
    if claims.get("iss") != expected.issuer:
        raise Refusal("issuer")


def _audience(claims: Mapping[str, Any], expected: Expected) -> None:
    told = claims.get("aud")
    audiences = told if isinstance(told, list) else [told]
    if expected.client_id not in audiences:
        raise Refusal("audience")
    if claims.get("azp", expected.client_id) != expected.client_id or (len(audiences) > 1 and "azp" not in claims):
        raise Refusal("audience", "azp")


def _expired(claims: Mapping[str, Any], expected: Expected) -> None:
    ends = _moment(claims, "exp")
    if ends is None:
        raise Refusal("unreadable", "exp")
    if ends + SKEW <= expected.now:
        raise Refusal("expired")


def _issued(claims: Mapping[str, Any], expected: Expected) -> None:
    at = _moment(claims, "iat")
    if at is None:
        raise Refusal("unreadable", "iat")
    if at - SKEW > expected.now:
        raise Refusal("future", "iat")
    if at + OLDEST + SKEW < expected.now:
        raise Refusal("stale")


def _not_yet(claims: Mapping[str, Any], expected: Expected) -> None:
    begins = _moment(claims, "nbf")
    if begins is not None and begins - SKEW > expected.now:
        raise Refusal("future", "nbf")


def _nonce(claims: Mapping[str, Any], expected: Expected) -> None:
    if not expected.nonce or claims.get("nonce") != expected.nonce:
        raise Refusal("nonce")


def _subject(claims: Mapping[str, Any], expected: Expected) -> None:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise Refusal("unreadable", "sub")


CHECKS = (_issuer, _audience, _expired, _issued, _not_yet, _nonce, _subject)


def believe(claims: Mapping[str, Any], expected: Expected) -> None:
    """Raise Refusal at the first claim of an ID token that does not fit."""
    for check in CHECKS:
        check(claims, expected)


def believe_farewell(claims: Mapping[str, Any], expected: Expected) -> tuple[str, str, str]:
    """A back-channel logout token's subject, session and identifier (either of the first two may be empty).

    Raises Refusal (openid-connect-backchannel 2.4 and 2.6).
    """
    for check in (_issuer, _audience, _issued, _not_yet):
        check(claims, expected)
    if claims.get("exp") is not None:
        _expired(claims, expected)
    happened = claims.get("events")
    if not isinstance(happened, dict) or not isinstance(happened.get(LOGOUT_EVENT), dict):
        raise Refusal("unreadable", "events")
    if "nonce" in claims:
        raise Refusal("nonce", "an ID token in the place of a farewell")
    subject, session, identifier = (claims.get(name, "") for name in ("sub", "sid", "jti"))
    if not all(isinstance(value, str) for value in (subject, session, identifier)):
        raise Refusal("unreadable", "sub, sid or jti")
    if not identifier or not (subject or session):
        raise Refusal("unreadable", "nobody named")
    return subject, session, identifier


def until(claims: Mapping[str, Any], now: float) -> dt.datetime:
    """How long a token must be remembered as used."""
    ends = _moment(claims, "exp") or now
    issued = _moment(claims, "iat") or now
    # Past its oldest age it is refused whatever its `exp` says.
    return dt.datetime.fromtimestamp(min(max(ends, issued), issued + OLDEST) + 2 * SKEW, dt.UTC)
