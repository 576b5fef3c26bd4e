"""What climbed above a school: how much waits there, about what and since when. Never a name, nor what was written."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from preau.access.public import OPERATOR, Hat
from preau.directory.enums import Profile
from preau.helpdesk.enums import Matter, State, Step
from preau.helpdesk.models import HelpRequest

MOST = 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many requests of one matter without an answer in one school; the oldest of them was made at `since`."""

    school: str
    place: str
    phone: str
    matter: str
    page: str
    count: int
    since: dt.datetime


def waiting_above(hat: Hat) -> Sequence[Waiting]:
    """What waits in the schools of a collectivity and climbed to it; for the operator, where there is none, and what
    is technical. The oldest first."""
    rows = HelpRequest.objects.filter(state=State.SENT)
    if hat.profile == OPERATOR:
        rows = rows.filter(Q(step=Step.PLATFORM) | Q(matter=Matter.PAGE, step=Step.AUTHORITY))
    elif hat.profile == Profile.LOCAL_AUTHORITY:
        rows = rows.filter(step=Step.AUTHORITY, school_id__in=list(hat.school_ids))
    else:
        rows = rows.none()
    groups = (
        rows.order_by()
        .values("school__name", "school__city", "school__phone", "matter", "page")
        .annotate(many=Count("pk"), since=Min("asked_at"))
        .order_by("since", "school__name", "matter", "page")[:MOST]
    )
    return [
        Waiting(
            one["school__name"], one["school__city"], one["school__phone"], str(Matter(one["matter"]).label),
            one["page"], one["many"], one["since"],
        )
        for one in groups
    ]  # fmt: skip
