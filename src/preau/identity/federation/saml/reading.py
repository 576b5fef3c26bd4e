"""Reading XML from a stranger: no DTD, no comment, and the element that is read is the element that is signed.

Signature wrapping lives on two readers that look at two elements. Here the document must have one shape: one
assertion, directly in the response, signed by a signature directly in it that covers it whole. Anything else is
refused before anybody verifies anything.
"""

import base64
import binascii
import zlib

from lxml import etree

from preau.identity.federation.errors import Refusal

LARGEST = 200_000
DS = "http://www.w3.org/2000/09/xmldsig#"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
_EXCLUSIVE = {"http://www.w3.org/2001/10/xml-exc-c14n#"}
_TRANSFORMS = {"http://www.w3.org/2000/09/xmldsig#enveloped-signature", *_EXCLUSIVE}
SIGNATURES = {
    f"http://www.w3.org/2001/04/xmldsig-more#{name}"
    for name in ("rsa-sha256", "rsa-sha384", "rsa-sha512", "ecdsa-sha256", "ecdsa-sha384", "ecdsa-sha512")
}
_DIGESTS = {
    "http://www.w3.org/2001/04/xmlenc#sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512",
}
NAMES = {"ds": DS, "saml": SAML, "samlp": SAMLP}


def decode(text: str, *, deflated: bool = False) -> bytes:
    """What a form (or, deflated, an address) carries. Raises Refusal."""
    if len(text) > LARGEST:
        raise Refusal("unreadable", "too long")
    try:
        raw = base64.b64decode("".join(text.split()), validate=True)
        if deflated:
            inflater = zlib.decompressobj(-15)
            raw = inflater.decompress(raw, LARGEST)
            if inflater.unconsumed_tail or not inflater.eof:
                raise Refusal("unreadable", "too long once inflated")
    except (binascii.Error, zlib.error, ValueError):
        raise Refusal("unreadable", "not base64 or not deflated") from None
    return raw


def parse(raw: bytes) -> etree._Element:
    """The document's root. Raises Refusal for anything but plain UTF-8 elements: no DTD, comment or instruction."""
    if len(raw) > LARGEST:
        raise Refusal("unreadable", "too long")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("unreadable", "not UTF-8") from None
    if "<!" in text or "\0" in text:  # a DTD, an entity, a comment, a CDATA section: none has a place here
        raise Refusal("entity", "a declaration or a comment")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        attribute_defaults=False, huge_tree=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Refusal("unreadable", "not XML") from None
    if any(not isinstance(node.tag, str) for node in root.iter()):
        raise Refusal("entity", "an instruction")
    return root


def _no_identifier_twice(root: etree._Element) -> None:
    seen: set[str] = set()
    for node in root.iter():
        for name, value in node.attrib.items():
            if etree.QName(name).localname.lower() == "id":
                if value in seen:
                    raise Refusal("wrapped", "an identifier twice")
                seen.add(str(value))


def _signature_covers(signature: etree._Element, parent: etree._Element) -> None:
    """Refuse a signature that is not the enveloped, exclusive, modern one of its own parent."""
    if signature.findall("ds:Object", NAMES):
        raise Refusal("wrapped", "an object in the signature")
    infos = signature.findall("ds:SignedInfo", NAMES)
    references = signature.findall(".//ds:Reference", NAMES)
    if len(infos) != 1 or len(references) != 1 or references[0].getparent() is not infos[0]:
        raise Refusal("wrapped", "not one reference")
    identifier = parent.get("ID")
    if not identifier or references[0].get("URI") != f"#{identifier}":
        raise Refusal("wrapped", "the reference is not of the parent")
    methods = {
        "CanonicalizationMethod": (infos[0].findall("ds:CanonicalizationMethod", NAMES), _EXCLUSIVE, 1),
        "SignatureMethod": (infos[0].findall("ds:SignatureMethod", NAMES), SIGNATURES, 1),
        "DigestMethod": (references[0].findall("ds:DigestMethod", NAMES), _DIGESTS, 1),
        "Transform": (references[0].findall("ds:Transforms/ds:Transform", NAMES), _TRANSFORMS, 2),
    }
    for name, (nodes, allowed, most) in methods.items():
        if not 1 <= len(nodes) <= most or any(node.get("Algorithm") not in allowed for node in nodes):
            raise Refusal("algorithm", name)


def signed_whole(root: etree._Element, tag: str) -> etree._Element:
    """The one element of this name, that must be signed; raises Refusal.

    `tag` is an Assertion (then a direct child of the root) or the root's own name. Every signature of the document
    covers its parent, which is that element or the root.
    """
    _no_identifier_twice(root)
    if root.xpath("//saml:EncryptedAssertion | //saml:EncryptedID", namespaces=NAMES):
        raise Refusal("encrypted", "an encrypted part")
    found = [node for node in root.iter() if etree.QName(node).localname == etree.QName(tag).localname]
    if len(found) != 1 or found[0].tag != tag:
        raise Refusal("wrapped", f"{len(found)} elements of that name")
    element = found[0]
    if element is not root and element.getparent() is not root:
        raise Refusal("wrapped", "not at its place")
    signatures = [node for node in root.iter() if etree.QName(node).localname == "Signature"]
    for signature in signatures:
        parent = signature.getparent()
        if signature.tag != f"{{{DS}}}Signature" or parent is None or (parent is not root and parent is not element):
            raise Refusal("wrapped", "a signature at another place")
        _signature_covers(signature, parent)
    own = [one for one in signatures if one.getparent() is element]
    if len(own) != 1 or len(signatures) > 2:
        raise Refusal("unsigned" if not own else "wrapped", f"{len(own)} signatures")
    return element
