"""Calls to services: short, without following anybody elsewhere, only to addresses of the register.

https with the machine's own trusted authorities; http for addresses of this machine alone, which a service registers
for trials.
"""

import http.client
import ssl
from urllib.parse import urlsplit

from preau.federation.addresses import LOOPBACK

SECONDS = 5.0
READ = 65536


class NotReached(RuntimeError):
    """The service did not answer, or not as it should."""


def call(method: str, url: str, body: str = "", kind: str = "application/x-www-form-urlencoded") -> int:
    """The status of the answer; a redirection is an answer like another. Raises NotReached."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(
            host, parts.port, timeout=SECONDS, context=ssl.create_default_context()
        )
    elif parts.scheme == "http" and host in LOOPBACK:
        connection = http.client.HTTPConnection(host, parts.port, timeout=SECONDS)
    else:
        raise NotReached("not an address to call")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, target, body.encode() if body else None, {"Content-Type": kind} if body else {})
        answer = connection.getresponse()
        answer.read(READ)
        return answer.status
    except (OSError, http.client.HTTPException) as error:
        raise NotReached(type(error).__name__) from error
    finally:
        connection.close()
