"""Repeatable chance: the same seed gives the same draws on every machine and run."""

import math
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance(random.Random):
    """A generator seeded by text (never by a hash of the process), with the few draws the academy needs."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed)

    def pick(self, items: Sequence[T]) -> T:
        """One item, each as likely."""
        return items[int(self.random() * len(items))]

    def pick_early(self, items: Sequence[T]) -> T:
        """One item, the first ones far likelier than the last (as family names are)."""
        draw = self.random()
        return items[int(draw * draw * len(items))]

    def weighted(self, items: Sequence[T], weights: Sequence[float]) -> T:
        """One item by weight."""
        point = self.random() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            point -= weight
            if point < 0:
                return item
        return items[-1]

    def lognormal(self, spread: float) -> float:
        """A positive factor around 1, skewed to the right."""
        return math.exp(self.gauss(0.0, spread))

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit - 1."""
        return int(self.random() * limit)
