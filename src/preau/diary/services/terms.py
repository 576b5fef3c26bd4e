"""How long a diary stays: at the disposal of inspection for five years after its school year; what pupils tick,
a year; what they note, a year after its day.
"""

import datetime as dt
import uuid
from typing import Any

from django.utils.translation import gettext as _

from preau.diary.models import Done, Endorsement, Entry, FormerText, OwnTask, TeachingPlan, Work
from preau.diary.selectors.files import ENTRY, WORK
from preau.files.public import remove_files_of
from preau.kernel import clock, scope
from preau.kernel.actor import system

KEPT_DAYS = 5 * 365 + 1
TICKS_DAYS = 365
AT_ONCE = 1000


def forget_old() -> dict[str, int]:
    """Erase diaries whose school year ended so long ago, with their files; how many entries and works."""
    limit = clock.today() - dt.timedelta(days=KEPT_DAYS)
    counts = {}
    with scope.everything("diaries of all schools reach their term"):
        for name, model, kind in (("diary_entries", Entry, ENTRY), ("diary_works", Work, WORK)):
            counts[name] = _forget(model, kind, limit)
        plans = TeachingPlan.objects.filter(school_year__ends_on__lte=limit).delete()[1]
        counts["diary_plans"] = plans.get("diary.TeachingPlan", 0)
        counts["diary_visas"] = Endorsement.objects.filter(until__lte=limit).delete()[0]
    return {name: count for name, count in counts.items() if count}


def _forget(model: Any, kind: str, limit: dt.date) -> int:
    erased = 0
    over = model.objects.filter(school_year__ends_on__lte=limit).order_by("pk")
    while found := list(over[:AT_ONCE]):
        for one in found:
            if one.attached:
                remove_files_of(
                    actor=system(_("cahier de textes")), kind=kind, thing_id=one.pk, school_id=one.school_id
                )  # fmt: skip
        keys = [one.pk for one in found]
        FormerText.objects.filter(school_id__in={one.school_id for one in found}, thing__in=keys).delete()
        erased += model.objects.filter(pk__in=keys).delete()[1].get(f"diary.{model.__name__}", 0)
    return erased


def forget_ticks() -> dict[str, int]:
    """Erase what pupils ticked a year ago, and what they noted for a day a year ago; how many.

    A tick's number tells when it was made (UUIDv7): no column, and no index beside its own, is needed to find old ones.
    That of a task came with a form: it tells nothing.
    """
    moment = clock.now() - dt.timedelta(days=TICKS_DAYS)
    limit = clock.today() - dt.timedelta(days=TICKS_DAYS)
    bound = uuid.UUID(int=int(moment.timestamp() * 1000) << 80)
    counts = {"ticks": 0, "own_tasks": 0}
    with scope.everything("what pupils ticked in all schools reaches its term"):
        for name, rows in (
            ("ticks", Done.objects.filter(pk__lt=bound)),
            ("own_tasks", OwnTask.objects.filter(due_on__lt=limit)),
        ):  # fmt: skip
            while found := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
                counts[name] += rows.model._default_manager.filter(pk__in=found).delete()[0]
    return {name: count for name, count in counts.items() if count}
