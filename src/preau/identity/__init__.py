"""Accounts, sign-in, sessions, second factors, devices, locks. Says who someone is, never what they may do.

Places it offers
- `admission.py` in a room above, with `admission_of(account) -> Admission`, asked before a session opens: whether it
  does, and whether it is a professional's, which says how long it lives. One "no" keeps out, one "yes" makes it short.
- `securing.py` in a room above, with `end_what_opens(*, actor, person_id) -> dict[str, int]`: called when an account is
  made safe, in the same transaction, it ends what that room gave out in the account's name and counts it by kind:
  "app_passwords", "feeds", "calendars", "push_subscriptions", "pending_sendings", "public_links", "tokens".
- `unread.py` in a room above, with UNREAD (or `boxes` and `entry`): how many things wait for a person, read with their
  account (selectors).
- `expiring.py` in a room above, with `findings() -> list[Finding]`: what it signs with, looked at each night with the
  certificates, metadata and keys of sources of identity.

Events
- `identity.revoked`: every session of these persons has ended. Payload: `person_id` (absent when they are many),
  `reason` (a code); when one session alone has, `session` (its mark) and `device` (the known device it was on, or "").
  Tenant: none. Audience: the persons, whose open pages and streams close.
- `identity.account_secured`: an account was made safe, and waits for a new password. Payload: `person_id`,
  `account_id`. Tenant: none. Audience: the person.
- `identity.device_noticed`: an account was used on a new device, and somebody is asked about it. Payload: `notice_id`,
  `recipient_id`, `person_id` (whose account), `device` (its name). Tenant and audience: none.
- `identity.device_forgotten`: a device is known no more, by its person's wish or after a year. Payload: `person_id`,
  `device` (its number). Tenant and audience: none.
- `identity.device_answered`: such notices were answered. Payload: `notice_ids`.
"""
