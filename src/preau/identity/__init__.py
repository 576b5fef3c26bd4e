"""Accounts, sign-in, sessions. Says who someone is, never what they may do.

Places it offers: `admission.py` in a room above, with `may_enter(account) -> bool`, is asked before a session opens.

Events
- `identity.revoked`: every session of a person has ended. Payload: `person_id`, `reason` (a code). Tenant: none.
  Audience: the person, whose open pages and streams close.
"""
