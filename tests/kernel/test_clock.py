"""PREAU_DEMO_NOW moves the clock of a demonstration, and of nothing else."""

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from typing import Any

import pytest

from preau.config.environment import read_all
from preau.kernel import clock

REAL = dt.datetime(2026, 11, 26, 8, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def real(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's clock stands still, and the shift is read anew."""
    monkeypatch.setattr(clock, "_machine", lambda: REAL)
    clock._shift.cache_clear()
    yield
    monkeypatch.undo()
    clock._shift.cache_clear()


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2027-03-01T08:00+00:00", dt.datetime(2027, 3, 1, 8, tzinfo=dt.UTC)),
        ("2027-03-01T00:30", dt.datetime(2027, 3, 1, 0, 30, tzinfo=zoneinfo.ZoneInfo("Europe/Paris"))),
    ],
)
def test_a_demonstration_lives_at_its_moment(settings: Any, typed: str, moment: dt.datetime) -> None:
    settings.DEMO, settings.DEMO_NOW = True, read_all({"PREAU_DEMO_NOW": typed})["PREAU_DEMO_NOW"]
    assert clock.now() == moment
    assert clock.today() == dt.date(2027, 3, 1)
    assert clock.real_now() == REAL, "what expires does so by the real clock"


def test_elsewhere_the_clock_is_the_machines(settings: Any) -> None:
    settings.DEMO, settings.DEMO_NOW = False, dt.datetime(2027, 3, 1, 8, tzinfo=dt.UTC)
    assert (clock.now(), clock.real_now()) == (REAL, REAL)


def test_a_demonstration_without_a_moment_lives_now(settings: Any) -> None:
    settings.DEMO, settings.DEMO_NOW = True, read_all({})["PREAU_DEMO_NOW"]
    assert clock.now() == REAL


@pytest.mark.parametrize(
    "zone", ["Europe/Paris", "America/Guadeloupe", "Indian/Reunion", "Pacific/Noumea", "Asia/Kathmandu"]
)
def test_a_day_is_that_of_its_zone_in_every_quarter_of_an_hour(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    """Around both changes of the clock and the end of a year, against the calendar itself."""
    for start in (dt.datetime(2026, 3, 28, 12), dt.datetime(2026, 10, 24, 12), dt.datetime(2026, 12, 31)):
        for minutes in range(0, 60 * 30, 7):
            moment = start.replace(tzinfo=dt.UTC) + dt.timedelta(minutes=minutes, seconds=59)
            monkeypatch.setattr(clock, "_machine", lambda moment=moment: moment)
            clock._shift.cache_clear()
            assert clock.today(zone) == moment.astimezone(zoneinfo.ZoneInfo(zone)).date()
