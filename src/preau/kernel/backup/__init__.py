"""Backup and restore: one file that holds the rows of one instant and the files, encrypted when a key is given.

The format is Préau's own, the same for both databases, so that a school begun on SQLite moves to PostgreSQL by it.
Rows are read in one snapshot while Préau serves; the file is read back before it gets its name; a restore checks all of
it before it touches anything.

Left out on purpose: sessions (everyone signs in again) and the task library's rows (jobs are rows of ours); import
staging, measuring files, the spool of visits, logs. The installation's secret key goes along only when the backup is
encrypted.
"""


class BackupError(Exception):
    """What prevents a backup or a restore, in a sentence for the person who runs it."""
