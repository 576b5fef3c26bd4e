"""What holds in a school: the default of its kind, unless its collectivity or the school itself set it otherwise.

An entry is a subject, a key and a value of a closed list:

| subject | key | values |
|---|---|---|
| link | "sender>receiver", two kinds of group | open, reply, closed |
| writes | a kind of group: its members may write | yes, no |
| reached | a kind of group: it reaches its members | yes, no |
| right | "role:right" | the extents that the right allows for that role |
| service | a service, or "service:profile" | on, off |

Only what differs from what would be inherited is kept.
"""

import uuid
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from preau.access.defaults import BY_CONSENT, CONSENTED, default_link, may_be_linked
from preau.access.enums import GroupKind, Link, Subject
from preau.access.roles import allowed_extents, default_extent
from preau.access.services_list import SWITCHED, is_for
from preau.access.statement import Values
from preau.directory.enums import Profile
from preau.kernel import sql
from preau.kernel.readonly import once

YES, NO = "yes", "no"
ON, OFF = "on", "off"
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody set: the value, its version, whether the collectivity set it, and whether that binds schools."""

    value: str
    version: str = ""
    by_authority: bool = False
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy of one school, or of a collectivity for one kind of school (`school_id` None)."""

    school_kind: str
    school_id: uuid.UUID | None = None
    authority: Mapping[Key, Entry] = field(default_factory=dict)
    school: Mapping[Key, Entry] = field(default_factory=dict)

    def inherited(self, subject: str, key: str) -> str:
        """What would hold if this school had set nothing."""
        entry = self.authority.get((subject, key)) if self.school_id is not None else None
        return entry.value if entry else default_of(self.school_kind, subject, key)

    def value(self, subject: str, key: str) -> str:
        """What holds."""
        above = self.authority.get((subject, key))
        if above is not None and above.locked:
            return above.value
        own = self.school.get((subject, key))
        if own is not None:
            return own.value
        return above.value if above is not None else default_of(self.school_kind, subject, key)

    def own(self, subject: str, key: str) -> Entry | None:
        """What this level itself set."""
        return (self.authority if self.school_id is None else self.school).get((subject, key))

    def is_locked(self, subject: str, key: str) -> bool:
        """Whether the collectivity keeps the school from setting it."""
        above = self.authority.get((subject, key))
        return self.school_id is not None and above is not None and above.locked

    def link(self, sender: str, receiver: str) -> str:
        """What members of the first kind may do towards the second (a value of Link)."""
        return self.value(Subject.LINK, f"{sender}>{receiver}")

    def writes(self, kind: str) -> bool:
        """Whether members of the kind may write."""
        return self.value(Subject.WRITES, kind) == YES

    def reaches(self, kind: str) -> bool:
        """Whether the kind reaches its members."""
        return self.value(Subject.REACHED, kind) == YES

    def passes(self, sender: str, receiver: str) -> bool:
        """Whether members of the first kind may write to members of the second: the three conditions together."""
        return self.writes(sender) and self.reaches(receiver) and self.link(sender, receiver) == Link.OPEN

    def serves(self, service: str, profile: str) -> bool:
        """Whether a service is on for a profile: switched off for all, or for the profile, it is off."""
        if service not in SWITCHED:
            return True
        whole, own = self.value(Subject.SERVICE, service), self.value(Subject.SERVICE, f"{service}:{profile}")
        return OFF not in (whole, own)


def default_of(school_kind: str, subject: str, key: str) -> str:
    """The declared value, before anybody sets anything."""
    if subject == Subject.LINK:
        sender, _sep, receiver = key.partition(">")
        return default_link(school_kind, sender, receiver).value
    if subject == Subject.RIGHT:
        role, _sep, right = key.rpartition(":")
        return default_extent(role, right).value
    return ON if subject == Subject.SERVICE else YES


def values_of(subject: str, key: str) -> tuple[str, ...]:
    """The values that an entry may take; none when there is no such entry."""
    if subject == Subject.LINK:
        sender, _sep, receiver = key.partition(">")
        known = sender in GroupKind.values and receiver in GroupKind.values
        if not known or not may_be_linked(sender, receiver):
            return ()
        never = (sender, receiver) in BY_CONSENT and (sender, receiver) != CONSENTED
        return tuple(one for one in Link.values if not (never and one == Link.OPEN))
    if subject in (Subject.WRITES, Subject.REACHED):
        return (YES, NO) if key in GroupKind.values else ()
    if subject == Subject.RIGHT:
        role, _sep, right = key.rpartition(":")
        return tuple(one.value for one in allowed_extents(role, right))
    service, _sep, profile = key.partition(":")
    known = service in SWITCHED and (not profile or (profile in Profile.values and is_for(service, profile)))
    return (ON, OFF) if subject == Subject.SERVICE and known else ()


OF_SCHOOLS = """
    SELECT s.id, s.kind, '' AS layer, '' AS school_kind, '' AS subject, '' AS key, '' AS value,
           CAST(NULL AS uuid) AS version,
           0 AS locked
      FROM directory_school s WHERE s.id IN ({schools})
    UNION ALL
    SELECT s.id, s.kind, 'school', '', x.subject, x.key, x.value, x.version, 0
      FROM access_schoolsetting x JOIN directory_school s ON s.id = x.school_id WHERE x.school_id IN ({schools})
    UNION ALL
    SELECT s.id, s.kind, 'authority', x.school_kind, x.subject, x.key, x.value, x.version,
           CASE WHEN x.locked THEN 1 ELSE 0 END
      FROM directory_school s JOIN access_authoritysetting x ON x.local_authority_id = s.local_authority_id
     WHERE s.id IN ({schools}) AND (x.school_kind = '' OR x.school_kind = s.kind)"""


def policies_of(school_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Policy]:
    """The policy of each of these schools. One read, by index."""
    asked = frozenset(school_ids)
    return once(key_of(asked), lambda: _policies_of(asked)) if asked else {}


def key_of(school_ids: frozenset[uuid.UUID]) -> Hashable:
    """What the policies of these schools are remembered by while a page is made."""
    return "policies", school_ids


def _policies_of(school_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Policy]:
    values = Values()
    return policies_in(sql.named_rows(OF_SCHOOLS.format(schools=values.among(school_ids)), values.params))


def policies_in(rows: Iterable[tuple[Any, ...]]) -> dict[uuid.UUID, Policy]:
    """The policies that rows of OF_SCHOOLS tell."""
    found: dict[uuid.UUID, Policy] = {}
    layers: dict[uuid.UUID, dict[str, dict[Key, Entry]]] = {}
    # What is set for the kind of school comes after what is set for all, and wins.
    for school, kind, layer, _kind, subject, key, value, version, locked in sorted(rows, key=lambda row: row[3]):
        id_ = sql.as_id(school)
        mine = layers.setdefault(id_, {"authority": {}, "school": {}})
        if id_ not in found:
            found[id_] = Policy(kind, id_, mine["authority"], mine["school"])
        if layer:
            mine[layer][subject, key] = Entry(value, str(sql.as_id(version)), layer == "authority", bool(locked))
    return found


def policy_of(school_id: uuid.UUID) -> Policy:
    """The policy of one school; raises KeyError when there is none."""
    return policies_of([school_id])[school_id]


def policy_of_authority(authority_id: uuid.UUID, school_kind: str) -> Policy:
    """What a collectivity set for its schools of one kind."""
    rows = sql.rows(
        "SELECT subject, key, value, version, locked FROM access_authoritysetting"
        " WHERE local_authority_id = %s AND school_kind = %s",
        [sql.key(authority_id), school_kind],
    )
    entries = {
        (subject, key): Entry(value, str(sql.as_id(version)), True, bool(locked))
        for subject, key, value, version, locked in rows
    }
    return Policy(school_kind, None, entries)
