"""Identities that people already have: SAML 2 and OpenID Connect sources (ÉduConnect, the academies' desks).

For: leaving for a source, reading what it answers, finding whose it is, ending what it opened. Not for: being a source
for other tools, nor deciding what anybody may do.

A source answers; its answer is believed only when it is signed, fresh, for us, and the answer to a question that this
very browser asked (`saml.answers`, `oidc.tokens`). It then carries keys (`keys`), which `matching` compares with the
directory: never a name. What no key tells, the person proves by signing in another way (`linking`).
"""
