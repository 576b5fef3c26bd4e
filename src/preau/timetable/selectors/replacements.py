"""What who writes the timetable reads of stretches of time: those of the year, and what a form about one offers."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import Hat, Thing, can
from preau.directory.calendar import year_of
from preau.directory.errors import Unknown
from preau.directory.models import Affiliation, Homeroom, Person, School, StudentGroup, Subject
from preau.directory.words import class_order, readable
from preau.kernel import clock
from preau.timetable.differing import Stretch
from preau.timetable.models import Replacement, Slot, SlotTeacher
from preau.timetable.selectors.stretches import part_of, stretch_of, units_of
from preau.timetable.selectors.whose import TEACHING, school_of
from preau.ui import wording

Named = Sequence[tuple[uuid.UUID, str]]


@dataclass(frozen=True, slots=True)
class Standing:
    """One replacement of a list, in words."""

    id: uuid.UUID
    who: str
    when: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class ToReplace:
    """A replacement to write, and what its form offers. `stretch`: what is said now, None for a new one; `version`: of
    it, 0 for a new one; `parts`: the lessons of whoever is absent; `others`: who may stand in.
    """

    school_id: uuid.UUID
    absent_id: uuid.UUID
    absent: str
    stretch: Stretch | None
    version: int
    parts: Sequence[tuple[str, str]]
    others: Named


def school_to_set(hat: Hat) -> uuid.UUID:
    """The school whose timetable this hat writes. Raises Unknown for who is no staff, PermissionDenied."""
    school = school_of(hat).id
    if not can(hat, Right.SET_TIMETABLE, Thing(school)):
        raise PermissionDenied
    return school


def replacements_of(school_id: uuid.UUID) -> list[Standing]:
    """Those of this school year and later: under way and to come first, by first day; then those that are over."""
    today = clock.today()
    rows = Replacement.objects.filter(school_id=school_id, school_year_id__gte=year_of(today))
    found = rows.select_related("absent", "teacher").order_by("first_on", "last_on", "pk")
    told = [Standing(one.pk, _who(one), days_of(one.first_on, one.last_on), one.last_on < today) for one in found]
    return sorted(told, key=lambda one: one.is_over)


def _who(row: Replacement) -> str:
    absent = row.absent.full_name
    if row.teacher is None:
        return _("%(absent)s : absence sans remplacement, cours annulés") % {"absent": absent}
    return _("%(who)s remplace %(absent)s") % {"who": row.teacher.full_name, "absent": absent}


def days_of(first: dt.date, last: dt.date) -> str:
    """ "Du lundi 23 novembre au vendredi 27 novembre"; "Lundi 23 novembre"."""
    if first == last:
        return _("Le %(day)s") % {"day": wording.long_date(first)}
    return _("Du %(first)s au %(last)s") % {"first": wording.long_date(first), "last": wording.long_date(last)}


def who_teach(school_id: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    """Those who give lessons in the school this year or later, by name."""
    taught = SlotTeacher.objects.filter(school_id=school_id, slot__school_year_id__gte=year_of(clock.today()))
    people = Person.objects.filter(pk__in=taught.values("teacher_id")).order_by("search_name", "pk")
    return [(one.pk, one.listed_name) for one in people]


def replacement_to_write(hat: Hat, replacement_id: uuid.UUID, absent_id: uuid.UUID | None) -> ToReplace:
    """A replacement of the hat's school; a new one, of somebody absent, when none has that number.

    Raises Unknown for a stranger and for nobody absent, PermissionDenied for a colleague.
    """
    school = school_to_set(hat)
    row = Replacement.objects.select_related("absent", "teacher").filter(pk=replacement_id).first()
    if row is not None and row.school_id != school:
        raise Unknown("of another school")
    number = row.absent_id if row else absent_id
    if number is None:
        raise Unknown("nobody absent")
    taught = SlotTeacher.objects.filter(school_id=school, teacher_id=number)
    rows = Slot.objects.filter(school_id=school, pk__in=taught.values("slot_id"))
    now = year_of(clock.today())
    slots = list(rows.filter(school_year_id=row.school_year_id) if row else rows.filter(school_year_id__gte=now))
    person = Person.objects.filter(pk=number).first()
    if person is None or (row is None and not slots):
        raise Unknown("nobody who teaches there")
    there = Affiliation.objects.filter(school_id=school, state="active", profile__in=TEACHING)
    people = Person.objects.filter(pk__in=there.values("person_id")).exclude(pk=number).order_by("search_name", "pk")
    others = [(one.pk, one.listed_name) for one in people]
    if row is not None and row.teacher is not None and row.teacher_id not in dict(others):
        others.append((row.teacher_id, row.teacher.listed_name))  # who left since
    return ToReplace(
        school, person.pk, person.full_name, stretch_of(row) if row else None, row.version if row else 0,
        _parts(school, slots, row.parts if row else ()), others,
    )  # fmt: skip


def _parts(school_id: uuid.UUID, slots: Sequence[Slot], said: Collection[str]) -> list[tuple[str, str]]:
    """What these slots teach, subject by subject and class by class, in words; with what was said before, which stays
    ticked when the week has it no more. A class of a year to come tells which.
    """
    units = units_of(school_id, {one.pk for one in slots})
    keys = {part_of(one, unit) for one in slots for unit in units[one.pk]} | set(said)
    parts = {key: key.split("|", 2) for key in keys}
    numbers = {uuid.UUID(unit) for _code, unit, _title in parts.values() if unit}
    labels = {
        key.hex: (label, year)
        for table in (Homeroom, StudentGroup)
        for key, label, year in table.objects.filter(school_id=school_id, pk__in=numbers).values_list(
            "pk", "label", "school_year_id"
        )
    }
    authority = School.objects.filter(pk=school_id).values("authority_id")
    codes = {code for code, _unit, _title in parts.values()}
    subjects = dict(Subject.objects.filter(authority_id__in=authority, code__in=codes).values_list("code", "label"))
    now = year_of(clock.today())
    found = []
    for key, (code, unit, title) in parts.items():
        subject = title or (readable(subjects[code]) if code in subjects else _("Cours"))
        label, year = labels.get(unit, ("", now))
        found.append((year, class_order(label), subject, f"{year}-{year + 1}" if year > now else "", label, key))
    return [
        (key, " – ".join(filter(None, (label, subject, later))))
        for _year, _order, subject, later, label, key in sorted(found)
    ]
