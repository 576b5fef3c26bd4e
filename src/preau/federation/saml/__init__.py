"""SAML 2: the identity provider's half. What services ask is read by identity's reader, verified by xmlsec1; what they
are told is made of pysaml2's elements and signed here, so that our private key is never in a file."""
