"""School years, holidays, terms."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from directory import people_of
from preau.directory.calendar import UnreadableCalendar, easter, public_holidays, read_dataset, year_of
from preau.directory.errors import Refused
from preau.directory.models import GradingPeriod, SchoolHoliday, SchoolYear
from preau.directory.selectors import grading_period_on, is_school_day
from preau.directory.services import ensure_school_year, load_known_holidays, set_grading_periods
from preau.directory.services.calendar import PeriodDates
from preau.kernel import scope

# The shape of the open dataset; the dates of 2031 are made for this test.
DATASET = """\
description;population;start_date;end_date;location;zones;annee_scolaire
Vacances de la Toussaint;-;2031-10-17T22:00:00+00:00;2031-11-02T23:00:00+00:00;Lyon;Zone A;2031-2032
Vacances de la Toussaint;-;2031-10-17T22:00:00+00:00;2031-11-02T23:00:00+00:00;Grenoble;Zone A;2031-2032
Vacances de la Toussaint;-;2031-10-17T22:00:00+00:00;2031-11-02T23:00:00+00:00;Bastia;Corse;2031-2032
Prérentrée;Enseignants;2031-08-28T22:00:00+00:00;2031-08-28T22:00:00+00:00;Lyon;Zone A;2031-2032
Pont de l'Ascension;Élèves;2032-05-06T22:00:00+00:00;2032-05-09T22:00:00+00:00;Lyon;Zone A;2031-2032
Vacances d'été;Élèves;2032-07-02T22:00:00+00:00;2032-07-02T22:00:00+00:00;Lyon;Zone A;2031-2032
"""


def test_easter_of_known_years() -> None:
    known = {2000: (4, 23), 2008: (3, 23), 2011: (4, 24), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2038: (4, 25)}
    assert {year: (easter(year).month, easter(year).day) for year in known} == known


@given(st.integers(1900, 2199))
def test_public_holidays_of_any_year(year: int) -> None:
    days = public_holidays(year)
    assert 10 <= len(days) <= 11  # Ascension may fall on 1 or 8 May
    assert easter(year).weekday() == 6
    assert next(day for day, name in days.items() if name == "Lundi de Pentecôte").weekday() == 0
    assert days[dt.date(year, 11, 11)] == "Armistice de 1918"


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_a_school_year_begins_in_september(day: dt.date) -> None:
    assert dt.date(year_of(day), 9, 1) <= day <= dt.date(year_of(day) + 1, 8, 31)


def test_the_dataset_is_read_in_paris_time_each_holiday_once() -> None:
    read = [(one.zone, one.year, one.name, one.starts_on, one.ends_on) for one in read_dataset(DATASET)]
    assert read == [
        ("A", 2031, "Pont de l'Ascension", dt.date(2032, 5, 7), dt.date(2032, 5, 9)),
        ("A", 2031, "Vacances d'été", dt.date(2032, 7, 4), dt.date(2032, 8, 31)),
        ("A", 2031, "Vacances de la Toussaint", dt.date(2031, 10, 19), dt.date(2031, 11, 2)),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a;b\n1;2\n", "ligne 1"),
        (DATASET.replace("2032-05-06T22", "2032-02-31T22"), "ligne 6"),
        (DATASET.replace("Lyon;Zone A;2031-2032", "Lyon;Zone A;demain"), "ligne 2"),
    ],
)
def test_a_file_that_is_no_calendar_says_where(text: str, said: str) -> None:
    with pytest.raises(UnreadableCalendar, match=said):
        read_dataset(text)


@pytest.mark.django_db
def test_known_holidays_are_recorded_once() -> None:
    year = ensure_school_year(actor=people_of.HEAD, day=dt.date(2026, 3, 1))
    assert (year.year, SchoolHoliday.objects.count()) == (2025, 6)
    assert ensure_school_year(actor=people_of.HEAD, day=dt.date(2025, 9, 1)) == year
    assert load_known_holidays(actor=people_of.HEAD) == 0
    with scope.everything("test"):
        school = people_of.school()
    days = {
        dt.date(2025, 10, 17): True,  # a Friday, last day before the holidays
        dt.date(2025, 10, 20): False,
        dt.date(2025, 11, 3): True,
        dt.date(2025, 11, 11): False,
        dt.date(2025, 11, 15): False,  # a Saturday
        dt.date(2026, 5, 15): False,
        dt.date(2026, 4, 20): True,
    }
    assert {day: is_school_day(school, day) for day in days} == days
    assert is_school_day(school, dt.date(2025, 11, 15), saturday=True)


@pytest.mark.django_db
def test_the_command_reads_an_export(tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "calendrier.csv"
    file.write_text(DATASET, encoding="utf-8-sig")
    call_command("school_calendar", str(file))
    assert "3 périodes lues, 3 ajoutées" in capsys.readouterr().out
    assert SchoolYear.objects.get().year == 2031
    file.write_text("rien", encoding="utf-8")
    with pytest.raises(CommandError, match=r"calendrier\.csv : ligne 1"):
        call_command("school_calendar", str(file))


@pytest.mark.django_db
def test_terms_follow_each_other_inside_the_year() -> None:
    ensure_school_year(actor=people_of.HEAD, day=dt.date(2026, 9, 1))
    thirds = [
        PeriodDates("Trimestre 1", dt.date(2026, 9, 1), dt.date(2026, 11, 30)),
        PeriodDates("Trimestre 2", dt.date(2026, 12, 1), dt.date(2027, 3, 5)),
        PeriodDates("Trimestre 3", dt.date(2027, 3, 6), dt.date(2027, 7, 3)),
    ]
    with scope.everything("test"):
        school = people_of.school()
        set_grading_periods(actor=people_of.HEAD, school_id=school.pk, year=2026, periods=thirds)
        period = grading_period_on(school, dt.date(2026, 12, 1))
        assert period is not None and period.name == "Trimestre 2"
        assert grading_period_on(school, dt.date(2027, 8, 1)) is None
        overlapping = [thirds[0], PeriodDates("T2", dt.date(2026, 11, 30), dt.date(2027, 3, 5))]
        backwards = [PeriodDates("T1", dt.date(2026, 11, 30), dt.date(2026, 9, 5))]
        outside = [PeriodDates("T1", dt.date(2026, 11, 30), dt.date(2027, 9, 5))]
        nameless = [PeriodDates(" ", dt.date(2026, 9, 1), dt.date(2027, 3, 5))]
        for wrong in (overlapping, backwards, outside, nameless):
            with pytest.raises(Refused):
                set_grading_periods(actor=people_of.HEAD, school_id=school.pk, year=2026, periods=wrong)
        halves = [PeriodDates("Semestre 1", dt.date(2026, 9, 1), dt.date(2027, 1, 31))]
        set_grading_periods(actor=people_of.HEAD, school_id=school.pk, year=2026, periods=halves)
        assert [one.name for one in GradingPeriod.objects.all()] == ["Semestre 1"]
