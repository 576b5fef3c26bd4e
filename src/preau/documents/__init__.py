"""Documents: folders of one's own and those of a class, a team, a subject, a school; shared, kept in versions, binned.

Not for what hangs on something else (a message, a lesson): that room attaches its own files. Contents, quotas and
previews are those of `preau.files`; who is of a class is asked of `preau.access`.
"""
