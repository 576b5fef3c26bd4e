"""Work handed in (devoirs rendus): what a piece of work asks for, the copies of pupils and of groups, each version of
them with its receipt, extra time.

Not what is to do nor for when (`diary`), nor the marks of a class (`assessment`). Copies hang on a piece of work by its
number; files of a version are kept by `files` before its receipt is given.

Events, with their payloads (ids as text):

- `submissions.handed_in`: a version of a copy was received. Payload: `copy_id`, `work_id`. Tenant: its school.
"""
