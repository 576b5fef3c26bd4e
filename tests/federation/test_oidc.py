"""OpenID Connect: the code flow with PKCE, what is given, and all that is refused (rows P3 and P5)."""

import base64
import hmac
import json
import time

import pytest
from cryptography.fernet import InvalidToken
from django.test import Client
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from preau.federation import keys, tickets
from preau.federation.models import LinkedService, ServiceSession, SigningKey, Ticket
from preau.federation.services.register import renew_secret, retire_service
from preau.kernel.jobs import settle
from tests.federation.linked import (
    CALLBACK,
    EVERYTHING,
    US,
    asked,
    informed,
    landed,
    link_oidc,
    tokens,
)  # fmt: skip

ISSUER = "http://127.0.0.1:8000"


@pytest.fixture
def lti(academy):
    return link_oidc(attributes=EVERYTHING)


@pytest.fixture
def lina(client_as, lti):
    client = client_as("lina-benali")
    informed(client, lti[0])
    return client


def code_for(client, service, **more):
    answer = client.get("/oidc/authorize", asked(service, **more))
    assert answer.status_code == 302, answer.content.decode()
    return landed(answer)["code"]


def published():
    return KeySet.import_key_set(json.loads(Client().get("/oidc/jwks").content))


def verified(token):
    return jwt.decode(token, published(), algorithms=["RS256"])


def later(monkeypatch, seconds):
    now = tickets._seconds()
    monkeypatch.setattr(tickets, "_seconds", lambda: now + seconds)


# --- what is given -------------------------------------------------------------------------------------------------


def test_a_pupil_enters_and_the_service_learns_what_was_chosen(academy, lina, lti):
    service, secret = lti
    request = asked(service)
    back = lina.get("/oidc/authorize", request)
    assert back["Location"].startswith(f"{CALLBACK}?")
    assert landed(back)["state"] == request["state"]
    assert landed(back)["iss"] == ISSUER
    answer = tokens(service, secret, landed(back)["code"])
    assert answer["Cache-Control"] == "no-store"
    given = answer.json()
    token = verified(given["id_token"])
    assert token.header["kid"] == SigningKey.objects.get().pk
    said = token.claims
    assert (said["iss"], said["aud"], said["nonce"]) == (ISSUER, service.pk.hex, request["nonce"])
    assert said["exp"] - said["iat"] == 600
    assert "given_name" not in said
    told = Client(headers={"authorization": f"Bearer {given['access_token']}"}).get("/oidc/userinfo").json()
    assert told["sub"] == said["sub"]
    assert (told["given_name"], told["ent_profiles"], told["ent_classes"]) == ("Lina", ["National_elv"], ["2de 4"])
    assert told["birthdate"] == academy["lina-benali"].person.birth_date.isoformat()


def test_a_scope_that_is_not_asked_gives_nothing(lina, lti):
    service, secret = lti
    given = tokens(service, secret, code_for(lina, service, scope="openid")).json()
    told = Client(headers={"authorization": f"Bearer {given['access_token']}"}).get("/oidc/userinfo").json()
    assert set(told) == {"sub"}


def test_what_the_administrator_did_not_choose_is_not_given_by_any_scope(client_as, academy):
    service, secret = link_oidc(attributes=["given_name"])
    lina = client_as("lina-benali")
    informed(lina, service)
    given = tokens(service, secret, code_for(lina, service, scope="openid profile email ent")).json()
    told = Client(headers={"authorization": f"Bearer {given['access_token']}"}).get("/oidc/userinfo").json()
    assert set(told) == {"sub", "given_name"}


def test_discovery_says_what_is_offered(db):
    told = Client().get("/.well-known/openid-configuration").json()
    assert told["issuer"] == ISSUER
    assert told["response_types_supported"] == ["code"]
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["id_token_signing_alg_values_supported"] == ["RS256"]
    for name in ("authorization", "token", "userinfo", "end_session"):
        path = told[f"{name}_endpoint"].removeprefix(ISSUER)
        assert Client().get(path).status_code != 404


def test_the_person_is_told_first_and_a_silent_request_shows_nothing(client_as, lti):
    service, _secret = lti
    client = client_as("lina-benali")
    assert "Ce que ce service apprend de vous" in client.get("/oidc/authorize", asked(service)).content.decode()
    assert landed(client.get("/oidc/authorize", asked(service, prompt="none")))["error"] == "interaction_required"
    stranger = Client()
    assert landed(stranger.get("/oidc/authorize", asked(service, prompt="none")))["error"] == "login_required"
    assert stranger.get("/oidc/authorize", asked(service))["Location"].startswith("/connexion/?next=")


def test_prompt_login_and_max_age_ask_for_a_proof(lina, lti):
    service, _secret = lti
    code_for(lina, service)  # uses the proof of the sign-in up
    assert lina.get("/oidc/authorize", asked(service, prompt="login"))["Location"].startswith("/outils/confirmer/")
    session = lina.session
    session["federation"] = {**session["federation"], "at": int(time.time()) - 900}
    session.save()
    assert lina.get("/oidc/authorize", asked(service, max_age="600"))["Location"].startswith("/outils/confirmer/")
    assert landed(lina.get("/oidc/authorize", asked(service, prompt="none", max_age="1")))["error"] == "login_required"
    code_for(lina, service, max_age="100000")


def test_prompt_consent_shows_what_leaves_then_goes_on(lina, lti):
    page = lina.get("/oidc/authorize", asked(lti[0], prompt="consent")).content.decode()
    assert "Ce que ce service apprend de vous" in page
    assert "prompt=consent" not in page


def test_a_request_by_form_comes_back_as_a_page(lina, lti):
    again = Client().post("/oidc/authorize", asked(lti[0]))
    assert landed(lina.get(again["Location"]))["code"]


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_type": "id_token token"}, "unsupported_response_type"),
        ({"prompt": "none login"}, "invalid_request"),
    ],
)  # fmt: skip
def test_a_bad_request_is_told_to_the_registered_address(lina, lti, change, error):
    back = lina.get("/oidc/authorize", asked(lti[0], **change))
    assert back["Location"].startswith(f"{CALLBACK}?")
    assert landed(back)["error"] == error
    assert "code" not in landed(back)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "change", [{"client_id": "0" * 32}, {"client_id": "x"}, {"client_id": None}, {"redirect_uri": None},
               {"redirect_uri": "https://evil.example/"}, {"redirect_uri": f"{CALLBACK}/x"}],
)  # fmt: skip
def test_a_request_that_nobody_vouches_for_leads_nowhere(lina, lti, change):
    answer = lina.get("/oidc/authorize", asked(lti[0], **change))
    assert answer.status_code == 400
    assert "Location" not in answer


def twice(lina, service, secret, monkeypatch):
    code = code_for(lina, service)
    first = tokens(service, secret, code).json()["access_token"]
    second = tokens(service, secret, code)
    bearer = Client(headers={"authorization": f"Bearer {first}"})
    assert bearer.get("/oidc/userinfo").status_code == 401, "what the first use gave opens nothing any more"
    return second


def after_a_minute(lina, service, secret, monkeypatch):
    code = code_for(lina, service)
    later(monkeypatch, 60)
    return tokens(service, secret, code)


def wrong_verifier(lina, service, secret, monkeypatch):
    return tokens(service, secret, code_for(lina, service), code_verifier="w" * 43)


def no_verifier(lina, service, secret, monkeypatch):
    return tokens(service, secret, code_for(lina, service), code_verifier=None)


def wrong_secret(lina, service, secret, monkeypatch):
    wrong = ("y" if secret.startswith("x") else "x") + secret[1:]
    return tokens(service, wrong, code_for(lina, service))


def former_secret(lina, service, secret, monkeypatch):
    renew_secret(actor=US, service_id=service.pk)
    return tokens(service, secret, code_for(lina, service))


def other_redirect(lina, service, secret, monkeypatch):
    return tokens(service, secret, code_for(lina, service), redirect_uri="https://lti.example/other")


def of_another_client(lina, service, secret, monkeypatch):
    other, other_secret = link_oidc(name="Autre")
    return tokens(other, other_secret, code_for(lina, service))


def a_cas_ticket(lina, service, secret, monkeypatch):
    row = Ticket.objects.get(digest=tickets.digest(code := code_for(lina, service)))
    Ticket.objects.filter(pk=row.pk).update(kind=tickets.SERVICE)
    return tokens(service, secret, code)


def other_grant(lina, service, secret, monkeypatch):
    return tokens(service, secret, "x", grant_type="client_credentials")


def password_grant(lina, service, secret, monkeypatch):
    return tokens(service, secret, "x", grant_type="password")


def signed_out(lina, service, secret, monkeypatch):
    code = code_for(lina, service)
    lina.post("/deconnexion/")
    return tokens(service, secret, code)


def retired(lina, service, secret, monkeypatch):
    code = code_for(lina, service)
    retire_service(actor=US, service_id=service.pk)
    return tokens(service, secret, code)


REFUSED = (
    twice, after_a_minute, wrong_verifier, no_verifier, wrong_secret, former_secret, other_redirect, of_another_client,
    a_cas_ticket, other_grant, password_grant, signed_out, retired,
)  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=lambda one: one.__name__)
def test_no_token_is_given_and_the_refusal_is_logged(lina, lti, case, monkeypatch, capsys):
    answer = case(lina, *lti, monkeypatch)
    assert answer.status_code in (400, 401)
    assert "access_token" not in answer.json()
    said = [
        line for line in capsys.readouterr().err.splitlines() if "service refused" in line or "code refused" in line
    ]
    assert said and not any(word in "".join(said) for word in ("OC-", "OA-", "lti.example", "Lina"))


def test_an_access_token_ends_by_itself_and_with_the_sign_in(lina, lti, monkeypatch):
    service, secret = lti
    given = [tokens(service, secret, code_for(lina, service)).json()["access_token"] for _ in range(2)]
    bearers = [Client(headers={"authorization": f"Bearer {one}"}) for one in given]
    assert bearers[0].get("/oidc/userinfo").status_code == 200
    with monkeypatch.context() as moved:
        later(moved, 600)
        answer = bearers[0].get("/oidc/userinfo")
        assert answer.status_code == 401
        assert "invalid_token" in answer["WWW-Authenticate"]
    lina.post("/deconnexion/")
    assert bearers[1].get("/oidc/userinfo").status_code == 401
    assert Client().get("/oidc/userinfo").status_code == 401
    assert Client(headers={"authorization": "Bearer OA-0"}).get("/oidc/userinfo").status_code == 401


# --- keys -----------------------------------------------------------------------------------------------------------


def test_a_rotation_signs_anew_and_still_verifies_what_was_signed(lina, lti):
    service, secret = lti
    before = tokens(service, secret, code_for(lina, service)).json()["id_token"]
    made = keys.rotate_keys(actor=US)
    keys.forget()
    after = tokens(service, secret, code_for(lina, service)).json()["id_token"]
    assert verified(before).header["kid"] != verified(after).header["kid"] == made
    assert '"d"' not in Client().get("/oidc/jwks").content.decode()


def test_a_key_lies_encrypted(lti, settings):
    row = SigningKey.objects.get()
    assert "PRIVATE" not in row.private and '"d"' not in row.private
    settings.SECRET_KEY = "another" * 10
    keys.forget()
    with pytest.raises(InvalidToken):
        _ = keys.current().signing
    settings.SECRET_KEY_FALLBACKS = ["tests-only-" + "x" * 50]
    assert keys.current().signing.kid == row.kid


def test_keys_are_read_once(lti, django_assert_num_queries):
    keys.current()
    with django_assert_num_queries(0):
        keys.current()


# --- signing out ---------------------------------------------------------------------------------------------------


@pytest.fixture
def entered(lina, lti):
    service, secret = lti
    return lina, service, tokens(service, secret, code_for(lina, service)).json()["id_token"]


def left(client):
    return client.get("/")["Location"].startswith("/connexion/") if client.get("/").status_code == 302 else False


def test_the_service_signs_out_who_entered_it_and_gets_them_back(entered):
    lina, _service, token = entered
    bye = {"id_token_hint": token, "post_logout_redirect_uri": "https://lti.example/bye", "state": "s"}
    assert lina.get("/oidc/logout", bye)["Location"] == "https://lti.example/bye?state=s"
    assert left(lina)


def test_without_an_id_token_the_person_is_asked(entered):
    lina, service, _token = entered
    bye = {"client_id": service.pk.hex, "post_logout_redirect_uri": "https://lti.example/bye"}
    page = lina.get("/oidc/logout", bye)
    assert page.status_code == 200
    assert "Vous déconnecter de Préau" in page.content.decode()
    assert not left(lina)


def test_somebody_elses_id_token_signs_nobody_out(entered, client_as, lti):
    _lina, _service, token = entered
    adam = client_as("adam-benali")
    assert adam.get("/oidc/logout", {"id_token_hint": token}).status_code == 200
    assert not left(adam)


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "https://lti.example/bye/", "https://lti.example/bye?x=1", CALLBACK]
)
def test_signing_out_leads_to_registered_addresses_only(entered, to):
    lina, _service, token = entered
    answer = lina.get("/oidc/logout", {"id_token_hint": token, "post_logout_redirect_uri": to})
    assert answer.status_code == 200
    assert "Location" not in answer


def _part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _forged(entered, kind):
    """An ID token that says the same, made by somebody else's means."""
    _lina, service, token = entered
    said = dict(verified(token).claims)
    ours = keys.current().signing
    public = next(iter(published().keys))
    stranger = RSAKey.generate_key(2048)
    now = int(time.time())
    if kind == "none":
        return f"{_part({'alg': 'none'})}.{_part(said)}."
    if kind.startswith("hs256"):
        # By hand: the library refuses to take a public key for a shared secret.
        secret = public.as_pem(private=False) if kind == "hs256 pem" else json.dumps(public.as_dict()).encode()
        signed = f"{_part({'alg': 'HS256', 'kid': ours.kid})}.{_part(said)}"
        seal = base64.urlsafe_b64encode(hmac.digest(secret, signed.encode(), "sha256")).decode().rstrip("=")
        return f"{signed}.{seal}"
    if kind in {"same kid", "foreign kid", "no kid"}:
        header = {"alg": "RS256", **({} if kind == "no kid" else {"kid": ours.kid if kind == "same kid" else "x"})}
        return jwt.encode(header, said, stranger, algorithms=["RS256"])
    if kind in {"jku", "x5u", "jwk"}:
        value = stranger.as_dict(private=False) if kind == "jwk" else "https://evil.example/jwks"
        return jwt.encode({"alg": "RS256", "kid": "x", kind: value}, said, stranger, algorithms=["RS256"])
    if kind == "rs512":
        bare = {name: value for name, value in ours.as_dict(private=True).items() if name not in {"alg", "use"}}
        return jwt.encode({"alg": "RS512", "kid": ours.kid}, said, RSAKey.import_key(bare), algorithms=["RS512"])
    if kind == "altered":
        head, body, seal = token.split(".")
        return f"{head}.{body[:-2]}{'A' if body[-2] != 'A' else 'B'}{body[-1]}.{seal}"
    if kind == "stripped":
        return token.rsplit(".", 1)[0] + "."
    changes = {
        "aud": {"aud": "0" * 32}, "two aud": {"aud": [service.pk.hex, "x"]}, "iss": {"iss": "https://evil.example"},
        "old": {"exp": now - 90_000}, "no exp": {"exp": None}, "future": {"nbf": now + 3600},
    }[kind]  # fmt: skip
    changed = {name: value for name, value in {**said, **changes}.items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": ours.kid}, changed, ours, algorithms=["RS256"])


KINDS = (
    "none", "hs256 pem", "hs256 jwk", "same kid", "foreign kid", "no kid", "jku", "x5u", "jwk", "rs512",
    "altered", "stripped", "aud", "two aud", "iss", "old", "no exp", "future",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_forged_id_token_signs_nobody_out(entered, kind):
    lina, service, _token = entered
    asked_ = {"id_token_hint": _forged(entered, kind), "client_id": service.pk.hex,
              "post_logout_redirect_uri": "https://lti.example/bye"}  # fmt: skip
    answer = lina.get("/oidc/logout", asked_)
    assert answer.status_code == 400
    assert "Location" not in answer
    assert not left(lina)


def test_a_token_that_is_no_token_is_refused(entered):
    for text in ("x", "a.b.c", ".", "..", "é.é.é", "{}"):
        assert entered[0].get("/oidc/logout", {"id_token_hint": text}).status_code == 400


@pytest.mark.parametrize("kind", ["none", "hs256 pem", "same kid", "rs512", "altered"])
def test_it_is_the_seal_that_refuses(entered, kind, monkeypatch):
    """Unread, the same would be believed: the check can fail."""
    from preau.federation import oidc

    token = _forged(entered, kind)
    told = _unsealed(token if kind != "altered" else entered[2])
    monkeypatch.setattr(oidc.EndSession, "_validate_id_token_hint", lambda self, token: told)
    lina, _service, _token = entered
    assert lina.get("/oidc/logout", {"id_token_hint": token}).status_code == 200
    assert left(lina)


def _unsealed(token):
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def test_a_sign_out_is_told_to_the_service_by_a_token_of_ours(client_as, academy, listener):
    service, secret = link_oidc(
        accepts_loopback=True, urls={"entry": [CALLBACK], "sign_out": [f"{listener.url}/back"]},
    )  # fmt: skip
    lina = client_as("lina-benali")
    informed(lina, service)
    said = verified(tokens(service, secret, code_for(lina, service)).json()["id_token"]).claims
    lina.post("/deconnexion/")
    settle()
    ((method, path, fields),) = listener.heard
    token = verified(fields["logout_token"])
    assert (method, path, token.claims["sid"], token.claims["aud"]) == ("POST", "/back", said["sid"], service.pk.hex)
    assert token.header["typ"] == "logout+jwt"
    assert list(token.claims["events"]) == ["http://schemas.openid.net/event/backchannel-logout"]
    assert "nonce" not in token.claims
    assert not ServiceSession.objects.exists()


def test_the_first_openid_service_makes_the_first_key_and_the_second_none(lti):
    link_oidc(name="Autre")
    assert SigningKey.objects.count() == 1
    assert LinkedService.objects.count() == 2
