"""First heads of schools outside the academy's directory, as the collectivity follows them."""

import datetime as dt
import uuid
from dataclasses import dataclass

from preau.console.enums import HeadState
from preau.console.models import FirstHead
from preau.identity.public import contacts_of, never_came
from preau.kernel import clock

TOLD = dt.timedelta(days=60)
"""How long a proposal that was refused, or a place that ended, is still listed."""


@dataclass(frozen=True, slots=True)
class HeadLine:
    """A first head as one reader sees it: what this reader may do now."""

    head: FirstHead
    may_agree: bool
    may_refuse: bool
    has_come: bool
    may_print: bool
    may_end: bool
    is_stuck: bool

    @property
    def name(self) -> str:
        """Given name then family name."""
        return f"{self.head.given_name} {self.head.family_name}"


def first_heads(reader_id: uuid.UUID | None) -> list[HeadLine]:
    """First heads in the open scope: those that wait first, then the latest. Two reads."""
    rows = FirstHead.objects.select_related("school", "asked_by", "decided_by", "person")
    since = clock.now() - TOLD
    kept = [
        one for one in rows.order_by("-asked_at", "-pk")[:200]
        if one.state in (HeadState.WAITING, HeadState.AGREED) or one.asked_at > since
    ]  # fmt: skip
    absent = never_came([one.person_id for one in kept if one.person_id is not None])
    lines = [_line(one, reader_id, absent) for one in kept]
    return sorted(lines, key=lambda line: line.head.state != HeadState.WAITING)


def _line(one: FirstHead, reader_id: uuid.UUID | None, absent: set[uuid.UUID]) -> HeadLine:
    waits, agreed = one.state == HeadState.WAITING, one.state == HeadState.AGREED
    here = agreed and one.person is not None and one.person.suspended_at is None
    never = here and one.person_id in absent
    return HeadLine(
        one, may_agree=waits and one.asked_by_id != reader_id, may_refuse=waits, has_come=here and not never,
        may_print=never, may_end=here, is_stuck=bool(never and one.person and not contacts_of(one.person)),
    )  # fmt: skip


def heads_waiting() -> int:
    """How many proposals wait for a second person in the open scope."""
    return int(FirstHead.objects.filter(state=HeadState.WAITING).count())
