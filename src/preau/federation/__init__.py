"""The school's other tools: who is signed in to Préau enters them in one tap, by CAS, OpenID Connect
or SAML.

Keeps the register of linked services, what each learns of a person, and who is signed in where. Not for identities that
come from elsewhere (EduConnect, agents' desks): that is identity's.
"""
