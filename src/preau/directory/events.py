"""Events this room publishes, with their payloads (ids as text). Subscribers get each at least once.

- `directory.guardianship_changed`: a guardianship's reach changed by a judge's decision, the head's or an import.
  Payload: `guardianship_id`, `student_id`, `guardian_id`, `before`, `after` (values of Reach), `narrows` (whether
  rights were lost). Tenant: the school. Audience: the guardian. Who holds sessions, feeds or queued mail of the
  guardian ends them when `narrows`.
- `directory.adult_choice_made`: an adult pupil took over signatures or closed messages. Payload: `student_id`, `choice`
  ("signatures" or "messages"), `taken` (false when given back or reopened). Tenant: each school of the pupil. Audience:
  the pupil's guardians with an account, who see that it closed.
- `directory.persons_joined`, `directory.persons_parted`: two records were found to be one person, or parted again.
  Payload: `match_id`, `kept_id`, `merged_id`. Accounts follow: the kept person's account stays. Audience: both.
- `directory.group_changed`: a group made by hand was created, renamed, or its members changed. Payload: `group_id`.
  Tenant: the school.
- `directory.mailboxes_changed`: addresses of people were replaced; `FormerMailbox` holds those they had. No payload: an
  address travels in no event. Tenant: none.
- `directory.affiliation_ended`: an import ended places in a school. Payload: `profile` (a national profile), `persons`.
  Tenant: the school.
- `directory.closures_changed`: a school declared itself closed on some days, or took that back. Payload: `starts_on`,
  `ends_on` (both counted). Tenant: the school.
- `directory.guardianship_ended`: an import withdrew a guardianship while the pupil stays. Payload: `student`,
  `guardian`. Tenant: the school.
"""
