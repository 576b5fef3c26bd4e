"""What counting a request of the API costs, across processes of one host (decision 0023).

One process alone, then two at once, that count the same name or each its own. Part of `make bench-access`; alone:
`python -m bench.counting`. Rules: docs/benchmarks.md.
"""

import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from bench.directory import BATCHES
from bench.table import Table

COUNT = 4_000
MICRO = 1e6
MOST_US = 100
"""A refusal may cost 0.1 ms in all, so that refusing goes on when too many ask."""


def _one(path: Path, name: str, batches: int, together: Barrier | None, tell: Callable[[list[float]], Any]) -> None:
    """Microseconds that one count takes, waiting for the lock included, batch by batch."""
    from preau.kernel.counters import Counters

    mine = Counters(path)
    spent = []
    for window in range(batches):
        if together is not None:
            together.wait(60)
        started = time.perf_counter()
        for _ in range(COUNT):
            mine.count(name, window, 1)
        spent.append((time.perf_counter() - started) / COUNT * MICRO)
    counted = mine.count(name, batches - 1, 0)[0]
    mine.close()
    tell([*spent, float(counted)])


def _beside(path: Path, names: tuple[str, str]) -> tuple[list[float], int]:
    """Two processes count at once, in step; the slower of both, batch by batch, and what the last window holds."""
    context = multiprocessing.get_context("fork")
    together, told = context.Barrier(2), context.SimpleQueue()
    both = [context.Process(target=_one, args=(path, name, BATCHES, together, told.put)) for name in names]
    for one in both:
        one.start()
    found = [told.get() for _ in both]
    for one in both:
        one.join(60)
    slower = [max(pair) for pair in zip(*(one[:-1] for one in found), strict=True)]
    return slower, int(max(one[-1] for one in found))


def measure(table: Table) -> None:
    """Three figures and the spread of each; raises when a count was lost."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(SECRET_KEY="that of a benchmark")
    with tempfile.TemporaryDirectory() as folder:
        path, alone = Path(folder) / "counters", list[float]()
        _one(path, "alone", BATCHES, None, alone.extend)
        _say(table, "counting a request of the API: one process", alone[:-1])
        same, held = _beside(path, ("same", "same"))
        if held != 2 * COUNT:
            raise RuntimeError(f"{held} counted, not {2 * COUNT}")
        _say(table, "the same, two processes and one name", same)
        apart, _held = _beside(path, ("one", "another"))
        _say(table, "the same, two processes and two names", apart)


def _say(table: Table, what: str, batches: list[float]) -> None:
    least = min(batches)
    note = f"median {statistics.median(batches):.1f} µs, spread {max(batches) / least:.2f}"
    table.add(what, least, "µs", MOST_US, note)


if __name__ == "__main__":
    measure(Table("counting", "small"))
