"""What a person may do and see: hats, scopes, page rights. Every such rule lives here, none elsewhere.

A page is closed unless its view says who opens it (`access.public.page`). The scope of a page is the set of schools of
the hat worn. A stranger is answered 404, a colleague of the school 403.

Events, each with its school as tenant
- `access.right_confided`: somebody was confided a right. Payload: `delegation_id`, `person_id`, `right`, `starts_on`,
  `ends_on`. `access.right_taken_back`: it ended before its last day. Payload: `delegation_id`.
- `access.names_asked`, `access.names_answered`: somebody asked to see names, the school answered. Payload:
  `opening_id`; then `asked_by`, `granted`.
"""
