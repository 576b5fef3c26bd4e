"""The rule of who may write to whom, over groups that are given. Pure: asks nothing of the database.

p may write to q when p is in G and q in H, G's members may write, H reaches its members, and G may write to H. G = H is
the group's own link, declared like any other. Between two kinds of class or group, both are of the same class or group;
between a kind of the school and a kind of a class, of any class of that school. Across two schools by links alone, that
both declare (access/links.py).

p sees q when either may write to the other; but elected parents neither see families nor write to one by name
(BY_CONSENT): they write to those who accept it, as one group whose members they do not learn (access/willing.py).
Whoever received a message may answer it without any of this, until a rule closes the reply (Link.CLOSED) or a person
does.
"""

import uuid
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from preau.access.defaults import BY_CONSENT, may_be_linked
from preau.access.enums import GroupKind, Link, Unit
from preau.access.groups import GROUPS, GroupRef
from preau.access.policy import Policy

Policies = Mapping[uuid.UUID, Policy]
KINDS = tuple(kind.value for kind in GroupKind)


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer and its ground: a rule between two groups, or what keeps them from it. Words: access/words.py."""

    allowed: bool
    ground: str
    sender: GroupRef | None = None
    receiver: GroupRef | None = None

    def __bool__(self) -> bool:
        return self.allowed


def counterpart(mine: GroupRef, kind: str) -> GroupRef:
    """The group of that kind that a rule reaches from a group: of the same class or group, else of the whole school."""
    same = GROUPS[mine.kind].unit == GROUPS[kind].unit
    return GroupRef(mine.school_id, kind, mine.unit_id if same else None)


def written_to(mine: Iterable[GroupRef], policies: Policies) -> set[GroupRef]:
    """Groups to whose members somebody in these groups may write."""
    return {
        counterpart(one, kind)
        for one in mine
        if (policy := policies.get(one.school_id)) is not None and policy.writes(one.kind)
        for kind in KINDS
        if may_be_linked(one.kind, kind) and (one.kind, kind) not in BY_CONSENT and policy.passes(one.kind, kind)
    }


def seen_writing(mine: Iterable[GroupRef], policies: Policies) -> set[GroupRef]:
    """Groups whose members may write to somebody in these groups, and are seen by them."""
    return {
        counterpart(one, kind)
        for one in mine
        if (policy := policies.get(one.school_id)) is not None and policy.reaches(one.kind)
        for kind in KINDS
        if may_be_linked(kind, one.kind) and (one.kind, kind) not in BY_CONSENT and policy.passes(kind, one.kind)
    }


def seen(mine: Iterable[GroupRef], policies: Policies) -> set[GroupRef]:
    """Groups whose members somebody in these groups sees: those they may write to, and those who may write to them."""
    groups = list(mine)
    return written_to(groups, policies) | seen_writing(groups, policies)


def covering(group: GroupRef) -> tuple[GroupRef, ...]:
    """How targets may name a group: itself, or any class of its school."""
    return (group,) if group.unit_id is None else (group, group._replace(unit_id=None))


def meets(targets: Set[GroupRef], theirs: Iterable[GroupRef]) -> GroupRef | None:
    """The first of their groups that is among the targets."""
    return next((one for one in sorted(theirs, key=_narrow_first) if any(t in targets for t in covering(one))), None)


def _narrow_first(group: GroupRef) -> tuple[bool, int]:
    return group.unit_id is None, KINDS.index(group.kind)


def linked_pairs(mine: Iterable[GroupRef], theirs: Iterable[GroupRef]) -> list[tuple[GroupRef, GroupRef]]:
    """Pairs of their groups between which a rule has a meaning, narrowest first."""
    found = [
        (one, other)
        for one in mine
        for other in theirs
        if one.school_id == other.school_id
        and may_be_linked(one.kind, other.kind)
        and (GROUPS[one.kind].unit != GROUPS[other.kind].unit or one.unit_id == other.unit_id)
    ]
    return sorted(found, key=lambda pair: (*_narrow_first(pair[0]), *_narrow_first(pair[1])))


def judge(mine: Iterable[GroupRef], theirs: Iterable[GroupRef], policies: Policies) -> Verdict:
    """Whether somebody in the first groups may write to somebody in the second, and on what ground.

    Grounds: rule; no_school (nothing in common), sender (a link is open but the sender's group may not write),
    receiver (the group does not reach its members), no_rule.
    """
    pairs = linked_pairs(mine, theirs)
    if not pairs:
        return Verdict(False, "no_school")
    refusal = Verdict(False, "no_rule")
    for one, other in pairs:
        policy = policies.get(one.school_id)
        closed = (one.kind, other.kind) in BY_CONSENT
        if closed or policy is None or policy.link(one.kind, other.kind) != Link.OPEN:
            continue
        if not policy.writes(one.kind):
            refusal = Verdict(False, "sender", one, other)
        elif not policy.reaches(other.kind):
            refusal = Verdict(False, "receiver", one, other)
        else:
            return Verdict(True, "rule", one, other)
    return refusal


def reply_closed(mine: Iterable[GroupRef], theirs: Iterable[GroupRef], policies: Policies) -> Verdict | None:
    """The rule that closes replies from the first groups to the second; None when there is none."""
    for one, other in linked_pairs(mine, theirs):
        policy = policies.get(one.school_id)
        if policy is not None and policy.link(one.kind, other.kind) == Link.CLOSED:
            return Verdict(False, "reply_closed_by_rule", one, other)
    return None


def is_of_unit(kind: str) -> bool:
    """Whether groups of that kind are of a class or a group."""
    return GROUPS[kind].unit != Unit.SCHOOL
