"""The question of an item: what one reader answered, and what all did once it is over.

Nothing is told of it before its end but how many people answered: whoever looked before and after a colleague answered
would read that answer.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.crypto import salted_hmac

from preau.kernel import clock
from preau.news.enums import State
from preau.news.models import Circular, NewsItem, Poll, PollVote

FEWEST = 5
"""People whose answers are told in detail: below, only how many they are."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the answers. `people`, `percent`: None while nothing is told of it. `is_mine`: this reader chose it."""

    at: int
    words: str
    is_mine: bool
    people: int | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class PollShown:
    """A question as one reader sees it. `people`: how many answered; `has_answered`: whether this reader did."""

    poll: Poll
    answers: Sequence[Answer]
    people: int
    is_open: bool
    is_over: bool
    has_answered: bool

    @property
    def last_day(self) -> dt.datetime:
        """A moment of the last day on which one answers."""
        return self.poll.ends_at - dt.timedelta(minutes=1)

    @property
    def is_told(self) -> bool:
        """Whether the answers are told in detail."""
        return self.is_over and self.people >= FEWEST

    @property
    def is_too_few(self) -> bool:
        """Whether too few people answered for that."""
        return self.is_over and self.people < FEWEST


def seals_of(poll_id: uuid.UUID, person_id: uuid.UUID) -> list[str]:
    """What stands for a person in one question: the present seal, then those of the installation's former keys."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    said = f"{poll_id} {person_id}"
    return [salted_hmac("preau.news.poll", said, secret=one, algorithm="sha256").hexdigest() for one in keys]


def poll_of(item: NewsItem) -> Poll | None:
    """The question of an item, if it has one."""
    return Poll.objects.filter(school_id=item.school_id, item=item).first()


def is_over(item: NewsItem | Circular, poll: Poll) -> bool:
    """Whether nobody answers any more: its end came, or that of what asks it."""
    return clock.now() >= min(one for one in (poll.ends_at, item.ends_at) if one is not None)


def is_open(item: NewsItem, poll: Poll) -> bool:
    """Whether the readers of an item answer its question at this moment."""
    begun = item.starts_at is not None and item.starts_at <= clock.now()
    return item.state == State.PUBLISHED and begun and not is_over(item, poll)


def counted(poll: Poll) -> tuple[list[int], int]:
    """People by answer, and people who answered. One read while answers stand."""
    if poll.counts is not None:
        return list(poll.counts), poll.people
    return _counted(PollVote.objects.filter(school_id=poll.school_id, poll=poll), len(poll.answers))


def _counted(votes: QuerySet[PollVote], answers: int) -> tuple[list[int], int]:
    """People by answer, and people. The database counts each choice of answers: a few hundred rows for any number."""
    by_bits = dict(votes.order_by().values_list("chosen").annotate(people=Count("pk")))
    counts = [sum(count for bits, count in by_bits.items() if bits >> at & 1) for at in range(answers)]
    return counts, sum(by_bits.values())


def poll_shown(item: NewsItem, person_id: uuid.UUID | None) -> PollShown | None:
    """The question of an item as one reader sees it; None without one. At most three reads."""
    poll = poll_of(item)
    if poll is None:
        return None
    mine = 0
    if person_id is not None and poll.counts is None:
        votes = PollVote.objects.filter(school_id=poll.school_id, poll=poll, voter__in=seals_of(poll.pk, person_id))
        mine = votes.values_list("chosen", flat=True).first() or 0
    counts, people = counted(poll)
    over = item.state == State.PUBLISHED and is_over(item, poll)
    told = over and people >= FEWEST
    answers = [
        Answer(
            at, words, bool(mine >> at & 1), counts[at] if told else None,
            round(100 * counts[at] / people) if told else None,
        )
        for at, words in enumerate(poll.answers)
    ]  # fmt: skip
    return PollShown(poll, answers, people, is_open(item, poll), over, bool(mine))


def poll_of_circular(circular: Circular) -> Poll | None:
    """What a collectivity asks, as the question of an item is shown; it is kept in each school's."""
    asked = circular.question
    if not asked:
        return None
    return Poll(**{**asked, "ends_at": dt.datetime.fromisoformat(asked["ends_at"])})


@dataclass(frozen=True, slots=True)
class Gathered:
    """What all schools answered to a collectivity's question; `counts` None while it runs, or for too few people."""

    people: int
    counts: Sequence[tuple[str, int]] | None


def gathered(circular: Circular, school_ids: Collection[uuid.UUID]) -> Gathered | None:
    """The answers of these schools together; None where nothing is asked. Two reads."""
    asked = poll_of_circular(circular)
    if asked is None:
        return None
    polls = list(Poll.objects.filter(school_id__in=list(school_ids), item__circular=circular))
    running = [one.pk for one in polls if one.counts is None]
    votes = PollVote.objects.filter(school_id__in=list(school_ids), poll__in=running)
    totals, people = _counted(votes, len(asked.answers))
    for one in polls:
        if one.counts is not None:
            people += one.people
            totals = [count + more for count, more in zip(totals, one.counts, strict=True)]
    told = is_over(circular, asked) and people >= FEWEST
    return Gathered(people, list(zip(asked.answers, totals, strict=True)) if told else None)
