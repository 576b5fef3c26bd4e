"""Words go a year after they were sent, or after their last day; drafts a year after their last writing."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from preau.files.public import remove_files_of
from preau.kernel import clock, scope
from preau.kernel.actor import system
from preau.kernel.behalf import Means
from preau.liaison.enums import State
from preau.liaison.models import Answer, Entry, Word
from preau.liaison.selectors.behalf import ENTRY_PROOF, PROOF

KEPT_DAYS = 365


def forget_proofs(answers: Any) -> None:
    """The signed sheets of these answers (a query) go with them."""
    for one in answers.exclude(means=Means.OWN) | answers.filter(former__isnull=False):
        remove_files_of(actor=system(_("carnet de liaison")), kind=PROOF, thing_id=one.pk, school_id=one.school_id)


def forget_old() -> int:
    """Erase the words whose time is over, with what was answered and written under them; how many."""
    limit = clock.now() - dt.timedelta(days=KEPT_DAYS)
    over = Q(state=State.DRAFT, changed_at__lt=limit) | (
        ~Q(state=State.DRAFT) & Q(sent_at__lt=limit) & (Q(due_on=None) | Q(due_on__lt=limit.date()))
    )
    with scope.everything("words of all schools reach their term"):
        forget_proofs(Answer.objects.filter(word__in=Word.objects.filter(over)))
        return int(Word.objects.filter(over).delete()[1].get("liaison.Word", 0))


def forget_entries(entries: Any) -> int:
    """Erase what was done at the counter (a query), with its proofs; how many."""
    gone = list(entries)
    for one in gone:
        remove_files_of(
            actor=system(_("carnet de liaison")), kind=ENTRY_PROOF, thing_id=one.pk, school_id=one.school_id
        )  # fmt: skip
    Entry.objects.filter(pk__in=[one.pk for one in gone]).delete()
    return len(gone)


def forget_old_entries() -> int:
    """The same, of what is older than a year."""
    with scope.everything("what was done at counters reaches its term"):
        return forget_entries(Entry.objects.filter(at__lt=clock.now() - dt.timedelta(days=KEPT_DAYS)))
