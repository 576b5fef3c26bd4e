"""On SQLite, where nothing notifies: one query per process each 250 ms, whatever the number of open pages.

No time passes here: waiting is counted, and each wait ends at once.
"""

import asyncio
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from preau.kernel import events, tickets
from preau.kernel.streams.app import Streams

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

LINA, ADAM, SCHOOL = uuid.UUID(int=11), uuid.UUID(int=12), uuid.UUID(int=21)
LOOKS = 6
PUBLISHED_AT = 3


class Ticks(threading.Event):
    """Stands for what stops the reader: notes how long each wait would be and what was asked since the one before.

    It stops the reader after so many waits; `on` does something at one of them, whose queries do not count.
    """

    def __init__(self, on: dict[int, Callable[[], None]]) -> None:
        super().__init__()
        self.on = on
        self.waits: list[float | None] = []
        self.asked: list[list[str]] = []
        self.threads: set[int] = set()
        self._since: list[str] = []

    def wait(self, timeout: float | None = None) -> bool:
        """Note, do what is due, and return at once."""
        self.threads.add(threading.get_ident())
        if not self.waits:
            connection.execute_wrappers.append(self._note)
        else:
            self.asked.append([*self._since])
        self.waits.append(timeout)
        if act := self.on.get(len(self.waits)):
            act()
        self._since = []
        if len(self.waits) == LOOKS:
            self.set()
        return self.is_set()

    def _note(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self._since.append(sql)
        return execute(sql, params, many, context)


async def _listen(streams: Streams, person: uuid.UUID, said: list[bytes]) -> None:
    """One open page, until it is cut."""
    asked = {
        "type": "http", "path": "/evenements", "method": "GET", "headers": [],
        "query_string": f"ticket={tickets.make(person, 'student', [SCHOOL])}".encode(),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        said.append(message.get("body", b""))

    await streams(asked, receive, send)


def _publish() -> None:
    with transaction.atomic():
        events.publish("test.seen", {}, audience=[LINA], tenant=SCHOOL)


async def _watched(ticks: Ticks, pages: list[uuid.UUID]) -> list[bytes]:
    """Open these pages, let the reader take all its looks; what each page was sent."""
    streams = Streams()
    streams._stop = ticks
    said: list[list[bytes]] = [[] for _page in pages]
    listening = [
        asyncio.ensure_future(_listen(streams, person, heard)) for person, heard in zip(pages, said, strict=True)
    ]
    while streams.count < len(pages):
        await asyncio.sleep(0)
    await streams.start()
    assert streams._reader is not None
    await asyncio.to_thread(streams._reader.join)
    for _turn in range(20):  # what the reader handed over is sent
        await asyncio.sleep(0)
    for one in listening:
        one.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    await streams.stop()
    return [b"".join(heard) for heard in said]


@pytest.mark.parametrize("pages", [[], [LINA], [LINA, LINA, ADAM, LINA]], ids=len)
def test_every_process_looks_once_each_quarter_of_a_second(pages: list[uuid.UUID]) -> None:
    ticks = Ticks({PUBLISHED_AT: _publish})
    with ThreadPoolExecutor(1) as apart:  # a browser that tests of this process opened keeps a loop in this thread
        said = apart.submit(lambda: asyncio.run(_watched(ticks, pages))).result()
    assert ticks.waits == [0.25] * LOOKS
    assert [len(one) for one in ticks.asked] == [1] * (LOOKS - 1), ticks.asked
    assert all("kernel_outbox" in sql for one in ticks.asked for sql in one)
    assert len(ticks.threads) == 1, "one reader for the whole process"
    assert [b"test.seen" in one for one in said] == [person == LINA for person in pages]
