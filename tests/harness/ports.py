"""Ports for the servers of the tests, that nobody else takes between the choice and the use.

The system gives every client's connection a port of its own range; a server that wants one of those finds it taken now
and then. So ours lie below that range, and no process of a session is given what another was.
"""

import fcntl
import os
import random
import socket
from pathlib import Path

LOWEST = 15_000
_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")


def _highest() -> int:
    try:
        first = int(_RANGE.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        first = 32_768
    return first if first > LOWEST + 1_000 else 32_768


def _is_free(port: int) -> bool:
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_ports(count: int = 1) -> int:
    """The first of `count` ports of the loopback in a row that nobody listens on, given to nobody else in this session.

    Raises RuntimeError when none were found.
    """
    folder = os.environ.get("PREAU_TEST_SESSION_FOLDER", "")
    choose = random.SystemRandom()
    with open(Path(folder) / "ports" if folder else os.devnull, "a+") as given:
        if folder:
            fcntl.flock(given, fcntl.LOCK_EX)
        given.seek(0)
        taken = {int(line) for line in given.read().split()}
        for _attempt in range(500):
            first = choose.randrange(LOWEST, _highest() - count)
            wanted = range(first, first + count)
            if taken.isdisjoint(wanted) and all(map(_is_free, wanted)):
                given.write("".join(f"{port}\n" for port in wanted))
                return first
    raise RuntimeError(f"no {count} free ports in a row below {_highest()}")
