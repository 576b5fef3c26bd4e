"""What a signed assertion must say to be believed: ours, now, the answer to this browser's question, never twice.

Each check is one function of the list CHECKS; pysaml2 checks most of these too, and neither relies on the other.
"""

import datetime as dt
from dataclasses import dataclass, field

from lxml import etree

from preau.identity.federation.errors import Refusal
from preau.identity.federation.saml.reading import NAMES, SAML, SAMLP, signed_whole

SKEW = dt.timedelta(seconds=60)
OLDEST = dt.timedelta(minutes=10)
"""An assertion issued earlier answers no question of now, however long it says it is good."""

_SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
_BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
_PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"


@dataclass(frozen=True, slots=True)
class Expected:
    """What the answer must fit: the source's name, ours, our address, the question, the present."""

    issuer: str
    audience: str
    recipient: str
    request_id: str
    now: dt.datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What a believed answer says. `subject` is the NameID, `index` the session at the source, `lasting` when it may
    name the person again. `expires_at` bounds how long it must be remembered as used."""

    identifier: str
    subject: str
    subject_format: str
    index: str
    expires_at: dt.datetime
    attributes: dict[str, list[str]] = field(default_factory=dict)
    name_id: str = ""

    @property
    def lasting(self) -> str:
        """The subject when it names the person from one visit to the next."""
        return self.subject if self.subject_format == _PERSISTENT else ""


def moment(text: str | None) -> dt.datetime:
    """A SAML date, in UTC. Raises Refusal."""
    try:
        read = dt.datetime.fromisoformat((text or "").replace("Z", "+00:00"))
    except ValueError:
        raise Refusal("unreadable", "a date") from None
    if read.tzinfo is None:
        raise Refusal("unreadable", "a date without its zone")
    return read


def metadata_end(*nodes: etree._Element) -> dt.datetime | None:
    """When metadata say that they may not be used any more; None when they do not say."""
    told = [moment(value) for node in nodes if (value := node.get("validUntil"))]
    return min(told, default=None)


def issued(node: etree._Element, now: dt.datetime) -> dt.datetime:
    """When a message was issued, that is recent. Raises Refusal."""
    at = moment(node.get("IssueInstant"))
    if at - SKEW > now:
        raise Refusal("future", "issued")
    if at + OLDEST + SKEW < now:
        raise Refusal("stale", "issued")
    return at


def _text(node: etree._Element | None) -> str:
    return (node.text or "").strip() if node is not None else ""


def _status(response: etree._Element, assertion: etree._Element, expected: Expected) -> None:
    code = response.find("samlp:Status/samlp:StatusCode", NAMES)
    if code is None or code.get("Value") != _SUCCESS:
        raise Refusal("status")


def _issuer(response: etree._Element, assertion: etree._Element, expected: Expected) -> None:
    named = response.find("saml:Issuer", NAMES)
    if _text(assertion.find("saml:Issuer", NAMES)) != expected.issuer:
        raise Refusal("issuer", "of the assertion")
    if named is not None and _text(named) != expected.issuer:
        raise Refusal("issuer", "of the response")


def _destination(response: etree._Element, assertion: etree._Element, expected: Expected) -> None:
    if response.get("Destination", expected.recipient) != expected.recipient:
        raise Refusal("destination")


def _question(response: etree._Element, assertion: etree._Element, expected: Expected) -> None:
    if not expected.request_id or response.get("InResponseTo") != expected.request_id:
        raise Refusal("answers_other", "the response")


def _confirmation(response: etree._Element, assertion: etree._Element, expected: Expected) -> None:
    found = assertion.findall("saml:Subject/saml:SubjectConfirmation", NAMES)
    bearer = [one for one in found if one.get("Method") == _BEARER]
    if len(bearer) != 1 or len(found) != 1:
        raise Refusal("unreadable", "not one bearer confirmation")
    data = bearer[0].find("saml:SubjectConfirmationData", NAMES)
    if data is None:
        raise Refusal("unreadable", "no confirmation data")
    if data.get("Recipient") != expected.recipient:
        raise Refusal("recipient")
    if data.get("InResponseTo") != expected.request_id:
        raise Refusal("answers_other", "the confirmation")
    if moment(data.get("NotOnOrAfter")) + SKEW <= expected.now:
        raise Refusal("expired", "the confirmation")
    if data.get("NotBefore") is not None:
        raise Refusal("unreadable", "a bearer confirmation with NotBefore")


def _conditions(assertion: etree._Element) -> etree._Element:
    found = assertion.findall("saml:Conditions", NAMES)
    if len(found) != 1:
        raise Refusal("unreadable", "not one set of conditions")
    return found[0]


def _not_yet(response: etree._Element, assertion: etree._Element, expected: Expected) -> None:
    begins = _conditions(assertion).get("NotBefore")
    if begins is not None and moment(begins) - SKEW > expected.now:
        raise Refusal("future", "the conditions")


def _too_late(response: etree._Element, assertion: etree._Element, expected: Expected) -> None:
    if moment(_conditions(assertion).get("NotOnOrAfter")) + SKEW <= expected.now:
        raise Refusal("expired", "the conditions")


def _audience(response: etree._Element, assertion: etree._Element, expected: Expected) -> None:
    restrictions = _conditions(assertion).findall("saml:AudienceRestriction", NAMES)
    named = [{_text(one) for one in each.findall("saml:Audience", NAMES)} for each in restrictions]
    if not named or not all(expected.audience in each for each in named):
        raise Refusal("audience")


def _issued(response: etree._Element, assertion: etree._Element, expected: Expected) -> None:
    for node in (response, assertion):
        issued(node, expected.now)


def _session(response: etree._Element, assertion: etree._Element, expected: Expected) -> None:
    statements = assertion.findall("saml:AuthnStatement", NAMES)
    if len(statements) != 1:
        raise Refusal("unreadable", "not one statement of authentication")
    if moment(statements[0].get("AuthnInstant")) - SKEW > expected.now:
        raise Refusal("future", "authenticated")
    ends = statements[0].get("SessionNotOnOrAfter")
    if ends is not None and moment(ends) + SKEW <= expected.now:
        raise Refusal("expired", "the session at the source")


CHECKS = (
    _status, _issuer, _destination, _question, _confirmation, _not_yet, _too_late, _audience, _issued, _session,
)  # fmt: skip


def believe(response: etree._Element, expected: Expected) -> Answer:
    """Read a response whose signatures are verified elsewhere. Raises Refusal at the first thing that does not fit."""
    if response.tag != f"{{{SAMLP}}}Response" or response.get("Version") != "2.0":
        raise Refusal("unreadable", "not a response")
    _status(response, response, expected)  # a refusal of the source carries no assertion
    assertion = signed_whole(response, f"{{{SAML}}}Assertion")
    for check in CHECKS:
        check(response, assertion, expected)
    identifier = assertion.get("ID")
    assert identifier is not None  # signed_whole refuses an assertion without one
    name = assertion.find("saml:Subject/saml:NameID", NAMES)
    statement = assertion.find("saml:AuthnStatement", NAMES)
    attributes: dict[str, list[str]] = {}
    for one in assertion.findall("saml:AttributeStatement/saml:Attribute", NAMES):
        values = [_text(value) for value in one.findall("saml:AttributeValue", NAMES)]
        for called in {one.get("Name"), one.get("FriendlyName")} - {None}:
            attributes.setdefault(str(called), []).extend(values)
    return Answer(
        identifier=identifier,
        subject=_text(name),
        subject_format=name.get("Format", "") if name is not None else "",
        index=statement.get("SessionIndex", "") if statement is not None else "",
        expires_at=moment(_conditions(assertion).get("NotOnOrAfter")) + SKEW,
        attributes=attributes,
        name_id=etree.tostring(name, encoding="unicode", with_tail=False) if name is not None else "",
    )


# --- the source ends a session -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Farewell:
    """A session that the source ended: `indexes` empty ends all of the subject's."""

    identifier: str
    subject: str
    indexes: tuple[str, ...]
    expires_at: dt.datetime


def believe_farewell(request: etree._Element, issuer: str, destination: str, now: dt.datetime) -> Farewell:
    """Read a LogoutRequest whose signature is verified elsewhere. Raises Refusal."""
    identifier = request.get("ID")
    if request.tag != f"{{{SAMLP}}}LogoutRequest" or not identifier:
        raise Refusal("unreadable", "not a request to leave")
    if _text(request.find("saml:Issuer", NAMES)) != issuer:
        raise Refusal("issuer")
    if request.get("Destination") != destination:
        raise Refusal("destination")
    at = issued(request, now)
    ends = request.get("NotOnOrAfter")
    if ends is not None and moment(ends) + SKEW <= now:
        raise Refusal("expired")
    subject = _text(request.find("saml:NameID", NAMES))
    if not subject:
        raise Refusal("unreadable", "nobody named")
    indexes = tuple(_text(one) for one in request.findall("samlp:SessionIndex", NAMES))
    return Farewell(identifier, subject, indexes, at + OLDEST + 2 * SKEW)
