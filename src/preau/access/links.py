"""Links between two schools: each declares them on its own side, in one direction; they hold while both say the same.

Between groups of the whole school alone: a class of one school is no group of the other. What the two schools let their
groups do (write, reach their members) holds for a link as for a rule.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from preau.access.communication import Policies
from preau.access.defaults import BY_CONSENT
from preau.access.enums import Direction, GroupKind, Unit
from preau.access.groups import GROUPS, GroupRef
from preau.access.statement import Values
from preau.kernel import sql

LINKABLE = tuple(kind for kind in GroupKind if GROUPS[kind].unit == Unit.SCHOOL)


@dataclass(frozen=True, slots=True)
class CrossLink:
    """Members of the first group may write to members of the second, of another school."""

    sender: GroupRef
    receiver: GroupRef

    @property
    def school_ids(self) -> set[uuid.UUID]:
        """Both schools."""
        return {self.sender.school_id, self.receiver.school_id}

    def passes(self, policies: Policies) -> bool:
        """Whether the first group may write and the second reaches its members, each in its own school."""
        if (self.sender.kind, self.receiver.kind) in BY_CONSENT:
            return False
        here, there = policies.get(self.sender.school_id), policies.get(self.receiver.school_id)
        return bool(here and there and here.writes(self.sender.kind) and there.reaches(self.receiver.kind))


_HOLDING = """
    SELECT a.school_id, a.own_kind, a.other_school_id, a.other_kind, a.direction FROM access_schoollink a
      JOIN access_schoollink b ON b.school_id = a.other_school_id AND b.other_school_id = a.school_id
       AND b.own_kind = a.other_kind AND b.other_kind = a.own_kind AND b.direction <> a.direction
     WHERE a.school_id IN ({schools})"""


def links_of(school_ids: Collection[uuid.UUID]) -> set[CrossLink]:
    """Links that hold from and to these schools. One read, by index."""
    if not school_ids:
        return set()
    values = Values()
    rows = sql.named_rows(_HOLDING.format(schools=values.among(school_ids)), values.params)
    found = set()
    for school, own, other, theirs, direction in rows:
        mine, far = GroupRef(sql.as_id(school), own), GroupRef(sql.as_id(other), theirs)
        found.add(CrossLink(mine, far) if direction == Direction.OUT else CrossLink(far, mine))
    return found


def written_across(mine: Iterable[GroupRef], links: Iterable[CrossLink], policies: Policies) -> set[GroupRef]:
    """Groups of other schools to whose members somebody in these groups may write."""
    groups = set(mine)
    return {link.receiver for link in links if link.sender in groups and link.passes(policies)}


def seen_across(mine: Iterable[GroupRef], links: Iterable[CrossLink], policies: Policies) -> set[GroupRef]:
    """The same, and those whose members may write to somebody in these groups."""
    groups = set(mine)
    writing = {
        link.sender for link in links
        if link.receiver in groups and link.passes(policies)
        and (link.receiver.kind, link.sender.kind) not in BY_CONSENT
    }  # fmt: skip
    return written_across(groups, links, policies) | writing
