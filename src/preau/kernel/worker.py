"""`preau worker`: one process that does jobs, keeps due times, takes up ended leases and tells events.

Four rounds, each in a thread with its own connection: the task library's loop for short work, the same for long work,
the clock (due times, sweep, sign of life), the outbox. A round that fails is logged and comes again later. Several
workers, on one machine or many, share the work.
"""

import datetime as dt
import logging
import random
import signal
import threading
import time
import uuid
from collections.abc import Callable
from types import FrameType

import structlog
from django.db import close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker as TaskLoop
from django_tasks_db.models import DBTaskResult

from preau.kernel import clock, due, jobs, outbox, scope
from preau.kernel.health import HEARTBEAT
from preau.kernel.models import DueTime

log = structlog.get_logger("preau.worker")

POLL_TASKS = 0.5  # seconds between two looks of the task library
ROUND = 1.0  # seconds between two rounds of the clock
SIGN_OF_LIFE = 15.0  # seconds between two signs of life
FINISH_WITHIN = 15.0  # seconds that running jobs get when the worker is told to stop


class Worker:
    """The rounds and their threads."""

    def __init__(self, *, poll: float = POLL_TASKS) -> None:
        self.stop = threading.Event()
        self._loops = [self._task_loop(queue, poll) for queue in (jobs.ORDINARY, jobs.LONG)]
        self._threads: list[threading.Thread] = []

    @staticmethod
    def _task_loop(queue: str, poll: float) -> TaskLoop:
        return TaskLoop(
            queue_names=[queue],
            interval=poll,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=uuid.uuid4().hex,
            excluded_queue_names=[],
        )

    def start(self) -> None:
        """Start all rounds."""
        rounds: list[tuple[str, Callable[[], None]]] = [
            (f"tasks-{loop.queue_names[0]}", self._tasks(loop)) for loop in self._loops
        ]
        rounds += [("clock", self._clock), ("outbox", self._outbox)]
        for name, function in rounds:
            thread = threading.Thread(target=self._kept, args=(name, function), name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def ask_to_stop(self) -> None:
        """Take no more work; what runs goes on."""
        self.stop.set()
        for loop in self._loops:
            loop.running = False

    def join(self, within: float = FINISH_WITHIN) -> bool:
        """Wait for the rounds to end; False when work was left running (its lease then ends by itself)."""
        limit = time.monotonic() + within
        for thread in self._threads:
            thread.join(max(0.0, limit - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _kept(self, name: str, function: Callable[[], None]) -> None:
        """Run a round's loop again whenever it fails, later each time."""
        failures = 0
        while not self.stop.is_set():
            began = time.monotonic()
            try:
                with scope.everything(f"worker {name}"):
                    function()
            except Exception as error:
                failures = 0 if time.monotonic() - began > 60 else failures + 1
                wait = min(30.0, 0.5 * 2**failures) * (0.5 + random.random() / 2)  # noqa: S311
                log.error("a round of the worker failed", round=name, again_in=round(wait, 1), exc_info=error)
                connection.close()
                self.stop.wait(wait)
        connection.close()

    def _tasks(self, loop: TaskLoop) -> Callable[[], None]:
        def run() -> None:
            loop.running = not self.stop.is_set()
            loop.run()

        return run

    def _clock(self) -> None:
        signed = -SIGN_OF_LIFE
        while not self.stop.is_set():
            close_old_connections()
            if time.monotonic() - signed >= SIGN_OF_LIFE:
                DueTime.objects.update_or_create(name=HEARTBEAT, defaults={"last_due_at": clock.now()})
                signed = time.monotonic()
            due.tick()
            jobs.sweep()
            self.stop.wait(ROUND)

    def _outbox(self) -> None:
        bell = outbox.Bell(self.stop)
        try:
            while not self.stop.is_set():
                close_old_connections()
                if outbox.dispatch() == 0:
                    bell.wait()
        finally:
            bell.close()


def prune_wakes(hours: int = 24) -> int:
    """Forget the task library's rows older than `hours`, whatever their state: jobs are rows of ours; how many went."""
    limit = clock.now() - dt.timedelta(hours=hours)
    return DBTaskResult.objects.filter(enqueued_at__lt=limit).delete()[0]


def main() -> int:
    """Work until SIGTERM or SIGINT; 0 when all rounds ended, 1 when a job had to be left to its lease."""
    for name in ("django_tasks", "django_tasks_db"):
        logging.getLogger(name).setLevel(logging.WARNING)
    worker = Worker()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        worker.ask_to_stop()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    worker.start()
    log.info("worker started")
    while not worker.stop.wait(60):
        pass
    finished = worker.join()
    log.info("worker stopped", finished=finished)
    return 0 if finished else 1
