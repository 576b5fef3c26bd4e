"""`make bench-link`: mailboxes of an academy, a message to two thousand people, five thousand open pages.

The academy is filled as for `make bench-directory`, then with messages, two copies of each: 20 million in a region's;
`SIZE=tenth` and `SIZE=small` have a tenth and a hundredth of everything. Rules: docs/benchmarks.md.
"""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.directory import (
    ROOT,
    Academy,
    Pages,
    Size,
    academy_of,
    hundredth_of,
    measure_page,
    measure_search,
    measured,
    opened,
)
from bench.machine import held, processor_time
from bench.mailboxes import fill
from bench.table import Table, say

from harness.databases import environment  # isort: skip
from harness.ports import free_ports  # isort: skip

GIGABYTE = 1e9
SIZES = {
    "region": Size("region", 308, 356_000, 90, 48 * GIGABYTE),
    "tenth": Size("tenth", 31, 35_600, 20, 6 * GIGABYTE),
    "small": Size("small", 4, 3_560, 6, 1.2 * GIGABYTE),
}
MESSAGES = {"region": 20_000_000, "tenth": 2_000_000, "small": 200_000}
QUERIES = 8
# An empty address is an exchange of four messages.
PAGES = {
    "inbox of a guardian of three": ("samira.benali", "/messages/"),
    "inbox of a teacher": ("claire.roux", "/messages/"),
    "an exchange, the guardian's": ("samira.benali", ""),
    "an exchange, the teacher's": ("claire.roux", ""),
}
SEARCHES = {
    "teacher, a word": ("claire.roux", "/messages/recherche/?q=voyage"),
    "teacher, three words": ("claire.roux", "/messages/recherche/?q=voyage+piscine+cantine"),
    "teacher, a word nobody wrote": ("claire.roux", "/messages/recherche/?q=zephyr"),
    "guardian of three, a word": ("samira.benali", "/messages/recherche/?q=voyage"),
}
SEARCH_MS = 50
STREAMS = 5000
QUIET_SECONDS = 20


def _measure(size: Size, folder: Path, cluster: Any, table: Table) -> None:
    academy = academy_of(size, folder, cluster)
    academy.demo("--output", str(academy.files))
    academy.preau("import", "aaf", str(academy.files), "--confirm", "all")
    small = hundredth_of(academy, folder, cluster)
    for one in {academy.url: academy, small.url: small}.values():
        count, started = MESSAGES[one.size.name], time.time()
        held_by = fill(one.url, count, start=started - 300 * 86400)
        table.add(f"{one.size.name}: messages, two copies of each", count, "")
        table.add(f"{one.size.name}: database", held_by / 1e6, "MB", None, f"filled in {time.time() - started:.0f} s")
    with opened(academy, small, "bench.mail") as both:
        for name, (login, path) in PAGES.items():
            measure_page(name, path, login, both, cluster, table, QUERIES)
        main = next(iter(both.values()))
        for name, (login, path) in SEARCHES.items():
            measure_search(f"search: {name}", path, login, both, cluster, table, SEARCH_MS)
        _send(main, table)
        _streams(academy, main, table)


def _send(pages: Pages, table: Table) -> None:
    """By the head, to all guardians of the school: least of three, the first of which warms what all share."""
    sent = [pages.do("send", login="helene.garnier", group="guardians") for _ in range(3)]
    table.add("people reached by one message", sent[0]["count"], "")
    table.add("it is sent: the request", min(one["request"] for one in sent) * 1e3, "ms", 50)
    table.add("it is delivered, with its notices", min(one["delivered"] for one in sent), "s", 2)


@contextlib.contextmanager
def _process(academy: Academy, port: int) -> Iterator[subprocess.Popen[bytes]]:
    settings = environment(academy.url, academy.folder / "var", PREAU_DEMO="1", PORT=str(port))
    process = subprocess.Popen([sys.executable, "-m", "preau.kernel.streams"], env=settings, cwd=ROOT)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def _streams(academy: Academy, pages: Pages, table: Table) -> None:
    """Open pages that hear nothing, then one message that must reach one of them."""
    port = free_ports(2)
    with _process(academy, port) as process:
        asyncio.run(_listen(process.pid, port + 1, pages, table))


async def _open(port: int, ticket: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    for _attempt in range(100):
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            break
        except OSError:
            await asyncio.sleep(0.2)
    else:
        raise RuntimeError("the streams' process does not answer")
    writer.write(f"GET /evenements?ticket={ticket} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    answer = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in answer.split(b"\r\n", 1)[0]:
        raise RuntimeError(f"a stream is refused: {answer[:200]!r}")
    return reader, writer


async def _listen(pid: int, port: int, pages: Pages, table: Table) -> None:
    first = await _open(port, pages.do("ticket", login="claire.roux"))
    await asyncio.sleep(2)
    alone = held([pid])
    tickets = pages.do("tickets", count=STREAMS - 1)
    every = [first]
    for place in range(0, len(tickets), 100):
        every += await asyncio.gather(*(_open(port, one) for one in tickets[place : place + 100]))
    table.add("open pages", len(every), "", None, f"the process with one: {alone / 1e6:.0f} MB")
    table.add("the streams' process holds", held([pid]) / 1e6, "MB", 200)
    await asyncio.sleep(2)
    before = processor_time([pid])
    await asyncio.sleep(QUIET_SECONDS)
    share = (processor_time([pid]) - before) / QUIET_SECONDS
    table.add("its processor while nothing happens", share * 100, "% of a core", 5)
    waits = []
    for _ in range(3):
        heard = asyncio.ensure_future(_heard(first[0]))
        done = await asyncio.to_thread(pages.do, "tell", login="helene.garnier", to="claire.roux")
        waits.append(await asyncio.wait_for(heard, 10) - done)
    table.add("a message reaches an open page", max(waits), "s", 1, f"the slowest of {len(waits)}")
    for _reader, writer in every:
        writer.close()


async def _heard(reader: asyncio.StreamReader) -> float:
    while True:
        line = await reader.readuntil(b"\n")
        if line.startswith(b"data:") and json.loads(line[5:])["topic"].startswith("notifications."):
            return time.time()


def main() -> int:
    """Measure one size; 1 when a promise is broken, 2 when there is no room."""
    say(f"open files: {os.sysconf('SC_OPEN_MAX')}")
    return measured("link", __doc__, _measure, SIZES)


if __name__ == "__main__":
    raise SystemExit(main())
