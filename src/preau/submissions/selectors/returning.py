"""When a corrected copy is read by whom."""

import datetime as dt

from preau.submissions.models import Assignment


def guardians_at(assignment: Assignment, returned_at: dt.datetime) -> dt.datetime:
    """When guardians may read a copy that was given back then."""
    return returned_at + dt.timedelta(hours=assignment.guardian_hours)
