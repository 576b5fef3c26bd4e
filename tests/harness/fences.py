"""What no test may do: reach beyond the loopback."""

import contextlib
import ipaddress
import socket
from collections.abc import Callable, Iterator
from typing import Any


class Outside(ConnectionRefusedError):
    """A test tried to reach a machine. Refused like a closed port; the test fails at its end, whoever caught this."""


attempts: list[str] = []
"""Addresses beyond the loopback that the present test asked for."""


def _is_here(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a local socket file
    host = str(address[0])
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


@contextlib.contextmanager
def loopback_only() -> Iterator[None]:
    """Refuse connections beyond the loopback for the block."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: socket.socket, address: Any) -> Any:
            if not _is_here(address):
                attempts.append(str(address))
                raise Outside(f"Tests stay on this machine; one asked for {address}")
            return original(self, address)

        return call

    socket.socket.connect, socket.socket.connect_ex = guarded(connect), guarded(connect_ex)  # type: ignore[method-assign]
    try:
        yield
    finally:
        socket.socket.connect, socket.socket.connect_ex = connect, connect_ex  # type: ignore[method-assign]
