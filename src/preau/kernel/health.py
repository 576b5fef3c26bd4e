"""Whether this process lives, and whether the platform can serve: for load balancers and for people on call."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min
from django.db.utils import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.kernel import clock, sql
from preau.kernel.models import DueTime, Job, OutboxEvent

HEARTBEAT = "kernel.heartbeat"
# Seconds. Live pages hear of an event in a quarter of a second; a minute behind means that nobody carries them.
OUTBOX_LATE = 60.0
WORKER_LATE = 300.0

_migrations_done = threading.Event()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: a name for machines, whether it is well, and plain words."""

    name: str
    is_well: bool
    words: str


def jobs_by_state() -> dict[str, int]:
    """How many jobs stand in each state but done."""
    rows = Job.objects.exclude(state=Job.State.DONE).values("state").annotate(n=Count("pk"))
    return {"waiting": 0, "running": 0, "failed": 0} | {row["state"]: row["n"] for row in rows.order_by()}


def outbox_backlog() -> tuple[int, float]:
    """Events not told yet, and the age of the oldest in seconds (0 when none)."""
    row = OutboxEvent.objects.filter(dispatched_at=None).aggregate(n=Count("pk"), oldest=Min("created_at"))
    oldest = row["oldest"]
    return row["n"], max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0.0


def worker_silence() -> float | None:
    """Seconds since the worker's last sign of life; None when it never gave one."""
    last = DueTime.objects.filter(name=HEARTBEAT).values_list("last_due_at", flat=True).first()
    return None if last is None else max(0.0, (clock.now() - last).total_seconds())


_AT_ONCE = """
    SELECT (SELECT MIN(created_at) FROM kernel_outbox WHERE dispatched_at IS NULL),
           (SELECT last_due_at FROM kernel_due_time WHERE name = %s)"""


def _database() -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Finding("database", False, _("La base de données ne répond pas."))
    return Finding("database", True, _("La base de données répond."))


def _migrations() -> Finding:
    # Reading all migrations costs a tenth of a second: once they are found applied, this process knows.
    if not _migrations_done.is_set():
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if missing:
            words = ngettext("%(n)d migration reste à appliquer.", "%(n)d migrations restent à appliquer.", missing)
            return Finding("migrations", False, words % {"n": missing})
        _migrations_done.set()
    return Finding("migrations", True, _("Les migrations sont appliquées."))


def _outbox(oldest: float) -> Finding:
    if oldest > OUTBOX_LATE:
        words = _("Les événements ont %(n)d secondes de retard.") % {"n": int(oldest)}
        return Finding("outbox", False, words)
    return Finding("outbox", True, _("Les événements sont à jour."))


def _worker(silence: float | None) -> Finding:
    if silence is None:
        return Finding("worker", False, _("Le processus de fond n’a encore donné aucun signe."))
    if silence > WORKER_LATE:
        words = _("Le processus de fond se tait depuis %(n)d secondes.") % {"n": int(silence)}
        return Finding("worker", False, words)
    return Finding("worker", True, _("Le processus de fond travaille."))


def findings() -> list[Finding]:
    """All that must hold for the platform to serve; stops at a database that does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_AT_ONCE, [HEARTBEAT])
            oldest, last = map(sql.as_moment, cursor.fetchone())
    except DatabaseError:
        return _one_by_one()
    now = clock.now()
    return [
        Finding("database", True, _("La base de données répond.")),
        _told("migrations", _migrations),
        _outbox(max(0.0, (now - oldest).total_seconds()) if oldest else 0.0),
        _worker(max(0.0, (now - last).total_seconds()) if last else None),
    ]


def _one_by_one() -> list[Finding]:
    """The same when something does not answer: which of them it is."""
    first = _database()
    if not first.is_well:
        return [first]
    return [
        first,
        _told("migrations", _migrations),
        _told("outbox", lambda: _outbox(outbox_backlog()[1])),
        _told("worker", lambda: _worker(worker_silence())),
    ]


def _told(name: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except DatabaseError:
        return Finding(name, False, _("La base de données n’a pas pu le dire."))
