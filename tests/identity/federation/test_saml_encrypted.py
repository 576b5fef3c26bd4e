"""Encrypted assertions: opened with our key, then judged as any other; what cannot be opened says nothing of why."""

import base64
import os
import re
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import padding as blocks
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.test import Client
from lxml import etree

from cast import LYCEE
from identity.federation import forge
from identity.federation.conftest import ask, declare_saml, give, key_of
from preau.identity.federation.errors import Refusal
from preau.identity.federation.saml import answers, opening, reading
from preau.identity.federation.saml import client as saml
from preau.identity.federation.sources import source_named

XENC, XENC11 = opening.XENC, opening.XENC11
GCM, CBC = f"{XENC11}aes256-gcm", f"{XENC}aes256-cbc"
SHA1 = f"{forge.DS}sha1"


def sealed(
    inside: bytes, *, to: str = "ours", cipher: str = GCM, scheme: str = f"{XENC}rsa-oaep-mgf1p", digest: str = SHA1,
    mask: str = "", size: int = 32, beside: bool = False, extra: str = "", spoil: bool = False,
) -> etree._Element:  # fmt: skip
    """An EncryptedAssertion around what is given, as an honest source makes it unless told otherwise."""
    secret = os.urandom(size)
    if "gcm" in cipher:
        nonce = os.urandom(12)
        text = nonce + AESGCM(secret).encrypt(nonce, inside, None)
    else:
        start, padder = os.urandom(16), blocks.PKCS7(128).padder()
        writer = Cipher(algorithms.AES(secret), modes.CBC(start)).encryptor()
        text = start + writer.update(padder.update(inside) + padder.finalize()) + writer.finalize()
    if spoil:
        text = text[:20] + bytes([text[20] ^ 1]) + text[21:]
    public = forge.pair(to).key.public_key()
    known = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256()}
    how: Any = padding.PKCS1v15()
    if "oaep" in scheme:
        masked = known["sha256" if "256" in mask else "sha1"]
        how = padding.OAEP(padding.MGF1(masked), known["sha256" if "256" in digest else "sha1"], None)
    hidden = base64.b64encode(public.encrypt(secret, how)).decode()
    mgf = f'<xenc11:MGF xmlns:xenc11="{XENC11}" Algorithm="{mask}"/>' if mask else ""
    key = (
        f'<xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="{scheme}"><ds:DigestMethod Algorithm="{digest}"/>{mgf}'
        f"</xenc:EncryptionMethod><xenc:CipherData><xenc:CipherValue>{hidden}</xenc:CipherValue></xenc:CipherData>"
        f"</xenc:EncryptedKey>"
    )
    return etree.fromstring(
        f'<saml:EncryptedAssertion xmlns:saml="{reading.SAML}" xmlns:xenc="{XENC}" xmlns:ds="{forge.DS}">'
        f'<xenc:EncryptedData Type="{XENC}Element"><xenc:EncryptionMethod Algorithm="{cipher}"/>'
        f"<ds:KeyInfo>{'' if beside else key}</ds:KeyInfo><xenc:CipherData><xenc:CipherValue>"
        f"{base64.b64encode(text).decode()}</xenc:CipherValue>{extra}</xenc:CipherData></xenc:EncryptedData>"
        f"{key if beside else ''}</saml:EncryptedAssertion>"
    )


def inside_of(wish: forge.Wish, *, signed: bool = True) -> bytes:
    root = forge.response(wish, forge.assertion(wish))
    node = root.find("saml:Assertion", forge.NS)
    if signed:
        forge.sign(node)
    return forge._c14n(node)


def encrypted(wish: forge.Wish, *, inside: bytes | None = None, **how: Any) -> etree._Element:
    root = forge.response(wish, "")
    root.append(sealed(inside if inside is not None else inside_of(wish), **how))
    return root


@pytest.fixture
def lina(academy: Any) -> str:
    return key_of(academy, "lina-benali", academy.school(LYCEE).authority_id)


def test_an_honest_encrypted_answer_opens_and_serves_once(educonnect: Any, academy: Any, lina: str) -> None:
    client = Client()
    asked = ask(client)
    root = encrypted(asked.wish.but(values=(lina,)))
    assert lina.encode() not in etree.tostring(root)
    assert give(client, asked, root).status_code == 302
    assert "Bonjour Lina" in client.get("/").content.decode()
    again = Client()
    other = ask(again)
    assert give(again, other, root).status_code == 403, "the answer to another question"
    assert again.get("/").status_code == 302


def test_our_metadata_publish_the_key(educonnect: Any) -> None:
    source = source_named("educonnect")
    assert source is not None
    root = etree.fromstring(saml.metadata(source))
    uses = [one.get("use") for one in root.iter("{urn:oasis:names:tc:SAML:2.0:metadata}KeyDescriptor")]
    assert {"signing", "encryption"} <= set(uses)


HONEST: dict[str, dict[str, Any]] = {
    "AES-GCM 256": {},
    "AES-GCM 128": {"cipher": f"{XENC11}aes128-gcm", "size": 16},
    "the key beside the text": {"beside": True},
    "OAEP with SHA-256": {"digest": f"{XENC}sha256"},
    "OAEP 1.1 with its mask": {"scheme": f"{XENC11}rsa-oaep", "digest": f"{XENC}sha256",
                               "mask": f"{XENC11}mgf1sha256"},
}  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_each_way_that_is_read(educonnect: Any, db: Any, name: str) -> None:
    asked = ask(Client())
    root = encrypted(asked.wish, **HONEST[name])
    assert believed(root, asked).subject == "sujet-1"


def believed(root: etree._Element, asked: Any) -> answers.Answer:
    source = source_named("educonnect")
    assert source is not None
    return saml.answer(source, forge.posted(root), asked.wish.request_id)


def _two(wish: forge.Wish) -> etree._Element:
    root = encrypted(wish)
    root.append(sealed(inside_of(wish)))
    return root


def _with_a_clear_one(wish: forge.Wish) -> etree._Element:
    root = encrypted(wish)
    root.append(etree.fromstring(forge.assertion(wish)))
    return root


def _deeper(wish: forge.Wish) -> etree._Element:
    root = forge.response(wish, "")
    etree.SubElement(root, "{urn:x}hidden").append(sealed(inside_of(wish)))
    return root


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>'
REFERENCE = f'<xenc:CipherReference xmlns:xenc="{XENC}" URI="http://127.0.0.1:9/x"/>'
REFUSED: dict[str, tuple[Any, str]] = {
    "no signature inside": (lambda w: encrypted(w, inside=inside_of(w, signed=False)), "unsigned"),
    "signed by another": (lambda w: encrypted(w, inside=_signed_by_another(w)), "signature"),
    "expired inside": (lambda w: encrypted(w.but(ends=-120)), "expired"),
    "of the future inside": (lambda w: encrypted(w.but(begins=600)), "future"),
    "for another service": (lambda w: encrypted(w.but(audience="https://other.example")), "audience"),
    "to another key": (lambda w: encrypted(w, to="another"), "encrypted"),
    "changed on the way": (lambda w: encrypted(w, spoil=True), "encrypted"),
    "RSA 1.5": (lambda w: encrypted(w, scheme=f"{XENC}rsa-1_5"), "algorithm"),
    "AES-CBC unless declared": (lambda w: encrypted(w, cipher=CBC), "algorithm"),
    "3DES": (lambda w: encrypted(w, cipher=f"{XENC}tripledes-cbc", size=16), "algorithm"),
    "a key of another size": (lambda w: encrypted(w, size=16), "encrypted"),
    "two": (_two, "wrapped"),
    "one clear beside": (_with_a_clear_one, "wrapped"),
    "at another place": (_deeper, "wrapped"),
    "a reference to elsewhere": (lambda w: encrypted(w, extra=REFERENCE), "encrypted"),
    "an entity inside": (lambda w: encrypted(w, inside=BOMB), "entity"),
    "encrypted twice": (lambda w: encrypted(w, inside=etree.tostring(sealed(inside_of(w)))), "encrypted"),
    "no XML inside": (lambda w: encrypted(w, inside=b"bonjour"), "encrypted"),
    "more than one inside": (lambda w: encrypted(w, inside=inside_of(w) + inside_of(w)), "encrypted"),
    "out of its place": (lambda w: encrypted(w, inside=b"</inside><inside>" + inside_of(w)), "unreadable"),
}


def _signed_by_another(wish: forge.Wish) -> bytes:
    root = forge.response(wish, forge.assertion(wish))
    node = root.find("saml:Assertion", forge.NS)
    return forge._c14n(forge.sign(node, by=forge.pair("another")))


@pytest.mark.sqlite
@pytest.mark.parametrize("name", REFUSED)
def test_an_encrypted_answer_that_must_not_pass(educonnect: Any, db: Any, name: str) -> None:
    make, code = REFUSED[name]
    asked = ask(Client())
    with pytest.raises(Refusal) as refused:
        believed(make(asked.wish), asked)
    assert refused.value.code == code


PER_PAGE = re.compile(r"[A-Za-z0-9_-]{20,}")
"""What is another at each page: tokens of forms."""


def test_what_does_not_open_says_nothing_of_why(educonnect: Any, db: Any) -> None:
    """A page that told a wrong key from a spoiled text would open texts, question by question."""
    pages = set()
    for how in ({"to": "another"}, {"spoil": True}, {"size": 16}, {"cipher": CBC}):
        client = Client()
        asked = ask(client)
        answer = give(client, asked, encrypted(asked.wish, **how))
        pages.add((answer.status_code, PER_PAGE.sub("", answer.content.decode().partition("<main")[2])))
    assert len(pages) == 1


def test_cbc_is_read_where_it_is_declared(folder: Any, xmlsec: None, db: Any) -> None:
    declare_saml(folder)
    declared = folder / "educonnect.toml"
    declared.write_text(declared.read_text() + "cbc = true\n")
    asked = ask(Client())
    assert believed(encrypted(asked.wish, cipher=CBC), asked).subject == "sujet-1"
    with pytest.raises(Refusal) as refused:
        believed(encrypted(asked.wish, cipher=CBC, inside=inside_of(asked.wish, signed=False)), asked)
    assert refused.value.code == "unsigned"


# --- each defence removed -----------------------------------------------------------------------------------------

REMOVED: dict[str, Any] = {
    "AES-CBC unless declared": lambda patch: (
        patch.setattr(opening, "_GCM", opening._GCM | opening._CBC) or patch.setattr(opening, "_gcm", opening._cbc)
    ),
    "no signature inside": lambda patch: (
        patch.setattr(answers, "signed_whole", lambda root, tag: root.find(tag)),
        patch.setattr(saml, "_verify", lambda *_: None),
    ),
    "one clear beside": lambda patch: patch.setattr(opening, "opened", _first_of_all(opening.opened)),
}


def _first_of_all(real: Any) -> Any:
    def opened(response: etree._Element, *more: Any, **named: Any) -> etree._Element:
        for clear in response.findall("saml:Assertion", forge.NS):
            response.remove(clear)
        return real(response, *more, **named)  # type: ignore[no-any-return]

    return opened


@pytest.mark.sqlite
@pytest.mark.parametrize("name", REMOVED)
def test_without_it_the_answer_passes(educonnect: Any, db: Any, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    REMOVED[name](monkeypatch)
    make, _code = REFUSED[name]
    asked = ask(Client())
    assert believed(make(asked.wish), asked).subject == "sujet-1"
