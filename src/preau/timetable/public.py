"""The door of this room."""

from preau.timetable.differing import (
    Differs,
)
from preau.timetable.hanging import (
    LessonLink,
)
from preau.timetable.matching import (
    UNNUMBERED,
    Matched,
    Received,
    Stands,
    Week,
)
from preau.timetable.overlapping import (
    Overlap,
    Taken,
)
from preau.timetable.selectors.dated import (
    DatedLesson,
    lessons_held,
    lessons_of_units,
    lessons_taught,
)
from preau.timetable.selectors.held import (
    Held,
    held_lesson,
    held_on,
    is_lesson,
)
from preau.timetable.selectors.overlaps import (
    FileGroup,
    overlaps_of_days,
    overlaps_of_week,
    taken_by,
)
from preau.timetable.selectors.plan import (
    with_timetables,
    year_plan,
)
from preau.timetable.selectors.reading import (
    CLASS,
    PUPIL,
    TEACHER,
    Line,
    Whose,
    lessons_of,
    lessons_of_all,
)
from preau.timetable.selectors.received import (
    LEFT_OUT,
    days_before_warning,
    files_waiting,
    meanings_of,
    names_meant,
    reception,
    receptions_of,
    rooms_of,
    said_of,
    week_that_stands,
)
from preau.timetable.selectors.whose import (
    TEACHING,
    own,
)
from preau.timetable.services.day import (
    DayChange,
    DayMatched,
    compare_days,
    write_days,
)
from preau.timetable.services.making import (
    NEAR,
    make_lessons,
)
from preau.timetable.services.receiving import (
    Incoming,
    add_rooms,
    compare_week,
    hold_school,
    hold_week,
    last_day_of,
    take_week_names,
    write_week,
)
from preau.timetable.services.receptions import (
    begin_applying,
    mean_names,
    note_report,
    read_again,
    receive,
    receive_again,
    set_freshness,
)
from preau.timetable.texts import (
    hour_of,
    weekday_of,
    when,
)
from preau.timetable.weeks import (
    EVERY_WEEK,
    MIDNIGHT,
    NO_LETTER,
    Regular,
    YearPlan,
    alternate,
    by_iso_weeks,
    clock_of,
    is_held,
    mask_of,
    span_of,
    week_of,
    weeks_in,
)

__all__ = [
    "CLASS",
    "EVERY_WEEK",
    "LEFT_OUT",
    "MIDNIGHT",
    "NEAR",
    "NO_LETTER",
    "PUPIL",
    "TEACHER",
    "TEACHING",
    "UNNUMBERED",
    "DatedLesson",
    "DayChange",
    "DayMatched",
    "Differs",
    "FileGroup",
    "Held",
    "Incoming",
    "LessonLink",
    "Line",
    "Matched",
    "Overlap",
    "Received",
    "Regular",
    "Stands",
    "Taken",
    "Week",
    "Whose",
    "YearPlan",
    "add_rooms",
    "alternate",
    "begin_applying",
    "by_iso_weeks",
    "clock_of",
    "compare_days",
    "compare_week",
    "days_before_warning",
    "files_waiting",
    "held_lesson",
    "held_on",
    "hold_school",
    "hold_week",
    "hour_of",
    "is_held",
    "is_lesson",
    "last_day_of",
    "lessons_held",
    "lessons_of",
    "lessons_of_all",
    "lessons_of_units",
    "lessons_taught",
    "make_lessons",
    "mask_of",
    "mean_names",
    "meanings_of",
    "names_meant",
    "note_report",
    "overlaps_of_days",
    "overlaps_of_week",
    "own",
    "read_again",
    "receive",
    "receive_again",
    "reception",
    "receptions_of",
    "rooms_of",
    "said_of",
    "set_freshness",
    "span_of",
    "take_week_names",
    "taken_by",
    "week_of",
    "week_that_stands",
    "weekday_of",
    "weeks_in",
    "when",
    "with_timetables",
    "write_days",
    "write_week",
    "year_plan",
]
