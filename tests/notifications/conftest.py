"""What tests of notices share: kinds of rooms to come, a moment of an ordinary school day, somebody to tell."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from notifications.kinds_for_tests import declared  # noqa: F401 (a fixture for all)
from preau.kernel import clock

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
"""A Monday at ten in Paris."""


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.datetime], dt.datetime]:
    """Have it be that moment: `at(MONDAY)`."""

    def move(moment: dt.datetime) -> dt.datetime:
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    return move


@pytest.fixture
def monday(at: Any) -> dt.datetime:
    """It is an ordinary Monday, in the morning."""
    moment: dt.datetime = at(MONDAY)
    return moment
