"""A real SMTP server on the loopback, that takes mail, refuses it, is down, or goes away in the middle."""

import asyncio
import email
import email.policy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from harness.ports import free_ports


@dataclass
class MailServer:
    """What the server does and what it took. `url` is for PREAU_MAIL_URL.

    `refused`: addresses answered by `refusal`. `cut`: so many mails are taken, and the line cut before the client hears
    of it.
    `held`: while set, the answer to a mail that was taken waits; `holding` says that one does.
    """

    port: int
    taken: list[EmailMessage] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    refusal: str = "550 5.1.1 No such mailbox"
    cut: int = 0
    held: threading.Event = field(default_factory=threading.Event)
    holding: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Its address, in clear: it is on this machine."""
        return f"smtp://127.0.0.1:{self.port}?tls=no"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Refuse for good, or take note."""
        if address in self.refused:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take the mail; then answer, cut the line, or let the client wait."""
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.taken.append(message)  # type: ignore[arg-type]
        if self.cut:
            self.cut -= 1
            server.transport.abort()
        while self.held.is_set():
            self.holding.set()
            await asyncio.sleep(0.02)
        return "250 OK"

    def ids(self) -> list[str]:
        """The Message-ID of each mail taken."""
        return [str(one["Message-ID"]) for one in self.taken]


@contextmanager
def mail_server(port: int = 0) -> Iterator[MailServer]:
    """The server, until the block ends."""
    server = MailServer(port or free_ports())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        server.held.clear()
        controller.stop()
