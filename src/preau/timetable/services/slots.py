"""Slots of the regular week: written, changed from a day on, ended."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import Hat, Thing, can
from preau.directory.calendar import bounds_of, year_of
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.models import Affiliation, Homeroom, StudentGroup
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.timetable.enums import Source
from preau.timetable.models import Room, Slot, SlotPupils, SlotTeacher
from preau.timetable.selectors.conflicts import Conflict, Parties, conflicts_of
from preau.timetable.selectors.plan import forget_school, year_plan
from preau.timetable.services.making import NEAR, make_lessons, settle
from preau.timetable.weeks import EVERY_WEEK, Regular, fault_of

DAY = dt.timedelta(days=1)


class Conflicting(Refused):
    """What is written shares a teacher, a room or pupils with others: it is read first, then written all the same."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__(_("À cette heure, d’autres cours ont le même professeur, la même salle ou les mêmes élèves."))
        self.conflicts = conflicts


@dataclass(frozen=True, slots=True)
class Written:
    """What is written of a slot."""

    weekday: int
    starts: int
    ends: int
    first_on: dt.date
    last_on: dt.date
    subject_code: str = ""
    title: str = ""
    letters: str = ""
    weeks: int = EVERY_WEEK
    room_id: uuid.UUID | None = None
    teachers: frozenset[uuid.UUID] = field(default_factory=frozenset)
    homerooms: frozenset[uuid.UUID] = field(default_factory=frozenset)
    groups: frozenset[uuid.UUID] = field(default_factory=frozenset)

    @property
    def regular(self) -> Regular:
        """Its place in the week."""
        return Regular(
            self.weekday, self.starts, self.ends, self.first_on, self.last_on, self.letters, self.weeks
        )  # fmt: skip

    @property
    def parties(self) -> Parties:
        """Who and what it takes."""
        return Parties(self.teachers, self.homerooms, self.groups, self.room_id)


def require_right(hat: Hat, school_id: uuid.UUID) -> None:
    """Raise PermissionDenied for who does not write the timetable of that school."""
    if not can(hat, Right.SET_TIMETABLE, Thing(school_id)):
        raise PermissionDenied


@transaction.atomic
def save_slot(
    *,
    actor: Actor,
    hat: Hat,
    school_id: uuid.UUID,
    slot_id: uuid.UUID,
    written: Written,
    version: int = 0,
    known: Collection[str] = (),
) -> Slot:
    """Write a slot, new when none has that number; a form sent twice writes it once.

    `version`: what its form showed, 0 for a new one; raises Overtaken when it was written since. `known`: keys of the
    conflicts that were read: raises Conflicting when there is another one. Raises Refused for what makes no sense,
    PermissionDenied for who may not. Lessons held already stay where they were: a change of the week from a day on ends
    the slot and writes another.
    """
    require_right(hat, school_id)
    year = year_of(written.first_on)
    plan = year_plan(school_id, year)
    if fault := fault_of(written.regular, year, plan.letters.replace("-", "")):
        raise Refused(fault)
    if not written.subject_code and not written.title.strip():
        raise Refused(_("Dites la matière, ou ce que c’est."))
    _require_known(school_id, year, written)
    slot = Slot.objects.select_for_update(of=("self",)).filter(pk=slot_id).first()
    if slot is not None:
        if slot.school_id != school_id:
            raise Unknown("no such slot in this school")
        if _same(slot, written):
            return slot
        if slot.version != version:
            raise Overtaken(_("Quelqu’un d’autre a modifié ce cours."))
    elif version:
        raise Unknown("no such slot")
    unread = [one for one in conflicts_of(school_id, written.regular, written.parties, plan, but=[slot_id])
              if one.key not in known]  # fmt: skip
    if unread:
        raise Conflicting(unread)
    slot = _put(slot or Slot(pk=slot_id, school_id=school_id, version=0), written, year)
    audit.record(
        actor=actor, action="timetable.save_slot", tenant=school_id, subject="slot", subject_id=slot_id,
        data={"version": slot.version},
    )  # fmt: skip
    return slot


def conflicts_if_written(*, hat: Hat, slot_id: uuid.UUID, written: Written) -> Sequence[Conflict]:
    """What a slot that stands would share with others if it were so, told before anybody saves it. Writes nothing.

    Raises Refused for what makes no sense, Unknown, PermissionDenied.
    """
    school_id = Slot.objects.filter(pk=slot_id).values_list("school_id", flat=True).first()
    if school_id is None:
        raise Unknown("no such slot")
    require_right(hat, school_id)
    year = year_of(written.first_on)
    plan = year_plan(school_id, year)
    if fault := fault_of(written.regular, year, plan.letters.replace("-", "")):
        raise Refused(fault)
    return conflicts_of(school_id, written.regular, written.parties, plan, but=[slot_id])


@transaction.atomic
def revise_slot(
    *,
    actor: Actor,
    hat: Hat,
    school_id: uuid.UUID,
    slot_id: uuid.UUID,
    written: Written,
    since: dt.date,
    version: int = 0,
    known: Collection[str] = (),
) -> Slot:
    """Write a slot from a day on: what was held before stays what it was. New when none has that number.

    One that began before ends the day before, and another goes on; sent twice, it is that one. Raises as `save_slot`.
    """
    said: dict[str, Any] = {"actor": actor, "hat": hat, "school_id": school_id, "known": known}
    require_right(hat, school_id)
    slot = Slot.objects.select_for_update(of=("self",)).filter(pk=slot_id, school_id=school_id).first()
    if slot is None or since <= slot.first_on:
        return save_slot(**said, slot_id=slot_id, written=written, version=version)
    if _same(slot, replace(written, first_on=slot.first_on)):
        return slot
    follower = uuid.uuid5(slot_id, since.isoformat())
    stands = Slot.objects.filter(pk=follower, school_id=school_id).first()
    if stands is not None and _same(stands, replace(written, first_on=since)):
        return stands  # sent twice
    if slot.version != version:
        raise Overtaken(_("Quelqu’un d’autre a modifié ce cours."))
    if since > slot.last_on:
        raise Refused(_("Ce cours finit déjà plus tôt."))
    is_cut = written.last_on < slot.last_on
    if is_cut and replace(written, first_on=slot.first_on, last_on=slot.last_on) == _as_written(slot):
        return end_slot(actor=actor, hat=hat, slot_id=slot_id, last_on=written.last_on, version=version)
    end_slot(actor=actor, hat=hat, slot_id=slot_id, last_on=since - DAY, version=version)
    goes_on = save_slot(**said, slot_id=follower, written=replace(written, first_on=since))
    if slot.source_key:  # the lesson of a file that it was: the next file finds it, and leaves what a hand wrote
        goes_on.source_key = slot.source_key
        goes_on.save(update_fields=["source_key"])
    return goes_on


def _as_written(slot: Slot) -> Written:
    """What would write a slot as it stands."""
    here = {"school_id": slot.school_id, "slot": slot}
    taught = list(SlotPupils.objects.filter(**here).values_list("homeroom_id", "group_id"))
    return Written(
        slot.weekday, slot.starts, slot.ends, slot.first_on, slot.last_on, slot.subject_code, slot.title, slot.letters,
        slot.weeks, slot.room_id,
        frozenset(SlotTeacher.objects.filter(**here).values_list("teacher_id", flat=True)),
        frozenset(one for one, _group in taught if one), frozenset(one for _class, one in taught if one),
    )  # fmt: skip


def _put(slot: Slot, written: Written, year: int) -> Slot:
    """Write the rows of a slot, and its lessons to come."""
    for name in ("weekday", "starts", "ends", "first_on", "last_on", "subject_code", "letters", "weeks", "room_id"):
        setattr(slot, name, getattr(written, name))
    is_new = slot.version == 0
    slot.title, slot.school_year_id, slot.source = written.title.strip(), year, Source.HAND
    slot.version += 1
    slot.save(force_insert=is_new, force_update=not is_new)
    forget_school(slot.school_id)
    here = {"school_id": slot.school_id, "slot": slot}
    if not is_new:
        SlotPupils.objects.filter(**here).delete()
        SlotTeacher.objects.filter(**here).delete()
    SlotPupils.objects.bulk_create(
        [SlotPupils(**here, homeroom_id=one) for one in sorted(written.homerooms)]
        + [SlotPupils(**here, group_id=one) for one in sorted(written.groups)]
    )
    SlotTeacher.objects.bulk_create([SlotTeacher(**here, teacher_id=one) for one in sorted(written.teachers)])
    today = clock.today()
    if is_new:
        until = min(max(today, slot.first_on) + NEAR, bounds_of(year)[1])
        # Its own alone: whoever writes holds lessons already, and others' slots are held before any lesson.
        make_lessons(school_id=slot.school_id, until=until, slot_ids=[slot.pk])
    else:
        settle(school_id=slot.school_id, since=max(today, bounds_of(year)[0]), slot_ids=[slot.pk])
    return slot


def _same(slot: Slot, written: Written) -> bool:
    """Whether a slot says already what is written."""
    plain = ("weekday", "starts", "ends", "first_on", "last_on", "subject_code", "letters", "weeks", "room_id")
    here = {"school_id": slot.school_id, "slot": slot}
    taught = SlotPupils.objects.filter(**here).values_list("homeroom_id", "group_id")
    return (
        all(getattr(slot, name) == getattr(written, name) for name in plain)
        and slot.title == written.title.strip()
        and set(taught) == {(one, None) for one in written.homerooms} | {(None, one) for one in written.groups}
        and set(SlotTeacher.objects.filter(**here).values_list("teacher_id", flat=True)) == written.teachers
    )


def _require_known(school_id: uuid.UUID, year: int, written: Written) -> None:
    """Raise Refused for a class, a group, a teacher or a room that is not of this school and year."""
    here = {"school_id": school_id, "school_year_id": year}
    if Homeroom.objects.filter(**here, pk__in=written.homerooms).count() != len(written.homerooms):
        raise Refused(_("Une des classes n’existe pas dans cet établissement cette année."))
    if StudentGroup.objects.filter(**here, pk__in=written.groups).count() != len(written.groups):
        raise Refused(_("Un des groupes n’existe pas dans cet établissement cette année."))
    there = Affiliation.objects.filter(school_id=school_id, state="active", person_id__in=written.teachers)
    if len(set(there.values_list("person_id", flat=True))) != len(written.teachers):
        raise Refused(_("Un des professeurs n’est pas dans cet établissement."))
    if written.room_id and not Room.objects.filter(school_id=school_id, pk=written.room_id).exists():
        raise Refused(_("Cette salle n’existe pas dans cet établissement."))


@transaction.atomic
def end_slot(*, actor: Actor, hat: Hat, slot_id: uuid.UUID, last_on: dt.date, version: int) -> Slot:
    """A slot is held no more after that day; its lessons until then stay. Twice changes nothing."""
    slot: Slot | None = Slot.objects.select_for_update(of=("self",)).filter(pk=slot_id).first()
    if slot is None:
        raise Unknown("no such slot")
    require_right(hat, slot.school_id)
    if slot.last_on == last_on:
        return slot
    if slot.version != version:
        raise Overtaken(_("Quelqu’un d’autre a modifié ce cours."))
    if last_on < slot.first_on:
        raise Refused(_("Le dernier jour vient avant le premier : vérifiez les dates."))
    if last_on > slot.last_on:
        raise Refused(_("Ce cours finit déjà plus tôt."))
    slot.last_on, slot.version, slot.source = last_on, slot.version + 1, Source.HAND
    slot.save(update_fields=["last_on", "version", "source"])
    settle(school_id=slot.school_id, since=max(clock.today(), last_on + DAY), slot_ids=[slot.pk])
    audit.record(
        actor=actor, action="timetable.end_slot", tenant=slot.school_id, subject="slot", subject_id=slot.pk,
        data={"version": slot.version},
    )  # fmt: skip
    return slot
