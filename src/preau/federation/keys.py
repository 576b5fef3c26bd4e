"""Keys that sign what services are told: RSA of 2048 bits, kept encrypted, rotated by command, read once per process.

A process looks again every REFRESH seconds, so that a rotation is known everywhere within a minute. For OpenID Connect
a new key signs at once: services that meet an unknown `kid` fetch the published keys again (Core 1.0, 10.1.1). A SAML
service keeps our metadata, often as a file: a new key is published there at once, and signs after PUBLISHED_DAYS.
"""

import base64
import datetime as dt
import hashlib
import json
import threading
import time
from dataclasses import dataclass
from functools import cached_property

from cryptography import x509
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db import transaction
from django.utils.encoding import force_bytes
from joserfc.jwk import KeySet, RSAKey

from preau.federation.models import SigningKey
from preau.kernel import audit, clock
from preau.kernel.actor import Actor

ALGORITHM = "RS256"
REFRESH = 60.0
# What a former key signed is long over by then: tokens live ten minutes, id_token_hint a day at most.
PUBLISHED_DAYS = 7
CERTIFICATE_DAYS = 3650


@dataclass(frozen=True)
class Keys:
    """The keys of the moment, newest first."""

    every: tuple[RSAKey, ...]
    since: tuple[dt.datetime, ...]

    @property
    def signing(self) -> RSAKey:
        """The one that signs; raises NoKey before the first service that needs one."""
        if not self.every:
            raise NoKey
        return self.every[0]

    @property
    def lasting(self) -> RSAKey:
        """The one that signs for SAML: the newest that was published long enough, or the oldest; raises NoKey."""
        if not self.every:
            raise NoKey
        known = clock.now() - dt.timedelta(days=PUBLISHED_DAYS)
        return next((key for key, at in zip(self.every, self.since, strict=True) if at <= known), self.every[-1])

    @cached_property
    def certificates(self) -> dict[str, x509.Certificate]:
        """A certificate around each key, by `kid`: the form in which SAML carries keys, the same each time it is made.

        Nobody vouches for it and nothing but its key is believed; its dates and its number follow from the key.
        """
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Préau")])
        return {
            str(key.kid): x509.CertificateBuilder()
            .subject_name(name).issuer_name(name).public_key(key.public_key)
            .serial_number(int.from_bytes(hashlib.sha256(str(key.kid).encode()).digest()[:15]))
            .not_valid_before(at).not_valid_after(at + dt.timedelta(days=CERTIFICATE_DAYS))
            .sign(private_of(key), hashes.SHA256())
            for key, at in zip(self.every, self.since, strict=True)
        }  # fmt: skip

    @cached_property
    def public(self) -> KeySet:
        """The public halves."""
        return KeySet([RSAKey.import_key(one.as_dict(private=False)) for one in self.every])

    @cached_property
    def published(self) -> str:
        """JWKS, as text."""
        return json.dumps({"keys": [key.as_dict(private=False) for key in self.public.keys]})


def private_of(key: RSAKey) -> rsa.RSAPrivateKey:
    """The half that signs."""
    private = key.private_key
    assert private is not None  # each of ours has one
    return private


class NoKey(RuntimeError):
    """No signing key exists: no service that needs one was ever linked."""


_lock = threading.Lock()
_kept: tuple[float, Keys] | None = None


def _fernet() -> MultiFernet:
    return MultiFernet([_of_secret(one) for one in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _of_secret(secret: str | bytes) -> Fernet:
    derived = HKDF(hashes.SHA256(), 32, None, b"preau.federation.keys").derive(force_bytes(secret))
    return Fernet(base64.urlsafe_b64encode(derived))


def current() -> Keys:
    """The keys, read from the database once a minute at most."""
    global _kept
    kept = _kept
    if kept is not None and time.monotonic() - kept[0] < REFRESH:
        return kept[1]
    with _lock:
        fernet = _fernet()
        known = {} if kept is None else {one.kid: one for one in kept[1].every}
        rows = list(SigningKey.objects.order_by("-created_at", "kid"))
        keys = Keys(
            tuple(known.get(row.kid) or RSAKey.import_key(json.loads(fernet.decrypt(row.private))) for row in rows),
            tuple(row.created_at for row in rows),
        )
        _kept = (time.monotonic(), keys) if keys.every else None
        return keys


def forget() -> None:
    """Read the keys again at the next need."""
    global _kept
    _kept = None


def _make() -> SigningKey:
    key = RSAKey.generate_key(2048, {"alg": ALGORITHM, "use": "sig"}, auto_kid=True)
    private = _fernet().encrypt(json.dumps(key.as_dict(private=True)).encode()).decode()
    forget()
    transaction.on_commit(forget)
    return SigningKey.objects.create(kid=str(key.kid), private=private, created_at=clock.now())


def ensure_key(*, actor: Actor) -> None:
    """Make the first key when there is none."""
    if not SigningKey.objects.exists():
        rotate_keys(actor=actor)


@transaction.atomic
def rotate_keys(*, actor: Actor) -> str:
    """A new key signs from now on; gives its `kid`. Former ones stay published for PUBLISHED_DAYS, then go; of
    those the newest stays, which signs for SAML until one made since was published long enough.
    """
    former = SigningKey.objects.filter(created_at__lt=clock.now() - dt.timedelta(days=PUBLISHED_DAYS))
    newest = former.order_by("-created_at", "kid").first()
    if newest is not None:
        former = former.exclude(pk=newest.pk)
    dropped = former.delete()[0]
    made = _make()
    audit.record(
        actor=actor, action="federation.rotate_keys", subject="signing_key", subject_id=made.kid,
        data={"dropped": dropped},
    )  # fmt: skip
    return made.kid
