"""To whom something is published: groups of a school as data, for one reader's test and for a list of people alike.

An audience is whom ("pupils", "guardians"…) of what (a school, a level, a class, a group), kept by whoever publishes as
a text (`Audience.key`). `reader.audiences_of(hat)` says which of them a reader is in, `addressed` who is in some of
them: both read the pieces that `groups` declares, so that a page and a count cannot disagree. Who changes class is in
or out at the next question.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from preau.access.enums import GroupKind, Unit
from preau.access.groups import GROUPS, Source, values_of_today
from preau.access.hats import Hat
from preau.access.rights import units_under
from preau.access.selectors.places import classes_of_year, unit_names
from preau.access.selectors.spaces import levels_of
from preau.access.statement import Values
from preau.directory.enums import Profile
from preau.directory.words import class_order
from preau.kernel import sql

PUPILS, GUARDIANS, TEACHERS, STAFF = "pupils", "guardians", "teachers", "staff"
LIFE, OFFICE, HEADS = "life", "office", "heads"
_KINDS: Mapping[str, Mapping[str, GroupKind]] = {
    PUPILS: {
        Unit.SCHOOL: GroupKind.STUDENTS, Unit.CLASS: GroupKind.CLASS_STUDENTS, Unit.GROUP: GroupKind.GROUP_STUDENTS,
    },
    GUARDIANS: {
        Unit.SCHOOL: GroupKind.GUARDIANS, Unit.CLASS: GroupKind.CLASS_GUARDIANS, Unit.GROUP: GroupKind.GROUP_GUARDIANS,
    },
    TEACHERS: {
        Unit.SCHOOL: GroupKind.TEACHERS, Unit.CLASS: GroupKind.CLASS_TEACHERS, Unit.GROUP: GroupKind.GROUP_TEACHERS,
    },
    STAFF: {Unit.SCHOOL: GroupKind.STAFF, Unit.CLASS: GroupKind.CLASS_STAFF, Unit.GROUP: GroupKind.GROUP_TEACHERS},
    LIFE: {Unit.SCHOOL: GroupKind.STUDENT_LIFE},
    OFFICE: {Unit.SCHOOL: GroupKind.OFFICE},
    HEADS: {Unit.SCHOOL: GroupKind.HEADS},
}  # fmt: skip
# A level is of pupils: only their groups and their families' have one.
_LEVELLED = frozenset({GroupKind.STUDENTS.value, GroupKind.GUARDIANS.value})
_FAMILIES = frozenset(kind.value for kind in _KINDS[GUARDIANS].values())


class Place(NamedTuple):
    """What an audience is of: a school, one of its levels, classes or groups; as a form sends it (`text`)."""

    unit: str = Unit.SCHOOL.value
    id: uuid.UUID | None = None
    level: str = ""

    @property
    def text(self) -> str:
        """As a form sends it."""
        return f"level:{self.level}" if self.level else f"{self.unit}:{self.id.hex}" if self.id else self.unit


class Audience(NamedTuple):
    """People of one group, of those of one level when it says so."""

    kind: str
    unit_id: uuid.UUID | None = None
    level: str = ""

    @property
    def key(self) -> str:
        """The text by which it is kept and found."""
        return (
            f"{self.kind}@{self.level}"
            if self.level
            else f"{self.kind}:{self.unit_id.hex}"
            if self.unit_id
            else self.kind
        )

    @property
    def is_of_school(self) -> bool:
        """Whether it reaches beyond one class or group."""
        return self.unit_id is None


class Addressed(NamedTuple):
    """Somebody of an audience: under which profile and, of a guardian, for which child."""

    person_id: uuid.UUID
    profile: str
    about_id: uuid.UUID | None = None


def audience_of_key(key: str) -> Audience:
    """The audience that a key tells of."""
    kind, _at, level = key.partition("@")
    kind, _colon, unit = kind.partition(":")
    return Audience(kind, uuid.UUID(unit) if unit else None, level)


def audience(who: str, place: Place) -> Audience | None:
    """These people of that place; None when there are no such people there ("the office of a class")."""
    kind = _KINDS.get(who, {}).get(place.unit)
    if kind is None or (place.level and kind not in _LEVELLED):
        return None
    return Audience(kind.value, place.id, place.level)


def addressed(school_id: uuid.UUID, audiences: Iterable[Audience]) -> list[Addressed]:
    """Everyone of these audiences today, once for a profile and a child. One read."""
    values = values_of_today()
    parts = [
        _people(source, one, values, school_id) for one in sorted(set(audiences)) for source in GROUPS[one.kind].sources
    ]
    if not parts:
        return []
    rows = sql.named_rows(
        f"SELECT DISTINCT m.person_id, m.profile, m.about FROM ({' UNION ALL '.join(parts)}) m"  # noqa: S608
        " JOIN directory_person p ON p.id = m.person_id AND p.suspended_at IS NULL AND p.erased_at IS NULL",
        values.params,
    )
    told = [Addressed(sql.as_id(who), profile, sql.as_id(child) if child else None) for who, profile, child in rows]
    return sorted(told, key=lambda one: (one.person_id, one.profile, one.about_id or one.person_id))


def _people(source: Source, one: Audience, values: Values, school_id: uuid.UUID) -> str:
    family = one.kind in _FAMILIES
    profile = f"'{Profile.GUARDIAN.value}'" if family else "a.profile"
    child = "g.student_id" if family else "CAST(NULL AS uuid)"
    text = (
        f"SELECT {source.person} AS person_id, {profile} AS profile, {child} AS about FROM {source.body}"  # noqa: S608
        f" AND {values.within(source.school, [school_id])}"
    )
    if one.unit_id is not None:
        text += f" AND {values.within(source.unit, [one.unit_id])}"
    return f"{text} AND e.level_label = {values.of(one.level)}" if one.level else text


def may_address(hat: Hat, right: str, school_id: uuid.UUID, audiences: Collection[Audience]) -> bool:
    """Whether a right reaches each of these audiences: a school's and a level's with the whole school alone."""
    units = units_under(hat, right, school_id)
    return bool(audiences) and (units is None or all(one.unit_id in units for one in audiences))


def places_to_address(hat: Hat, right: str, school_id: uuid.UUID) -> list[tuple[Place, str]]:
    """The places whose people a right reaches in a school, with their names: the whole of it first, if it does."""
    units = units_under(hat, right, school_id)
    classes = {one for one, _label in classes_of_year(school_id)}
    found = [
        (Place(Unit.CLASS if id_ in classes else Unit.GROUP, id_), label)
        for id_, label in unit_names(school_id).items()
        if isinstance(id_, uuid.UUID) and (units is None or id_ in units)
    ]
    found.sort(key=lambda one: (one[0].unit, class_order(one[1])))
    if units is not None:
        return found
    levels = [(Place(level=level), _("Niveau : %(level)s") % {"level": level}) for level in levels_of(school_id)]
    return [(Place(), _("Tout l’établissement")), *levels, *found]


def place_of_audience(one: Audience) -> Place:
    """The place of an audience."""
    return Place(GROUPS[one.kind].unit.value, one.unit_id, one.level)


def who_of_audience(one: Audience) -> str:
    """Whom an audience is of."""
    return next(who for who, kinds in _KINDS.items() if one.kind in {kind.value for kind in kinds.values()})


def audience_words(audiences: Iterable[Audience], names: Mapping[object, str]) -> list[str]:
    """Audiences in words, place by place: "les élèves et les responsables : 2de 4". `names`: of classes and groups."""
    by_place: dict[Place, list[str]] = defaultdict(list)
    for one in audiences:
        by_place[place_of_audience(one)].append(who_of_audience(one))
    return [_of_place(place, whom, names) for place, whom in sorted(by_place.items(), key=lambda one: one[0].text)]


def _of_place(place: Place, whom: Collection[str], names: Mapping[object, str]) -> str:
    words = whom_words()
    who = ", ".join(str(words[one]) for one in words if one in whom)
    if place.level:
        return _("%(who)s (niveau : %(level)s)") % {"who": who, "level": place.level}
    if place.id:
        return _("%(who)s (%(unit)s)") % {"who": who, "unit": names.get(place.id, _("une classe d’avant"))}
    return _("%(who)s de l’établissement") % {"who": who}


def whom_words() -> Mapping[str, Any]:
    """Whom one publishes to, in words."""
    return {
        PUPILS: _("les élèves"), GUARDIANS: _("les responsables des élèves"), TEACHERS: _("les enseignants"),
        STAFF: _("tous les personnels"), LIFE: _("la vie scolaire"), OFFICE: _("l’administration et les services"),
        HEADS: _("la direction"),
    }  # fmt: skip
