"""What who writes the timetable sees of one lesson: as the week has it, as it differs, and what it may become."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import Hat, Thing, can, capital
from preau.directory.errors import Unknown
from preau.directory.models import Affiliation, Person, Subject
from preau.directory.words import readable
from preau.timetable.differing import AS_USUAL, Differs
from preau.timetable.enums import Trouble
from preau.timetable.models import Change, Lesson, Slot, SlotPupils, SlotTeacher
from preau.timetable.selectors.conflicts import Conflict
from preau.timetable.selectors.free import Place, places_at
from preau.timetable.selectors.whose import TEACHING
from preau.timetable.texts import when
from preau.ui import wording

Choices = Sequence[tuple[uuid.UUID, str]]


@dataclass(frozen=True, slots=True)
class ToChange:
    """A lesson, and what a form about it offers. `held_on`, `hours`: when it is held, as it differs; `rooms`: those of
    the school, and whether they are free then.
    """

    lesson_id: uuid.UUID
    title: str
    when: str
    day: dt.date
    held_on: dt.date
    unit_id: uuid.UUID | None
    pupils: str
    differs: Differs
    version: int
    rooms: Sequence[Place]
    hours: tuple[int, int]
    own: Choices
    others: Choices


def lesson_to_change(hat: Hat, lesson_id: uuid.UUID) -> ToChange:
    """A lesson of the hat's school. Raises Unknown for a stranger, PermissionDenied for a colleague."""
    lesson = Lesson.objects.select_related("slot", "school").filter(pk=lesson_id).first()
    if lesson is None or lesson.school_id not in hat.school_ids:
        raise Unknown("no such lesson")
    if not can(hat, Right.SET_TIMETABLE, Thing(lesson.school_id)):
        raise PermissionDenied
    school, slot = lesson.school_id, lesson.slot
    change = Change.objects.filter(school_id=school, lesson=lesson).first()
    own = set(SlotTeacher.objects.filter(school_id=school, slot=slot).values_list("teacher_id", flat=True))
    there = Affiliation.objects.filter(school_id=school, state="active", profile__in=TEACHING)
    people = Person.objects.filter(pk__in=there.values("person_id")).order_by("search_name", "pk")
    names = [(one.pk, one.listed_name) for one in people]
    differs = said(change)
    held_on = differs.day or lesson.day
    hours = slot.starts, slot.ends
    if differs.starts is not None and differs.ends is not None:
        hours = differs.starts, differs.ends
    return ToChange(
        lesson_id, title_of(slot, lesson.school.authority_id), capital(when(lesson.day, slot.starts)),
        lesson.day, held_on, _unit(slot), _pupils(slot),
        differs, change.version if change else 0, places_at(school, held_on, hours, but=lesson_id), hours,
        [one for one in names if one[0] in own],
        [one for one in names if one[0] not in own],
    )  # fmt: skip


def said(change: Change | None) -> Differs:
    """How a change says that its lesson differs."""
    if change is None:
        return AS_USUAL
    return Differs(**{one.name: getattr(change, one.name) for one in fields(Differs)})


def title_of(slot: Slot, authority_id: str) -> str:
    """What a slot is called."""
    if slot.title:
        return slot.title
    label = Subject.objects.filter(authority_id=authority_id, code=slot.subject_code).values_list("label", flat=True)
    found = label.first()
    return readable(found) if found else _("Cours")


def _unit(slot: Slot) -> uuid.UUID | None:
    """The class, or the group, whose week shows it."""
    row = SlotPupils.objects.filter(school_id=slot.school_id, slot=slot).order_by("homeroom_id", "group_id").first()
    return (row.homeroom_id or row.group_id) if row else None


def _pupils(slot: Slot) -> str:
    rows = SlotPupils.objects.filter(school_id=slot.school_id, slot=slot).select_related("homeroom", "group")
    return ", ".join(sorted((one.homeroom or one.group).label for one in rows))


def conflict_words(conflicts: Sequence[Conflict]) -> list[str]:
    """Each conflict in a sentence: what is shared, with which lesson, when, and how often."""
    slots = {
        one.pk: one
        for one in Slot.objects.select_related("school").filter(pk__in=[one.slot_id for one in conflicts])
    }  # fmt: skip
    return [_sentence(one, slots[one.slot_id]) for one in conflicts]


def _sentence(one: Conflict, slot: Slot) -> str:
    lesson = title_of(slot, slot.school.authority_id)
    if pupils := _pupils(slot):
        lesson = f"{lesson} ({pupils})"
    told = {"lesson": lesson, "day": wording.long_date(one.first_on), "trouble": Trouble(one.trouble).label}
    if one.days == 1:
        return _("%(lesson)s, %(day)s : %(trouble)s.") % told
    return _("%(lesson)s, à partir de %(day)s : %(trouble)s.") % told
