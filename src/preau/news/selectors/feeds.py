"""What the feed of a person tells: titles, days and schools, of what they may read at the moment it is asked."""

import uuid
from collections.abc import Sequence

from preau.access.public import closed_services, hats_of, opened
from preau.identity.public import account_of_person
from preau.kernel import scope
from preau.news.models import NewsFeed
from preau.news.selectors.reading import Line, line_of, news_for

MOST = 30


def feed_since(person_id: uuid.UUID) -> NewsFeed | None:
    """The address that a person has, if any."""
    return NewsFeed.objects.filter(person_id=person_id).order_by("-made_at").first()


def feed_lines(digest: str) -> Sequence[Line] | None:
    """What the feed of that digest tells, the newest first; None when it is nobody's, or its person may not come in."""
    feed = NewsFeed.objects.filter(digest=digest).first()
    account = account_of_person(feed.person_id) if feed is not None else None
    if account is None or not account.may_sign_in:
        return None
    hats, _day = opened(hats_of(account), account.person_id)
    found: dict[uuid.UUID, Line] = {}
    for hat in hats:
        with scope.use(scope.Scope.of(hat.school_ids)):
            if hat.school_ids and "actualites" not in closed_services(hat):
                found |= {one.pk: line_of(one) for one in news_for(hat)[:MOST]}
    return sorted(found.values(), key=lambda one: (one.at, one.id), reverse=True)[:MOST]
