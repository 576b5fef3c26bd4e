"""How long copies stay: a year after they were handed in, or after the work was asked for."""

import datetime as dt
import uuid

from preau.files.public import remove_files_of
from preau.kernel import clock, scope
from preau.kernel.actor import system
from preau.submissions.models import Assignment, Copy, CopyVersion
from preau.submissions.selectors.files import ALL_KINDS

KEPT_DAYS = 365
AT_ONCE = 200


def forget_files(versions: list[tuple[uuid.UUID, uuid.UUID]]) -> None:
    """Files of these versions (their school, their number)."""
    for school_id, version_id in versions:
        for kind in ALL_KINDS:
            remove_files_of(actor=system("terms"), kind=kind, thing_id=version_id, school_id=school_id)


def forget_copies(copies: list[uuid.UUID]) -> int:
    """Erase these copies with all that they hold; how many."""
    rows = CopyVersion.objects.filter(copy_id__in=copies)
    forget_files(list(rows.values_list("school_id", "pk")))
    return Copy.objects.filter(pk__in=copies).delete()[1].get("submissions.Copy", 0)


def forget_old() -> dict[str, int]:
    """Erase copies whose last version, or paper, is a year old; then what was asked a year ago and has no copy left."""
    before = clock.now() - dt.timedelta(days=KEPT_DAYS)
    bound = uuid.UUID(int=int(before.timestamp() * 1000) << 80)
    erased = asked = 0
    with scope.everything("copies in all schools reach their term"):
        rows = Copy.objects.filter(pk__lt=bound).exclude(handed_at__gte=before).exclude(paper_at__gte=before)
        while found := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
            erased += forget_copies(found)
        old = Assignment.objects.filter(asked_at__lt=before, copies=None).order_by("pk").values_list("pk", flat=True)
        while some := list(old[:AT_ONCE]):
            asked += Assignment.objects.filter(pk__in=some).delete()[1].get("submissions.Assignment", 0)
    return {name: count for name, count in (("copies", erased), ("assignments", asked)) if count}
