"""Services linked for tests, and what is asked of Préau as a browser or a service asks it."""

import base64
import hashlib
import secrets
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client
from lxml import etree

from preau.federation.enums import Attribute, Known
from preau.federation.models import LinkedService
from preau.federation.services.register import Described, add_service, renew_secret
from preau.kernel import scope
from preau.kernel.actor import system

US = system("test")
EXO = "https://exo.example/app/"
CALLBACK = "https://lti.example/callback"
NS = {"cas": "http://www.yale.edu/tp/cas"}
VERIFIER = "v" * 43


def describe(**more: Any) -> Described:
    """A CAS tool at exo.example, unless said otherwise."""
    urls = more.pop("urls", {"entry": [EXO]})
    return Described(**{"name": "Exo", "start_url": EXO, "urls": urls, **more})


def link(*, protocol: str = "cas", owner: dict[str, Any] | None = None, **more: Any) -> LinkedService:
    """A service of the platform, open to all, unless said otherwise."""
    with scope.everything("test"):
        return add_service(actor=US, protocol=protocol, described=describe(**more), **(owner or {}))


def link_oidc(**more: Any) -> tuple[LinkedService, str]:
    """An OpenID Connect service and its secret."""
    first = {"urls": {"entry": [CALLBACK], "exit": ["https://lti.example/bye"]}, "start_url": "https://lti.example/"}
    service = link(protocol="oidc", **{**first, **more})
    return service, renew_secret(actor=US, service_id=service.pk)


def informed(client: Client, service: LinkedService) -> None:
    """The person has read what the service learns."""
    answer = client.post("/outils/informer/", {"service": str(service.pk), "vers": "/cas/login?service=x"})
    assert answer.status_code == 302


def ticket_of(client: Client, address: str = EXO, **more: str) -> str:
    """A service ticket, as the browser carries it."""
    answer = client.get("/cas/login", {"service": address, **more})
    assert answer.status_code == 302, answer.content.decode()
    return parse_qs(urlsplit(answer["Location"]).query)["ticket"][0]


def validated(ticket: str, address: str = EXO, path: str = "/cas/p3/serviceValidate", **more: str) -> Any:
    """What the service is answered."""
    answer = Client().get(path, {"service": address, "ticket": ticket, **more})
    assert answer.status_code == 200
    return etree.fromstring(answer.content)


def code_of(document: Any) -> str:
    """The code of a refusal; "" for a success."""
    found = document.xpath("//*[@code]/@code")
    return str(found[0]) if found else ""


def attributes(document: Any) -> dict[str, list[str]]:
    """Attributes of a success."""
    found: dict[str, list[str]] = {}
    for one in document.xpath("//cas:attributes/*", namespaces=NS):
        found.setdefault(etree.QName(one).localname, []).append(one.text)
    return found


def user(document: Any) -> str:
    """Who came."""
    return str(document.xpath("string(//cas:user)", namespaces=NS))


def challenge(verifier: str = VERIFIER) -> str:
    """PKCE, S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def asked(service: LinkedService, **more: str | None) -> dict[str, str]:
    """Parameters of an authorization request; None takes one away."""
    first = {
        "response_type": "code", "client_id": service.pk.hex, "redirect_uri": CALLBACK, "scope": "openid profile ent",
        "state": secrets.token_hex(8), "nonce": secrets.token_hex(8), "code_challenge": challenge(),
        "code_challenge_method": "S256",
    }  # fmt: skip
    return {name: value for name, value in {**first, **more}.items() if value is not None}


def landed(answer: Any) -> dict[str, str]:
    """Parameters that a redirection carries."""
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def basic(service: LinkedService, secret: str) -> str:
    """HTTP Basic of a client."""
    return "Basic " + base64.b64encode(f"{service.pk.hex}:{secret}".encode()).decode()


def tokens(service: LinkedService, secret: str, code: str, **more: str | None) -> Any:
    """The answer of the token endpoint."""
    first = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER,
    }  # fmt: skip
    data = {name: value for name, value in {**first, **more}.items() if value is not None}
    return Client(headers={"authorization": basic(service, secret)}).post("/oidc/token", data)


EVERYTHING = [one.value for one in Attribute]
KNOWN = [one.value for one in Known]
