"""What services are told: our metadata, who arrived, why nobody did, who left. Made of pysaml2's elements, signed.

pysaml2 is imported when a service first asks: it is heavy.
"""

import base64
import datetime as dt
import uuid
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from lxml import etree

from preau.federation import keys
from preau.federation.facts import legible
from preau.federation.saml import names, signing
from preau.kernel import clock

LIFE = dt.timedelta(minutes=3)
"""How long an assertion may be presented: it goes from the browser to the service at once."""
SKEW = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who arrived: the name that the service knows, its format, the trace of the entry, when the person proved it."""

    name: str
    format: str
    entered: uuid.UUID
    proved_at: int
    attributes: Mapping[str, Sequence[str]]


def entity_id() -> str:
    """Our own name."""
    return place("saml_metadata")


def place(name: str) -> str:
    """An address of this room, as services write it."""
    return f"{settings.PUBLIC_URL}{reverse(f'federation:{name}')}"


def index_of(entered: uuid.UUID) -> str:
    """What a service knows a sign-in by (SessionIndex)."""
    return f"_{entered.hex}"


def _stamp(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _new() -> dict[str, str]:
    return {"id": f"_{uuid.uuid4().hex}", "version": "2.0", "issue_instant": _stamp(clock.real_now())}


def _read(element: Any) -> etree._Element:
    return etree.fromstring(element.to_string())


def _signed(element: etree._Element) -> etree._Element:
    kept = keys.current()
    key = kept.lasting
    return signing.signed(element, keys.private_of(key), kept.certificates[str(key.kid)])


# --- our metadata --------------------------------------------------------------------------------------------------


def metadata() -> bytes:
    """Who we are, where we are asked, by which keys we sign: the one of today first, then those before and after it.

    Raises keys.NoKey before the first service that needs one.
    """
    from saml2 import md, xmldsig

    kept = keys.current()
    first = str(kept.lasting.kid)
    known = sorted(kept.certificates.items(), key=lambda one: one[0] != first)
    described = md.IDPSSODescriptor(
        protocol_support_enumeration=names.PROTOCOL,
        want_authn_requests_signed="false",
        key_descriptor=[
            md.KeyDescriptor(
                use="signing",
                key_info=xmldsig.KeyInfo(
                    x509_data=[xmldsig.X509Data(x509_certificate=xmldsig.X509Certificate(text=signing.plain_text(one)))]
                ),
            )
            for _kid, one in known
        ],
        single_logout_service=[md.SingleLogoutService(binding=names.REDIRECT, location=place("saml_slo"))],
        name_id_format=[md.NameIDFormat(text=one) for one in names.FORMATS.values()],
        single_sign_on_service=[
            md.SingleSignOnService(binding=binding, location=place("saml_sso"))
            for binding in (names.REDIRECT, names.POST)
        ],
    )
    return bytes(md.EntityDescriptor(entity_id=entity_id(), idpsso_descriptor=[described]).to_string())


# --- answers -------------------------------------------------------------------------------------------------------


def _response(question: str, consumer: str, *codes: str) -> etree._Element:
    from saml2 import saml, samlp

    inner = samlp.StatusCode(value=codes[1]) if len(codes) > 1 else None
    return _read(
        samlp.Response(
            **_new(),
            in_response_to=question,
            destination=consumer,
            issuer=saml.Issuer(text=entity_id()),
            status=samlp.Status(status_code=samlp.StatusCode(value=codes[0], status_code=inner)),
        )
    )


def refusal(question: str, consumer: str, code: str, *, by: str = names.RESPONDER) -> bytes:
    """Nobody arrives, and why."""
    return etree.tostring(_signed(_response(question, consumer, by, code)))


def arrival(question: str, consumer: str, service: str, who: Arrival) -> bytes:
    """Who arrived, in one signed assertion, for this service alone."""
    response = _response(question, consumer, names.SUCCESS)
    assertion = _assertion(question, consumer, service, who)
    response.append(assertion)  # first: a tree that takes in another may give its names other prefixes
    _signed(assertion)
    return etree.tostring(response)


def _assertion(question: str, consumer: str, service: str, who: Arrival) -> etree._Element:
    from saml2 import saml

    now = clock.real_now()
    until = _stamp(now + LIFE)
    told = [
        saml.Attribute(
            name=name,
            name_format=names.BASIC,
            attribute_value=[saml.AttributeValue(text=legible(one)) for one in values],
        )
        for name, values in who.attributes.items()
    ]
    return _read(
        saml.Assertion(
            **_new(),
            issuer=saml.Issuer(text=entity_id()),
            subject=saml.Subject(
                name_id=saml.NameID(text=legible(who.name), format=names.FORMATS[who.format]),
                subject_confirmation=[
                    saml.SubjectConfirmation(
                        method=names.BEARER,
                        subject_confirmation_data=saml.SubjectConfirmationData(
                            in_response_to=question, not_on_or_after=until, recipient=consumer
                        ),
                    )
                ],
            ),
            conditions=saml.Conditions(
                not_before=_stamp(now - SKEW),
                not_on_or_after=until,
                audience_restriction=[saml.AudienceRestriction(audience=[saml.Audience(text=service)])],
            ),
            authn_statement=[
                saml.AuthnStatement(
                    authn_instant=_stamp(dt.datetime.fromtimestamp(who.proved_at, dt.UTC)),
                    session_index=index_of(who.entered),
                    authn_context=saml.AuthnContext(
                        authn_context_class_ref=saml.AuthnContextClassRef(text=names.PROTECTED)
                    ),
                )
            ],
            attribute_statement=[saml.AttributeStatement(attribute=told)] if told else [],
        )
    )


# --- leaving -------------------------------------------------------------------------------------------------------


def kept(format_: str, name: str) -> str:
    """What is kept of a NameID, to name the person again when they leave."""
    return f"{format_} {name}"


def leaving(entered: uuid.UUID, name_id: str, address: str) -> str:
    """The request that ends one sign-in at a service, in its SOAP envelope; its identifier is the same each time."""
    from saml2 import saml, samlp

    format_, name = name_id.split(" ", 1)
    now = clock.real_now()
    request = samlp.LogoutRequest(
        **{**_new(), "id": f"_leave{entered.hex}"},
        destination=address,
        not_on_or_after=_stamp(now + LIFE),
        issuer=saml.Issuer(text=entity_id()),
        name_id=saml.NameID(text=legible(name), format=names.FORMATS[format_]),
        session_index=[samlp.SessionIndex(text=index_of(entered))],
    )
    said = etree.tostring(_signed(_read(request))).decode()
    return (
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">'
        f"<soap:Body>{said}</soap:Body></soap:Envelope>"
    )


def left(request: str, address: str, relay: str) -> str:
    """The address that says to a service that its request to leave is done."""
    from saml2 import saml, samlp

    answer = samlp.LogoutResponse(
        **_new(),
        in_response_to=request,
        destination=address,
        issuer=saml.Issuer(text=entity_id()),
        status=samlp.Status(status_code=samlp.StatusCode(value=names.SUCCESS)),
    )
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflater.compress(answer.to_string()) + deflater.flush()
    fields = [("SAMLResponse", base64.b64encode(packed).decode()), *([("RelayState", relay)] if relay else [])]
    said = signing.signed_query(fields, keys.private_of(keys.current().lasting))
    return f"{address}{'&' if '?' in address else '?'}{said}"
