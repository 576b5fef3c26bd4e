"""Roll calls, absences and what was said of them go at the end of their school year (Code de l’éducation, R131-6)."""

import datetime as dt

from preau.attendance.models import Absence, Mark, RollCall
from preau.directory.models import SchoolYear
from preau.kernel import clock, scope

KEPT_DAYS = 30
"""After the school year, for those who close it."""
AT_ONCE = 1000


def forget_old() -> int:
    """Erase what is of school years over for so long; how many roll calls and absences."""
    over = SchoolYear.objects.filter(ends_on__lte=clock.today() - dt.timedelta(days=KEPT_DAYS))
    last = over.order_by("-ends_on").values_list("ends_on", flat=True).first()
    erased = 0
    if last is None:
        return 0
    with scope.everything("roll calls of all schools reach their term"):
        rolls = RollCall.objects.filter(day__lte=last).order_by("pk").values_list("pk", flat=True)
        while found := list(rolls[:AT_ONCE]):
            Mark.objects.filter(roll_call_id__in=found).delete()
            erased += RollCall.objects.filter(pk__in=found).delete()[1].get("attendance.RollCall", 0)
        absences = Absence.objects.filter(last_on__lte=last).order_by("pk").values_list("pk", flat=True)
        while found := list(absences[:AT_ONCE]):
            erased += Absence.objects.filter(pk__in=found).delete()[1].get("attendance.Absence", 0)
    return erased
