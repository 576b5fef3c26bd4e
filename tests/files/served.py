"""The streams' process of a test, and requests to it."""

import base64
import contextlib
import http.client
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from files.attached import KIND
from harness.databases import environment
from harness.ports import free_ports
from kernel.runtime_helpers import came_up, process
from preau.files import statements

LINA = str(uuid.UUID(int=11))
ADAM = str(uuid.UUID(int=12))
SCRIPT = str(Path(__file__).with_name("streams_for_tests.py"))


@dataclass
class Answer:
    """What a request was answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def words(self) -> str:
        """The body as text."""
        return self.body.decode()


@dataclass
class Site:
    """A streams' process: its port, its data folder, the process."""

    port: int
    data_dir: Path
    child: "subprocess.Popen[bytes]" = field(repr=False)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request, on a line of its own."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            line.request(method, path, body=body, headers=told)
            answer = line.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            line.close()

    def tus(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request of the protocol."""
        return self.ask(method, path, body, **{"Tus_Resumable": "1.0.0", **headers})

    def begin(self, length: int, name: str = "devoir.txt", person: str = LINA, body: Any = None, **more: Any) -> Answer:
        """Open an upload."""
        told = base64.b64encode(name.encode()).decode()
        given = {"Content_Type": "application/offset+octet-stream"} if body is not None else {}
        return self.tus(
            "POST", "/depots", body, Authorization=f"Bearer {ticket(person, **more)}", Upload_Length=str(length),
            Upload_Metadata=f"filename {told}", **given,
        )  # fmt: skip

    def piece(self, address: str, offset: int, body: Any, **headers: str) -> Answer:
        """Send a piece."""
        return self.tus(
            "PATCH", address, body, Content_Type="application/offset+octet-stream", Upload_Offset=str(offset), **headers
        )

    def whole(self, body: bytes, **more: Any) -> str:
        """Upload a content; its receipt."""
        done = self.begin(len(body), body=body, **more)
        assert done.status == 201, done
        return done.headers["preau-receipt"]


def ticket(person: str = LINA, *, kind: str = KIND, most: int = 8 << 20, left: int = 1 << 30, school: str = "") -> str:
    """A ticket as a page gives it."""
    return statements.UploadTicket(person=person, kind=kind, most=most, left=left, school=school).signed()


def address_of(answer: Answer) -> str:
    """Where the upload goes on."""
    assert answer.status == 201, answer
    return "/" + answer.headers["location"]


@contextlib.contextmanager
def streams(url: str, folder: Path, data_dir: Path | None = None, **more: str) -> Iterator[Site]:
    """A streams' process on that database, once it answers."""
    port = free_ports(2) + 1
    var = data_dir or folder / "var"
    env = environment(url, var, PORT=str(port - 1), **more)
    log = folder / f"streams-{port}.log"
    with process([SCRIPT], env, log) as child:
        came_up(child, f"http://127.0.0.1:{port}/healthz", log)
        yield Site(port, var, child)
