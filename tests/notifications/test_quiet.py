"""Calm hours: the night and the week-end of a school, and what a person adds."""

import datetime as dt
import zoneinfo

import hypothesis.strategies as st
import pytest
from hypothesis import given

from preau.notifications.quiet import DEFAULT, Calm, rings_at

PARIS = zoneinfo.ZoneInfo("Europe/Paris")


def in_paris(day: int, hour: int, minute: int = 0, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("sent", "rings"),
    [
        (in_paris(24, 10), in_paris(24, 10)),  # a Tuesday in the day
        (in_paris(24, 19, 59), in_paris(24, 19, 59)),
        (in_paris(24, 20), in_paris(25, 7)),
        (in_paris(25, 3), in_paris(25, 7)),
        (in_paris(25, 7), in_paris(25, 7)),
        (in_paris(27, 19, 59), in_paris(27, 19, 59)),  # Friday
        (in_paris(27, 20), in_paris(30, 7)),
        (in_paris(28, 12), in_paris(30, 7)),
        (in_paris(29, 23, 59), in_paris(30, 7)),
        (in_paris(30, 6, 59), in_paris(30, 7)),
        (dt.datetime(2026, 10, 24, 12, tzinfo=PARIS), dt.datetime(2026, 10, 26, 7, tzinfo=PARIS)),  # winter time
        (dt.datetime(2026, 3, 28, 12, tzinfo=PARIS), dt.datetime(2026, 3, 30, 7, tzinfo=PARIS)),  # summer time
    ],
)
def test_the_default_hours_of_a_school(sent: dt.datetime, rings: dt.datetime) -> None:
    assert rings_at(sent.astimezone(dt.UTC), [DEFAULT], "Europe/Paris") == rings


def test_a_school_has_its_own_hours_and_its_own_clock() -> None:
    boarding = Calm(dt.time(21, 30), dt.time(6), weekend=False)
    assert rings_at(in_paris(28, 21), [boarding], "Europe/Paris") == in_paris(28, 21)
    assert rings_at(in_paris(28, 22), [boarding], "Europe/Paris") == in_paris(29, 6)
    friday = Calm(weekend_from=dt.time(18))
    assert rings_at(in_paris(27, 18, 30), [friday], "Europe/Paris") == in_paris(30, 7)
    there = zoneinfo.ZoneInfo("Indian/Reunion")  # three hours before Paris
    assert rings_at(in_paris(24, 18), [DEFAULT], "Indian/Reunion") == dt.datetime(2026, 11, 25, 7, tzinfo=there)


def test_changes_of_timetable_may_ring_earlier_when_the_head_says_so() -> None:
    early = Calm(timetable_from=dt.time(6, 30))
    assert rings_at(in_paris(25, 5), [early.for_timetable()], "Europe/Paris") == in_paris(25, 6, 30)
    assert rings_at(in_paris(25, 5), [early], "Europe/Paris") == in_paris(25, 7)
    late = Calm(timetable_from=dt.time(8))
    assert rings_at(in_paris(25, 5), [late.for_timetable()], "Europe/Paris") == in_paris(25, 7)


def test_hours_that_never_end_together_leave_the_schools() -> None:
    night_worker = Calm(dt.time(7), dt.time(20), weekend=False)  # from 7 to 20: the whole of the school's day
    sent = in_paris(24, 21)
    assert rings_at(sent, [DEFAULT, night_worker], "Europe/Paris") == in_paris(25, 7)


HALVES = st.integers(0, 47).map(lambda half: dt.time(half // 2, 30 * (half % 2)))
EVENINGS = st.integers(34, 47).map(lambda half: dt.time(half // 2, 30 * (half % 2)))
MORNINGS = st.integers(10, 20).map(lambda half: dt.time(half // 2, 30 * (half % 2)))
CALMS = st.builds(Calm, EVENINGS, MORNINGS, st.booleans(), HALVES, MORNINGS)
MOMENTS = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 12, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0, minute=moment.minute // 30 * 30, tzinfo=dt.UTC)
)


def holds(moment: dt.datetime, calm: Calm) -> bool:
    """What people mean by these hours, said otherwise than the function under test says it."""
    local = moment.astimezone(PARIS)
    week = local.weekday() * 24 * 60 + local.hour * 60 + local.minute
    minutes = lambda time: time.hour * 60 + time.minute  # noqa: E731
    night = not minutes(calm.night_to) <= week % (24 * 60) < minutes(calm.night_from)
    weekend = calm.weekend and (week >= 4 * 24 * 60 + minutes(calm.weekend_from) or week < minutes(calm.night_to))
    return night or weekend


@given(MOMENTS, st.lists(CALMS, min_size=1, max_size=2))
def test_it_rings_at_the_first_moment_that_is_calm_for_nobody(moment: dt.datetime, calms: list[Calm]) -> None:
    rings = rings_at(moment, calms, "Europe/Paris")
    assert rings >= moment
    assert not any(holds(rings, one) for one in calms)
    assert rings_at(rings, calms, "Europe/Paris") == rings
    step = dt.timedelta(minutes=30)
    waiting = moment
    while waiting < rings:
        assert any(holds(waiting, one) for one in calms), waiting
        waiting += step
