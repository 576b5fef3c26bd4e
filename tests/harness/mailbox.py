"""A mailbox read by IMAP, as far as Préau speaks it: a stub of ours, not one of the servers that people run."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from harness.ports import free_ports


@dataclass
class Mailbox:
    """Its messages by number; `erased` when their reader said so and closed it."""

    port: int
    password: str = "mot de passe"
    folder: str = "Rapports"
    messages: dict[int, bytes] = field(default_factory=dict)
    marked: set[int] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Its address, in clear: it is on this machine."""
        return f"imap://lecteur:mot%20de%20passe@127.0.0.1:{self.port}/{self.folder}"


@contextmanager
def imap_mailbox() -> Iterator[Mailbox]:
    """The mailbox, until the block ends."""
    box = Mailbox(free_ports())

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

        def handle(self) -> None:
            self.say("* OK IMAP4rev1")
            for raw in self.rfile:
                tag, _sep, rest = raw.decode().strip().partition(" ")
                self.answer(tag, rest)
                if rest.upper() == "LOGOUT":
                    return

        def answer(self, tag: str, rest: str) -> None:
            word = rest.upper()
            if word == "CAPABILITY":
                self.say("* CAPABILITY IMAP4rev1")
            elif word.startswith("LOGIN") and box.password not in rest:
                self.say(f"{tag} NO refused")
                return
            elif word.startswith("SELECT"):
                if box.folder not in rest:
                    self.say(f"{tag} NO refused")
                    return
                self.say(f"* {len(box.messages)} EXISTS")
            elif word.startswith("UID SEARCH"):
                self.say("* SEARCH " + " ".join(str(one) for one in sorted(set(box.messages) - box.marked)))
            elif found := re.match(r"UID FETCH (\d+)", word):
                content = box.messages[int(found[1])]
                self.say(f"* 1 FETCH (UID {found[1]} BODY[] {{{len(content)}}}")
                self.wfile.write(content + b")\r\n")
            elif found := re.match(r"UID STORE (\d+)", word):
                box.marked.add(int(found[1]))
            elif word == "CLOSE":
                for number in box.marked:
                    box.messages.pop(number, None)
            elif word == "LOGOUT":
                self.say("* BYE")
            self.say(f"{tag} OK done")

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address, daemon_threads = True, True

    server = Server(("127.0.0.1", box.port), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
