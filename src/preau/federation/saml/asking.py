"""What services ask: read strictly, verified by the keys of their metadata, and believed only as far as it fits.

Each check of a question is one function of the list CHECKS.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, unquote_plus

from django.core import signing
from lxml import etree

from preau.federation.saml import names
from preau.federation.saml.peers import Peer
from preau.identity.public import Refusal, saml_answers, saml_reading, saml_verifying

_NAMES = saml_reading.NAMES
QUESTION, FAREWELL = f"{{{names.PROTOCOL}}}AuthnRequest", f"{{{names.PROTOCOL}}}LogoutRequest"
LONGEST_RELAY = 1000
"""Characters of a RelayState; the documents allow 80, some services put an address in it."""
WAIT_SECONDS = 1800
"""How long a question waits for the person at the door."""
_INDEX = "AssertionConsumerServiceIndex"
_SALT = "preau.federation.saml"


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as it came. `query`: the address that carried it, as sent; empty for a form."""

    root: etree._Element
    relay: str
    query: str = ""

    @property
    def entity_id(self) -> str:
        """Whose it says it is."""
        return (self.root.findtext("saml:Issuer", "", _NAMES) or "").strip()


@dataclass(frozen=True, slots=True)
class Question:
    """Who is there? `url`, `index`: where the answer is wanted, empty for the usual place; `format`: the kind of NameID
    wanted, empty for any."""

    identifier: str
    url: str
    index: str
    relay: str
    force: bool
    passive: bool
    format: str
    context_known: bool


def by_redirection(query: str) -> Sent:
    """What an address carries. Raises Refusal."""
    given = saml_verifying.carried(query)
    root = saml_reading.parse(saml_reading.decode(unquote(given.get("SAMLRequest", "")), deflated=True))
    if root.find(".//ds:Signature", _NAMES) is not None:  # the address is signed, never what it carries (3.4.4.1)
        raise Refusal("wrapped", "a signature inside the address")
    return _sent(root, unquote_plus(given.get("RelayState", "")), query)


def by_form(fields: Mapping[str, str]) -> Sent:
    """What a form carries. Raises Refusal."""
    return _sent(saml_reading.parse(saml_reading.decode(fields.get("SAMLRequest", ""))), fields.get("RelayState", ""))


def _sent(root: etree._Element, relay: str, query: str = "") -> Sent:
    if len(relay) > LONGEST_RELAY:
        raise Refusal("unreadable", "a long RelayState")
    identifier = root.get("ID", "")
    if root.get("Version") != "2.0" or not 0 < len(identifier) <= 256 or not identifier.isascii():
        raise Refusal("unreadable", "not a message of SAML 2")
    return Sent(root, relay, query)


# --- one check each ------------------------------------------------------------------------------------------------


def signature(sent: Sent, peer: Peer, *, wanted: bool) -> bool:
    """Whether the message is signed; raises Refusal when it should be and is not, or is by somebody else."""
    if sent.query:
        signed = "Signature" in saml_verifying.carried(sent.query)
    else:
        signed = sent.root.find(".//ds:Signature", _NAMES) is not None
    if not signed:
        if wanted:
            raise Refusal("unsigned")
        return False
    if sent.query:
        saml_verifying.signed_query(sent.query, peer.certificates)
    else:
        saml_verifying.signed_document(sent.root, str(sent.root.tag), peer.certificates)
    return True


def _kind(sent: Sent, peer: Peer, place: str, now: dt.datetime) -> None:
    if sent.root.tag != QUESTION or sent.root.get("ProtocolBinding", names.POST) != names.POST:
        raise Refusal("unreadable", "not a question that is answered by POST")


def _standing(sent: Sent, peer: Peer, place: str, now: dt.datetime) -> None:
    if peer.ends_at is not None and peer.ends_at <= now:
        raise Refusal("metadata_expired")


def _destination(sent: Sent, peer: Peer, place: str, now: dt.datetime) -> None:
    if sent.root.get("Destination", place) != place:
        raise Refusal("destination")


def _issued(sent: Sent, peer: Peer, place: str, now: dt.datetime) -> None:
    saml_answers.issued(sent.root, now)


def _consumer(sent: Sent, peer: Peer, place: str, now: dt.datetime) -> None:
    consumer_of(peer, sent.root.get("AssertionConsumerServiceURL", ""), sent.root.get(_INDEX, ""))


CHECKS = (_kind, _standing, _destination, _issued, _consumer)


def consumer_of(peer: Peer, url: str, index: str) -> str:
    """Where the answer goes: one of the metadata's addresses, letter for letter. Raises Refusal."""
    for number, registered in peer.consumers:
        if (not url or url == registered) and (not index or index == number):
            return registered
    raise Refusal("unregistered", "where to answer")


def question(sent: Sent, peer: Peer, *, wants_signed: bool, place: str, now: dt.datetime) -> Question:
    """The question of this service, believed. `place`: our address for questions. Raises Refusal."""
    for check in CHECKS:
        check(sent, peer, place, now)
    signature(sent, peer, wanted=wants_signed)
    root = sent.root
    policy = root.find("samlp:NameIDPolicy", _NAMES)
    classes = [
        (one.text or "").strip()
        for one in root.findall("samlp:RequestedAuthnContext/saml:AuthnContextClassRef", _NAMES)
    ]
    return Question(
        identifier=str(root.get("ID")),
        url=root.get("AssertionConsumerServiceURL", ""),
        index=root.get(_INDEX, ""),
        relay=sent.relay,
        force=root.get("ForceAuthn", "") in {"true", "1"},
        passive=root.get("IsPassive", "") in {"true", "1"},
        format=policy.get("Format", "") if policy is not None else "",
        context_known=not classes or names.PROTECTED in classes,
    )


# --- a question waits while the person signs in --------------------------------------------------------------------


def waiting(found: Question, services: Sequence[uuid.UUID]) -> str:
    """The question and the services that may have asked it, as an address of ours carries them."""
    return signing.dumps([[one.hex for one in services], dataclasses.astuple(found)], salt=_SALT, compress=True)


def taken_up(text: str) -> tuple[Question, list[uuid.UUID]]:
    """The same, read again. Raises Refusal when it waited too long or is not ours."""
    try:
        services, told = signing.loads(text, salt=_SALT, max_age=WAIT_SECONDS)
    except signing.SignatureExpired:
        raise Refusal("expired", "waited too long") from None
    except signing.BadSignature:
        raise Refusal("unreadable", "not a question of ours") from None
    return Question(*told), [uuid.UUID(one) for one in services]


# --- a service signs somebody out ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Farewell:
    """Somebody left the service: the sign-ins it names, or all under that name when it names none."""

    identifier: str
    subject: str
    indexes: tuple[str, ...]


def farewell(sent: Sent, peer: Peer, *, place: str, now: dt.datetime) -> Farewell:
    """A request to leave, believed. Always signed. Raises Refusal."""
    told: Any = saml_answers.believe_farewell(sent.root, peer.entity_id, place, now)
    signature(sent, peer, wanted=True)
    return Farewell(told.identifier, told.subject, told.indexes)
