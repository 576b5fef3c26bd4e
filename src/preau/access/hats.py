"""Hats: the capacities in which one account acts. Worked out at each page from what holds today, and never mixed.

One hat for each staff profile in each school, one for a pupil, one for a guardian over the schools of all her children,
one for each collectivity an officer serves, one for whoever inspects in each school that confided them something to
read, on those days, one for the operator, one for support (which sees nothing but what a school opens). A hat that has
lost its ground is gone at the next page: nothing is kept between two pages but which hat was chosen.
"""

import datetime as dt
import functools
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.access.enums import BY_VISITORS
from preau.access.statement import Values
from preau.directory.calendar import year_of
from preau.directory.enums import STAFF_PROFILES, Profile, Reach
from preau.directory.rights import ADULT_AGE, RIGHTS, adult_on
from preau.directory.selectors.schools import SHOWN_COLUMNS, SHOWN_JOINS
from preau.identity.enums import LockKind, LockTarget
from preau.identity.public import PLAIN, Account, Look, offices_of, standing_locks
from preau.kernel import clock, scope, sql
from preau.kernel.text import fold

OPERATOR = "operator"
SUPPORT = "support"
ALL_CHILDREN = "tous"
# Reaches that open an account (directory.rights): the only ones a hat is made of.
_OPENING = sorted(str(reach) for reach, rights in RIGHTS.items() if rights.has_account)


@dataclass(frozen=True, slots=True)
class SchoolRef:
    """A school, with what every page shows of it, and until when it asks its people to read something (`School`)."""

    id: uuid.UUID
    uai: str
    name: str
    kind: str
    timezone: str = "Europe/Paris"
    local_authority_id: uuid.UUID | None = None
    local_authority: str = ""
    brand_color: str = ""
    accent_color: str = ""
    holiday_zone: str = ""
    logo: str = ""
    logo_alt: str = ""
    icon: str = ""
    tells_until: dt.datetime | None = None
    told_at: dt.datetime | None = None

    @property
    def look(self) -> Look:
        """How pages of its collectivity look."""
        return Look(self.brand_color, self.accent_color, self.logo, self.logo_alt, self.icon)


@dataclass(frozen=True, slots=True)
class ChildRef:
    """A child of a guardian in one school, and how far the guardianship goes there."""

    person_id: uuid.UUID
    given_name: str
    school_id: uuid.UUID
    school_name: str
    homeroom: str
    reach: str
    family_name: str = ""
    uai: str = ""
    homeroom_id: uuid.UUID | None = None
    is_adult: bool = False
    signatures_taken_over: bool = False
    messages_closed: bool = False

    @property
    def key(self) -> str:
        """What the child switch posts."""
        return f"{self.person_id.hex}-{self.uai}"

    @property
    def full_name(self) -> str:
        """Given name then family name."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True)
class Hat:
    """A capacity: its profile (of directory.enums.Profile, "operator" or "support"), and the schools it reaches.

    A collectivity's are hundreds: the hat holds their ids (`governed`), not their names, and the collectivity's `look`.
    `person_id`: whose head it is on, set when it is worn; rights and contacts are asked of a worn hat. `weak`: no
    second factor protects its account; wide rights (access.risks) that a school added to declared ones are not held.
    """

    key: str
    profile: str
    title: str
    schools: tuple[SchoolRef, ...]
    local_authority_id: uuid.UUID | None = None
    children: tuple[ChildRef, ...] = ()
    child: ChildRef | None = None
    place: str = field(default="")
    governed: frozenset[uuid.UUID] = frozenset()
    look: Look = PLAIN
    person_id: uuid.UUID | None = None
    weak: bool = False

    @property
    def school_ids(self) -> Collection[uuid.UUID]:
        """Ids of its schools: the scope of its pages."""
        return self.governed or tuple(school.id for school in self.schools)

    @property
    def is_staff(self) -> bool:
        """True for a hat of a school's staff."""
        return self.profile in STAFF_PROFILES

    @property
    def is_visitor(self) -> bool:
        """True for whoever inspects: reads what a school confided for some days, and is nothing else there."""
        return self.profile == Profile.ACADEMY

    @property
    def school(self) -> SchoolRef | None:
        """The one school this page is about: the hat's only one, or the selected child's."""
        if self.child is not None:
            return next((one for one in self.schools if one.id == self.child.school_id), None)
        return self.schools[0] if len(self.schools) == 1 else None

    def shown_children(self) -> tuple[ChildRef, ...]:
        """The selected child, or all of them."""
        return (self.child,) if self.child is not None else self.children


_PLACES = f"""
    SELECT a.profile, {SHOWN_COLUMNS}
      FROM directory_affiliation a
      JOIN directory_school s ON s.id = a.school_id {SHOWN_JOINS}
     WHERE a.person_id = %s AND a.state = 'active'"""  # noqa: S608 (names of our own columns)

# A child is shown while the guardianship runs, reaches far enough, and the child has a place in that school.
_CHILDREN = f"""
    SELECT g.student_id, p.given_name, p.family_name, p.birth_date, p.takes_over_signatures_on,
           p.closes_guardian_messages_on, g.reach, h.id, h.label, {SHOWN_COLUMNS}
      FROM directory_guardianship g
      JOIN directory_person p ON p.id = g.student_id
      JOIN directory_affiliation a ON a.school_id = g.school_id AND a.person_id = g.student_id
                                  AND a.profile = '{Profile.STUDENT.value}' AND a.state = 'active'
      JOIN directory_school s ON s.id = g.school_id {SHOWN_JOINS}
      LEFT JOIN directory_enrollment e ON e.school_id = g.school_id AND e.school_year_id = %s
                                      AND e.student_id = g.student_id AND e.left_on IS NULL
      LEFT JOIN directory_homeroom h ON h.id = e.homeroom_id
     WHERE g.guardian_id = %s AND g.ended_at IS NULL AND g.reach IN ({sql.marks(_OPENING)})
     ORDER BY p.birth_date, p.given_name, s.name"""  # noqa: S608

# Whoever inspects has a place while something is confided; the hat is there on the days of it alone, which are the
# school's own: somewhere it is a day later.
_VISITED = """
    SELECT d.school_id, d.starts_on, d.ends_on FROM access_delegation d
     WHERE d.school_id IN ({schools}) AND d.person_id = %(who)s AND d."right" IN ({rights}) AND d.ended_at IS NULL
       AND d.ends_on >= %(lately)s"""

_GOVERNED = f"""
    SELECT {SHOWN_COLUMNS} FROM directory_school s {SHOWN_JOINS}
     WHERE s.local_authority_id = %s ORDER BY s.name, s.uai"""  # noqa: S608

_ONE = f"SELECT {SHOWN_COLUMNS} FROM directory_school s {SHOWN_JOINS} WHERE s.id = %s"  # noqa: S608

# Which hat is worn first: work before family, the collectivity and the platform last.
_ORDER = (
    Profile.HEAD,
    Profile.TEACHER,
    Profile.LIBRARIAN,
    Profile.STUDENT_LIFE,
    Profile.SCHOOL_STAFF,
    Profile.EXTERNAL,
    Profile.STUDENT,
    Profile.GUARDIAN,
    Profile.LOCAL_AUTHORITY,
    Profile.ACADEMY,
    OPERATOR,
    SUPPORT,
)


_TITLES = {
    Profile.STUDENT: gettext_lazy("Élève"),
    Profile.GUARDIAN: gettext_lazy("Responsable"),
    Profile.TEACHER: gettext_lazy("Enseignement"),
    Profile.LIBRARIAN: gettext_lazy("Documentation"),
    Profile.HEAD: gettext_lazy("Direction"),
    Profile.STUDENT_LIFE: gettext_lazy("Vie scolaire"),
    Profile.SCHOOL_STAFF: gettext_lazy("Administration et services"),
    Profile.LOCAL_AUTHORITY: gettext_lazy("Collectivité"),
    Profile.ACADEMY: gettext_lazy("Inspection"),
    Profile.EXTERNAL: gettext_lazy("Intervention extérieure"),
    OPERATOR: gettext_lazy("Exploitation de la plateforme"),
    SUPPORT: gettext_lazy("Assistance"),
}


def title_of(profile: str) -> str:
    """The profile in the reader's language, as a person would say it of themselves."""
    return str(_TITLES.get(profile, profile))


@functools.lru_cache(maxsize=4096)
def _school(columns: tuple[Any, ...]) -> SchoolRef:
    """A school of these very columns. What they were made into is remembered, not what they say."""
    authority = sql.as_id(columns[5]) if columns[5] else None
    return SchoolRef(
        sql.as_id(columns[0]), columns[1], columns[2], columns[3], columns[4], authority,
        columns[6] or "", columns[7] or "", columns[8] or "", columns[9],
        columns[10] or "", columns[11] or "", columns[12] or "",
        sql.as_moment(columns[13]), sql.as_moment(columns[14]),
    )  # fmt: skip


def _child(row: tuple[Any, ...], school: SchoolRef, today: dt.date) -> ChildRef:
    born, signs_on, closes_on = sql.as_day(row[3]), sql.as_day(row[4]), sql.as_day(row[5])
    adult = born is not None and today.year - born.year >= ADULT_AGE and adult_on(born) <= today
    return ChildRef(
        person_id=sql.as_id(row[0]),
        given_name=row[1],
        family_name=row[2],
        school_id=school.id,
        school_name=school.name,
        uai=school.uai,
        homeroom_id=sql.as_id(row[7]) if row[7] else None,
        homeroom=row[8] or "",
        reach=row[6],
        is_adult=adult,
        signatures_taken_over=adult and signs_on is not None and signs_on <= today,
        messages_closed=adult and closes_on is not None and closes_on <= today,
    )


def _by_school(place: tuple[str, SchoolRef]) -> tuple[str, str]:
    return fold(place[1].name), place[1].uai


def _own_hats(account: Account) -> list[Hat]:
    """Hats of places, which came with the account; of one found otherwise they are read here."""
    hats = []
    pupil: list[SchoolRef] = []
    places = account.places if account.places is not None else sql.rows(_PLACES, [sql.key(account.person_id)])
    held = [(profile, _school(tuple(columns))) for profile, *columns in places]
    if len(held) > 1:  # one, mostly: to have the database put them in order costs it a tenth of the read
        held.sort(key=_by_school)
    for profile, school in held:
        if profile == Profile.STUDENT:
            pupil.append(school)
        elif profile in _ORDER and profile not in (Profile.GUARDIAN, Profile.LOCAL_AUTHORITY):
            short = profile.removeprefix("National_")
            hats.append(Hat(f"{short}-{school.uai}", profile, title_of(profile), (school,), place=school.name))
    if pupil:
        hats.append(pupil_hat(tuple(pupil)))
    return _on_their_days(account, hats)


def _on_their_days(account: Account, hats: list[Hat]) -> list[Hat]:
    """The same without the hats of visits that nothing is confided for today. One read, for who visits alone."""
    visited = {hat.schools[0].id: clock.today(hat.schools[0].timezone) for hat in hats if hat.is_visitor}
    if not visited:
        return hats
    values = Values(who=sql.key(account.person_id), lately=min(visited.values()))
    asked = _VISITED.format(schools=values.among(visited), rights=values.among(sorted(BY_VISITORS)))
    told = [(sql.as_id(one), sql.as_day(since), sql.as_day(until)) for one, since, until in
            sql.named_rows(asked, values.params)]  # fmt: skip
    open_in = {one for one, since, until in told if since and until and since <= visited[one] <= until}
    return [hat for hat in hats if not hat.is_visitor or hat.schools[0].id in open_in]


def pupil_hat(schools: tuple[SchoolRef, ...]) -> Hat:
    """The hat of a pupil of these schools."""
    place = schools[0].name if len(schools) == 1 else ""
    return Hat("elv", Profile.STUDENT.value, title_of(Profile.STUDENT), schools, place=place)


def guardian_hat(person_id: uuid.UUID) -> Hat | None:
    """The hat of whoever answers for children; None for who has none in a school. One read."""
    today = clock.today()
    schools: dict[uuid.UUID, SchoolRef] = {}
    children = []
    for row in sql.rows(_CHILDREN, [year_of(today), sql.key(person_id), *_OPENING]):
        school = _school(row[9:])
        schools[school.id] = school
        children.append(_child(row, school, today))
    if not children:
        return None
    place = ", ".join(dict.fromkeys(child.given_name for child in children))
    return Hat(
        "tut", Profile.GUARDIAN.value, title_of(Profile.GUARDIAN), tuple(schools.values()),
        children=tuple(children), place=place,
    )  # fmt: skip


def governed_schools(authority_id: uuid.UUID) -> tuple[SchoolRef, ...]:
    """The schools of a collectivity, by name."""
    return tuple(_school(columns) for columns in sql.rows(_GOVERNED, [sql.key(authority_id)]))


def schools_of(hat: Hat) -> tuple[SchoolRef, ...]:
    """A hat's schools, by name; an officer's are read here, hundreds of them."""
    return hat.schools if hat.schools or hat.local_authority_id is None else governed_schools(hat.local_authority_id)


def school_ref(school_id: uuid.UUID) -> SchoolRef:
    """One school, as hats hold it."""
    return _school(sql.rows(_ONE, [sql.key(school_id)])[0])


def _operator_hat() -> Hat:
    return Hat(OPERATOR, OPERATOR, title_of(OPERATOR), (), place=_("Toute la plateforme"))


def _office_hats(person_id: uuid.UUID) -> list[Hat]:
    hats = []
    for office in offices_of(person_id):
        if office.is_support:
            hats.append(Hat(SUPPORT, SUPPORT, title_of(SUPPORT), (), place=_("Ce que les établissements ouvrent")))
            continue
        if office.local_authority_id is None:
            hats.append(_operator_hat())
            continue
        hats.append(
            Hat(
                f"col-{office.local_authority_id.hex}", Profile.LOCAL_AUTHORITY.value, office.title, (),
                local_authority_id=office.local_authority_id, place=office.authority,
                governed=office.school_ids, look=office.look,
            )
        )  # fmt: skip
    return hats


def hats_of(account: Account) -> tuple[Hat, ...]:
    """The hats this account may wear today, the one worn by default first.

    One read, by index, for each of: children, offices; none for what the account was found not to have.
    """
    person_id = account.person_id
    with scope.everything("the hats of an account come before any scope"):
        hats = _own_hats(account)
        guardian = guardian_hat(person_id) if account.may_be_guardian else None
        if guardian is not None:
            hats.append(guardian)
        if account.offices == "operator":
            hats.append(_operator_hat())
        elif account.offices == "some":
            hats += _office_hats(person_id)
        if account.may_be_locked:
            hats = _left_by_locks(person_id, hats)
    return tuple(sorted(hats, key=lambda hat: _ORDER.index(hat.profile)))


def _left_by_locks(person_id: uuid.UUID, hats: list[Hat]) -> list[Hat]:
    """What locks to sign in leave of these hats: a school, with its children, goes from a hat; an empty hat goes."""
    schools = sorted({school.id for hat in hats if hat.profile != Profile.LOCAL_AUTHORITY for school in hat.schools})
    locks = [one for one in standing_locks(person_id, schools) if one.kind == LockKind.SIGN_IN]
    if not locks:
        return hats
    if any(one.target == LockTarget.PERSON for one in locks):
        return []
    left = []
    for hat in hats:
        closed = {s.id for s in hat.schools for one in locks if one.touches(hat.profile, s.id)}
        if not closed or hat.profile == Profile.LOCAL_AUTHORITY:
            left.append(hat)
        elif closed < set(hat.school_ids):
            left.append(
                replace(
                    hat,
                    schools=tuple(one for one in hat.schools if one.id not in closed),
                    children=tuple(one for one in hat.children if one.school_id not in closed),
                )
            )
    return left


def reach_words(reach: str) -> str:
    """How far a guardianship goes, in words."""
    return str(Reach(reach).label)
