"""Work handed in (devoirs rendus): what a piece of work asks for, the copies of pupils and of groups, each version of
them with its receipt, extra time.

Not what is to do nor for when (`diary`), nor the marks of a class (`assessment`). Copies hang on a piece of work by its
number; files of a version are kept by `files` before its receipt is given.

Events, with their payloads (ids as text):

- `submissions.handed_in`: a version of a copy was received. Payload: `copy_id`, `work_id`. Tenant: its school.
- `submissions.mark_given`: a corrected copy was given back, or its mark changed after that; the last one of a copy
  holds. Payload: `copy_id`, `work_id`, `subject`, `pupil_ids` (whose copy it is), `scale` (as Scale says),
  `points` (a decimal in text, or null), `out_of` (a whole number, or null), `mastery` (1 to 4, or null), `guardians_at`
  (when guardians may read it, ISO 8601 in UTC). Tenant: its school.
"""
