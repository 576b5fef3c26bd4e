"""Who has come, class by class. Reads only; who may look is preau.access's word, asked by the views."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from preau.access.public import OpenableClass
from preau.console.paper import Paper, Sheet, sheet
from preau.directory.calendar import year_of
from preau.directory.models import Enrollment, Guardianship, Person
from preau.directory.rights import rights_of_guardian
from preau.directory.words import class_order
from preau.identity.enums import SlipKind
from preau.identity.public import Printed, Wanted, has_come, letters_asked
from preau.kernel import clock
from preau.ui import wording
from preau.ui.listing import Asked, sifted


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of a class have come, pupils and guardians apart."""

    id: uuid.UUID
    label: str
    pupils: int
    pupils_in: int
    guardians: int
    guardians_in: int


RATE_KEYS: Mapping[str, Callable[[Rate], Any]] = {
    "classe": lambda one: class_order(one.label),
    "eleves": lambda one: one.pupils_in / one.pupils if one.pupils else -1,
    "responsables": lambda one: one.guardians_in / one.guardians if one.guardians else -1,
}
"""Ways to sort classes; one without anybody comes before those of whom nobody came."""


@dataclass(frozen=True, slots=True)
class Someone:
    """A pupil, or a guardian of one, and whether they ever came. `homeroom`: the pupil's class."""

    person: Person
    student: Person
    has_come: bool
    wants_letter: bool = False
    homeroom: str = ""

    @property
    def is_guardian(self) -> bool:
        """True for a guardian."""
        return self.person.pk != self.student.pk


def _pupils(class_ids: Iterable[uuid.UUID]):  # type: ignore[no-untyped-def]
    rows = Enrollment.objects.filter(
        homeroom_id__in=list(class_ids), school_year_id=year_of(clock.today()), left_on=None
    )
    return rows.annotate(came=has_come("student_id"))


def _links(school_id: uuid.UUID, **narrow: Any) -> Any:
    rows = Guardianship.objects.filter(school_id=school_id, ended_at=None, **narrow)
    return rows.select_related("guardian", "student").annotate(came=has_come("guardian_id"))


def _guardians(school_id: uuid.UUID, student_ids: Iterable[uuid.UUID]) -> list[Guardianship]:
    """Guardianships that give a right to an account."""
    today, found = clock.today(), _links(school_id, student_id__in=list(student_ids))
    return [one for one in found if rights_of_guardian(one, one.student, today).has_account]


def rates_of(classes: Sequence[OpenableClass]) -> list[Rate]:
    """The rates of these classes of one school, in two reads whatever their number. A guardian counts once a class."""
    if not classes:
        return []
    pupils: dict[uuid.UUID, dict[uuid.UUID, bool]] = defaultdict(dict)
    for class_id, student_id, came in _pupils(one.id for one in classes).values_list(
        "homeroom_id", "student_id", "came"
    ):
        pupils[class_id][student_id] = came
    class_of = {student: class_id for class_id, members in pupils.items() for student in members}
    guardians: dict[uuid.UUID, dict[uuid.UUID, bool]] = defaultdict(dict)
    for link in _guardians(classes[0].school_id, class_of):
        guardians[class_of[link.student_id]][link.guardian_id] = link.came  # type: ignore[attr-defined]
    return [
        Rate(
            one.id, one.label, len(pupils[one.id]), sum(pupils[one.id].values()), len(guardians[one.id]),
            sum(guardians[one.id].values()),
        )
        for one in classes
    ]  # fmt: skip


def people_of(shown: OpenableClass) -> tuple[list[Someone], list[Someone]]:
    """Pupils and guardians of a class, by the pupil's name."""
    rows = list(_pupils([shown.id]).select_related("student"))
    rows.sort(key=lambda one: one.student.search_name)
    pupils = [Someone(one.student, one.student, one.came, homeroom=shown.label) for one in rows]
    asked = letters_asked(shown.school_id)
    links = sorted(
        _guardians(shown.school_id, [one.student_id for one in rows]),
        key=lambda one: (one.student.search_name, one.contact_rank, one.guardian.search_name),
    )
    guardians = [
        Someone(one.guardian, one.student, one.came, (one.guardian_id, one.student_id) in asked, shown.label)  # type: ignore[attr-defined]
        for one in links
    ]
    return pupils, guardians


def pupils_among(classes: Sequence[OpenableClass], ids: Collection[uuid.UUID]) -> list[Someone]:
    """Those of these people who are pupils of these classes, in one read."""
    rows = _pupils(one.id for one in classes).filter(student_id__in=list(ids)).select_related("student", "homeroom")
    return [Someone(one.student, one.student, one.came, homeroom=one.homeroom.label) for one in rows]


def guardians_among(classes: Sequence[OpenableClass], ids: Collection[uuid.UUID]) -> list[tuple[Someone, bool]]:
    """Those of these people who answer for a pupil of these classes, once for each; whether it gives an account."""
    if not classes:
        return []
    placed = _pupils(one.id for one in classes)
    links = list(
        _links(classes[0].school_id, guardian_id__in=list(ids), student_id__in=placed.values("student_id")).order_by(
            "guardian__search_name", "guardian_id", "student__search_name"
        )
    )
    rooms = placed.filter(student_id__in=[one.student_id for one in links])
    label_of = dict(rows for rows in rooms.values_list("student_id", "homeroom__label"))
    today = clock.today()
    return [
        (
            Someone(one.guardian, one.student, one.came, homeroom=label_of.get(one.student_id, "")),
            rights_of_guardian(one, one.student, today).has_account,
        )
        for one in links
    ]


def absent_of(school_id: uuid.UUID, class_ids: Collection[uuid.UUID]) -> list[Someone]:
    """Who never came of these classes: by class, pupils, then guardians, by name."""
    placed = list(_pupils(class_ids).filter(school_id=school_id).select_related("student", "homeroom"))
    label_of = {one.student_id: one.homeroom.label for one in placed}
    found = [Someone(one.student, one.student, one.came, homeroom=label_of[one.student_id]) for one in placed]
    found += [
        Someone(one.guardian, one.student, one.came, homeroom=label_of[one.student_id])  # type: ignore[attr-defined]
        for one in _guardians(school_id, label_of)
    ]
    return sorted((one for one in found if not one.has_come), key=ABSENT_KEYS["classe"])


PUPILS, GUARDIANS = "eleves", "responsables"
ABSENT_KEYS: Mapping[str, Callable[[Someone], Any]] = {
    "classe": lambda one: (
        class_order(one.homeroom), one.is_guardian, one.student.search_name, one.person.search_name,
    ),
    "nom": lambda one: (one.person.search_name, one.student.search_name),
    "profil": lambda one: one.is_guardian,
}  # fmt: skip
"""Ways to sort those who never came."""


@dataclass(frozen=True, slots=True)
class AbsentQuery:
    """What is asked of the list of those who never came. Kept as it is by an export. `who`: PUPILS or GUARDIANS."""

    text: str = ""
    sort: str = "classe"
    descending: bool = False
    who: str = ""
    class_id: str = ""


def absent_found(school_id: uuid.UUID, class_ids: Iterable[uuid.UUID], query: AbsentQuery) -> list[Someone]:
    """Those of these classes of the school who never came and answer to the question, in its order."""
    chosen = [one for one in class_ids if query.class_id in ("", str(one))]
    people = absent_of(school_id, chosen) if chosen else []
    if query.who:
        people = [one for one in people if one.is_guardian == (query.who == GUARDIANS)]
    return sifted(
        people, Asked(query.text, query.sort, query.descending), keys=ABSENT_KEYS,
        told=lambda one: f"{one.person.full_name} {one.student.full_name} {one.homeroom}",
    )  # fmt: skip


def family_of(school_id: uuid.UUID, student: Person) -> list[Someone]:
    """A pupil, then the guardians who have a right to an account."""
    links = sorted(_guardians(school_id, [student.pk]), key=lambda one: one.contact_rank)
    pupil = (
        Enrollment.objects.filter(school_id=school_id, student=student).annotate(came=has_come("student_id")).first()
    )
    return [
        Someone(student, student, bool(pupil and pupil.came)),
        *(Someone(one.guardian, one.student, one.came) for one in links),  # type: ignore[attr-defined]
    ]


def wanted_of(kind: SlipKind, pupils: Sequence[Someone], guardians: Sequence[Someone]) -> list[Wanted]:
    """For whom slips of this kind are printed: who never came, and for letters who asked for one."""
    if kind == SlipKind.PUPIL:
        return [Wanted(one.person.pk) for one in pupils if not one.has_come]
    return [
        Wanted(one.person.pk, one.student.pk)
        for one in guardians
        if not one.has_come and (kind == SlipKind.GUARDIAN or one.wants_letter)
    ]


def paper_of(
    kind: SlipKind, school_name: str, label: str, people: Sequence[Someone], printed: Sequence[Printed]
) -> Paper:
    """The printing, each slip with its words, in the order of the list. `label`: whose it is, in its title."""
    by_key = {(one.person_id, one.student_id): one for one in printed}
    titles = {
        SlipKind.PUPIL: _("Fiches d’activation des élèves, %(label)s"),
        SlipKind.GUARDIAN: _("Fiches d’activation des responsables, %(label)s"),
        SlipKind.LETTER: _("Votre code pour ouvrir votre compte"),
    }
    sheets: list[Sheet] = []
    for one in people:
        made = by_key.get((one.person.pk, one.student.pk if one.is_guardian else None))
        if made is None:
            continue
        about = (
            _("Responsable %(of_name)s") % {"of_name": wording.of_name(one.student.full_name)}
            if one.is_guardian
            else ""
        )
        home = (one.person.address, f"{one.person.postal_code} {one.person.city}", one.person.country)
        sheets.append(sheet(made, name=one.person.full_name, detail=one.homeroom, about=about, address=home))
    return Paper(str(titles[kind]) % {"label": label}, school_name, kind, tuple(sheets))
