"""Messages that wait until their sender shows that it is them: who, to how many, why; never what they say."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from preau.directory.enums import STAFF_PROFILES
from preau.kernel import clock
from preau.messaging.enums import State
from preau.messaging.models import Message
from preau.messaging.selectors.recipients import MANY, Reach
from preau.notifications.public import calm_of

DEVICE, HOUR, MANY_READERS, BURST, FIRST_FILE = "new", "hour", "many", "burst", "file"
MOST_TOLD = 4
"""Causes that are kept of one message: what its column holds, and enough to know."""
WORDS: Mapping[str, Any] = {
    DEVICE: _("il vient d’un nouvel appareil"),
    HOUR: _("il va à beaucoup de monde à une heure inhabituelle"),
    MANY_READERS: _("il va à un très grand nombre de personnes"),
    BURST: _("beaucoup de messages viennent de partir de ce compte"),
    FIRST_FILE: _("c’est la première pièce jointe de ce compte"),
}


def cause_words(problem: str) -> list[str]:
    """Why a message is held, in words."""
    return [str(WORDS[one]) for one in problem.split(",") if one in WORDS]


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A message that is held, as staff may know of it."""

    sender: str
    school: str
    at: dt.datetime | None
    readers: int
    causes: Sequence[str]


def held_in(school_ids: Collection[uuid.UUID]) -> list[HeldLine]:
    """Messages of these schools that are held, the latest first."""
    rows = Message.objects.filter(state=State.HELD, school_id__in=list(school_ids)).select_related("school")
    return [
        HeldLine(one.sender, one.school.name if one.school else "", one.sent_at, one.readers, cause_words(one.problem))
        for one in rows.defer("text", "html", "subject").order_by("-sent_at", "pk")[:100]
    ]


NIGHT = (23, 5)
"""Hours of the school's clock between which nobody writes to many people by habit."""
SHORT = dt.timedelta(minutes=10)


def causes_of(row: Message, reach: Reach, *, new_device: bool) -> tuple[str, ...]:
    """Why a message waits for its sender; nothing for nearly all. One person who writes to one of staff never does."""
    if reach.count == 1 and reach.people[0].profile in STAFF_PROFILES:
        return ()
    found = (
        cause for cause, holds in (
            (DEVICE, new_device),
            (HOUR, settings.HOLD_NIGHT and reach.count > MANY and _is_night(reach.school_id)),
            (MANY_READERS, reach.count > settings.HOLD_READERS),
            (BURST, _just_sent(row) >= settings.HOLD_BURST),
            (FIRST_FILE, settings.HOLD_FIRST_FILE and row.attached and not _attached_before(row)),
        ) if holds
    )  # fmt: skip
    return tuple(found)[:MOST_TOLD]


def _is_night(school_id: uuid.UUID | None) -> bool:
    hour = clock.now().astimezone(ZoneInfo(calm_of(school_id)[1])).hour
    return hour >= NIGHT[0] or hour < NIGHT[1]


def _just_sent(row: Message) -> int:
    return Message.objects.filter(sender_id=row.sender_id, sent_at__gt=clock.now() - SHORT).count()


def _attached_before(row: Message) -> bool:
    """Whether its sender ever sent a file: one in a draft is no habit, nor in a message that waits for a proof."""
    sent = Message.objects.filter(sender_id=row.sender_id, attached__gt=0).exclude(pk=row.pk)
    return sent.exclude(state__in=(State.DRAFT, State.HELD)).exists()
