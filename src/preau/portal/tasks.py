"""Regular work of the portal."""

import datetime as dt

from preau.kernel.jobs import due
from preau.portal.services import refresh_figures


@due("portal.refresh_figures", every=dt.timedelta(hours=1))
def count_schools_again() -> None:
    """Figures of all schools, for the pages of officers and heads."""
    refresh_figures()
