"""A timetable goes a year after its school year: what hangs on its lessons keeps what it needs of them."""

import datetime as dt

from preau.kernel import clock, scope
from preau.timetable.models import Lesson, Reception, Replacement, Slot

KEPT_DAYS = 365
RECEPTION_DAYS = 400
"""What became of a file stays told for that long, the year of its lessons and a little more."""
AT_ONCE = 1000
"""Slots erased by one statement, with the lessons of a year each."""


def forget_old() -> int:
    """Erase the slots whose school year ended so long ago, with their lessons; how many slots."""
    limit = clock.today() - dt.timedelta(days=KEPT_DAYS)
    erased = 0
    with scope.everything("timetables of all schools reach their term"):
        over = Slot.objects.filter(school_year__ends_on__lt=limit).order_by("pk").values_list("pk", flat=True)
        while found := list(over[:AT_ONCE]):
            Lesson.objects.filter(slot_id__in=found).delete()
            erased += Slot.objects.filter(pk__in=found).delete()[1].get("timetable.Slot", 0)
        Replacement.objects.filter(school_year__ends_on__lt=limit).delete()
    return erased


def forget_receptions() -> int:
    """Erase what is told of files that came so long ago; how many."""
    limit = clock.now() - dt.timedelta(days=RECEPTION_DAYS)
    with scope.everything("files of timetables of all schools reach their term"):
        return int(Reception.objects.filter(received_at__lt=limit).delete()[0])
