"""A service of push on the loopback, as browsers' makers run them, and a browser that subscribes there and decrypts."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from harness.ports import free_ports
from preau.notifications.webpush import to_text


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


class Browser:
    """One subscription: its keys, and how it reads what comes (RFC 8291, the reader's side)."""

    def __init__(self, private: ec.EllipticCurvePrivateKey | None = None, auth: bytes | None = None) -> None:
        self.private = private or ec.generate_private_key(ec.SECP256R1())
        self.auth = auth or os.urandom(16)
        point = self.private.public_key()
        self.point = point.public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )  # fmt: skip

    def keys(self) -> dict[str, str]:
        """What its page sends to Préau."""
        return {"public_key": to_text(self.point), "auth_secret": to_text(self.auth)}

    def read(self, body: bytes) -> bytes:
        """What was sent to it; raises what `cryptography` raises for anything else."""
        salt, length = body[:16], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.private.exchange(ec.ECDH(), theirs)
        secret = _derived(shared, self.auth, b"WebPush: info\0" + self.point + sender, 32)
        key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(key).decrypt(nonce, sealed, None)
        content, mark, _padding = padded.rpartition(b"\x02")
        assert mark
        return content


@dataclass
class PushService:
    """What the service answers, and what it took: headers and body of each message."""

    port: int
    status: int = 201
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def endpoint(self, name: str = "one") -> str:
        """The address of one subscription."""
        return f"http://127.0.0.1:{self.port}/push/{name}"

    def told(self, browser: Browser) -> list[dict[str, Any]]:
        """What that browser shows."""
        return [json.loads(browser.read(body)) for _headers, body in self.taken]


@contextmanager
def push_service() -> Iterator[PushService]:
    """The service, until the block ends."""
    service = PushService(free_ports())

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.taken.append((dict(self.headers), body))
            self.send_response(service.status)
            if service.status == 307:
                self.send_header("Location", service.endpoint("elsewhere"))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", service.port), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
