"""clamd's protocol: INSTREAM over a socket (clamd(8)). Twenty lines of it; the packages seen are older than a decade,
or under a licence that ours cannot join."""

import contextlib
import socket
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_PIECE = 1 << 16
_LONGEST_ANSWER = 4096


class Silent(OSError):
    """clamd cannot be reached, does not answer in time, or answers what is no verdict."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What clamd says: the name of a threat (empty: clean), or that it takes no content so large."""

    threat: str = ""
    too_large: bool = False


def _opened(address: str, within: float) -> socket.socket:
    if address.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(within)
        line.connect(address.removeprefix("unix:"))
        return line
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=within)


def look(address: str, content: Iterable[bytes], *, within: float) -> Verdict:
    """Show a content to the clamd at `host:port` or `unix:/path`; each step within so many seconds. Raises Silent."""
    try:
        with contextlib.closing(_opened(address, within)) as line:
            try:
                line.sendall(b"zINSTREAM\0")
                for piece in _pieces(content):
                    line.sendall(struct.pack(">I", len(piece)) + piece)
                line.sendall(struct.pack(">I", 0))
            except (BrokenPipeError, ConnectionResetError):
                pass  # it hangs up on what is too large, and has said so
            return _read(line)
    except (OSError, ValueError) as error:
        raise Silent(f"clamd: {type(error).__name__}") from None


def _pieces(content: Iterable[bytes]) -> Iterator[bytes]:
    for block in content:
        for start in range(0, len(block), _PIECE):
            yield block[start : start + _PIECE]


def _read(line: socket.socket) -> Verdict:
    said = b""
    while b"\0" not in said and len(said) < _LONGEST_ANSWER:
        more = line.recv(_LONGEST_ANSWER)
        if not more:
            break
        said += more
    text = said.split(b"\0", 1)[0].decode("utf-8", "replace").strip()
    if text.endswith(" FOUND"):
        return Verdict(threat=text.removesuffix(" FOUND").partition(": ")[2] or "?")
    if "size limit exceeded" in text:
        return Verdict(too_large=True)
    if text.endswith("OK"):
        return Verdict()
    raise Silent("no verdict")
