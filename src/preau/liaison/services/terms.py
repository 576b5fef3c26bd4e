"""Words go a year after they were sent, or after their last day; drafts a year after their last writing."""

import datetime as dt

from django.db.models import Q

from preau.kernel import clock, scope
from preau.liaison.enums import State
from preau.liaison.models import Word

KEPT_DAYS = 365


def forget_old() -> int:
    """Erase the words whose time is over, with what was answered and written under them; how many."""
    limit = clock.now() - dt.timedelta(days=KEPT_DAYS)
    over = Q(state=State.DRAFT, changed_at__lt=limit) | (
        ~Q(state=State.DRAFT) & Q(sent_at__lt=limit) & (Q(due_on=None) | Q(due_on__lt=limit.date()))
    )
    with scope.everything("words of all schools reach their term"):
        return int(Word.objects.filter(over).delete()[1].get("liaison.Word", 0))
