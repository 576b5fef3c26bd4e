"""The OpenID Connect provider: Authlib's grants, over our tickets, keys and register.

Offered: the code flow with PKCE (S256) for everyone, confidential clients, RS256. Not offered: implicit and hybrid
flows, refresh tokens, other algorithms. ID tokens carry who and when; what the service learns is given by userinfo.
"""

import functools
import hashlib
import hmac
import time
import uuid
from collections.abc import Mapping
from typing import Any

import structlog
from authlib.common.urls import add_params_to_uri
from authlib.integrations.django_oauth2 import AuthorizationServer
from authlib.integrations.django_oauth2.requests import DjangoOAuth2Payload, DjangoOAuth2Request
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import ClientMixin, InvalidRequestError, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from authlib.oidc.core.models import AuthorizationCodeMixin
from authlib.oidc.rpinitiated import EndSessionEndpoint
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from joserfc.jwk import KeySet, RSAKey

from preau.access.public import hats_of
from preau.federation import keys, marks, tickets
from preau.federation.enums import Protocol, Use
from preau.federation.facts import SCOPES, Facts, claims, identifier
from preau.federation.models import LinkedService
from preau.federation.selectors import bearer_of, served, service_of_id, urls_of
from preau.federation.services.entering import note_entered
from preau.identity.public import account_by_id

log = structlog.get_logger("preau.federation")

ALL_SCOPES = ("openid", *SCOPES)
# An ID token handed back to sign out: after a day it says nothing any more about who is here.
HINT_SECONDS = 24 * 3600


class Client(ClientMixin):
    """A linked service, as the library asks about it."""

    def __init__(self, service: LinkedService) -> None:
        self.service = service

    def get_client_id(self) -> str:
        return self.service.pk.hex

    def get_default_redirect_uri(self) -> str:
        return ""  # always said by the client, never guessed

    def get_allowed_scope(self, scope: str | None) -> str:
        return " ".join(one for one in (scope or "").split() if one in ALL_SCOPES)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in urls_of(self.service, Use.ENTRY)

    def check_client_secret(self, client_secret: str) -> bool:
        kept = self.service.secret
        given = hashlib.sha256(client_secret.encode()).digest()
        return kept is not None and hmac.compare_digest(bytes(kept), given)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in Grant.TOKEN_ENDPOINT_AUTH_METHODS

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"

    @property
    def client_metadata(self) -> Mapping[str, Any]:
        """What the end of a session asks."""
        return {"post_logout_redirect_uris": urls_of(self.service, Use.EXIT)}


class Code(AuthorizationCodeMixin):
    """A code that was just used up."""

    def __init__(self, held: tickets.Held) -> None:
        self.held = held
        self.code_challenge: str = held.data["challenge"]
        self.code_challenge_method = "S256"

    def get_redirect_uri(self) -> str:
        return self.held.address

    def get_scope(self) -> str:
        return str(self.held.data["scope"])

    def get_nonce(self) -> str:
        return str(self.held.data["nonce"])

    def get_auth_time(self) -> int:
        return int(self.held.data["at"])

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


class Grant(AuthorizationCodeGrant):
    """The code flow."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

    redirect_uri: str = ""
    """Where the request that this grant validated leads, once it did; a grant is of one request."""

    def validate_authorization_request(self) -> str:
        """The library asks before the person is asked, and again before the code is given: looked at once."""
        return self.redirect_uri or str(super().validate_authorization_request())

    def create_authorization_response(self, redirect_uri: str, grant_user: Any) -> tuple[int, str, list[Any]]:
        status, body, headers = super().create_authorization_response(redirect_uri, grant_user)
        return status, body, [(name, with_issuer(value)) for name, value in headers]

    def generate_authorization_code(self) -> str:
        return tickets.draw(tickets.CODE)

    def save_authorization_code(self, code: str, request: Any) -> None:
        mark = marks.mark_of(request._request)
        marks.use_up(request._request)
        asked = request.payload.data
        data = {
            "scope": request.scope, "nonce": asked.get("nonce", ""), "challenge": asked["code_challenge"],
            "at": mark["at"],
        }  # fmt: skip
        tickets.keep(
            code, service_id=request.client.service.pk, account_id=request.user.pk, session=mark["id"],
            address=request.payload.redirect_uri, data=data,
        )  # fmt: skip

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        held = tickets.take(code, [tickets.CODE])
        if held is None:
            # Used a second time, by whom we do not know: what the first time gave opens nothing any more (ASVS 10.4.2).
            tickets.forget(parent=code)
            return None
        if held.expired or held.service_id != client.service.pk:
            log.warning("code refused", protocol="oidc", service=str(client.service.pk),
                        reason="expired" if held.expired else "other_service")  # fmt: skip
            return None
        return Code(held)

    def authenticate_user(self, authorization_code: Code) -> Facts | None:
        return facts_of(self.request.client.service, authorization_code.held.account_id)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """It went when it was read."""


def facts_of(service: LinkedService, account_id: uuid.UUID) -> Facts | None:
    """Who holds a code or a token, if the service is still open to them."""
    account = account_by_id(account_id)
    if account is None or not account.may_sign_in:
        return None
    open_to = served(service, hats_of(account), account.person_id)
    return Facts(account, open_to) if open_to else None


class Challenge(CodeChallenge):
    """PKCE for every client, with S256 alone."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Grant, redirect_uri: str) -> None:
        asked = grant.request.payload.data
        if not asked.get("code_challenge") or asked.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE is required: 'code_challenge' with 'code_challenge_method' S256.")
        super().validate_code_challenge(grant, redirect_uri)


class IdToken(OpenIDCode):
    """What an ID token says: who, for whom, when. `sid` names the sign-in, so that its end can be told."""

    DEFAULT_EXPIRES_IN = 600

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return False  # a code opens once, and the nonce goes with it: the client compares it with its own

    def get_client_algorithm(self, client: Client) -> str:
        return keys.ALGORITHM

    def resolve_client_private_key(self, client: Client) -> RSAKey:
        return keys.current().signing

    def get_encode_header(self, client: Client) -> dict[str, str]:
        return {"alg": keys.ALGORITHM, "kid": str(keys.current().signing.kid)}

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        return {"iss": settings.PUBLIC_URL, "aud": client.get_client_id()}

    def get_compatible_claims(self, request: Any) -> dict[str, Any]:
        held = request.authorization_code.held
        service = request.client.service
        told = urls_of(service, Use.SIGN_OUT) if service.signs_out else []
        sid = note_entered(
            service=service, account=request.user.account, session=held.session,
            address=told[0] if told else "",
        )  # fmt: skip
        said: dict[str, Any] = super().get_compatible_claims(request)
        return {**said, "sub": identifier(service, request.user), "sid": str(sid)}

    def generate_user_info(self, user: Facts, scope: str) -> dict[str, str]:
        return {}


class EndSession(EndSessionEndpoint):
    """Sign-out asked by a service: the ID token it was given says by whom and for whom."""

    def get_server_jwks(self) -> KeySet:
        return keys.current().public

    def get_algorithms(self) -> list[str]:
        return [keys.ALGORITHM]

    def validate_request(self, request: Any) -> Any:
        asked = super().validate_request(request)
        told = asked.id_token_claims
        if told is None:
            return asked
        if told.get("iss") != settings.PUBLIC_URL or asked.client is None:
            raise InvalidRequestError("This ID token was not given by us to this client.")
        if not isinstance(told.get("exp"), int) or time.time() > told["exp"] + HINT_SECONDS:
            raise InvalidRequestError("This ID token is too old.")
        if told.get("aud") != asked.client.get_client_id():
            raise InvalidRequestError("This ID token was given to another client.")
        return asked

    def end_session(self, end_session_request: Any) -> None:
        """Done by the view, which holds the session."""


class Asked(DjangoOAuth2Request):
    """A request, at the address that people type: behind a proxy, or under another name, it is the same one."""

    def __init__(self, request: HttpRequest) -> None:
        OAuth2Request.__init__(
            self, method=request.method, uri=settings.PUBLIC_URL + request.get_full_path(), headers=request.headers
        )
        self.payload = DjangoOAuth2Payload(request)
        self._request = request


class Server(AuthorizationServer):
    """The library's server over our register."""

    def __init__(self) -> None:
        super().__init__(None, None)
        generator = BearerTokenGenerator(
            lambda **_: tickets.draw(tickets.ACCESS), expires_generator=lambda *_: tickets.LIFE[tickets.ACCESS]
        )
        self.register_token_generator("default", generator)
        self.register_grant(Grant, [Challenge(required=True), IdToken()])
        self.register_endpoint(EndSession)

    def create_oauth2_request(self, request: Any) -> Any:
        return request if isinstance(request, OAuth2Request) else Asked(request)

    def query_client(self, client_id: str) -> Client | None:
        service = service_of_id(client_id)
        return Client(service) if service is not None and service.protocol == Protocol.OIDC else None

    def save_token(self, token: Mapping[str, Any], request: Any) -> None:
        held = request.authorization_code.held
        tickets.keep(
            token["access_token"], service_id=request.client.service.pk, account_id=held.account_id,
            session=held.session, parent=tickets.digest(request.form["code"]), data={"scope": token["scope"]},
        )  # fmt: skip

    def handle_error_response(self, request: Any, error: OAuth2Error) -> HttpResponse:
        client = getattr(request, "client", None)
        log.warning("service refused", protocol="oidc", reason=error.error,
                    service=str(client.service.pk) if client else "")  # fmt: skip
        response: HttpResponse = super().handle_error_response(request, error)
        if response.has_header("Location"):
            response["Location"] = with_issuer(response["Location"])
        return response


@functools.cache
def server() -> Server:
    """The one of this process."""
    return Server()


def with_issuer(location: str) -> str:
    """The address a client is led back to, saying by whom (RFC 9207)."""
    return str(add_params_to_uri(location, [("iss", settings.PUBLIC_URL)]))


def userinfo(request: HttpRequest) -> dict[str, object] | None:
    """What the bearer of an access token may learn (Core 1.0, 5.3); None when it opens nothing."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    borne = bearer_of(token.strip(), tickets.ACCESS) if kind.lower() == "bearer" else None
    if borne is None:
        return None
    held, service = borne
    facts = facts_of(service, held.account_id)
    if facts is None:
        return None
    return {"sub": identifier(service, facts), **claims(service, facts, str(held.data["scope"]).split())}
