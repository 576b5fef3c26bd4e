"""Figures for a collector: requests by route and status, work that waits, how far behind events are.

Several processes make pages, so counts live in small files of DATA_DIR/metrics, one set per process, summed when
read (prometheus-client's multiprocess mode). Files of processes that are gone are erased by the next start.
"""

import contextlib
import hmac
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def _prepare_folder() -> None:
    """Choose the folder before prometheus-client is imported: it reads the variable at import.

    Always ours: a variable inherited from another installation's process would mix their figures.
    """
    folder = Path(settings.DATA_DIR) / "metrics"
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.db"):
        pid = path.stem.rsplit("_", 1)[-1]
        if pid.isdigit() and not _is_alive(int(pid)):
            path.unlink(missing_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


_prepare_folder()

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest  # noqa: E402
from prometheus_client.core import GaugeMetricFamily  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402

REQUESTS = Counter("preau_requests", "Answered requests.", ["method", "route", "status"])
SECONDS = Histogram(
    "preau_request_seconds",
    "Time to answer, by route.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_counters: dict[tuple[str, str, int], Any] = {}
_timers: dict[str, Any] = {}


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request. Methods that are nobody's are counted as one, so that labels stay few."""
    key = (method if method in _METHODS else "other", route, status)
    counter = _counters.get(key)
    if counter is None:
        counter = _counters[key] = REQUESTS.labels(key[0], route, str(status))
    counter.inc()
    timer = _timers.get(route)
    if timer is None:
        timer = _timers[route] = SECONDS.labels(route)
    timer.observe(seconds)


class DatabaseFigures:
    """Figures read from the database when they are asked for."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Jobs by state, waiting events, age in seconds of the oldest one."""
        from preau.kernel import health

        jobs = GaugeMetricFamily("preau_jobs", "Jobs by state.", labels=["state"])
        for state, count in health.jobs_by_state().items():
            jobs.add_metric([state], count)
        yield jobs
        waiting, oldest = health.outbox_backlog()
        yield GaugeMetricFamily("preau_outbox_waiting", "Events not told yet.", value=waiting)
        yield GaugeMetricFamily("preau_outbox_oldest_seconds", "Age of the oldest such event.", value=oldest)
        silence = health.worker_silence()
        if silence is not None:
            yield GaugeMetricFamily("preau_worker_silence_seconds", "Since the worker's last sign.", value=silence)


def exposition() -> bytes:
    """All figures in Prometheus' text format."""
    registry = CollectorRegistry()
    with contextlib.suppress(ValueError):
        MultiProcessCollector(registry)
    registry.register(DatabaseFigures())
    return generate_latest(registry)


def may_read(request: HttpRequest) -> bool:
    """Who may read the figures: the bearer of METRICS_TOKEN; without a token, this machine and no proxy of it."""
    if settings.METRICS_TOKEN:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    passed_on = "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META
    here = request.META.get("REMOTE_ADDR", "") in {"127.0.0.1", "::1"}
    return here and not passed_on and not settings.HTTPS
