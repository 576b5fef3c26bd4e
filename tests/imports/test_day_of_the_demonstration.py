"""The demonstration lives in the school year of its day, whatever the day: in term, in holidays, in summer."""

import datetime as dt
import itertools
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cast import Academy
from preau.directory.calendar import year_of
from preau.directory.models import Enrollment, GradingPeriod, SchoolYear
from preau.directory.seeds import _holidays
from preau.directory.selectors import holidays_of_zone
from preau.imports import living
from preau.imports.aaf import nomenclature
from preau.imports.demo import DemoPlan, write_academy
from preau.kernel import clock, scope

NOON = dt.time(11, tzinfo=dt.UTC)
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2036, 12, 31))
SUMMER, CHRISTMAS, FIRST = dt.date(2027, 7, 20), dt.date(2026, 12, 25), dt.date(2026, 9, 1)


def on(day: dt.date, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = dt.datetime.combine(day, NOON)
    monkeypatch.setattr(clock, "now", lambda: moment)


@given(DAYS)
@example(SUMMER)
@example(CHRISTMAS)
@example(FIRST)
@example(dt.date(2027, 8, 31))
@example(dt.date(2028, 2, 29))
def test_the_plan_is_of_the_school_year_of_its_day(day: dt.date) -> None:
    with pytest.MonkeyPatch.context() as patched:
        on(day, patched)
        plan = living.plan_of_today(4, 2400)
    assert (plan.schools, plan.students, plan.date) == (4, 2400, day)
    assert plan.year == year_of(day) == nomenclature.year_of(day), "writer, reader and calendar turn the same day"
    assert dt.date(plan.year, 9, 1) <= day <= dt.date(plan.year + 1, 8, 31)


@given(st.integers(2024, 2040), st.sampled_from("ABC"))
def test_invented_holidays_follow_each_other_within_the_year(year: int, zone: str) -> None:
    found = _holidays(zone, year)
    assert all(one.starts_on.weekday() == 5 and one.starts_on < one.ends_on for one in found)
    assert all(before.ends_on < after.starts_on for before, after in itertools.pairwise(found))
    assert dt.date(year, 9, 1) < found[0].starts_on and found[-1].ends_on == dt.date(year + 1, 8, 31)
    assert any(one.starts_on <= dt.date(year, 12, 25) <= one.ends_on for one in found)
    assert any(one.starts_on <= dt.date(year + 1, 7, 14) <= one.ends_on for one in found)


@pytest.mark.parametrize("day", [SUMMER, CHRISTMAS, FIRST, dt.date(2028, 2, 29)], ids=str)
def test_ages_and_dates_of_the_files_fit_the_day(tmp_path: Path, day: dt.date) -> None:
    """Pupils are of an age to be at school that day."""
    plan = DemoPlan(schools=4, students=120, date=day)
    write_academy(plan, tmp_path)
    files = sorted(tmp_path.glob("*_Eleve_*.xml"))
    text = "".join(file.read_text(encoding="utf-8", errors="replace") for file in files)
    [*born] = re.findall(r'name="ENTPersonDateNaissance"><value>(\d\d)/(\d\d)/(\d{4})<', text)
    ages = []
    for d, m, y in born:
        try:
            ages.append((day - dt.date(int(y), int(m), int(d))).days / 365.25)
        except ValueError:
            continue  # one of the odd entries that real exports have
    assert len(ages) > 100
    assert all(2 <= age <= 25 for age in ages), (min(ages), max(ages))


@pytest.mark.django_db
@pytest.mark.parametrize("day", [SUMMER, CHRISTMAS, FIRST], ids=str)
def test_a_demonstration_begun_that_day_lives_that_day(
    day: dt.date, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written, read by the importer and filled by the rooms; then each profile opens a page."""
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    on(day, monkeypatch)
    plan = living.plan_of_today(4, 100)
    with scope.everything("test"):
        living.fill(plan, tmp_path / "aaf", lambda text: None)
        assert list(SchoolYear.objects.values_list("year", flat=True)) == [plan.year]
        assert set(Enrollment.objects.values_list("school_year_id", flat=True)) == {plan.year}
        periods = GradingPeriod.objects.values_list("starts_on", "ends_on")
        assert periods and all(
            dt.date(plan.year, 9, 1) <= first <= last <= dt.date(plan.year + 1, 8, 31) for first, last in periods
        )
        assert holidays_of_zone("A", plan.year)
    academy = Academy()
    for slug in ("lina-benali", "samira-benali", "claire-roux", "helene-garnier", "alex-brun"):
        assert academy.client(slug).get("/").status_code == 200, slug
