"""A service that speaks SAML, made by hand: its metadata, what it asks, how it reads the answer."""

import base64
import datetime as dt
import re
import uuid
import zlib
from html import unescape
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from django.conf import settings
from django.test import Client
from lxml import etree

from identity.federation import forge
from preau.federation.models import LinkedService
from preau.federation.saml import names
from preau.identity.federation.saml import answers, reading, verifying
from tests.federation.linked import link

SP = "https://sp.example/saml"
ACS, SLO, SOAP = f"{SP}/acs", f"{SP}/slo", f"{SP}/soap"
MINE = "sp"  # the name of its key pair


def metadata(
    entity: str = SP, *, consumers: tuple[str, ...] = (ACS,), signs: bool = False, redirect: str = SLO,
    soap: str = "", valid_until: str = "", key: str = MINE, more: str = "",
) -> str:  # fmt: skip
    """What it says of itself."""
    certificate = base64.b64encode(forge.pair(key).certificate_der).decode() if key else ""
    keys = (
        f'<md:KeyDescriptor><ds:KeyInfo xmlns:ds="{forge.DS}"><ds:X509Data><ds:X509Certificate>{certificate}'
        f"</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
    )
    ends = f' validUntil="{valid_until}"' if valid_until else ""
    places = "".join(
        f'<md:SingleLogoutService Binding="{binding}" Location="{url}"/>'
        for binding, url in ((names.SOAP, soap), (names.REDIRECT, redirect))
        if url
    )
    answered = "".join(
        f'<md:AssertionConsumerService Binding="{names.POST}" Location="{url}" index="{index}"/>'
        for index, url in enumerate(consumers)
    )
    return (
        f'<md:EntityDescriptor xmlns:md="{names.METADATA}" entityID="{entity}"{ends}>{more}'
        f'<md:SPSSODescriptor AuthnRequestsSigned="{str(signs).lower()}" protocolSupportEnumeration="{names.PROTOCOL}">'
        f"{keys if key else ''}{places}{answered}</md:SPSSODescriptor></md:EntityDescriptor>"
    )


def link_saml(**more: Any) -> LinkedService:
    """A SAML service; `said`: arguments of its metadata."""
    said = more.pop("said", {})
    first = {"start_url": "https://sp.example/", "urls": {}, "metadata": metadata(**said)}
    return link(protocol="saml", **{**first, **more})


def place(name: str) -> str:
    """Where it asks."""
    return f"{settings.PUBLIC_URL}/saml/{name}"


def question(*, issued: float = 0, **changes: str | None) -> etree._Element:
    """A question, issued so many seconds from now; None takes an attribute away. `inside` is added, `issuer` replaces
    who asks."""
    inside, issuer = changes.pop("inside", "") or "", changes.pop("issuer", SP)
    said = {
        "ID": f"_{uuid.uuid4().hex}", "Version": "2.0", "IssueInstant": forge.stamp(issued),
        "Destination": place("sso"), "AssertionConsumerServiceURL": ACS, **changes,
    }  # fmt: skip
    written = " ".join(f'{name}="{value}"' for name, value in said.items() if value is not None)
    return etree.fromstring(
        f'<samlp:AuthnRequest xmlns:samlp="{names.PROTOCOL}" xmlns:saml="{names.ASSERTION}" {written}>'
        f"<saml:Issuer>{issuer}</saml:Issuer>{inside}</samlp:AuthnRequest>"
    )


def address(
    name: str, root: etree._Element | bytes, relay: str = "", by: str = "", algorithm: str = names.RSA_SHA256
) -> str:  # fmt: skip
    """An address that carries a message, signed by that key pair if one is named."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflater.compress(root if isinstance(root, bytes) else etree.tostring(root)) + deflater.flush()
    query = f"SAMLRequest={quote(base64.b64encode(packed).decode(), safe='')}"
    if relay:
        query += f"&RelayState={quote(relay, safe='')}"
    if by:
        query += f"&SigAlg={quote(algorithm, safe='')}"
        value = forge.pair(by).key.sign(query.encode(), padding.PKCS1v15(), hashes.SHA256())
        query += f"&Signature={quote(base64.b64encode(value).decode(), safe='')}"
    return f"/saml/{name}?{query}"


def ask(client: Client, root: etree._Element | None = None, relay: str = "", by: str = "") -> Any:
    """Ask by a redirection; gives what the browser gets, once the question is put to its session."""
    return onwards(client, client.get(address("sso", question() if root is None else root, relay, by)))


def post(client: Client, root: etree._Element | bytes, relay: str = "") -> Any:
    """Ask by a form."""
    return onwards(client, Client().post("/saml/sso", {"SAMLRequest": forge.posted(root), "RelayState": relay}))


def onwards(client: Client, answer: Any) -> Any:
    """Follow the one step that puts the question to the session."""
    if answer.status_code == 302 and answer["Location"].startswith("/saml/entrer?"):
        return client.get(answer["Location"])
    return answer


def carried(answer: Any) -> tuple[str, etree._Element, str]:
    """Where a page's form posts, the answer in it, and the RelayState."""
    assert answer.status_code == 200, answer.status_code
    page = answer.content.decode()
    (action,) = re.findall(r'<form class="form" method="post" action="([^"]+)" data-onwards>', page)
    fields = dict(re.findall(r'name="(SAMLResponse|RelayState)" value="([^"]*)"', page))
    root = reading.parse(base64.b64decode(unescape(fields["SAMLResponse"])))
    return unescape(action), root, unescape(fields.get("RelayState", ""))


def certificates() -> list[x509.Certificate]:
    """Those of our metadata, as a service keeps them; the first signs."""
    root = etree.fromstring(Client().get("/saml/metadata").content)
    found = root.iter(f"{{{forge.DS}}}X509Certificate")
    return [x509.load_der_x509_certificate(base64.b64decode(one.text or "")) for one in found]


def believe(answer: Any, identifier: str, *, entity: str = SP, consumer: str = ACS) -> answers.Answer:
    """Read an answer as a service does: the signature by our published keys, then all that must fit."""
    action, root, _relay = carried(answer)
    assert action == consumer
    verifying.signed_document(root, f"{{{names.ASSERTION}}}Assertion", certificates())
    expected = answers.Expected(place("metadata"), entity, consumer, identifier, dt.datetime.now(dt.UTC))
    return answers.believe(root, expected)


def status(answer: Any) -> str:
    """The short name of the status that an answer without an assertion says; its signature is verified."""
    _action, root, _relay = carried(answer)
    assert root.find(f"{{{names.ASSERTION}}}Assertion") is None
    verifying.signed_document(root, f"{{{names.PROTOCOL}}}Response", certificates())
    codes = [str(one.get("Value")) for one in root.iter(f"{{{names.PROTOCOL}}}StatusCode")]
    return codes[-1].rsplit(":", 1)[1]


def farewell(subject: str, *, index: str = "", issuer: str = SP, **changes: str) -> etree._Element:
    """Its request to sign somebody out."""
    said = {"ID": f"_{uuid.uuid4().hex}", "IssueInstant": forge.stamp(), "Destination": place("slo"), **changes}
    written = " ".join(f'{name}="{value}"' for name, value in said.items())
    at = f"<samlp:SessionIndex>{index}</samlp:SessionIndex>" if index else ""
    return etree.fromstring(
        f'<samlp:LogoutRequest xmlns:samlp="{names.PROTOCOL}" xmlns:saml="{names.ASSERTION}" Version="2.0" {written}>'
        f"<saml:Issuer>{issuer}</saml:Issuer><saml:NameID>{subject}</saml:NameID>{at}</samlp:LogoutRequest>"
    )


def replied(location: str) -> tuple[str, dict[str, str], etree._Element]:
    """Where a redirection leads, its parameters, and the message that it carries."""
    parts = urlsplit(location)
    given = {name: values[0] for name, values in parse_qs(parts.query).items()}
    root = reading.parse(reading.decode(given["SAMLResponse"], deflated=True))
    return location.split("?", 1)[0], given, root
