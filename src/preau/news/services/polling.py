"""The question of an item: asked in a draft, answered by its readers, counted for good once it is over."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat, Served
from preau.directory.errors import Overtaken, Refused
from preau.kernel import audit, clock, scope
from preau.kernel.actor import Actor, system
from preau.news.enums import State
from preau.news.models import NewsItem, Poll, PollVote
from preau.news.selectors.polls import counted, is_open, is_over, poll_of, seals_of
from preau.news.selectors.reading import is_addressed, item_for
from preau.news.services.answering import tell_done_for
from preau.news.services.locking import locked_draft
from preau.news.services.writing import version_of

SETTLES_AFTER = dt.timedelta(hours=1)
"""From the end of a question until its answers go: nobody is still answering by then."""


@transaction.atomic
def ask(
    *,
    actor: Actor,
    hat: Hat,
    item_id: uuid.UUID,
    question: str,
    answers: Sequence[str],
    takes_several: bool,
    ends_at: dt.datetime,
    seen: Mapping[str, Any] | None = None,
) -> None:
    """Ask this with a draft, in place of what it asked. The same again changes nothing.

    `seen`: the version that its form showed; raises Overtaken for another. Raises Refused, in words.
    """
    item = locked_draft(hat, item_id)
    if not 2 <= len(answers) <= Poll.MOST or len(set(answers)) != len(answers):
        raise Refused(_("Donnez de deux à huit réponses, toutes différentes."))
    if ends_at <= clock.now():
        raise Refused(_("La question est déjà finie : choisissez un jour à venir."))
    told = {"question": question, "answers": list(answers), "takes_several": takes_several, "ends_at": ends_at}
    stands = poll_of(item)
    if stands is not None and all(getattr(stands, name) == value for name, value in told.items()):
        return
    if (seen or {}).get("version") != version_of(item):
        raise Overtaken(_("Quelqu’un d’autre a modifié cette actualité."))
    Poll.objects.update_or_create(school_id=item.school_id, item=item, defaults=told)
    _changed(item, actor, "news.ask")


@transaction.atomic
def unask(*, actor: Actor, hat: Hat, item_id: uuid.UUID) -> None:
    """Ask nothing with a draft any more. Twice changes nothing."""
    item = locked_draft(hat, item_id)
    if Poll.objects.filter(school_id=item.school_id, item=item).delete()[0]:
        _changed(item, actor, "news.unask")


def _changed(item: NewsItem, actor: Actor, action: str) -> None:
    item.changed_at = clock.now()
    item.save(update_fields=["changed_at"])
    audit.record(actor=actor, action=action, tenant=item.school_id, subject="news", subject_id=item.pk)


@transaction.atomic
def vote(*, actor: Actor, hat: Hat, item_id: uuid.UUID, chosen: Collection[int]) -> bool:
    """Answer the question of an item, in place of what this person answered before. False for the same again.

    The journal says that somebody answered, never who. Raises Refused when it is over or makes no sense; Unknown and
    PermissionDenied as `item_for` does, and for who works on the item and is none of its readers.
    """
    item = item_for(hat, item_id)
    poll = poll_of(item)
    if poll is None or not is_addressed(item):
        raise PermissionDenied
    if not is_open(item, poll):
        raise Refused(_("Cette question est finie : les réponses ne changent plus."))
    if not chosen or not set(chosen) <= set(range(len(poll.answers))):
        raise Refused(_("Choisissez une réponse."))
    if len(set(chosen)) > 1 and not poll.takes_several:
        raise Refused(_("Choisissez une seule réponse."))
    assert hat.person_id is not None
    seal, *former = seals_of(poll.pk, hat.person_id)
    bits = sum(1 << at for at in set(chosen))
    theirs = PollVote.objects.filter(school_id=item.school_id, poll=poll)
    if theirs.filter(voter=seal, chosen=bits).exists():
        return False
    theirs.filter(voter__in=former).delete()
    PollVote.objects.bulk_create(
        [PollVote(id=uuid.uuid4(), school_id=item.school_id, poll=poll, voter=seal, chosen=bits)],
        update_conflicts=True, unique_fields=["school", "poll", "voter"], update_fields=["chosen"],
    )  # fmt: skip
    audit.record(
        actor=system(_("actualités")), action="news.vote", tenant=item.school_id, subject="news", subject_id=item.pk
    )
    return True


@transaction.atomic
def vote_for(
    *, actor: Actor, served: Served, item_id: uuid.UUID, chosen: Collection[int], key: uuid.UUID
) -> None:  # fmt: skip
    """Answer the question of an item for somebody of a family who asked for it. They are told that one answered, and
    may answer otherwise until the end; what was chosen is kept as sealed as by themself, so that no proof of it is.

    `key`: of the form; the same again tells nothing twice. Raises as `vote` does.
    """
    if not vote(actor=actor, hat=served.hat, item_id=item_id, chosen=chosen):
        return
    tell_done_for(actor, served, item_for(served.hat, item_id), f"news/vote-for/{key}")
    school = served.hat.schools[0].id
    audit.record(actor=actor, action="news.vote_for", tenant=school, subject="news", subject_id=item_id)


def settle_polls() -> int:
    """Keep of questions that are over how many people gave each answer, and let the answers go; how many questions."""
    settled = 0
    with scope.everything("questions of all schools reach their end"):
        waiting = Poll.objects.filter(counts__isnull=True, item__state=State.PUBLISHED).select_related("item")
        for poll in waiting.order_by("pk"):
            if is_over(poll.item, poll) and _ended(poll) <= clock.now() - SETTLES_AFTER:
                settled += _settle(poll.pk)
    return settled


def _ended(poll: Poll) -> dt.datetime:
    return min(one for one in (poll.ends_at, poll.item.ends_at) if one is not None)


@transaction.atomic
def _settle(poll_id: uuid.UUID) -> int:
    poll = Poll.objects.select_for_update(of=("self",)).get(pk=poll_id)
    if poll.counts is not None:
        return 0
    poll.counts, poll.people = counted(poll)
    poll.save(update_fields=["counts", "people"])
    PollVote.objects.filter(school_id=poll.school_id, poll=poll).delete()
    return 1
