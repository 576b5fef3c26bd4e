"""SAML 2: the service provider's half, by pysaml2 and xmlsec1, with checks of our own on top (`answers`)."""
