"""One import at a time: a second one is refused plainly. Locks die with the process that holds them."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from preau.imports.aaf.refusals import SourceRefused

# Any number does, as long as nothing else of Préau asks for the same one.
POSTGRESQL_LOCK = 7_305_112_004


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the lock of imports; raises SourceRefused when another import holds it.

    A lock on a file of the data folder serves one machine; PostgreSQL's own serves several.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SourceRefused(_("Un autre import est en cours : celui-ci n’a pas commencé.")) from None
        with _of_database():
            yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def _of_database() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    # A connection of its own: the importer closes the ordinary one before it starts processes.
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [POSTGRESQL_LOCK])
            if not cursor.fetchone()[0]:
                raise SourceRefused(_("Un autre import est en cours : celui-ci n’a pas commencé."))
            try:
                yield
            finally:
                # Said, not left to the closing: the server ends a closed session in its own time.
                cursor.execute("SELECT pg_advisory_unlock(%s)", [POSTGRESQL_LOCK])
    finally:
        own.close()
