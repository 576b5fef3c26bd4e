"""Tokens: each check with its mutation, and the ways of choosing an algorithm or a key that are not ours."""

import base64
import hmac
import json
import time
import warnings
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, KeySet, RSAKey

from preau.identity.federation.errors import Refusal
from preau.identity.federation.oidc import tokens

KEY = RSAKey.generate_key(2048, {"kid": "un", "use": "sig"})
OTHER = RSAKey.generate_key(2048, {"kid": "un", "use": "sig"})
CURVE = ECKey.generate_key("P-256", {"kid": "deux"})
KEYS = KeySet([RSAKey.import_key(KEY.as_dict(private=False)), ECKey.import_key(CURVE.as_dict(private=False))])
ALLOWED = ("RS256", "PS256", "ES256")


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    told = {
        "iss": "https://source.example", "aud": "preau", "sub": "s1", "iat": now, "exp": now + 300, "nonce": "n1",
    }  # fmt: skip
    return {name: value for name, value in {**told, **changes}.items() if value is not None}


def expected() -> tokens.Expected:
    return tokens.Expected("https://source.example", "preau", ALLOWED, "n1", time.time())


def token(told: dict[str, Any], key: Any = KEY, alg: str = "RS256", **header: Any) -> str:
    head = {"alg": alg, "kid": key.kid, **header}
    return jws.serialize_compact(head, json.dumps(told), key, algorithms=[alg])


def code_of(act: Any) -> str:
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.code


def test_an_honest_token_is_believed() -> None:
    for key, alg in ((KEY, "RS256"), (KEY, "PS256"), (CURVE, "ES256")):
        told = tokens.signed(token(claims(), key, alg), KEYS, ALLOWED)
        tokens.believe(told, expected())


NOW = int(time.time())
VECTORS: list[tuple[str, str, dict[str, Any]]] = [
    ("_issuer", "issuer", {"iss": "https://source.example/"}),
    ("_issuer", "issuer", {"iss": None}),
    ("_audience", "audience", {"aud": "autre"}),
    ("_audience", "audience", {"aud": ["preau", "autre"]}),
    ("_audience", "audience", {"aud": ["preau", "autre"], "azp": "autre"}),
    ("_expired", "expired", {"exp": NOW - 120}),
    ("_expired", "unreadable", {"exp": None}),
    ("_expired", "unreadable", {"exp": "demain"}),
    ("_issued", "future", {"iat": NOW + 3600, "exp": NOW + 7200}),
    ("_issued", "stale", {"iat": NOW - 3600}),
    ("_issued", "unreadable", {"iat": None}),
    ("_not_yet", "future", {"nbf": NOW + 3600}),
    ("_nonce", "nonce", {"nonce": "n2"}),
    ("_nonce", "nonce", {"nonce": None}),
    ("_subject", "unreadable", {"sub": None}),
    ("_subject", "unreadable", {"sub": 7}),
]


@pytest.mark.parametrize(("check", "code", "changes"), VECTORS, ids=lambda one: str(one)[:50])
def test_each_check_refuses_its_vector_and_nothing_else_does(
    check: str, code: str, changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert code_of(lambda: tokens.believe(claims(**changes), expected())) == code
    monkeypatch.setattr(tokens, "CHECKS", tuple(one for one in tokens.CHECKS if one.__name__ != check))
    tokens.believe(claims(**changes), expected())


def test_every_check_has_a_vector() -> None:
    assert {one.__name__ for one in tokens.CHECKS} == {check for check, _code, _changes in VECTORS}


def _raw(header: dict[str, Any], told: dict[str, Any], signature: bytes = b"x") -> str:
    parts = (json.dumps(header).encode(), json.dumps(told).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def none() -> str:
    return _raw({"alg": "none", "kid": "un"}, claims())


def none_without_signature() -> str:
    return _raw({"alg": "none"}, claims())[:-2]


def hmac_with_the_public_key() -> str:
    head, body, _signature = _raw({"alg": "HS256", "kid": "un"}, claims()).split(".")
    made = hmac.digest(KEY.as_pem(private=False), f"{head}.{body}".encode(), "sha256")
    return f"{head}.{body}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


def by_a_stranger() -> str:
    return token(claims(), OTHER)


def with_a_foreign_address() -> str:
    return token(claims(), OTHER, jku="https://evil.example/keys")


def with_its_own_key() -> str:
    return token(claims(), OTHER, jwk=OTHER.as_dict(private=False))


def of_an_unknown_key() -> str:
    return token(claims(), RSAKey.generate_key(2048, {"kid": "trois"}))


def of_another_kind_of_key() -> str:
    return token(claims(), CURVE, "ES256", kid="un")


def changed() -> str:
    head, _body, signature = token(claims()).split(".")
    body = base64.urlsafe_b64encode(json.dumps(claims(sub="autre")).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{signature}"


def with_a_critical_rule() -> str:
    return _raw({"alg": "RS256", "kid": "un", "crit": ["b64"], "b64": False}, claims())


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (none, "algorithm"), (none_without_signature, "unreadable"), (hmac_with_the_public_key, "algorithm"),
        (by_a_stranger, "signature"), (with_a_foreign_address, "algorithm"), (with_its_own_key, "algorithm"),
        (of_an_unknown_key, "signature"), (of_another_kind_of_key, "signature"), (changed, "signature"),
        (with_a_critical_rule, "algorithm"),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)  # fmt: skip
def test_nobody_else_chooses_the_key_or_the_algorithm(make: Any, code: str) -> None:
    assert code_of(lambda: tokens.signed(make(), KEYS, ALLOWED)) == code


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "x" * 70_000, "e30.e30.e30", "W10.e30.e30", "é.é.é"])
def test_what_is_no_token_is_refused(text: str) -> None:
    assert code_of(lambda: tokens.signed(text, KEYS, ALLOWED)) in {"unreadable", "algorithm"}


def test_a_short_key_signs_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        weak = RSAKey.generate_key(1024, {"kid": "court"})
    keys = KeySet([weak])
    assert code_of(lambda: tokens.signed(token(claims(), weak), keys, ALLOWED)) == "signature"


def test_an_id_token_is_no_farewell_and_a_farewell_names_somebody() -> None:
    happened = {"events": {tokens.LOGOUT_EVENT: {}}, "jti": "j1", "nonce": None}
    assert tokens.believe_farewell(claims(**happened), expected()) == ("s1", "", "j1")
    for changes, code in (
        ({"nonce": "n1"}, "nonce"), ({"events": {}}, "unreadable"), ({"events": None}, "unreadable"),
        ({"sub": None}, "unreadable"), ({"jti": None}, "unreadable"), ({"aud": "autre"}, "audience"),
        ({"iat": NOW - 3600}, "stale"),
    ):  # fmt: skip
        assert code_of(lambda told={**happened, **changes}: tokens.believe_farewell(claims(**told), expected())) == code
