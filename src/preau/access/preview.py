"""What a change of a rule would open and close, and for how many people, before anybody saves it."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from preau.access import communication
from preau.access.groups import GroupRef, members_in_school
from preau.access.policy import Entry, Policy, policies_of
from preau.access.statement import Values
from preau.kernel import sql


@dataclass(frozen=True, slots=True)
class Moved:
    """Who gains or loses something: senders, receivers, and pairs of the two."""

    senders: int = 0
    receivers: int = 0
    pairs: int = 0

    def once(self) -> "Moved":
        """The same where each pair was counted from both sides."""
        return replace(self, pairs=self.pairs // 2)

    def __add__(self, other: "Moved") -> "Moved":
        return Moved(self.senders + other.senders, self.receivers + other.receivers, self.pairs + other.pairs)


@dataclass(frozen=True, slots=True)
class Preview:
    """Writing and seeing, opened and closed. Seeing counts people on both sides, and each pair once.

    `schools`: how many follow a collectivity's change; `own`: how many set the entry themselves and do not;
    `counted`: in how many of the first the people were counted.
    """

    opens: Moved
    closes: Moved
    shows: Moved
    hides: Moved
    schools: int = 0
    own: int = 0
    counted: int = 0

    @property
    def is_nothing(self) -> bool:
        """True when nobody would notice: another rule opens the same already, or the groups are empty."""
        return not (self.opens.pairs or self.closes.pairs or self.shows.pairs or self.hides.pairs)


COUNTED = 10
People = Mapping[GroupRef, set[uuid.UUID]]
Find = Callable[[set[GroupRef], communication.Policies], set[GroupRef]]


def with_entry(policy: Policy, subject: str, key: str, value: str) -> Policy:
    """The same policy with one entry set by the school."""
    return replace(policy, school={**policy.school, (subject, key): Entry(value)})


class _Reached:
    """Whom each combination of groups reaches under one policy; people of the same groups are asked once."""

    def __init__(self, people: People, policy: Policy, find: Find) -> None:
        self.people, self.policy, self.find = people, policy, find
        self.of_kind: dict[str, set[uuid.UUID]] = defaultdict(set)
        for group, members in people.items():
            self.of_kind[group.kind] |= members
        self.kept: dict[frozenset[GroupRef], frozenset[uuid.UUID]] = {}

    def __call__(self, groups: frozenset[GroupRef]) -> frozenset[uuid.UUID]:
        if groups not in self.kept:
            assert self.policy.school_id is not None
            targets = self.find(set(groups), {self.policy.school_id: self.policy})
            reached: set[uuid.UUID] = set()
            for target in targets:
                reached |= self.of_kind[target.kind] if target.unit_id is None else self.people.get(target, set())
            self.kept[groups] = frozenset(reached)
        return self.kept[groups]


def _moved(people: People, before: Policy, after: Policy, find: Find) -> tuple[Moved, Moved]:
    groups_of: dict[uuid.UUID, set[GroupRef]] = defaultdict(set)
    for group, members in people.items():
        for person in members:
            groups_of[person].add(group)
    was, will = _Reached(people, before, find), _Reached(people, after, find)
    differences: dict[frozenset[GroupRef], tuple[frozenset[uuid.UUID], frozenset[uuid.UUID]]] = {}
    gained, lost = _Count(), _Count()
    for person, groups in groups_of.items():
        key = frozenset(groups)
        if key not in differences:
            differences[key] = (will(key) - was(key), was(key) - will(key))
        gained.add(person, differences[key][0])
        lost.add(person, differences[key][1])
    return gained.told(), lost.told()


@dataclass(slots=True)
class _Count:
    senders: int = 0
    receivers: set[uuid.UUID] = field(default_factory=set)
    pairs: int = 0

    def add(self, person: uuid.UUID, others: frozenset[uuid.UUID]) -> None:
        count = len(others) - (person in others)
        if count:
            self.senders += 1
            self.receivers |= others
            self.pairs += count

    def told(self) -> Moved:
        return Moved(self.senders, len(self.receivers), self.pairs)


def preview_in_school(policy: Policy, subject: str, key: str, value: str) -> Preview:
    """What setting an entry changes between people of the school. Exact: other rules that open the same are counted in.

    People kept apart by a judge are not taken out of the counts: they are few, and a count must not tell of them.
    """
    assert policy.school_id is not None
    after = with_entry(policy, subject, key, value)
    people = members_in_school(policy.school_id)
    opens, closes = _moved(people, policy, after, communication.written_to)
    shows, hides = _moved(people, policy, after, communication.seen)
    return Preview(opens, closes, shows.once(), hides.once())


_SCHOOLS = """
    SELECT s.id, (SELECT COUNT(*) FROM access_schoolsetting x
                   WHERE x.school_id = s.id AND x.subject = %(subject)s AND x.key = %(key)s)
      FROM directory_school s WHERE s.local_authority_id = %(authority)s AND s.kind = %(kind)s
     ORDER BY s.name, s.uai"""


def preview_in_authority(authority_id: uuid.UUID, school_kind: str, subject: str, key: str, value: str) -> Preview:
    """The same over the schools of a collectivity, one after the other; those that set the entry themselves stay.

    People are counted in COUNTED schools at most, so that the page comes: the preview says in how many.
    """
    asked = Values(subject=subject, key=key, authority=sql.key(authority_id), kind=school_kind)
    rows = sql.named_rows(_SCHOOLS, asked.params)
    following = [sql.as_id(id_) for id_, own in rows if not own]
    counted = following[:COUNTED]
    total = Preview(Moved(), Moved(), Moved(), Moved(), len(following), len(rows) - len(following), len(counted))
    for policy in policies_of(counted).values():
        found = preview_in_school(policy, subject, key, value)
        total = replace(
            total, opens=total.opens + found.opens, closes=total.closes + found.closes,
            shows=total.shows + found.shows, hides=total.hides + found.hides,
        )  # fmt: skip
    return total
