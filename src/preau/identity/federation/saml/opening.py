"""Encrypted assertions: opened with our key, then read as if they had come in clear. Nothing is believed here.

A source that encrypts hides what it says of people from the browser that carries it. Anyone may encrypt to us, our
certificate is public: what comes out must be signed as any assertion. The few lines of XML Encryption that sources use
are read here, and nothing else: one key for one text, no reference to elsewhere, RSA-OAEP (PKCS #1 1.5 lets a key be
guessed answer by answer), AES-GCM. AES-CBC, whose text may be changed unseen, is read only from a source declared with
`cbc = true`. Whatever fails to open fails in the same words.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree

from preau.identity.federation.errors import BadSource, Refusal
from preau.identity.federation.saml.reading import DS, SAML, parse

XENC, XENC11 = "http://www.w3.org/2001/04/xmlenc#", "http://www.w3.org/2009/xmlenc11#"
_GCM = {f"{XENC11}aes128-gcm": 16, f"{XENC11}aes192-gcm": 24, f"{XENC11}aes256-gcm": 32}
_CBC = {f"{XENC}aes128-cbc": 16, f"{XENC}aes192-cbc": 24, f"{XENC}aes256-cbc": 32}
_OAEP_SHA1, _OAEP = f"{XENC}rsa-oaep-mgf1p", f"{XENC11}rsa-oaep"
_DIGESTS: Mapping[str, Callable[[], hashes.HashAlgorithm]] = {
    f"{DS}sha1": hashes.SHA1,
    f"{XENC}sha256": hashes.SHA256,
    f"{XENC}sha512": hashes.SHA512,
}
_MASKS: Mapping[str, Callable[[], hashes.HashAlgorithm]] = {
    f"{XENC11}mgf1sha1": hashes.SHA1,
    f"{XENC11}mgf1sha256": hashes.SHA256,
    f"{XENC11}mgf1sha512": hashes.SHA512,
}
_NAMES = {"ds": DS, "saml": SAML, "xenc": XENC, "xenc11": XENC11}
_NONCE, _BLOCK = 12, 16


def is_encrypted(response: etree._Element) -> bool:
    """Whether an assertion of this response is encrypted."""
    return bool(response.xpath("//saml:EncryptedAssertion", namespaces=_NAMES))


def opened(response: etree._Element, key_file: Path, *, cbc: bool = False) -> etree._Element:
    """The response with its one encrypted assertion in clear, in its place. Raises Refusal.

    A signature of the response covered what was encrypted: it is taken out; the assertion's own is the one asked for.
    """
    found = response.xpath("//saml:EncryptedAssertion", namespaces=_NAMES)
    clear = response.xpath("//saml:Assertion", namespaces=_NAMES)
    if len(found) != 1 or clear or found[0].getparent() is not response:
        raise Refusal("wrapped", "not one encrypted assertion at its place")
    inside = _within(response, _open(found[0], _key(key_file), cbc=cbc))
    if inside.tag != f"{{{SAML}}}Assertion":
        raise Refusal("encrypted", "no assertion inside")
    response.replace(found[0], inside)
    for signature in response.findall("ds:Signature", _NAMES):
        response.remove(signature)
    return response


def _within(response: etree._Element, text: bytes) -> etree._Element:
    """The one element that this text is, read where it stood: prefixes declared around it hold inside."""
    around = "".join(
        f" xmlns{f':{prefix}' if prefix else ''}={quoteattr(str(uri))}" for prefix, uri in response.nsmap.items()
    )
    read = parse(b"<inside" + around.encode() + b">" + text + b"</inside>")
    if len(read) != 1 or (read.text or "").strip() or (read[0].tail or "").strip():
        raise Refusal("encrypted", "no assertion inside")
    read[0].tail = None
    return read[0]


def _key(path: Path) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise BadSource(f"{path.name}: {error}") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise BadSource(f"{path.name}: encrypted assertions need an RSA key")
    return key


def _one(node: etree._Element, path: str) -> etree._Element:
    found = node.xpath(path, namespaces=_NAMES)
    if len(found) != 1:
        raise Refusal("encrypted", "not in the form that is read")
    one: etree._Element = found[0]
    return one


def _algorithm(node: etree._Element) -> str:
    return str(_one(node, "xenc:EncryptionMethod").get("Algorithm"))


def _bytes(node: etree._Element) -> bytes:
    value = _one(node, "xenc:CipherData/xenc:CipherValue")
    try:
        return base64.b64decode("".join((value.text or "").split()), validate=True)
    except (binascii.Error, ValueError):
        raise Refusal("encrypted", "cannot be opened") from None


def _open(encrypted: etree._Element, key: rsa.RSAPrivateKey, *, cbc: bool) -> bytes:
    if encrypted.xpath(".//xenc:CipherReference | .//xenc:ReferenceList//xenc:KeyReference", namespaces=_NAMES):
        raise Refusal("encrypted", "a reference to elsewhere")
    data, wrapped = _one(encrypted, ".//xenc:EncryptedData"), _one(encrypted, ".//xenc:EncryptedKey")
    if data.getparent() is not encrypted:
        raise Refusal("encrypted", "not in the form that is read")
    name = _algorithm(data)
    sizes = _GCM | (_CBC if cbc else {})
    if name not in sizes:
        raise Refusal("algorithm", "of the encryption")
    scheme = _padding(wrapped)
    hidden, text = _bytes(wrapped), _bytes(data)
    try:
        secret = key.decrypt(hidden, scheme)
        if len(secret) != sizes[name]:
            raise ValueError("not the size of the algorithm")
        return _gcm(secret, text) if name in _GCM else _cbc(secret, text)
    except (ValueError, InvalidTag):
        raise Refusal("encrypted", "cannot be opened") from None


def _padding(wrapped: etree._Element) -> padding.OAEP:
    method = _one(wrapped, "xenc:EncryptionMethod")
    if method.get("Algorithm") not in (_OAEP_SHA1, _OAEP):
        raise Refusal("algorithm", "of the encrypted key")
    digest, mask = method.find("ds:DigestMethod", _NAMES), method.find("xenc11:MGF", _NAMES)
    named = str(digest.get("Algorithm")) if digest is not None else f"{DS}sha1"
    masked = str(mask.get("Algorithm")) if mask is not None else f"{XENC11}mgf1sha1"
    if named not in _DIGESTS or masked not in _MASKS or (mask is not None and method.get("Algorithm") != _OAEP):
        raise Refusal("algorithm", "of the encrypted key")
    return padding.OAEP(mgf=padding.MGF1(_MASKS[masked]()), algorithm=_DIGESTS[named](), label=None)


def _gcm(secret: bytes, text: bytes) -> bytes:
    return AESGCM(secret).decrypt(text[:_NONCE], text[_NONCE:], None)


def _cbc(secret: bytes, text: bytes) -> bytes:
    if len(text) < 2 * _BLOCK or len(text) % _BLOCK:
        raise ValueError("not whole blocks")
    reader = Cipher(algorithms.AES(secret), modes.CBC(text[:_BLOCK])).decryptor()
    plain = reader.update(text[_BLOCK:]) + reader.finalize()
    if not 1 <= plain[-1] <= _BLOCK:  # xmlenc: the last octet alone says how many are padding
        raise ValueError("not padded")
    return plain[: -plain[-1]]
