"""Background work of this room."""

from preau.kernel.jobs import due
from preau.timetable.services import make_near, make_year


@due("timetable.make_lessons", at="01:10", long=True)
def make_dated_lessons() -> None:
    """The next two weeks of every school first, then the rest of the year."""
    make_near()
    make_year()
