"""Web Push: a few bytes, encrypted for one browser (RFC 8291), carried by its maker's service, signed by us (RFC 8292).

Written on `cryptography` and `joserfc`, which Préau has already: the kept library of the field brings an asynchronous
HTTP client and six packages of machine code for one POST (docs/decisions/0027). What is sent names nobody: the service
that carries it cannot read it, and the screen that shows it may lie on a table.
"""

import base64
import http.client
import os
import time
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from joserfc import jwt
from joserfc.jwk import ECKey

SECONDS = 10.0
TOKEN_SECONDS = 12 * 3600
"""Life of one signature; a service refuses more than a day."""
RECORD = 4096
LOOPBACK = frozenset({"127.0.0.1", "::1"})


def to_text(data: bytes) -> str:
    """Bytes as addresses and browsers write them."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def to_bytes(text: str) -> bytes:
    """The bytes of such a text; raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


# --- keys -------------------------------------------------------------------------------------------------------------


def new_key() -> str:
    """A new key of an installation, for PREAU_PUSH_KEY."""
    return to_text(ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(32, "big"))


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """The key that such a text holds; raises ValueError."""
    data = to_bytes(text)
    if len(data) != 32:
        raise ValueError("a key of push has 32 bytes")
    return ec.derive_private_key(int.from_bytes(data, "big"), ec.SECP256R1())


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def public_key(text: str) -> str:
    """What browsers subscribe with; raises ValueError for a key that is none."""
    return to_text(_point(private_key(text).public_key()))


def readable_keys(browser_key: str, auth_secret: str) -> bool:
    """Whether something can be encrypted for a browser that gives these."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), to_bytes(browser_key))
        return len(to_bytes(auth_secret)) == 16
    except (ValueError, InvalidKey):
        return False


def is_a_service(endpoint: str) -> bool:
    """Whether an address is one of the services of push that this installation writes to (PREAU_PUSH_HOSTS).

    A browser gives the address: written to blindly, it could be any machine that ours reaches.
    """
    try:
        parts = urlsplit(endpoint)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if len(endpoint) > 600 or parts.username or parts.password or not parts.path.startswith("/"):
        return False
    known = any(
        host == name or (name.startswith("*.") and host.endswith(name[1:])) for name in settings.PUSH_HOSTS
    )  # fmt: skip
    if parts.scheme == "http":
        return known and host in LOOPBACK
    return known and parts.scheme == "https" and port in (None, 443)


# --- one message ------------------------------------------------------------------------------------------------------


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def encrypt(
    content: bytes, browser_key: str, auth_secret: str, *, salt: bytes | None = None,
    sender: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:  # fmt: skip
    """The body of the request: one record of aes128gcm (RFC 8188) under keys agreed with the browser (RFC 8291).

    `salt` and `sender` are fresh for each message; given in tests alone.
    """
    theirs = to_bytes(browser_key)
    salt, sender = salt or os.urandom(16), sender or ec.generate_private_key(ec.SECP256R1())
    ours = _point(sender.public_key())
    shared = sender.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
    secret = _derived(shared, to_bytes(auth_secret), b"WebPush: info\0" + theirs + ours, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    sealed = AESGCM(key).encrypt(nonce, content + b"\x02", None)
    return salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours + sealed


def authorization(endpoint: str) -> str:
    """The header that says who sends, to this service alone."""
    parts = urlsplit(endpoint)
    numbers = private_key(settings.PUSH_KEY).private_numbers()
    point = numbers.public_numbers
    key = ECKey.import_key(
        {
            "kty": "EC", "crv": "P-256", "d": to_text(numbers.private_value.to_bytes(32, "big")),
            "x": to_text(point.x.to_bytes(32, "big")), "y": to_text(point.y.to_bytes(32, "big")),
        }
    )  # fmt: skip
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}", "exp": int(time.time()) + TOKEN_SECONDS, "sub": settings.PUBLIC_URL,
    }  # fmt: skip
    token = jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, key, algorithms=["ES256"])
    return f"vapid t={token}, k={public_key(settings.PUSH_KEY)}"


def post(endpoint: str, body: bytes, *, topic: str, seconds: int, urgent: bool = False) -> int:
    """Hand one message to a service of push; its status; no redirection is followed. Raises OSError
    when nobody answers.

    `topic`: a later message of the same topic takes the place of one that has not been shown. `seconds`: how long the
    service keeps it for a device that is off.
    """
    parts = urlsplit(endpoint)
    make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = make(parts.hostname or "", parts.port, timeout=SECONDS)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Authorization": authorization(endpoint), "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream", "TTL": str(seconds), "Topic": topic[:32],
        "Urgency": "high" if urgent else "normal",
    }  # fmt: skip
    try:
        connection.request("POST", target, body, headers)
        return connection.getresponse().status
    except http.client.HTTPException as error:
        raise OSError(f"a service of push answers no HTTP: {type(error).__name__}") from error
    finally:
        connection.close()
