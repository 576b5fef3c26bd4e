"""Processes of the importer: forked when nothing else runs here, started anew when threads do."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from django.conf import settings
from django.db import connections


def process_count() -> int:
    """How many processes to use: the setting, else one for each core."""
    return (
        int(settings.IMPORT_PROCESSES or 0) or len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else (int(settings.IMPORT_PROCESSES or 0) or os.cpu_count() or 1)
    )


def can_fork() -> bool:
    """Whether processes may be forked: a fork copies only the thread that forks, and no lock that others hold is freed.

    A forked process is there in a few milliseconds; one started anew first loads all of Préau.
    """
    return threading.active_count() == 1


def run_all(
    function: Callable[[Any], Any],
    items: Iterable[Any],
    count: int,
    initializer: Callable[..., None],
    arguments: tuple[Any, ...],
) -> Iterator[Any]:
    """Results of `function` on each item, as they come, from `count` processes; in this one when count is 1."""
    from concurrent.futures import as_completed

    method = "fork" if can_fork() else "spawn"
    databases = {alias: dict(connections[alias].settings_dict) for alias in connections}
    if method == "fork":
        connections.close_all()
    with ProcessPoolExecutor(
        count,
        mp_context=multiprocessing.get_context(method),
        initializer=initializer,
        initargs=(*arguments, databases if method == "spawn" else None),
    ) as pool:
        futures = [pool.submit(function, item) for item in items]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
