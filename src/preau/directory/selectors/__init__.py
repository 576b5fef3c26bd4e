"""Reads of the directory, cut by subject. All obey the open scope."""

from preau.directory.selectors.calendar import (
    forget_holidays,
    grading_period_on,
    grading_periods,
    grading_periods_of,
    holidays_of_year,
    holidays_of_zone,
    is_school_day,
    next_holiday,
    next_school_day,
    school_year_on,
)
from preau.directory.selectors.family import (
    GuardianLine,
    decisions_of_school,
    family_of,
    guardians_of,
    guardianship_between,
    student_of_school,
    was_withdrawn,
)
from preau.directory.selectors.matches import MatchPair, pairs_in_scope
from preau.directory.selectors.own_schools import schools_alike, why_no_first_head
from preau.directory.selectors.people import Found, search_people
from preau.directory.selectors.readings import readings_of
from preau.directory.selectors.schools import (
    SchoolLine,
    counted_guardians,
    joint_campus_of,
    kinds_of,
    local_authorities,
    school_by_uai,
    school_counts,
    school_names,
    schools_in_scope,
)
from preau.directory.selectors.visits import brought_by_visit

__all__ = [
    "Found",
    "GuardianLine",
    "MatchPair",
    "SchoolLine",
    "brought_by_visit",
    "counted_guardians",
    "decisions_of_school",
    "family_of",
    "forget_holidays",
    "grading_period_on",
    "grading_periods",
    "grading_periods_of",
    "guardians_of",
    "guardianship_between",
    "holidays_of_year",
    "holidays_of_zone",
    "is_school_day",
    "joint_campus_of",
    "kinds_of",
    "local_authorities",
    "next_holiday",
    "next_school_day",
    "pairs_in_scope",
    "readings_of",
    "school_by_uai",
    "school_counts",
    "school_names",
    "school_year_on",
    "schools_alike",
    "schools_in_scope",
    "search_people",
    "student_of_school",
    "was_withdrawn",
    "why_no_first_head",
]
