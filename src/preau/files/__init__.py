"""Stored files, for every room that attaches some: content kept once, looked at, previewed, counted, safely served.

A room says in `attachables.py` what it attaches files to and who may read them; it knows files by `public.py`. Not for
what a file means to its room (a message, a piece of work), nor for lists that leave by `exports.py`.

Events, with their payloads (ids as text):

- `files.infected`: the antivirus found something in a file, which is served to nobody. Payload: `file_id`. Tenant: its
  school, if it has one. Audience: whoever brought it.
"""
