"""Password hashing, costly on purpose and bounded on purpose.

One hash takes 19 MiB and tens of milliseconds of a core. A rush of sign-ins waits for its turn here instead of taking
all memory and cores from pages that are being read.
"""

import functools
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

WAIT_SECONDS = 10.0


class HashesBusy(RuntimeError):
    """No turn came within WAIT_SECONDS; the page says to try again in a moment."""


def hashes_at_once() -> int:
    """How many hashes this process computes at a time."""
    return int(settings.HASHES_AT_ONCE) or max(1, (os.cpu_count() or 1) // 2)


@functools.cache
def _turns() -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(hashes_at_once())


@contextmanager
def one_turn() -> Iterator[None]:
    """Wait for a turn, and give it back after; raises HashesBusy."""
    turns = _turns()
    if not turns.acquire(timeout=WAIT_SECONDS):
        raise HashesBusy
    try:
        yield
    finally:
        turns.release()


class BoundedArgon2Hasher(Argon2PasswordHasher):
    """argon2id, 19 MiB, t=2, p=1: OWASP's minimum, so that a rush of sign-ins can be served."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """The hash; waits for a turn."""
        with one_turn():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Whether the password is the one of this hash; waits for a turn."""
        with one_turn():
            return super().verify(password, encoded)
