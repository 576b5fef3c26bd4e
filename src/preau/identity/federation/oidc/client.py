"""The relying party: code with PKCE, state and nonce; keys from a file, or from the source and kept an hour."""

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from preau.identity.federation import calls
from preau.identity.federation.errors import BadSource, Refusal, SourceGone
from preau.identity.federation.oidc import tokens
from preau.identity.federation.sources import Source
from preau.identity.federation.states import Question
from preau.kernel import clock

KEYS_SECONDS = 3600.0
AGAIN_SECONDS = 60.0
"""Keys are asked again for a token of an unknown key, at most once a minute."""
ALGORITHMS = ("RS256", "PS256", "ES256")

_lock = threading.Lock()
_kept: dict[str, tuple[float, KeySet]] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a believed answer says: claims by name, the subject, the session at the source, the token itself."""

    subject: str
    index: str
    id_token: str
    claims: dict[str, Any] = field(default_factory=dict)


def forget_all() -> None:
    """Forget every kept key (tests)."""
    with _lock:
        _kept.clear()


def read_keys(content: bytes | str) -> KeySet:
    """A JSON Web Key Set; keys that are of no kind we know are passed over. Raises ValueError when none is left."""
    told = json.loads(content)
    usable = []
    for one in told.get("keys", []) if isinstance(told, dict) else []:
        if isinstance(one, dict) and one.get("kty") in ("RSA", "EC", "OKP") and "d" not in one:
            try:
                usable.append(KeySet.import_key_set({"keys": [one]}).keys[0])
            except (JoseError, ValueError, TypeError, KeyError):
                continue
    if not usable:
        raise ValueError("no usable key")
    return KeySet(usable)


def keys(source: Source, deadline: float, *, again: bool = False) -> KeySet:
    """The source's keys: its file's, else those it publishes. Raises SourceGone."""
    if source.option("jwks"):
        try:
            return read_keys(source.file("jwks").read_bytes())
        except ValueError as error:
            raise BadSource(f"{source.name}.toml: oidc.jwks: {error}") from None
    now = time.monotonic()
    with _lock:
        at, kept = _kept.get(source.name, (0.0, None))
    if kept is not None and now - at < (AGAIN_SECONDS if again else KEYS_SECONDS):
        return kept
    try:
        status, content = calls.fetch(source.text("jwks_uri"), deadline)
        if status != 200:
            raise SourceGone(f"keys: status {status}")
        fresh = read_keys(content)
    except ValueError:
        raise SourceGone("keys: unreadable") from None
    except SourceGone:
        if kept is not None and not again:  # an hour old beats none: a source that rotates tells the key's name
            return kept
        raise
    with _lock:
        _kept[source.name] = (now, fresh)
    return fresh


def question(source: Source, going_to: str, *, shared: bool = False) -> tuple[Question, str]:
    """What this browser must keep, and the address that asks."""
    asked = Question(
        source.name, going_to, nonce=secrets.token_urlsafe(24), verifier=secrets.token_urlsafe(48), shared=shared
    )  # fmt: skip
    challenge = base64.urlsafe_b64encode(hashlib.sha256(asked.verifier.encode()).digest()).rstrip(b"=").decode()
    sent = {
        "response_type": "code",
        "client_id": source.text("client_id"),
        "redirect_uri": source.return_url,
        "scope": " ".join(source.option("scopes", ("openid", "profile", "email"))),
        "state": asked.mark,
        "nonce": asked.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return asked, _with(source.text("authorization_endpoint"), sent)


def _with(address: str, parameters: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}"


def _redeem(source: Source, code: str, asked: Question, deadline: float) -> dict[str, Any]:
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": source.return_url,
        "code_verifier": asked.verifier, "client_id": source.text("client_id"),
    }  # fmt: skip
    headers = {}
    if source.option("client_secret_file"):
        secret = source.file("client_secret_file").read_text(encoding="utf-8").strip()
        pair = f"{quote(source.text('client_id'), safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    status, content = calls.fetch(source.text("token_endpoint"), deadline, form, headers)
    told = calls.json_of(content)
    if status != 200 or not isinstance(told, dict):
        raise Refusal("said_no", f"token status {status}")
    return told


def answer(source: Source, code: str, asked: Question) -> Answer:
    """Redeem the code and believe the ID token, three seconds in all. Raises Refusal, SourceGone."""
    return calls.guarded(source, lambda deadline: _answer(source, code, asked, deadline))


def _answer(source: Source, code: str, asked: Question, deadline: float) -> Answer:
    told = _redeem(source, code, asked, deadline)
    token = told.get("id_token")
    if not isinstance(token, str):
        raise Refusal("unsigned", "no ID token")
    claims = verified(source, token, deadline)
    tokens.believe(claims, expected(source, asked.nonce))
    userinfo = source.option("userinfo_endpoint")
    if userinfo and isinstance(told.get("access_token"), str):
        status, content = calls.fetch(userinfo, deadline, headers={"Authorization": f"Bearer {told['access_token']}"})
        more = calls.json_of(content) if status == 200 else {}
        if not isinstance(more, dict) or more.get("sub") != claims["sub"]:
            raise Refusal("answers_other", "userinfo of somebody else")
        claims = {**more, **claims}
    session = claims.get("sid")
    return Answer(claims["sub"], session if isinstance(session, str) else "", token, claims)


def expected(source: Source, nonce: str) -> tokens.Expected:
    """What a token of this source must fit now."""
    allowed = tuple(source.option("algorithms", ALGORITHMS))
    return tokens.Expected(
        source.text("issuer"), source.text("client_id"), allowed, nonce, clock.real_now().timestamp()
    )  # fmt: skip


def verified(source: Source, token: str, deadline: float) -> dict[str, Any]:
    """The claims of a token signed by the source; its keys are read again, once, for a key they do not have."""
    allowed = tuple(source.option("algorithms", ALGORITHMS))
    try:
        return tokens.signed(token, keys(source, deadline), allowed)
    except tokens.UnknownKey:
        return tokens.signed(token, keys(source, deadline, again=True), allowed)


def leave_address(source: Source, id_token: str) -> str:
    """Where a person goes to end their session at the source too; empty when it has no such place."""
    if not source.option("end_session_endpoint"):
        return ""
    sent = {"client_id": source.text("client_id"), "post_logout_redirect_uri": source.logout_url}
    if id_token:
        sent["id_token_hint"] = id_token
    return _with(source.text("end_session_endpoint"), sent)


def attributes(claims: dict[str, Any]) -> dict[str, list[str]]:
    """Claims as lists of texts, as SAML has them; a mail that the source says it has not verified is left out."""
    read: dict[str, list[str]] = {}
    for name, value in claims.items():
        values = value if isinstance(value, list) else [value]
        read[name] = [one for one in values if isinstance(one, str)]
    if claims.get("email_verified", True) is not True:
        read.pop("email", None)
    return read
