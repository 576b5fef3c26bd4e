"""Who may write to whom before anybody changes anything, by kind of school. docs/access.md shows it as a table.

A link that is not written here lets reply and nothing more. Sensible means: a family reaches its teachers and the
school's life, a class speaks among itself from the collège on, nobody writes to a whole school but who runs it.
"""

from collections.abc import Mapping
from functools import cache

from preau.access.enums import GroupKind as K
from preau.access.enums import Link, Unit
from preau.access.groups import GROUPS
from preau.directory.enums import SchoolKind

Pair = tuple[str, str]

_FIRST_DEGREE: Mapping[str, tuple[str, ...]] = {
    K.STAFF: (K.STAFF,),
    K.HEADS: (K.STUDENTS, K.GUARDIANS, K.ELECTED_PARENTS),
    K.OFFICE: (K.GUARDIANS,),
    K.STUDENT_LIFE: (K.GUARDIANS,),
    K.CLASS_TEACHERS: (K.CLASS_STUDENTS, K.CLASS_GUARDIANS, K.CLASS_ELECTED_PARENTS),
    K.CLASS_STAFF: (K.CLASS_GUARDIANS,),
    K.GROUP_TEACHERS: (K.GROUP_STUDENTS, K.GROUP_GUARDIANS),
    K.CLASS_STUDENTS: (K.CLASS_TEACHERS,),
    K.CLASS_GUARDIANS: (K.CLASS_TEACHERS, K.CLASS_STAFF, K.CLASS_ELECTED_PARENTS),
    K.GROUP_STUDENTS: (K.GROUP_TEACHERS,),
    K.GROUP_GUARDIANS: (K.GROUP_TEACHERS,),
    K.GUARDIANS: (K.HEADS, K.OFFICE, K.ELECTED_PARENTS),
    K.ELECTED_PARENTS: (K.ELECTED_PARENTS, K.HEADS),
    K.CLASS_ELECTED_PARENTS: (K.CLASS_GUARDIANS, K.CLASS_TEACHERS),
}
_LOWER_SECONDARY: Mapping[str, tuple[str, ...]] = {
    **_FIRST_DEGREE,
    K.STUDENT_LIFE: (K.STUDENTS, K.GUARDIANS),
    K.OFFICE: (K.STUDENTS, K.GUARDIANS),
    K.STUDENTS: (K.STUDENT_LIFE,),
    K.CLASS_STUDENTS: (K.CLASS_TEACHERS, K.CLASS_STUDENTS),
    K.GUARDIANS: (K.HEADS, K.OFFICE, K.STUDENT_LIFE, K.ELECTED_PARENTS),
    K.DELEGATES: (K.HEADS, K.DELEGATES),
    K.CLASS_DELEGATES: (K.CLASS_STUDENTS, K.CLASS_TEACHERS),
}
_UPPER_SECONDARY: Mapping[str, tuple[str, ...]] = {
    **_LOWER_SECONDARY,
    K.STUDENTS: (K.STUDENT_LIFE, K.OFFICE, K.DELEGATES),
    K.GROUP_STUDENTS: (K.GROUP_TEACHERS, K.GROUP_STUDENTS),
    K.DELEGATES: (K.HEADS, K.DELEGATES, K.STUDENT_LIFE, K.STUDENTS),
}
# In a lycée professionnel the workplaces of a class are followed by its teachers and the office alike.
_VOCATIONAL: Mapping[str, tuple[str, ...]] = {
    **_UPPER_SECONDARY,
    K.STUDENTS: (K.STUDENT_LIFE, K.OFFICE, K.DELEGATES, K.HEADS),
}
LINKS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    SchoolKind.UPPER_SECONDARY: _UPPER_SECONDARY,
    SchoolKind.VOCATIONAL: _VOCATIONAL,
    SchoolKind.LOWER_SECONDARY: _LOWER_SECONDARY,
    SchoolKind.PRIMARY: _FIRST_DEGREE,
    SchoolKind.OTHER: _LOWER_SECONDARY,
}


def may_be_linked(sender: str, receiver: str) -> bool:
    """Whether a rule between the two kinds has a meaning: of one class or group, or one of them of the school."""
    units = (GROUPS[sender].unit, GROUPS[receiver].unit)
    return units[0] == units[1] or Unit.SCHOOL in units


_ELECTED = (K.ELECTED_PARENTS, K.CLASS_ELECTED_PARENTS)
_FAMILIES = (K.GUARDIANS, K.CLASS_GUARDIANS, K.GROUP_GUARDIANS)
CONSENTED: Pair = (K.CLASS_ELECTED_PARENTS.value, K.CLASS_GUARDIANS.value)
"""The one rule by which elected parents write to families: of their class, to those who accept it, as one group."""
BY_CONSENT = frozenset((one.value, other.value) for one in _ELECTED for other in _FAMILIES)
"""From whom to whom no rule opens a person: elected parents learn no family's name, and write to none by name."""


@cache
def pairs() -> tuple[Pair, ...]:
    """Every ordered pair of kinds that a rule may link, a kind with itself included."""
    return tuple((a.value, b.value) for a in K for b in K if may_be_linked(a, b))


@cache
def opened(school_kind: str) -> frozenset[Pair]:
    """Pairs open by default in a school of that kind."""
    table = LINKS.get(school_kind, _LOWER_SECONDARY)
    return frozenset((str(sender), str(receiver)) for sender, receivers in table.items() for receiver in receivers)


def default_link(school_kind: str, sender: str, receiver: str) -> Link:
    """What holds between two kinds before anybody changes it."""
    return Link.OPEN if (sender, receiver) in opened(school_kind) else Link.REPLY
