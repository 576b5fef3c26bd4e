"""Work that must not be lost or doubled: rows of ours, run by `preau worker`, woken by a kept task library.

A room offers its work in `tasks.py`:

    @handler("imports.apply_run", long=True)
    def apply_run(job: Job) -> None: ...          # job.payload, job.tenant, job.key

    @due("directory.check_reaches", at="02:40")
    def check_reaches() -> None: ...

and enqueues it by name, in the transaction that makes it necessary:

    enqueue("imports.apply_run", key=f"imports.apply_run/{run.pk}", payload={"run": str(run.pk)})

Promises: a key is enqueued once, ever; a job whose worker died is taken up again when its lease ends; so a handler
may run more than once and must be idempotent in effect. It runs inside the scope of the job's tenant, or of
everything when it has none. The task library only wakes: its rows may be lost at any time.
"""

import datetime as dt
import functools
import json
import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import F, Q
from django_tasks import task

from preau.kernel import clock, scope
from preau.kernel.logs import describe_exception
from preau.kernel.models import Job
from preau.kernel.registry import modules_named

log = structlog.get_logger("preau.jobs")

LEASE = dt.timedelta(seconds=60)
ATTEMPTS = 6
FIRST_RETRY = dt.timedelta(seconds=10)
LAST_RETRY = dt.timedelta(hours=1)
WAKE_AGAIN = dt.timedelta(seconds=60)
ORDINARY, LONG = "default", "long"
"""The two queues: long work (imports, exports) never makes short work wait."""

Handler = Callable[[Job], None]


class UnknownJob(LookupError):
    """No room handles a job of this name."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How jobs of one name are done. `lease` is renewed while the handler runs; `attempts` counts killed ones too."""

    name: str
    function: Handler
    long: bool = False
    attempts: int = ATTEMPTS
    lease: dt.timedelta = LEASE

    @property
    def queue(self) -> str:
        """The queue of the task library that wakes it."""
        return LONG if self.long else ORDINARY


@dataclass(frozen=True, slots=True)
class Due:
    """A regular task: every so often (counted from the epoch), or at a civil time of the platform's zone."""

    name: str
    every: dt.timedelta | None
    at: dt.time | None


_kinds: dict[str, Kind] = {}
_dues: dict[str, Due] = {}


def _register(kind: Kind) -> None:
    if kind.name in _kinds:
        raise ValueError(f"Two handlers for the job {kind.name}.")
    _kinds[kind.name] = kind


def handler(
    name: str, *, long: bool = False, attempts: int = ATTEMPTS, lease: dt.timedelta = LEASE
) -> Callable[[Handler], Handler]:
    """Declare the function that does the jobs of this name (`room.verb_object`)."""

    def add(function: Handler) -> Handler:
        _register(Kind(name, function, long, attempts, lease))
        return function

    return add


def due(
    name: str, *, every: dt.timedelta | None = None, at: str | None = None, long: bool = False
) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Declare a regular task: `every` (a minute or more) or `at` "HH:MM" each day; rules in preau.kernel.due."""
    if (every is None) == (at is None):
        raise ValueError("A due task has either every= or at=.")
    if every is not None and every < dt.timedelta(minutes=1):
        raise ValueError("A due task runs once a minute at most.")

    def add(function: Callable[[], Any]) -> Callable[[], Any]:
        @functools.wraps(function)
        def run_due(_job: Job) -> None:
            function()

        _register(Kind(name, run_due, long))
        _dues[name] = Due(name, every, dt.time.fromisoformat(at) if at else None)
        return function

    return add


def kind_of(name: str) -> Kind:
    """How jobs of this name are done; raises UnknownJob."""
    if name not in _kinds:
        modules_named("tasks")
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownJob(name) from None


def dues() -> tuple[Due, ...]:
    """All regular tasks."""
    modules_named("tasks")
    return tuple(_dues.values())


def enqueue(
    name: str,
    *,
    key: str,
    payload: Mapping[str, Any] | None = None,
    run_at: dt.datetime | None = None,
    tenant: uuid.UUID | None = None,
) -> Job:
    """Have a job done after the present transaction; gives the one that has this key when there is one already.

    `run_at`: not before this moment. Raises UnknownJob for a name nobody handles.
    """
    kind = kind_of(name)
    now = clock.now()
    job = Job(
        name=name,
        key=key,
        tenant=tenant,
        payload=dict(payload or {}),
        run_at=run_at or now,
        created_at=now,
        woken_at=now if run_at is None or run_at <= now else None,
    )
    with transaction.atomic():
        Job.objects.bulk_create([job], ignore_conflicts=True)
        kept = Job.objects.get(key=key)
        if kept.pk == job.pk and job.woken_at is not None:
            _wake(kept, kind)
    return kept


@task()
def wake(job_id: str) -> None:
    """What the task library runs: it does the job, if nobody does it already."""
    run(uuid.UUID(job_id))


def _wake(job: Job, kind: Kind) -> None:
    wake.using(queue_name=kind.queue).enqueue(str(job.pk))


def _free(now: dt.datetime) -> Q:
    return Q(state=Job.State.WAITING, run_at__lte=now) | Q(state=Job.State.RUNNING, lease_until__lt=now)


def _mine(job: Job, owner: str) -> Any:
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, lease_owner=owner)


def _take(job_id: uuid.UUID, owner: str) -> tuple[Job, Kind] | None:
    """Take the job under a lease; None when another has it, or it is done, or not due yet."""
    name = Job.objects.filter(pk=job_id).values_list("name", flat=True).first()
    if name is None:
        return None
    now = clock.now()
    try:
        kind = kind_of(name)
    except UnknownJob:
        # A newer version of Préau enqueued it: it waits for a worker that knows it.
        Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(run_at=now + WAKE_AGAIN, woken_at=None)
        log.warning("job of an unknown kind", kind=name)
        return None
    changes = {"state": Job.State.RUNNING, "lease_owner": owner, "lease_until": now + kind.lease}
    taken = Job.objects.filter(_free(now), pk=job_id).update(**changes, attempts=F("attempts") + 1)
    return (Job.objects.get(pk=job_id), kind) if taken else None


def run(job_id: uuid.UUID) -> bool:
    """Do one job, if it is ours to do; True when its handler ran to its end and the lease was still ours."""
    owner = f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:16]}"
    taken = _take(job_id, owner)
    if taken is None:
        return False
    job, kind = taken
    if job.attempts > kind.attempts:
        _give_up(job, owner, "its workers died")
        return False
    chosen = scope.use(scope.Scope.of([job.tenant])) if job.tenant else scope.everything(f"job {job.name}")
    try:
        with _kept_lease(job, kind, owner), chosen:
            kind.function(job)
    except Exception as error:
        _failed(job, kind, owner, error)
        return False
    done = _mine(job, owner).update(
        state=Job.State.DONE, done_at=clock.now(), lease_owner="", lease_until=None, last_error=""
    )
    if not done:
        log.warning("job done under a lost lease", kind=job.name, job=str(job.pk))
    return bool(done)


def _failed(job: Job, kind: Kind, owner: str, error: Exception) -> None:
    told = json.dumps(describe_exception(error), ensure_ascii=False)
    if job.attempts >= kind.attempts:
        _give_up(job, owner, told)
        return
    wait = min(FIRST_RETRY * 3 ** (job.attempts - 1), LAST_RETRY)
    _mine(job, owner).update(
        state=Job.State.WAITING,
        run_at=clock.now() + wait,
        woken_at=None,
        lease_owner="",
        lease_until=None,
        last_error=told,
    )
    again_in = wait.total_seconds()
    log.warning("job failed", kind=job.name, job=str(job.pk), attempt=job.attempts, again_in=again_in, exc_info=error)


def _give_up(job: Job, owner: str, why: str) -> None:
    _mine(job, owner).update(
        state=Job.State.FAILED, done_at=clock.now(), lease_owner="", lease_until=None, last_error=why
    )
    log.error("job given up", kind=job.name, job=str(job.pk), attempts=job.attempts)


def try_again(job_id: uuid.UUID) -> bool:
    """Have a job that was given up done again, from its first attempt; False when it was not given up."""
    return bool(
        Job.objects.filter(pk=job_id, state=Job.State.FAILED).update(
            state=Job.State.WAITING, attempts=0, run_at=clock.now(), woken_at=None, done_at=None
        )
    )


@contextmanager
def _kept_lease(job: Job, kind: Kind, owner: str) -> Iterator[None]:
    """Renew the lease while the block runs, from a thread of its own (the handler may hold long transactions)."""
    if connection.in_atomic_block:  # a test's transaction: no other connection sees the row
        yield
        return
    ended = threading.Event()

    def keep() -> None:
        try:
            while not ended.wait(kind.lease.total_seconds() / 3):
                if not _mine(job, owner).update(lease_until=clock.now() + kind.lease):
                    return
        except Exception as error:
            # The lease then ends by itself; the next attempt finds what this one did.
            log.warning("lease not renewed", kind=job.name, exc_info=error)
        finally:
            connection.close()

    keeper = threading.Thread(target=keep, name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()


def sweep(limit: int = 200) -> int:
    """Wake what waits for no one: jobs come due, ended leases, wakes that were lost. How many were woken.

    Safe in several workers at once; a job is not woken again before its last wake is a minute old.
    """
    now = clock.now()
    unheard = (
        Q(woken_at=None) | Q(woken_at__lt=now - WAKE_AGAIN) | Q(state=Job.State.RUNNING, woken_at__lt=F("lease_until"))
    )
    woken = 0
    for job in Job.objects.filter(_free(now) & unheard).order_by("run_at")[:limit]:
        try:
            kind = kind_of(job.name)
        except UnknownJob:
            continue
        with transaction.atomic():
            if Job.objects.filter(pk=job.pk, state=job.state, woken_at=job.woken_at).update(woken_at=now):
                _wake(job, kind)
                woken += 1
    return woken


def settle(limit: int = 1000) -> int:
    """Do all jobs that are due, in this thread, and those they enqueue; how many ran. For commands and tests."""
    ran = 0
    while ran < limit:
        waiting = Job.objects.filter(state=Job.State.WAITING, run_at__lte=clock.now())
        job_id = waiting.order_by("run_at", "created_at").values_list("pk", flat=True).first()
        if job_id is None:
            break
        run(job_id)
        ran += 1
    return ran
