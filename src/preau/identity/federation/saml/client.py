"""The service provider, by pysaml2 and the machine's xmlsec1. Imported when a person first needs it: it is heavy."""

import base64
import copy
import datetime as dt
import threading
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from cryptography import x509
from lxml import etree

from preau.identity.federation.errors import BadSource, Refusal
from preau.identity.federation.saml import answers, opening, reading, verifying
from preau.identity.federation.sources import Source, state_of_folder
from preau.kernel import clock

UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
_warming = threading.Lock()


def warm() -> None:
    """Read the library in the background, so that the first person who clicks does not wait for it."""
    if _warming.acquire(blocking=False):  # once in a process: never released
        threading.Thread(target=lambda: __import__("saml2.client"), daemon=True, name="preau-sso-warm").start()


@lru_cache(maxsize=16)
def _config(source: Source, state: object) -> Any:
    from saml2.config import SPConfig

    metadata = source.file("metadata")
    reading.parse(metadata.read_bytes())  # refuses DTDs; comments have no place in kept metadata either
    sp = {
        "endpoints": {
            "assertion_consumer_service": [(source.return_url, POST)],
            "single_logout_service": [(source.logout_url, REDIRECT), (source.logout_url, POST)],
        },
        "allow_unsolicited": False,
        "authn_requests_signed": True,
        "logout_requests_signed": True,
        "want_assertions_signed": True,
        "want_response_signed": False,
    }
    return SPConfig().load(
        {
            "entityid": source.entity_id,
            "xmlsec_binary": verifying.xmlsec(),
            "service": {"sp": sp},
            "metadata": {"local": [str(metadata)]},
            "key_file": str(source.file("key")),
            "cert_file": str(source.file("certificate")),
            "signing_algorithm": RSA_SHA256,
            "digest_algorithm": SHA256,
            "allow_unknown_attributes": True,
            "only_use_keys_in_metadata": True,
            "accepted_time_diff": int(answers.SKEW.total_seconds()),
        }
    )


def _not_expired(source: Source) -> None:
    ends = _metadata_end(source, state_of_folder())
    if ends is not None and ends <= clock.real_now():
        raise BadSource(f"{source.name}.toml: saml.metadata: expired {ends.isoformat()}, ask the source for new ones")


@lru_cache(maxsize=16)
def _metadata_end(source: Source, state: object) -> dt.datetime | None:
    root = reading.parse(source.file("metadata").read_bytes())
    entity = source.text("entity_id")
    return answers.metadata_end(
        root, *[one for one in root.iter("{*}EntityDescriptor") if one.get("entityID") == entity]
    )


def _client(source: Source) -> Any:
    """A client of its own for each use: pysaml2's remembers everybody it saw."""
    from saml2.client import Saml2Client

    try:
        _not_expired(source)
        return Saml2Client(_config(source, state_of_folder()))
    except Refusal as refusal:
        raise BadSource(f"{source.name}.toml: saml.metadata: {refusal.detail or refusal.code}") from None
    except Exception as error:
        if isinstance(error, BadSource):
            raise
        raise BadSource(f"{source.name}.toml: {type(error).__name__}: {error}") from error


def _endpoint(client: Any, source: Source, service: str) -> str:
    """The source's address of that service by redirection; empty when it has none."""
    found = getattr(client.metadata, service)(source.text("entity_id"), REDIRECT, "idpsso")
    return str(found[0]["location"]) if found else ""


def sign_in_endpoint(source: Source) -> str:
    """Where people are sent. Raises BadSource when the metadata do not say."""
    try:
        address = _endpoint(_client(source), source, "single_sign_on_service")
    except KeyError:
        address = ""
    if not address:
        raise BadSource(
            f"{source.name}.toml: the metadata name no sign-in by redirection for {source.text('entity_id')}"
        )
    return address


def _location(sent: Any) -> str:
    return str(dict(sent["headers"])["Location"])


def question(source: Source, mark: str) -> tuple[str, str]:
    """A signed request for a sign-in: its identifier, and the address that carries it."""
    client = _client(source)
    wanted = source.option("name_id_format", UNSPECIFIED)
    identifier, sent = client.prepare_for_authenticate(
        entityid=source.text("entity_id"), relay_state=mark, binding=REDIRECT, response_binding=POST,
        nameid_format=wanted, sign=True, sigalg=RSA_SHA256,
    )  # fmt: skip
    return str(identifier), _location(sent)


def answer(source: Source, text: str, request_id: str) -> answers.Answer:
    """The answer in a posted SAMLResponse, believed. Raises Refusal.

    An encrypted assertion is opened with our key. Then the shape is looked at, the signature is verified with the keys
    of the metadata, and then what it says.
    """
    root = reading.parse(reading.decode(text))
    if opening.is_encrypted(root):
        root = opening.opened(root, source.file("key"), cbc=source.option("cbc") is True)
    expected = answers.Expected(
        source.text("entity_id"), source.entity_id, source.return_url, request_id, clock.real_now()
    )  # fmt: skip
    believed = answers.believe(root, expected)
    _verify(source, root, request_id)
    return believed


def _verify(source: Source, root: etree._Element, request_id: str) -> None:
    same = base64.b64encode(etree.tostring(root)).decode()
    parsed, why = None, "nothing verified"
    try:
        parsed = _client(source).parse_authn_request_response(same, POST, outstanding={request_id: "/"})
    except Exception as error:
        why = type(error).__name__  # refused below: the error holds the whole document and the library's open files
    if parsed is None or parsed.assertion is None or parsed.assertion.id != _only_assertion(root):
        raise Refusal("signature", why)


def _only_assertion(root: etree._Element) -> str:
    return str(root.find(f"{{{reading.SAML}}}Assertion").get("ID"))  # type: ignore[union-attr]


# --- leaving -----------------------------------------------------------------------------------------------------


def leave_address(source: Source, name_id: str, index: str) -> str:
    """Where a person goes to end their session at the source too; empty when the source has no such place."""
    from saml2.saml import name_id_from_string

    client = _client(source)
    try:
        address = _endpoint(client, source, "single_logout_service")
    except KeyError:
        address = ""
    if not address or not name_id:
        return ""
    _identifier, request = client.create_logout_request(
        address, source.text("entity_id"), name_id=name_id_from_string(name_id),
        session_indexes=[index] if index else None, sign=False,
    )  # fmt: skip
    return _location(client.apply_binding(REDIRECT, str(request), address, sign=True, sigalg=RSA_SHA256))


def _certificates(client: Any, source: Source) -> list[x509.Certificate]:
    found = client.metadata.certs(source.text("entity_id"), "idpsso", "signing")
    return [x509.load_der_x509_certificate(base64.b64decode("".join(text.split()))) for _name, text in found]


def farewell(source: Source, *, query: str = "", posted: str = "") -> tuple[answers.Farewell, str]:
    """A LogoutRequest of the source, by redirection (`query`, as sent) or by POST: what it ends, and the address that
    says so to the source (empty when it wants none). Raises Refusal."""
    client = _client(source)
    if posted:
        root = reading.parse(reading.decode(posted))
        reading.signed_whole(root, f"{{{reading.SAMLP}}}LogoutRequest")
        try:
            client.sec.correctly_signed_logout_request(etree.tostring(root).decode(), must=True)
        except Exception as error:
            raise Refusal("signature", type(error).__name__) from None
    else:
        verifying.signed_query(query, _certificates(client, source))
        root = reading.parse(reading.decode(unquote(verifying.carried(query).get("SAMLRequest", "")), deflated=True))
    told = answers.believe_farewell(root, source.text("entity_id"), source.logout_url, clock.real_now())
    return told, _farewell_answer(client, source, root, query)


def _farewell_answer(client: Any, source: Source, root: etree._Element, query: str) -> str:
    from saml2.samlp import logout_request_from_string

    try:
        address = _endpoint(client, source, "single_logout_service")
    except KeyError:
        return ""
    relay = dict(part.partition("=")[::2] for part in query.split("&")).get("RelayState", "") if query else ""
    request = logout_request_from_string(etree.tostring(root))
    response = client.create_logout_response(request, bindings=[REDIRECT], sign=False)
    sent = client.apply_binding(
        REDIRECT, str(response), address, relay_state=unquote(relay), response=True, sign=True, sigalg=RSA_SHA256
    )  # fmt: skip
    return _location(sent)


def metadata(source: Source) -> bytes:
    """What the operator gives to the source: our names, addresses and certificate."""
    from saml2.metadata import entity_descriptor

    config = copy.copy(_config(source, state_of_folder()))
    # Published for sources that encrypt; what they send is opened by preau.identity.federation.saml.opening.
    config.encryption_keypairs = [{"cert_file": str(source.file("certificate"))}]
    return str(entity_descriptor(config)).encode()
