"""A pupil's schooling: class, head teachers, teachers by subject, groups; and who else answers for them."""

import functools
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from preau.access.public import ChildRef, reach_words
from preau.directory.calendar import year_of
from preau.directory.rights import RIGHTS
from preau.directory.words import readable
from preau.kernel import clock, sql
from preau.kernel.steps import Steps, in_steps, read
from preau.kernel.text import fold

_OPENING = sorted(str(reach) for reach, rights in RIGHTS.items() if rights.has_account)


@dataclass(frozen=True, slots=True)
class Place:
    """A pupil in a school, with their class when they have one."""

    student_id: uuid.UUID
    school_id: uuid.UUID
    homeroom_id: uuid.UUID | None
    homeroom: str


@dataclass(slots=True)
class Schooling:
    """What surrounds one pupil in one school."""

    place: Place
    head_teachers: list[str] = field(default_factory=list)
    teachers: dict[str, list[str]] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)


def polite(title: str, given: str, family: str) -> str:
    """A member of staff as families name them: "Mme Roux"; the whole name without a title."""
    return f"{title} {family}" if title else f"{given} {family}".strip()


def place_of_child(child: ChildRef) -> Place:
    """Where a child of the guardian's hat is."""
    return Place(child.person_id, child.school_id, child.homeroom_id, child.homeroom)


# Where these pupils are enrolled, and from there what surrounds each of them in each school.
_AROUND = """
    WITH mine AS (
        SELECT e.student_id, e.school_id, e.homeroom_id, h.label, s.authority_id
          FROM directory_enrollment e
          JOIN directory_school s ON s.id = e.school_id
          LEFT JOIN directory_homeroom h ON h.id = e.homeroom_id
         WHERE e.student_id IN ({students}) AND e.school_id IN ({schools}) AND e.school_year_id = %s
           AND e.left_on IS NULL)
    SELECT 'place' AS kind, e.student_id, e.school_id, e.homeroom_id, '' AS title, '' AS given_name, '' AS family_name,
           '' AS subject, COALESCE(e.label, '') AS label
      FROM mine e
    UNION ALL
    SELECT 'head', e.student_id, e.school_id, e.homeroom_id, p.title, p.given_name, p.family_name, '', ''
      FROM mine e
      JOIN directory_homeroomteacher t ON t.school_id = e.school_id AND t.homeroom_id = e.homeroom_id
      JOIN directory_person p ON p.id = t.person_id
    UNION ALL
    SELECT 'class', e.student_id, e.school_id, e.homeroom_id, p.title, p.given_name, p.family_name,
           COALESCE(m.label, t.subject_code), ''
      FROM mine e
      JOIN directory_section t ON t.school_id = e.school_id AND t.homeroom_id = e.homeroom_id
      JOIN directory_person p ON p.id = t.teacher_id
      LEFT JOIN directory_subject m ON m.authority_id = e.authority_id AND m.code = t.subject_code
    UNION ALL
    SELECT 'group', e.student_id, e.school_id, e.homeroom_id, COALESCE(p.title, ''), COALESCE(p.given_name, ''),
           COALESCE(p.family_name, ''), COALESCE(m.label, t.subject_code, ''), g.label
      FROM mine e
      JOIN directory_groupmembership gm ON gm.school_id = e.school_id AND gm.student_id = e.student_id
      JOIN directory_studentgroup g ON g.id = gm.group_id
      LEFT JOIN directory_section t ON t.school_id = gm.school_id AND t.group_id = gm.group_id
      LEFT JOIN directory_person p ON p.id = t.teacher_id
      LEFT JOIN directory_subject m ON m.authority_id = e.authority_id AND m.code = t.subject_code
     WHERE g.school_year_id = %s
    ORDER BY 8, 7, 9"""


@in_steps
def schoolings(
    student_ids: Collection[uuid.UUID], school_ids: Collection[uuid.UUID]
) -> Steps[dict[tuple[uuid.UUID, uuid.UUID], Schooling]]:
    """What surrounds these pupils in these schools, by (pupil, school): those enrolled there this year. One read."""
    if not student_ids:
        return {}
    students, schools, year = sql.keys(student_ids), sql.keys(school_ids), year_of(clock.today())
    found = yield from read(
        _AROUND.format(students=sql.marks(students), schools=sql.marks(schools)), [*students, *schools, year, year]
    )
    around: dict[tuple[uuid.UUID, uuid.UUID], Schooling] = {}
    for kind, student, school, homeroom, title, given, family, subject, label in found:
        key = sql.as_id(student), sql.as_id(school)
        one = around.get(key)
        if one is None:
            one = around[key] = Schooling(Place(*key, sql.as_id(homeroom) if homeroom else None, ""))
        if kind == "place":
            one.place = replace(one.place, homeroom=label)
        else:
            _add(one, kind, polite(title, given, family), subject, label)
    for one in around.values():
        one.teachers = dict(sorted(one.teachers.items(), key=lambda taught: fold(taught[0])))
    return around


def _add(one: Schooling, kind: str, name: str, subject: str, label: str) -> None:
    if kind == "head":
        one.head_teachers.append(name)
        return
    if label and label not in one.groups:
        one.groups.append(label)
    if name and subject:
        names = one.teachers.setdefault(readable(subject), [])
        if name not in names:
            names.append(name)


@dataclass(frozen=True, slots=True)
class OtherGuardian:
    """Someone else who answers for the child: a name and how far it goes. Never where they live."""

    name: str
    reach: str


def other_guardians(
    children: Sequence[ChildRef], person_id: uuid.UUID
) -> dict[tuple[uuid.UUID, uuid.UUID], list[OtherGuardian]]:
    """Who else answers for each child, by (child, school). One read.

    Contacts without an account, and who a judge put aside, are not among them.
    """
    students = sql.keys({child.person_id for child in children})
    schools = sql.keys({child.school_id for child in children})
    found = sql.rows(
        "SELECT g.student_id, g.school_id, p.given_name, p.family_name, g.reach FROM directory_guardianship g"  # noqa: S608
        " JOIN directory_person p ON p.id = g.guardian_id"
        f" WHERE g.school_id IN ({sql.marks(schools)}) AND g.student_id IN ({sql.marks(students)})"
        f" AND g.guardian_id <> %s AND g.ended_at IS NULL AND g.reach IN ({sql.marks(_OPENING)})"
        " ORDER BY g.contact_rank, p.family_name, p.given_name",
        [*schools, *students, sql.key(person_id), *_OPENING],
    )
    others: dict[tuple[uuid.UUID, uuid.UUID], list[OtherGuardian]] = {}
    for student, school, given, family, reach in found:
        others.setdefault((sql.as_id(student), sql.as_id(school)), []).append(
            OtherGuardian(f"{given} {family}".strip(), reach_words(reach))
        )
    return others


_ANSWERING = """
    SELECT 0 AS rank, t.homeroom_id AS owner, t.school_id, p.title, p.given_name, p.family_name, '' AS reach
      FROM directory_homeroomteacher t JOIN directory_person p ON p.id = t.person_id
     WHERE t.school_id IN ({schools}) AND t.homeroom_id IN ({homerooms})
    UNION ALL
    SELECT 1 + g.contact_rank, g.student_id, g.school_id, '', p.given_name, p.family_name, g.reach
      FROM directory_guardianship g JOIN directory_person p ON p.id = g.guardian_id
     WHERE g.school_id IN ({schools}) AND g.student_id IN ({students})
       AND g.guardian_id <> %s AND g.ended_at IS NULL AND g.reach IN ({reaches})
     ORDER BY 1, 6, 5"""


@functools.lru_cache(maxsize=64)
def _answering(schools: int, homerooms: int, students: int) -> str:
    """The statement for so many of each."""
    counts = {"schools": schools, "homerooms": homerooms, "students": students, "reaches": len(_OPENING)}
    return _ANSWERING.format(**{name: sql.marks([None] * count) for name, count in counts.items()})


@in_steps
def who_answers(
    children: Sequence[ChildRef], person_id: uuid.UUID
) -> Steps[list[tuple[ChildRef, Schooling, list[OtherGuardian]]]]:
    """Each child with its head teachers and who else answers for it, as `other_guardians` says. One read."""
    if not children:
        return []
    schools = sql.keys({child.school_id for child in children})
    homerooms = sql.keys({child.homeroom_id for child in children if child.homeroom_id})
    students = sql.keys({child.person_id for child in children})
    found = yield from read(
        _answering(len(schools), len(homerooms), len(students)),
        [*schools, *homerooms, *schools, *students, sql.key(person_id), *_OPENING],
    )
    heads: dict[uuid.UUID, list[str]] = defaultdict(list)
    others: dict[tuple[uuid.UUID, uuid.UUID], list[OtherGuardian]] = defaultdict(list)
    for rank, owner, school, title, given, family, reach in found:
        if rank:
            who = OtherGuardian(f"{given} {family}".strip(), reach_words(reach))
            others[sql.as_id(owner), sql.as_id(school)].append(who)
        else:
            heads[sql.as_id(owner)].append(polite(title, given, family))
    return [
        (
            child,
            Schooling(place_of_child(child), heads[child.homeroom_id] if child.homeroom_id else []),
            others[child.person_id, child.school_id],
        )
        for child in children
    ]


def choices_of_adult(child: ChildRef) -> list[str]:
    """What an adult pupil decided, told to the guardian who sees that it closed."""
    told = []
    if child.signatures_taken_over:
        told.append(_("%(name)s a 18 ans et signe désormais pour soi.") % {"name": child.given_name})
    if child.messages_closed:
        told.append(
            _(
                "%(name)s a fermé ses messages à ses responsables. "
                "Vous recevez toujours les avis d’absence et de départ."
            )
            % {"name": child.given_name}
        )
    return told
