"""A proxy that passes lines on to a server, or fails in a way that is asked for: silence, 500, half an answer."""

import contextlib
import socket
import threading
from collections.abc import Iterator

PASS, SILENT, BROKEN, HALF_ANSWER, HALF_REQUEST = "pass", "silent", "500", "half answer", "half request"
_FAILED = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class FaultProxy:
    """Listens on a port of its own; `mode` may be changed at any time, and holds for the lines that open after it."""

    def __init__(self, host: str, port: int) -> None:
        self.mode = PASS
        self.lines = 0
        self._to = (host, port)
        self._ended = threading.Event()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._welcome, daemon=True).start()

    def _welcome(self) -> None:
        while not self._ended.is_set():
            try:
                line, _address = self._door.accept()
            except OSError:
                return
            self.lines += 1
            threading.Thread(target=self._serve, args=(line, self.mode), daemon=True).start()

    def _serve(self, line: socket.socket, mode: str) -> None:
        with contextlib.closing(line):
            if mode == SILENT:
                line.settimeout(0.2)
                while not self._ended.is_set():
                    with contextlib.suppress(TimeoutError):
                        if not line.recv(1 << 16):
                            return
                return
            if mode == BROKEN:
                line.recv(1 << 16)
                with contextlib.suppress(OSError):
                    line.sendall(_FAILED)
                return
            with contextlib.closing(socket.create_connection(self._to)) as server:
                back = threading.Thread(target=self._pass, args=(server, line, 600 if mode == HALF_ANSWER else 0))
                back.start()
                self._pass(line, server, 2000 if mode == HALF_REQUEST else 0)
                back.join(10)

    @staticmethod
    def _pass(source: socket.socket, target: socket.socket, most: int) -> None:
        """Everything, or only the first bytes and then a cut."""
        passed = 0
        with contextlib.suppress(OSError):
            while block := source.recv(1 << 16):
                if most and passed + len(block) > most:
                    target.sendall(block[: most - passed])
                    break
                target.sendall(block)
                passed += len(block)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """No more lines."""
        self._ended.set()
        self._door.close()


@contextlib.contextmanager
def failing(host: str, port: int) -> Iterator[FaultProxy]:
    """A proxy in front of that server for the block."""
    proxy = FaultProxy(host, port)
    try:
        yield proxy
    finally:
        proxy.close()
