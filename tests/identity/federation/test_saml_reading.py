"""Each check of an answer alone, with its mutation: one vector that it, and it only, refuses."""

import datetime as dt
from typing import Any

import pytest
from lxml import etree

from identity.federation import forge, wrapping
from identity.federation.forge import NS, Wish
from preau.identity.federation.errors import Refusal
from preau.identity.federation.saml import answers, reading

WISH = Wish("https://nous.example/sp", "https://nous.example/retour", "_q1", values=("{AAF}10|x|1",))


def expected() -> answers.Expected:
    return answers.Expected(forge.IDP, WISH.audience, WISH.recipient, "_q1", dt.datetime.now(dt.UTC))


def believe(root: etree._Element) -> answers.Answer:
    return answers.believe(reading.parse(etree.tostring(root)), expected())


def test_the_honest_answer_is_read() -> None:
    told = believe(forge.signed_response(WISH))
    assert told.attributes == {"FrEduCtRefId": ["{AAF}10|x|1"]}
    assert (told.subject, told.index, told.lasting) == ("sujet-1", "s1", "")


VECTORS: list[tuple[str, str, dict[str, Any]]] = [
    ("_issuer", "issuer", {"issuer": "https://autre.example"}),
    ("_issuer", "issuer", {"response_issuer": "https://autre.example"}),
    ("_destination", "destination", {"destination": "https://autre.example/retour"}),
    ("_question", "answers_other", {"response_to": "_q2", "confirmation_to": "_q1"}),
    ("_confirmation", "answers_other", {"response_to": "_q1", "confirmation_to": "_q2"}),
    ("_confirmation", "recipient", {"confirmation_recipient": "https://autre.example/retour"}),
    ("_confirmation", "expired", {"confirmed_until": -61}),
    ("_confirmation", "unreadable", {"method": "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"}),
    ("_not_yet", "future", {"begins": 90}),
    ("_too_late", "expired", {"ends": -61}),
    ("_audience", "audience", {"audience": "https://autre.example/sp"}),
    ("_audience", "audience", {"with_audience": False}),
    ("_issued", "future", {"issued": 90}),
    ("_issued", "stale", {"issued": -720}),
    ("_session", "future", {"authenticated": 90}),
    ("_session", "expired", {"session_ends": -61}),
]


@pytest.mark.parametrize(("check", "code", "changes"), VECTORS, ids=lambda one: str(one)[:60])
def test_each_check_refuses_its_vector_and_nothing_else_does(
    check: str, code: str, changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = forge.signed_response(WISH.but(**changes))
    with pytest.raises(Refusal) as refused:
        believe(root)
    assert refused.value.code == code
    # The mutation: without that check, the same answer would be believed.
    monkeypatch.setattr(answers, "CHECKS", tuple(one for one in answers.CHECKS if one.__name__ != check))
    assert believe(root).subject == "sujet-1"


def test_every_check_has_a_vector() -> None:
    assert {one.__name__ for one in answers.CHECKS} - {"_status"} == {check for check, _code, _changes in VECTORS}


@pytest.mark.parametrize("seconds", [-55, 55])
def test_a_minute_of_difference_between_clocks_is_forgiven(seconds: int) -> None:
    assert believe(forge.signed_response(WISH.but(begins=max(seconds, -5), issued=seconds, confirmed_until=120)))


def test_a_source_that_says_no_is_not_believed() -> None:
    with pytest.raises(Refusal) as refused:
        believe(forge.signed_response(WISH.but(status="urn:oasis:names:tc:SAML:2.0:status:Requester")))
    assert refused.value.code == "status"


@pytest.mark.parametrize("wrap", wrapping.ALL, ids=lambda one: one.__name__)
def test_no_wrapping_passes(wrap: wrapping.Wrap) -> None:
    root = wrap(forge.signed_response(WISH), "{AAF}10|x|forgé")
    with pytest.raises(Refusal) as refused:
        believe(root)
    assert refused.value.code in {"wrapped", "unsigned"}


def test_a_signature_on_the_response_alone_is_not_enough() -> None:
    root = forge.sign(forge.response(WISH, forge.assertion(WISH)))
    with pytest.raises(Refusal) as refused:
        believe(root)
    assert refused.value.code == "unsigned"


def test_response_and_assertion_may_both_be_signed() -> None:
    assert believe(forge.sign(forge.signed_response(WISH))).subject == "sujet-1"


def _text(node: etree._Element, path: str, name: str, value: str) -> None:
    found = node.find(path, NS)
    assert found is not None
    found.set(name, value)


def sha1() -> etree._Element:
    return forge.signed_response(WISH, with_="sha1")


def whole_document() -> etree._Element:
    root = forge.signed_response(WISH)
    _text(root, ".//ds:Reference", "URI", "")
    return root


def another_canonicalisation() -> etree._Element:
    root = forge.signed_response(WISH)
    _text(root, ".//ds:CanonicalizationMethod", "Algorithm", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315")
    return root


def an_xslt() -> etree._Element:
    root = forge.signed_response(WISH)
    _text(root, ".//ds:Transform", "Algorithm", "http://www.w3.org/TR/1999/REC-xslt-19991116")
    return root


def hmac() -> etree._Element:
    root = forge.signed_response(WISH)
    _text(root, ".//ds:SignatureMethod", "Algorithm", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")
    return root


def two_references() -> etree._Element:
    root = forge.signed_response(WISH)
    reference = root.find(".//ds:Reference", NS)
    reference.addnext(etree.fromstring(etree.tostring(reference)))  # type: ignore[union-attr]
    return root


def encrypted() -> etree._Element:
    root = forge.signed_response(WISH)
    etree.SubElement(root, f"{{{NS['saml']}}}EncryptedAssertion")
    return root


def no_signature() -> etree._Element:
    return forge.response(WISH, forge.assertion(WISH))


def no_assertion() -> etree._Element:
    return forge.response(WISH, "")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (sha1, "algorithm"), (whole_document, "wrapped"), (another_canonicalisation, "algorithm"),
        (an_xslt, "algorithm"), (hmac, "algorithm"), (two_references, "wrapped"), (encrypted, "encrypted"),
        (no_signature, "unsigned"), (no_assertion, "wrapped"),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)  # fmt: skip
def test_a_signature_of_another_making_is_refused(make: Any, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        believe(make())
    assert refused.value.code == code


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(f'<!ENTITY a{n} "{("&a" + str(n - 1 or "") + ";") * 10}">'.encode() for n in range(1, 9))
    + b"]><r>&a8;</r>"
)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (BOMB, "entity"),
        (b'<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>', "entity"),
        (b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>', "entity"),
        (b"<r>admin<!-- coupe -->@ailleurs</r>", "entity"),
        (b"<r><![CDATA[x]]></r>", "entity"),
        (b"<r><?php x ?></r>", "entity"),
        ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE r []><r/>'.encode("utf-16"), "unreadable"),
        ("<r>é</r>".encode("latin-1"), "unreadable"),
        (b"<r>", "unreadable"),
        (b"", "unreadable"),
        (b"<r>" + b"x" * reading.LARGEST + b"</r>", "unreadable"),
        (b"<r>" * 60_000, "unreadable"),
    ],
    ids=range(12),
)
def test_hostile_documents_are_refused_before_anything_is_expanded(raw: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        reading.parse(raw)
    assert refused.value.code == code


def test_what_inflates_without_end_is_cut() -> None:
    import base64
    import zlib

    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = deflater.compress(b" " * 50_000_000) + deflater.flush()
    with pytest.raises(Refusal):
        reading.decode(base64.b64encode(bomb).decode(), deflated=True)
