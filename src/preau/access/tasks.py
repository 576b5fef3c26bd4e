"""Due times of this room."""

import datetime as dt

from django.utils.translation import gettext as _

from preau.access.selectors.confided import schools_visited
from preau.access.services import end_visits
from preau.kernel import scope
from preau.kernel.actor import system
from preau.kernel.jobs import due


@due("access.end_visits", every=dt.timedelta(hours=1))
def end_places_of_visitors() -> None:
    """The day after the last one a place that inspects ends; what it read, it read until then alone."""
    with scope.everything("places of those who inspect, in every school"):
        schools = schools_visited()
    for school_id in schools:
        with scope.use(scope.Scope.of([school_id])):
            end_visits(actor=system(_("administration")), school_id=school_id)
