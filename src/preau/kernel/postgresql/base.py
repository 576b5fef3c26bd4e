"""The connection to PostgreSQL (Django looks for `DatabaseWrapper` in a module of this name)."""

import select

from django.db.backends.postgresql import base
from psycopg.pq import ConnStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's. A page's first read checks that the connection kept from the page before still lives."""

    def is_usable(self) -> bool:
        """Whether the server is still at the other end.

        A server that stopped, or ended this session, has closed the connection: there is something to read on it, its
        end. When nothing is there to read, all is well, and a statement is saved; else the server itself is asked.
        """
        if self.connection is not None and not self.connection.closed:
            link = self.connection.pgconn
            poll = select.poll()
            poll.register(link.socket, select.POLLIN)
            if link.status == ConnStatus.OK and not poll.poll(0):
                return True
        usable: bool = super().is_usable()
        return usable
