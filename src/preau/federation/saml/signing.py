"""Signatures of ours: RSA with SHA-256, over one whole element or over an address.

Written here because pysaml2 signs by handing the private key to xmlsec1 as a file; ours is in a file nowhere. To sign
what one has just made is the easy half: reading what others signed is left to xmlsec1.
"""

import base64
import hashlib
from collections.abc import Sequence
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from preau.federation.saml import names
from preau.identity.public import saml_reading

_DS = saml_reading.DS


def plain_text(certificate: x509.Certificate) -> str:
    """A certificate as metadata and signatures carry it."""
    return base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()


def _canonical(node: etree._Element) -> bytes:
    return etree.tostring(node, method="c14n", exclusive=True, with_comments=False)


def signed(node: etree._Element, key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> etree._Element:
    """The element, at its place in its document, with its own signature after its Issuer, as the schema wants it."""
    digest = base64.b64encode(hashlib.sha256(_canonical(node)).digest()).decode()
    signature = etree.fromstring(
        f'<ds:Signature xmlns:ds="{_DS}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{names.EXCLUSIVE}"/>'
        f'<ds:SignatureMethod Algorithm="{names.RSA_SHA256}"/><ds:Reference URI="#{node.get("ID")}"><ds:Transforms>'
        f'<ds:Transform Algorithm="{names.ENVELOPED}"/><ds:Transform Algorithm="{names.EXCLUSIVE}"/></ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{names.SHA256}"/><ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>'
        f"</ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{plain_text(certificate)}"
        f"</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>"
    )
    signature[1].text = _sign(key, _canonical(signature[0]))
    node.insert(1, signature)
    return node


def signed_query(fields: Sequence[tuple[str, str]], key: rsa.RSAPrivateKey) -> str:
    """Parameters of a redirection, signed in this order (saml-bindings 3.4.4.1)."""
    said = "&".join(f"{name}={quote(value, safe='')}" for name, value in (*fields, ("SigAlg", names.RSA_SHA256)))
    return f"{said}&Signature={quote(_sign(key, said.encode()), safe='')}"


def _sign(key: rsa.RSAPrivateKey, text: bytes) -> str:
    return base64.b64encode(key.sign(text, padding.PKCS1v15(), hashes.SHA256())).decode()
