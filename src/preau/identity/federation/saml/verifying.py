"""Whether a message is signed by whom it names: over a document (pysaml2, xmlsec1) or over an address (cryptography).

Of sources and of linked services alike. Only keys that somebody vouched for count, never one that the message brings.
"""

import base64
import logging
import shutil
from collections.abc import Iterable, Mapping
from tempfile import NamedTemporaryFile
from urllib.parse import unquote

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from lxml import etree

from preau.identity.federation.errors import BadSource, Refusal
from preau.identity.federation.saml import reading

_HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}

for _name in ("saml2", "xmlschema"):  # they log names of people, and whole documents that they refuse
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False


def xmlsec() -> str:
    """Where xmlsec1 is. Raises BadSource when the machine has none."""
    found = shutil.which("xmlsec1")
    if found is None:
        raise BadSource("xmlsec1 is not on this machine: apt-get install xmlsec1")
    return found


def carried(query: str) -> Mapping[str, str]:
    """Parameters of an address, as they were written there. Raises Refusal for one that comes twice."""
    given: dict[str, str] = {}
    for part in query.split("&"):
        name, _equals, value = part.partition("=")
        if name in given:
            raise Refusal("wrapped", "a parameter twice")
        given[name] = value
    return given


def signed_query(query: str, certificates: Iterable[x509.Certificate]) -> None:
    """Verify the signature of a redirection over its address as it was sent (saml-bindings 3.4.4.1). Raises Refusal."""
    given = carried(query)
    algorithm = unquote(given.get("SigAlg", ""))
    if not given.get("Signature"):
        raise Refusal("unsigned", "the address")
    if algorithm not in reading.SIGNATURES:
        raise Refusal("algorithm", "SigAlg")
    signed = "&".join(f"{name}={given[name]}" for name in ("SAMLRequest", "RelayState", "SigAlg") if name in given)
    try:
        signature = base64.b64decode("".join(unquote(given["Signature"]).split()), validate=True)
    except ValueError:
        raise Refusal("unreadable", "the signature") from None
    digest = _HASHES[algorithm.rsplit("-", 1)[1]]
    for certificate in certificates:
        key = certificate.public_key()
        try:
            if isinstance(key, rsa.RSAPublicKey) and "#rsa-" in algorithm:
                key.verify(signature, signed.encode(), padding.PKCS1v15(), digest)
                return
            if isinstance(key, ec.EllipticCurvePublicKey) and "#ecdsa-" in algorithm:
                key.verify(signature, signed.encode(), ec.ECDSA(digest))
                return
        except InvalidSignature:
            continue
    raise Refusal("signature", "the address")


def signed_document(root: etree._Element, tag: str, certificates: Iterable[x509.Certificate]) -> None:
    """Verify that the one element of this name is signed, whole, by one of these. Raises Refusal; BadSource without
    xmlsec1."""
    from saml2.sigver import CryptoBackendXmlSec1, SigverError

    identifier = reading.signed_whole(root, tag).get("ID")
    name, text, verifier = etree.QName(tag), etree.tostring(root), CryptoBackendXmlSec1(xmlsec())
    for certificate in certificates:
        with NamedTemporaryFile(suffix=".pem") as kept:
            kept.write(certificate.public_bytes(serialization.Encoding.PEM))
            kept.flush()
            try:
                if verifier.validate_signature(
                    text, kept.name, "pem", f"{name.namespace}:{name.localname}", identifier
                ):
                    return
            except SigverError:
                continue
    raise Refusal("signature", "the document")
