"""The tester: two people of a school, and what each may do towards the other, with the reason."""

import uuid
from dataclasses import dataclass

from preau.access import communication
from preau.access.apart import kept_apart
from preau.access.communication import Verdict
from preau.access.groups import memberships_of
from preau.access.policy import policies_of
from preau.access.selectors import unit_names
from preau.access.words import reason_of


@dataclass(frozen=True, slots=True)
class Trial:
    """What the tester answers: each direction with its reason, whether they see each other, closed replies."""

    writes: bool
    writes_because: str
    is_written: bool
    is_written_because: str
    see_each_other: bool
    reply_closed: str
    reply_back_closed: str


def try_rules(school_id: uuid.UUID, one: tuple[uuid.UUID, str], other: tuple[uuid.UUID, str]) -> Trial:
    """Try the rules of a school between two people (id and name), under all their roles there."""
    schools = [school_id]
    groups = memberships_of([one[0], other[0]], schools)
    mine, theirs = groups[one[0]], groups[other[0]]
    policies = policies_of(schools)
    if one[0] == other[0]:
        there = back = Verdict(False, "self")
    elif other[0] in kept_apart(one[0]):
        there = back = Verdict(False, "apart")
    else:
        there = communication.judge(mine, theirs, policies)
        back = communication.judge(theirs, mine, policies)
    units = unit_names(school_id)
    free = there.ground not in ("self", "apart")
    closed = communication.reply_closed(mine, theirs, policies) if free and not there else None
    back_closed = communication.reply_closed(theirs, mine, policies) if free and not back else None
    return Trial(
        bool(there), reason_of(there, one[1], other[1], units),
        bool(back), reason_of(back, other[1], one[1], units),
        bool(there or back),
        reason_of(closed, one[1], other[1], units) if closed is not None else "",
        reason_of(back_closed, other[1], one[1], units) if back_closed is not None else "",
    )  # fmt: skip
