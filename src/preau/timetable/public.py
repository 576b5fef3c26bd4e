"""What other rooms may use of the timetable."""

from preau.timetable.weeks import EVERY_WEEK, MIDNIGHT, mask_of, week_of, weeks_in

__all__ = ["EVERY_WEEK", "MIDNIGHT", "mask_of", "week_of", "weeks_in"]
