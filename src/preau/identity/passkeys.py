"""Passkeys (WebAuthn), by fido2: what is asked of the browser, and whether what it answers is true.

A passkey is bound to the host of PUBLIC_URL; browsers refuse one for an address of figures, so that an installation
tried at 127.0.0.1 has its passkeys at localhost. Attestations are not asked for: which make of key people buy is not
ours to know. The person is verified by the device each time (finger, face, code): a passkey is two factors at once.
"""

import hashlib
import ipaddress
import json
import logging
import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

logging.getLogger("fido2").setLevel(logging.WARNING)  # what it says of credentials is no business of a log

REQUIRED = UserVerificationRequirement.REQUIRED
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)  # what the library raises of what is no answer


class Wrong(ValueError):
    """What the browser answered proves nothing."""


def host() -> str:
    """The host that passkeys are bound to."""
    name = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name
    return "localhost"


def _is_ours(origin: str) -> bool:
    """Whether a browser's origin is this very host: https, or a developer's own machine."""
    parts = urlsplit(origin)
    return parts.hostname == host() and (parts.scheme == "https" or parts.hostname == "localhost")


def _server() -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(name="Préau", id=host()), verify_origin=_is_ours)


def key_of(credential_id: bytes) -> str:
    """What a credential is found by."""
    return hashlib.sha256(credential_id).hexdigest()


def ask_new(account_id: uuid.UUID, login: str, name: str, known: Sequence[bytes]) -> tuple[dict[str, Any], Any]:
    """(what to ask of the browser, what to keep in the session) for a new passkey, none of `known` again."""
    user = PublicKeyCredentialUserEntity(id=account_id.bytes, name=login, display_name=name)
    options, state = _server().register_begin(
        user,
        [AttestedCredentialData(one) for one in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=REQUIRED,
    )
    return dict(options), state


def made(state: Any, answer: str) -> tuple[str, bytes, int]:
    """(key to find it by, credential, count) of the passkey that the browser made; raises Wrong."""
    try:
        told = _server().register_complete(state, json.loads(answer))
    except _UNREADABLE as error:
        raise Wrong(str(error)) from None
    assert told.credential_data is not None
    return key_of(told.credential_data.credential_id), bytes(told.credential_data), told.counter


def ask_use(known: Sequence[bytes] | None = None) -> tuple[dict[str, Any], Any]:
    """(what to ask of the browser, what to keep in the session) to use one of these passkeys; any, when None."""
    credentials = [AttestedCredentialData(one) for one in known] if known is not None else None
    options, state = _server().authenticate_begin(credentials, user_verification=REQUIRED)
    return dict(options), state


def named(answer: str) -> str:
    """The key by which to find the passkey that the browser used; raises Wrong."""
    try:
        return key_of(AuthenticationResponse.from_dict(json.loads(answer)).raw_id)
    except _UNREADABLE as error:
        raise Wrong(str(error)) from None


def used(state: Any, credential: bytes, count: int, answer: str) -> int:
    """The new count of the passkey, once its signature holds. Raises Wrong; also when the count went back (a copy)."""
    try:
        told = json.loads(answer)
        _server().authenticate_complete(state, [AttestedCredentialData(credential)], told)
        new = AuthenticationResponse.from_dict(told).response.authenticator_data.counter
    except _UNREADABLE as error:
        raise Wrong(str(error)) from None
    if (new or count) and new <= count:
        raise Wrong("the passkey's count went back")
    return new
