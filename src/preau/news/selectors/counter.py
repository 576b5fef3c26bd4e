"""News at the counter where staff act for a family: what waits for its answer, and what was entered for it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from preau.access.public import Hat, Served, serves_family
from preau.directory.models import Guardianship
from preau.news.models import Acknowledgement, NewsItem, Poll
from preau.news.selectors.polls import is_open
from preau.news.selectors.reading import PINNED_FIRST, news_for, waits

MOST = 20


@dataclass(frozen=True, slots=True)
class Asking:
    """An item that asks something of somebody: to say that they know, or the answer to a question."""

    item: NewsItem
    is_flash: bool
    has_question: bool


def asking_of(served: Served) -> Sequence[Asking]:
    """What asks something of somebody of a family today, as their own pages show it. Three reads at most."""
    rows = list(news_for(served.hat).order_by(*PINNED_FIRST)[:MOST])
    polls = {one.item_id: one for one in Poll.objects.filter(school_id__in=list(served.hat.school_ids), item__in=rows)}
    told = [
        Asking(one, waits(one), one.pk in polls and is_open(one, polls[one.pk])) for one in rows
    ]  # fmt: skip
    return [one for one in told if one.is_flash or one.has_question]


def entered_for(served: Served, item: NewsItem) -> Acknowledgement | None:
    """What was said of an item by somebody, or entered for them."""
    return Acknowledgement.objects.filter(school_id=item.school_id, item=item, person=served.person).first()


def entered_of(hat: Hat, item: NewsItem) -> Acknowledgement | None:
    """The reader's own "I know" of an item, where staff entered it."""
    found = Acknowledgement.objects.filter(school_id=item.school_id, item=item, person_id=hat.person_id).first()
    return found if found is not None and found.is_on_behalf else None


def reads_proof(hat: Hat, row_id: uuid.UUID) -> bool:
    """Whether the proof of what was entered opens: to who acts for that family, and to whom it was entered for."""
    found = Acknowledgement.objects.filter(pk=row_id).first()
    if found is None or found.school_id not in hat.school_ids:
        return False
    if not hat.is_staff:
        return found.person_id == hat.person_id
    theirs = Guardianship.objects.filter(school_id=found.school_id, guardian_id=found.person_id, ended_at=None)
    pupils = {found.person_id, *theirs.values_list("student_id", flat=True)}
    return any(serves_family(hat, found.school_id, one) for one in pupils)
