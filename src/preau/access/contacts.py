"""Who sees and who writes to whom: for one person, and for a list, from the same targets.

`targets(hat, want)` are groups; a person passes when one of their groups is among them (`may_see`, `may_write`), and
the list is read by the same declared pieces of statement narrowed to the same groups (`people_in`). People kept apart
by a judge's decision are in neither. tests/access/test_contacts.py holds both against each other and against an
oracle of its own.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from preau.access import communication, links
from preau.access.apart import kept_apart
from preau.access.closed import is_reply_closed
from preau.access.communication import Policies, Verdict
from preau.access.enums import Extent, GroupKind, Right
from preau.access.groups import GROUPS, WITHIN, GroupRef, memberships_of, rows_of, values_of_today, widest
from preau.access.hats import OPERATOR, Hat
from preau.access.policy import policies_of
from preau.access.roles import default_extent
from preau.access.statement import Values
from preau.directory.enums import Profile
from preau.kernel import scope, sql

SEE, WRITE = "see", "write"
OUTSIDE_SCHOOLS = (Profile.LOCAL_AUTHORITY.value, OPERATOR)
# Whom a collectivity and the operator find: those who run a school, and nobody's child.
STAFF_CONTACTS = (GroupKind.HEADS.value, GroupKind.OFFICE.value)
# Who sees all the staff finds them by their office too.
OFFICES = (GroupKind.STUDENT_LIFE.value, GroupKind.OFFICE.value, GroupKind.HEADS.value)
# A pupil writes to few at once: a class, not a school.
RECIPIENTS_AT_MOST = {Profile.STUDENT.value: 30}


@dataclass(frozen=True, slots=True)
class Targets:
    """Groups whose members are seen or written to; `everywhere` for the operator, who is of no school."""

    groups: frozenset[GroupRef]
    apart: frozenset[uuid.UUID]
    me: uuid.UUID
    everywhere: tuple[str, ...] = ()


class Receipt(Protocol):
    """A message received, as far as the right to answer goes. `school_id`: where its receiver has it from."""

    sender_id: uuid.UUID
    receiver_id: uuid.UUID
    school_id: uuid.UUID
    thread_id: uuid.UUID | None


def _me(hat: Hat) -> uuid.UUID:
    if hat.person_id is None:
        raise ValueError("Rights are asked of a hat that somebody wears.")
    return hat.person_id


def _schools(hat: Hat) -> tuple[uuid.UUID, ...]:
    """The schools of the hat that the open scope reaches."""
    reached = scope.current().tenants
    return tuple(one for one in hat.school_ids if reached is None or one in reached)


def my_groups(hat: Hat) -> set[GroupRef]:
    """The groups in which one acts under this hat."""
    return memberships_of([_me(hat)], _schools(hat), hat=hat.profile)[_me(hat)]


def targets(hat: Hat, want: str = SEE) -> Targets:
    """Groups whose members this hat sees, or may write to."""
    apart = kept_apart(_me(hat))
    if hat.profile in OUTSIDE_SCHOOLS:
        if want != SEE:
            return Targets(frozenset(), apart, _me(hat))
        if default_extent(hat.profile, Right.SEE_STAFF_CONTACTS) == Extent.PLATFORM:
            opened = scope.current().is_everything
            return Targets(frozenset(), apart, _me(hat), everywhere=STAFF_CONTACTS if opened else ())
        groups = frozenset(GroupRef(school, kind) for school in _schools(hat) for kind in STAFF_CONTACTS)
        return Targets(groups, apart, _me(hat))
    mine = my_groups(hat)
    own = {one.school_id for one in mine}
    crossing = links.links_of(own)
    policies = policies_of(own.union(*(one.school_ids for one in crossing)))
    find = communication.seen if want == SEE else communication.written_to
    across = links.seen_across if want == SEE else links.written_across
    return Targets(frozenset(find(mine, policies) | across(mine, crossing, policies)), apart, _me(hat))


def statement(wanted: Targets, values: Values, *, person: str = "", labelled: bool = False) -> str:
    """Rows (kind, school_id, unit_id, person_id) of everyone in these groups; empty when there are none.

    Groups that lie within others are not read: the people are the same. `labelled`: all of them are, with the classes
    and the offices of staff, for who looks for a function or a class.
    """
    if wanted.everywhere:
        return " UNION ALL ".join(rows_of(kind, values, schools=None, person=person) for kind in wanted.everywhere)
    whole: dict[str, set[uuid.UUID]] = defaultdict(set)
    some: dict[str, tuple[set[uuid.UUID], set[uuid.UUID]]] = {}
    for group in wanted.groups if labelled else widest(wanted.groups):
        if group.unit_id is None:
            whole[group.kind].add(group.school_id)
        else:
            schools, units = some.setdefault(group.kind, (set(), set()))
            schools.add(group.school_id)
            units.add(group.unit_id)
    for office in OFFICES if labelled and GroupKind.STAFF in whole else ():
        whole[office] |= whole[GroupKind.STAFF]
    parts = [
        rows_of(kind, values, schools=sorted(schools), person=person, labelled=labelled)
        for kind, schools in sorted(whole.items())
    ]
    parts += [
        rows_of(kind, values, schools=sorted(schools), units=sorted(units), person=person, labelled=labelled)
        for kind, (schools, units) in sorted(some.items())
    ]
    return " UNION ALL ".join(parts)


def people_in(wanted: Targets) -> set[uuid.UUID]:
    """Everyone in these groups, oneself and people kept apart aside."""
    values = values_of_today()
    text = statement(wanted, values)
    if not text:
        return set()
    rows = sql.named_rows(
        f"SELECT DISTINCT m.person_id FROM ({text}) m"  # noqa: S608
        " JOIN directory_person p ON p.id = m.person_id AND p.suspended_at IS NULL AND p.erased_at IS NULL",
        values.params,
    )
    return {sql.as_id(row[0]) for row in rows} - wanted.apart - {wanted.me}


def visible_people(hat: Hat) -> set[uuid.UUID]:
    """Everyone this hat sees."""
    return people_in(targets(hat, SEE))


def writable_people(hat: Hat) -> set[uuid.UUID]:
    """Everyone this hat may write to."""
    return people_in(targets(hat, WRITE))


def _reached(wanted: Targets, schools: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Schools whose groups are asked: one's own, and those that a link reaches."""
    return {*schools, *(group.school_id for group in wanted.groups)}


def _passes(wanted: Targets, person_id: uuid.UUID, schools: Collection[uuid.UUID]) -> bool:
    if person_id == wanted.me or person_id in wanted.apart:
        return False
    if wanted.everywhere:
        values = values_of_today()
        text = statement(wanted, values, person=values.of(person_id))
        found = sql.named_rows(
            f"SELECT 1 FROM ({text}) m"  # noqa: S608
            " JOIN directory_person p ON p.id = m.person_id AND p.suspended_at IS NULL AND p.erased_at IS NULL LIMIT 1",
            values.params,
        )
        return bool(found)
    theirs = memberships_of([person_id], _reached(wanted, schools))[person_id]
    return communication.meets(wanted.groups, theirs) is not None


def may_see(hat: Hat, person_id: uuid.UUID) -> bool:
    """Whether this hat sees one person."""
    return _passes(targets(hat, SEE), person_id, _schools(hat))


def may_write(hat: Hat, person_id: uuid.UUID) -> bool:
    """Whether this hat may write a first message to one person."""
    return _passes(targets(hat, WRITE), person_id, _schools(hat))


def may_write_to_group(hat: Hat, group: GroupRef) -> bool:
    """Whether this hat may write to all of a group at once; who is kept apart is left out when it is sent."""
    if hat.profile in RECIPIENTS_AT_MOST:
        return False
    return passes_whole(targets(hat, WRITE), group)


def passes_whole(wanted: Targets, group: GroupRef) -> bool:
    """Whether all members of a group are among these targets: it is one of them, or lies within one."""
    if group.kind not in GROUPS:
        return False
    units = GROUPS[group.kind].unit
    wider = [
        GroupRef(group.school_id, kind, group.unit_id if GROUPS[kind].unit == units else None)
        for kind in (group.kind, *WITHIN.get(group.kind, ()))
    ]
    return any(one in wanted.groups for each in wider for one in communication.covering(each))


def refused_recipients(hat: Hat, person_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these people to whom this hat may not write; all of them when they are more than it may address.

    For every way of addressing: new, reply to all, forward, a draft whose recipients changed.
    """
    asked = set(person_ids)
    if len(asked) > RECIPIENTS_AT_MOST.get(hat.profile, len(asked)):
        return asked
    wanted = targets(hat, WRITE)
    theirs = memberships_of(sorted(asked), _reached(wanted, _schools(hat)))
    return {
        one
        for one in asked
        if one == wanted.me or one in wanted.apart or communication.meets(wanted.groups, theirs[one]) is None
    }


def judge_write(hat: Hat, person_id: uuid.UUID) -> Verdict:
    """The same answer as `may_write`, with its ground."""
    if person_id == _me(hat):
        return Verdict(False, "self")
    if person_id in kept_apart(_me(hat)):
        return Verdict(False, "apart")
    mine = my_groups(hat)
    return _judge(mine, person_id, _schools(hat))[0]


def _judge(
    mine: set[GroupRef], person_id: uuid.UUID, school_ids: Collection[uuid.UUID]
) -> tuple[Verdict, list[links.CrossLink], set[GroupRef], Policies]:
    """The verdict between these groups and a person, within these schools and across their links; the links between
    them, the person's groups and the policies, for who asks more."""
    crossing = links.links_of(school_ids)
    schools = set(school_ids).union(*(one.school_ids for one in crossing))
    theirs = memberships_of([person_id], schools)[person_id]
    policies = policies_of(schools)
    verdict = communication.judge(mine, theirs, policies)
    between = [
        one for one in crossing
        if (one.sender in mine and one.receiver in theirs) or (one.sender in theirs and one.receiver in mine)
    ]  # fmt: skip
    if not verdict:
        open_ = [
            one for one in between if one.sender in mine and one.receiver in theirs and one.passes(policies)
        ]  # fmt: skip
        if open_:
            first = min(open_, key=lambda one: (one.sender.kind, one.receiver.kind))
            verdict = Verdict(True, "link", first.sender, first.receiver)
        elif between and verdict.ground == "no_school":
            verdict = Verdict(False, "no_rule")
    return verdict, between, theirs, policies


def may_reply(hat: Hat, receipt: Receipt) -> Verdict:
    """Whether this hat may answer a message it received, without any rule that lets it write first.

    Until a rule closes it (a link set to "closed" from one of one's groups to one of the sender's), the sender closes
    it (`close_reply`, even where a rule lets one write first), either leaves the school, or a judge keeps the two
    apart. Across two schools: while a link holds between groups of the two, whichever way; either school closes it by
    taking its word back.
    """
    me = _me(hat)
    if receipt.receiver_id != me or receipt.school_id not in _schools(hat):
        return Verdict(False, "not_received")
    if receipt.sender_id in kept_apart(me):
        return Verdict(False, "apart")
    mine = memberships_of([me], [receipt.school_id], hat=hat.profile)[me]
    verdict, between, theirs, policies = _judge(mine, receipt.sender_id, [receipt.school_id])
    near = any(one.school_id == receipt.school_id for one in theirs)
    if not mine or not (near or between):
        return Verdict(False, "no_school")
    if is_reply_closed(
        sender_id=receipt.sender_id, receiver_id=me, thread_id=receipt.thread_id,
        school_ids={one.school_id for one in theirs},
    ):  # fmt: skip
        return Verdict(False, "closed_by_person")
    if verdict:
        return verdict
    closed = communication.reply_closed(mine, theirs, policies) if near else None
    return Verdict(True, "reply") if closed is None else closed
