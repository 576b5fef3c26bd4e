"""Answers made by hand and signed by our own few lines, to say exactly what no honest library would say."""

import base64
import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass, replace
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from lxml import etree

IDP = "https://idp.example/saml"
DS = "http://www.w3.org/2000/09/xmldsig#"
EXC = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
NS = {"ds": DS, "saml": "urn:oasis:names:tc:SAML:2.0:assertion", "samlp": "urn:oasis:names:tc:SAML:2.0:protocol"}
ALGORITHMS = {
    "sha256": ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256"),
    "sha1": ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#sha1"),
}


@dataclass(frozen=True)
class Pair:
    """A key and its certificate, as PEM and DER."""

    key: rsa.RSAPrivateKey
    key_pem: bytes
    certificate_pem: bytes
    certificate_der: bytes


@cache
def pair(name: str = "idp", days: int = 3650) -> Pair:
    """A key pair of that name, the same all session long."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=400))
        .not_valid_after(now + dt.timedelta(days=days)).sign(key, hashes.SHA256())
    )  # fmt: skip
    plain = serialization.NoEncryption()
    return Pair(
        key,
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, plain),
        made.public_bytes(serialization.Encoding.PEM),
        made.public_bytes(serialization.Encoding.DER),
    )


def idp_metadata(
    entity: str = IDP, sso: str = "http://127.0.0.1:1/sso", slo: str = "http://127.0.0.1:1/slo", *,
    certificate: bytes | None = None, valid_until: str = "",
) -> str:  # fmt: skip
    """The metadata an identity provider would publish."""
    der = base64.b64encode(certificate or pair().certificate_der).decode()
    ends = f' validUntil="{valid_until}"' if valid_until else ""
    redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
    return (
        f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity}"{ends}>'
        f'<md:IDPSSODescriptor protocolSupportEnumeration="{NS["samlp"]}"><md:KeyDescriptor use="signing">'
        f'<ds:KeyInfo xmlns:ds="{DS}"><ds:X509Data><ds:X509Certificate>{der}</ds:X509Certificate></ds:X509Data>'
        f'</ds:KeyInfo></md:KeyDescriptor><md:SingleLogoutService Binding="{redirect}" Location="{slo}"/>'
        f'<md:SingleSignOnService Binding="{redirect}" Location="{sso}"/></md:IDPSSODescriptor></md:EntityDescriptor>'
    )


def stamp(seconds: float = 0) -> str:
    """A moment from now, as SAML writes it."""
    return (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Wish:
    """What an answer says; `replace` changes one thing."""

    audience: str
    recipient: str
    request_id: str
    issuer: str = IDP
    attribute: str = "FrEduCtRefId"
    values: tuple[str, ...] = ()
    begins: float = -5
    ends: float = 120
    confirmed_until: float = 120
    issued: float = 0
    authenticated: float = -5
    status: str = "urn:oasis:names:tc:SAML:2.0:status:Success"
    method: str = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
    name_format: str = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
    subject: str = "sujet-1"
    destination: str = ""
    response_to: str = ""
    confirmation_to: str = ""
    response_issuer: str = ""
    confirmation_recipient: str = ""
    with_audience: bool = True
    session_ends: float | None = None
    assertion_id: str = ""

    def but(self, **changes: object) -> "Wish":
        """The same with these changes."""
        return replace(self, **changes)  # type: ignore[arg-type]


def assertion(wish: Wish) -> str:
    """The assertion alone, not signed."""
    values = "".join(f"<saml:AttributeValue>{value}</saml:AttributeValue>" for value in wish.values)
    audience = f"<saml:AudienceRestriction><saml:Audience>{wish.audience}</saml:Audience></saml:AudienceRestriction>"
    session = f' SessionNotOnOrAfter="{stamp(wish.session_ends)}"' if wish.session_ends is not None else ""
    return (
        f'<saml:Assertion xmlns:saml="{NS["saml"]}" ID="{wish.assertion_id or "_" + uuid.uuid4().hex}" Version="2.0" '
        f'IssueInstant="{stamp(wish.issued)}"><saml:Issuer>{wish.issuer}</saml:Issuer>'
        f'<saml:Subject><saml:NameID Format="{wish.name_format}">{wish.subject}</saml:NameID>'
        f'<saml:SubjectConfirmation Method="{wish.method}"><saml:SubjectConfirmationData '
        f'InResponseTo="{wish.confirmation_to or wish.request_id}" NotOnOrAfter="{stamp(wish.confirmed_until)}" '
        f'Recipient="{wish.confirmation_recipient or wish.recipient}"/></saml:SubjectConfirmation></saml:Subject>'
        f'<saml:Conditions NotBefore="{stamp(wish.begins)}" NotOnOrAfter="{stamp(wish.ends)}">'
        f"{audience if wish.with_audience else ''}</saml:Conditions>"
        f'<saml:AuthnStatement AuthnInstant="{stamp(wish.authenticated)}" SessionIndex="s1"{session}>'
        f"<saml:AuthnContext>"
        f"<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>"
        f"</saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>"
        f'<saml:Attribute Name="{wish.attribute}" '
        f'NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic">{values}</saml:Attribute>'
        f"</saml:AttributeStatement></saml:Assertion>"
    )


def response(wish: Wish, inside: str) -> etree._Element:
    """A response around what is given."""
    return etree.fromstring(
        f'<samlp:Response xmlns:samlp="{NS["samlp"]}" xmlns:saml="{NS["saml"]}" ID="_{uuid.uuid4().hex}" Version="2.0" '
        f'IssueInstant="{stamp(wish.issued)}" Destination="{wish.destination or wish.recipient}" '
        f'InResponseTo="{wish.response_to or wish.request_id}"><saml:Issuer>{wish.response_issuer or wish.issuer}'
        f'</saml:Issuer><samlp:Status><samlp:StatusCode Value="{wish.status}"/></samlp:Status>{inside}</samlp:Response>'
    )


def _c14n(node: etree._Element) -> bytes:
    return etree.tostring(node, method="c14n", exclusive=True, with_comments=False)


def sign(
    node: etree._Element, *, by: Pair | None = None, with_: str = "sha256", uri: str | None = None
) -> etree._Element:
    """Sign an element in place, after its issuer, as SAML wants it."""
    signature_algorithm, digest_algorithm = ALGORITHMS[with_]
    alone = etree.fromstring(_c14n(node))
    digest = base64.b64encode(hashlib.new(with_, _c14n(alone)).digest()).decode()
    signature = etree.fromstring(
        f'<ds:Signature xmlns:ds="{DS}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{EXC}"/>'
        f'<ds:SignatureMethod Algorithm="{signature_algorithm}"/><ds:Reference URI="{uri or "#" + node.get("ID")}">'
        f'<ds:Transforms><ds:Transform Algorithm="{ENVELOPED}"/><ds:Transform Algorithm="{EXC}"/></ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{digest_algorithm}"/><ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>'
        f"</ds:SignedInfo><ds:SignatureValue/></ds:Signature>"
    )
    hashed = {"sha256": hashes.SHA256(), "sha1": hashes.SHA1()}[with_]
    key = (by or pair()).key
    value = key.sign(_c14n(signature[0]), padding.PKCS1v15(), hashed)
    signature[1].text = base64.b64encode(value).decode()
    node.insert(1, signature)
    return node


def signed_response(wish: Wish, **signing: object) -> etree._Element:
    """An honest answer: one assertion, signed."""
    root = response(wish, assertion(wish))
    sign(root.find("saml:Assertion", NS), **signing)  # type: ignore[arg-type]
    return root


def posted(root: etree._Element | bytes) -> str:
    """As a form carries it."""
    return base64.b64encode(root if isinstance(root, bytes) else etree.tostring(root)).decode()
