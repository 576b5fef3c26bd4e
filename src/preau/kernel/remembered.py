"""What is asked at each page and changes once a year: yes or no for a number, remembered a short while."""

import time
import uuid
from collections.abc import Callable, Collection
from functools import partial

from django.db import transaction

Ask = Callable[[Collection[uuid.UUID]], Collection[uuid.UUID]]


class Remembered:
    """Of numbers, those that something is true of, remembered `seconds` by each process; of `most` at once.

    Threads share it and any of them may forget at any moment: each answer is read once, and what was asked before
    something was forgotten is told but not kept.
    """

    def __init__(self, seconds: float, most: int) -> None:
        self.seconds, self.most = seconds, most
        self._known: dict[uuid.UUID, tuple[float, bool]] = {}
        self._forgotten = 0

    def those(self, numbers: Collection[uuid.UUID], ask: Ask) -> frozenset[uuid.UUID]:
        """Those of these numbers that it is true of; `ask` tells it of the ones that are not remembered."""
        now, forgotten = time.monotonic(), self._forgotten
        found, unknown = set(), []
        for one in numbers:
            until, is_true = self._known.get(one, (0.0, False))
            if until <= now:
                unknown.append(one)
            elif is_true:
                found.add(one)
        if unknown:
            told = frozenset(ask(unknown)).intersection(unknown)
            found |= told
            if len(self._known) + len(unknown) > self.most:
                self._known.clear()
            if forgotten == self._forgotten:
                self._known.update({one: (now + self.seconds, one in told) for one in unknown})
        return frozenset(found)

    def changed(self, number: uuid.UUID) -> None:
        """Ask again about a number that this transaction changes: it may now, others once it is kept."""
        self._forget(number)
        transaction.on_commit(partial(self._forget, number))

    def forget(self) -> None:
        """Ask again about all."""
        self._forgotten += 1
        self._known.clear()

    def _forget(self, number: uuid.UUID) -> None:
        self._forgotten += 1
        self._known.pop(number, None)
