"""Names that the SAML 2 documents give to things."""

REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
SOAP = "urn:oasis:names:tc:SAML:2.0:bindings:SOAP"
PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
BASIC = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
PROTECTED = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
"""What we say of each sign-in: a password at least, over TLS."""
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"

_NAMEID = "urn:oasis:names:tc:SAML:{}:nameid-format:{}"
FORMATS = {
    "unspecified": _NAMEID.format("1.1", "unspecified"),
    "emailAddress": _NAMEID.format("1.1", "emailAddress"),
    "persistent": _NAMEID.format("2.0", "persistent"),
    "transient": _NAMEID.format("2.0", "transient"),
}
"""Kinds of NameID that we give, by their short name."""

_STATUS = "urn:oasis:names:tc:SAML:2.0:status:{}"
SUCCESS, REQUESTER, RESPONDER, NO_PASSIVE, NO_CONTEXT, NO_NAME = (
    _STATUS.format(one)
    for one in ("Success", "Requester", "Responder", "NoPassive", "NoAuthnContext", "InvalidNameIDPolicy")
)
