"""From the regular week to days, held against a reference that walks the year day by day."""

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preau.directory.calendar import KNOWN_HOLIDAYS, bounds_of, public_holidays
from preau.timetable.weeks import (
    EVERY_WEEK,
    MOST_WEEKS,
    NO_LETTER,
    Regular,
    YearPlan,
    alternate,
    by_iso_weeks,
    clock_of,
    days_of,
    days_off,
    fault_of,
    first_monday,
    mask_of,
    moment_of,
    span_of,
    week_of,
    weeks_in,
    weeks_of,
)

DAY = dt.timedelta(days=1)
PARIS = "Europe/Paris"
YEARS = st.integers(2020, 2060)


def every_day(year: int) -> list[dt.date]:
    """Each day of a school year, one by one."""
    first, last = bounds_of(year)
    found = [first]
    while found[-1] < last:
        found.append(found[-1] + DAY)
    return found


def plain_weeks(year: int) -> list[list[dt.date]]:
    """The weeks of a year, made by walking: a new one on each Monday."""
    weeks: list[list[dt.date]] = [[]]
    for day in every_day(year):
        if day.weekday() == 0 and weeks[-1]:
            weeks.append([])
        weeks[-1].append(day)
    return weeks


def plain_days(slot: Regular, plan: YearPlan, since: dt.date, until: dt.date) -> list[dt.date]:
    """What a person with a paper calendar and a ruler would cross."""
    found = []
    for number, week in enumerate(plain_weeks(plan.year), start=1):
        letter = plan.letters[number - 1] if number <= len(plan.letters) else NO_LETTER
        if number not in weeks_of(slot.weeks):
            continue
        if slot.letters and (letter == NO_LETTER or letter not in slot.letters):
            continue
        for day in week:
            if day.isoweekday() != slot.weekday or day in plan.off:
                continue
            if since <= day <= until and slot.first_on <= day <= slot.last_on:
                found.append(day)
    return found


@st.composite
def plans(draw: st.DrawFn) -> YearPlan:
    """A year of a school, with holidays, closures, and one of the ways to name weeks."""
    year = draw(YEARS)
    days = every_day(year)
    spans = [
        (days[start], days[min(start + length, len(days) - 1)])
        for start, length in draw(st.lists(st.tuples(st.integers(0, len(days) - 1), st.integers(0, 20)), max_size=6))
    ]
    off = days_off(year, spans)
    cycle = draw(st.sampled_from(["", "A", "AB", "ABC", "ABCD"]))
    way = draw(st.sampled_from([alternate, None]))
    if not cycle:
        letters = ""
    elif way:
        letters = alternate(year, cycle, off)
    else:
        letters = by_iso_weeks(year, cycle)
    return YearPlan(year, letters, off)


@st.composite
def slots(draw: st.DrawFn, year: int) -> Regular:
    days = every_day(year)
    first, last = sorted(draw(st.tuples(st.sampled_from(days), st.sampled_from(days))))
    mask = draw(st.one_of(st.just(EVERY_WEEK), st.sets(st.integers(1, MOST_WEEKS)).map(mask_of)))
    letters = "".join(sorted(draw(st.sets(st.sampled_from("ABCD")))))
    return Regular(draw(st.integers(1, 7)), 480, 535, first, last, letters, mask)


@given(st.data(), plans())
def test_days_are_those_of_a_paper_calendar(data: st.DataObject, plan: YearPlan) -> None:
    slot = data.draw(slots(plan.year))
    edge = st.dates(dt.date(plan.year, 8, 1), dt.date(plan.year + 1, 10, 1))
    since, until = data.draw(edge), data.draw(edge)
    assert list(days_of(slot, plan, since, until)) == plain_days(slot, plan, since, until)


@given(YEARS)
def test_weeks_are_numbered_as_one_walks_them(year: int) -> None:
    walked = plain_weeks(year)
    assert weeks_in(year) == len(walked) <= MOST_WEEKS
    assert all(week_of(year, day) == number for number, week in enumerate(walked, 1) for day in week)
    assert first_monday(year).weekday() == 0


@given(plans())
def test_half_classes_that_alternate_share_every_lesson_and_none_twice(plan: YearPlan) -> None:
    plan = YearPlan(plan.year, alternate(plan.year, "AB", plan.off), plan.off)
    first, last = bounds_of(plan.year)
    whole, half, other = (
        set(days_of(Regular(2, 480, 535, first, last, letters), plan, first, last)) for letters in ("AB", "A", "B")
    )
    assert half | other == whole
    assert not half & other


@given(plans(), st.sampled_from(["AB", "ABC", "ABCD"]))
def test_weeks_without_class_take_no_letter_and_no_letter_comes_twice(plan: YearPlan, cycle: str) -> None:
    letters = alternate(plan.year, cycle, plan.off)
    assert len(letters) == weeks_in(plan.year)
    for letter, week in zip(letters, plain_weeks(plan.year), strict=True):
        worked = [day for day in week if day.isoweekday() <= 5 and day not in plan.off]
        assert (letter == NO_LETTER) == (not worked)
    told = letters.replace(NO_LETTER, "")
    assert told == (cycle * len(told))[: len(told)]


def test_a_cycle_begins_in_the_week_it_is_said_to() -> None:
    letters = alternate(2026, "AB", frozenset(), dt.date(2026, 9, 16))
    assert letters[:4] == "--AB"


def test_letters_by_the_almanac_say_the_same_twice_after_a_week_53() -> None:
    letters = by_iso_weeks(2026, "AB")
    monday = first_monday(2026)
    last, first = dt.date(2026, 12, 28), dt.date(2027, 1, 4)
    assert (last.isocalendar().week, first.isocalendar().week) == (53, 1)
    assert letters[(last - monday).days // 7] == letters[(first - monday).days // 7] == "A"
    # Skipping the holidays, letters alternate through it all the same.
    skipping = alternate(2026, "AB", frozenset())
    assert skipping[(last - monday).days // 7] != skipping[(first - monday).days // 7]


def test_week_53_holds_its_lessons() -> None:
    plan = YearPlan(2026)
    slot = Regular(3, 480, 535, *bounds_of(2026))
    assert dt.date(2026, 12, 30) in set(days_of(slot, plan, dt.date(2026, 12, 28), dt.date(2027, 1, 10)))


def test_holidays_of_a_zone_public_holidays_and_closures_hold_no_lesson() -> None:
    zone_a = [(one.starts_on, one.ends_on) for one in KNOWN_HOLIDAYS]
    closure = (dt.date(2025, 9, 30), dt.date(2025, 9, 30))
    plan = YearPlan(2025, "", days_off(2025, [*zone_a, closure]))
    tuesdays = list(days_of(Regular(2, 480, 535, *bounds_of(2025)), plan, *bounds_of(2025)))
    assert dt.date(2025, 9, 30) not in tuesdays
    assert dt.date(2025, 10, 21) not in tuesdays
    assert dt.date(2025, 11, 4) in tuesdays
    assert dt.date(2025, 11, 11) in public_holidays(2025)
    assert dt.date(2025, 11, 11) not in tuesdays
    assert max(tuesdays) == dt.date(2026, 6, 30)


@given(st.sets(st.integers(1, MOST_WEEKS)))
def test_a_mask_says_its_weeks_again(weeks: set[int]) -> None:
    assert weeks_of(mask_of(weeks)) == sorted(weeks)
    assert mask_of(weeks) < 2**63


GOOD = Regular(1, 480, 535, dt.date(2026, 9, 1), dt.date(2027, 7, 3))


@pytest.mark.parametrize(
    ("slot", "said"),
    [
        (Regular(1, 535, 480, GOOD.first_on, GOOD.last_on), "finit avant de commencer"),
        (Regular(1, 480, 480, GOOD.first_on, GOOD.last_on), "finit avant de commencer"),
        (Regular(8, 480, 535, GOOD.first_on, GOOD.last_on), "jour de la semaine"),
        (Regular(1, 480, 1500, GOOD.first_on, GOOD.last_on), "0 h à 24 h"),
        (Regular(1, 480, 535, GOOD.last_on, GOOD.first_on), "avant le premier"),
        (Regular(1, 480, 535, dt.date(2028, 1, 1), dt.date(2028, 2, 1)), "année scolaire"),
        (Regular(1, 480, 535, GOOD.first_on, GOOD.last_on, "", 1 << 60), "hors de l’année"),
        (Regular(1, 480, 535, GOOD.first_on, GOOD.last_on, "", 1 << 54), "hors de l’année"),
        (Regular(1, 480, 535, GOOD.first_on, GOOD.last_on, "", 1), "hors de l’année"),
        (Regular(1, 480, 535, GOOD.first_on, GOOD.last_on, "", -2), "hors de l’année"),
        (Regular(1, 480, 535, GOOD.first_on, GOOD.last_on, "", 0), "au moins une semaine"),
        (Regular(1, 480, 535, GOOD.first_on, GOOD.last_on, "C"), "pas de semaine C"),
    ],
)
def test_what_makes_no_sense_is_said(slot: Regular, said: str) -> None:
    assert said in fault_of(slot, 2026, "AB")


def test_an_ordinary_slot_has_no_fault() -> None:
    assert fault_of(GOOD, 2026) == ""


@given(st.dates(dt.date(2020, 1, 1), dt.date(2060, 12, 31)), st.integers(0, 1439))
def test_the_clock_shows_the_hour_of_the_lesson(day: dt.date, minutes: int) -> None:
    moment = moment_of(day, minutes, PARIS)
    wall = dt.datetime.combine(day, dt.time(minutes // 60, minutes % 60), zoneinfo.ZoneInfo(PARIS))
    exists = wall.astimezone(dt.UTC).astimezone(zoneinfo.ZoneInfo(PARIS)).replace(fold=0) == wall
    shown = clock_of(moment, PARIS)
    assert shown == ((day, minutes) if exists else (day, minutes + 60))


@given(
    st.sampled_from([dt.date(2026, 10, 25), dt.date(2027, 3, 28), dt.date(2026, 11, 2)]), st.integers(0, 1438),
    st.integers(1, 600),
)  # fmt: skip
def test_no_lesson_ends_before_it_begins_when_clocks_change(day: dt.date, starts: int, minutes: int) -> None:
    first, last = span_of(day, starts, min(starts + minutes, 1440), PARIS)
    assert first <= last


def test_a_lesson_keeps_its_hour_on_the_wall_when_clocks_change() -> None:
    before, after = (moment_of(day, 8 * 60, PARIS) for day in (dt.date(2027, 3, 26), dt.date(2027, 3, 29)))
    assert (before.hour, after.hour) == (7, 6)
