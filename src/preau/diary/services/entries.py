"""What was done in class: written, published, taken back to what it was."""

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.diary.models import Entry, EntryUnit
from preau.diary.selectors.files import ENTRY, holds_all
from preau.diary.selectors.may import writes_lesson, writes_units
from preau.diary.selectors.sheet import lesson_of
from preau.diary.services.attaching import attach
from preau.diary.services.former import former_of, keep_former
from preau.diary.services.publishing import HIDDEN, Publication, appearance
from preau.directory.calendar import year_of
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.files.public import Arrival
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import sign
from preau.timetable.public import DatedLesson, lessons_held

LONGEST = 20_000
LATE = dt.timedelta(days=7)
"""How long after a lesson its entry may be published without being marked late."""


@dataclass(frozen=True, slots=True)
class Place:
    """What an entry is of: a lesson, or classes and groups on one day (`units`: their labels by number)."""

    school_id: uuid.UUID
    day: dt.date
    subject: str
    subject_code: str = ""
    lesson_id: uuid.UUID | None = None
    starts: int | None = None
    units: Mapping[uuid.UUID, str] = field(default_factory=dict)


def place_of(held: DatedLesson) -> Place:
    """The place of a lesson, as it is held."""
    return Place(
        held.school_id, held.day, held.subject, held.subject_code, held.lesson_id, held.starts, dict(held.units)
    )  # fmt: skip


def locked_entry(hat: Hat, entry_id: uuid.UUID) -> Entry:
    """An entry that this hat writes, under lock. Raises Unknown, PermissionDenied."""
    row: Entry | None = Entry.objects.select_for_update(of=("self",)).filter(pk=entry_id).first()
    if row is None or row.school_id not in hat.school_ids or not hat.is_staff:
        raise Unknown("no such entry")
    held = next(iter(lessons_held(row.school_id, [row.lesson])), None) if row.lesson else None
    units = EntryUnit.objects.filter(school_id=row.school_id, entry=row).values_list("unit", flat=True)
    mine = hat.person_id is not None and row.written_by_id == hat.person_id
    if not (mine or (writes_lesson(hat, held) if held else writes_units(hat, row.school_id, list(units)))):
        raise PermissionDenied
    return row


@transaction.atomic
def save_entry(
    *,
    actor: Actor,
    hat: Hat,
    entry_id: uuid.UUID,
    place: Place,
    text: str,
    publication: Publication | None = HIDDEN,
    version: int = 0,
    arrivals: Sequence[Arrival] = (),
    take_off: Collection[uuid.UUID] = (),
) -> Entry:
    """Write what was done; new when neither that number nor the lesson has any. The same twice changes nothing.

    `publication`: None leaves it as it stands. `version`: of what was read, 0 for none; raises Overtaken when a
    colleague wrote since, Refused for what makes no sense or under the head's visa, Unknown, PermissionDenied.
    """
    lesson = place.lesson_id
    if lesson is not None:
        place = place_of(lesson_of(hat, place.school_id, lesson))
    elif not place.units or not writes_units(hat, place.school_id, list(place.units)):
        raise PermissionDenied
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise Refused(_("Ce texte est trop long : %(most)d caractères au plus.") % {"most": LONGEST})
    row = _row(actor, entry_id, place)
    is_new = row.version == 0
    row = row if is_new else locked_entry(hat, row.pk)
    appears_at = row.appears_at if publication is None else appearance(place.school_id, publication, row.appears_at)
    if appears_at is not None and not text and not arrivals and not row.attached:
        raise Refused(_("Écrivez ce qui a été fait, ou gardez cette page cachée."))
    same = (row.text, row.appears_at) == (text, appears_at) and not take_off
    if not is_new and same and holds_all(ENTRY, row, arrivals):
        return row
    if not is_new and row.version != version:
        raise Overtaken(_("Quelqu’un d’autre a écrit dans ce cahier."))
    if row.locked_at is not None:
        raise Refused(_("Cette page est visée : elle ne se modifie plus."))
    keep_former(row, text, actor.person_id)
    row.text, row.appears_at = text, appears_at
    if appears_at is not None and row.published_at is None:
        row.published_at = clock.now()
    row.version, row.changed_at = row.version + 1, clock.now()
    sign(row, "written_by", actor)
    row.attached = attach(actor=actor, hat=hat, kind=ENTRY, row=row, arrivals=arrivals, take_off=take_off)
    row.save()
    audit.record(
        actor=actor, action="diary.save_entry", tenant=row.school_id, subject="diary_entry", subject_id=row.pk,
        data={"version": row.version, "shown": row.appears_at is not None},
    )  # fmt: skip
    return row


def _row(actor: Actor, entry_id: uuid.UUID, place: Place) -> Entry:
    """The entry of that number or lesson; made, with version 0, when there is none: two at once make one."""
    here = {"school_id": place.school_id}
    found = Entry.objects.filter(**here, lesson=place.lesson_id).first() if place.lesson_id else None
    found = found or Entry.objects.filter(pk=entry_id).first()
    if found is not None:
        if found.school_id != place.school_id or found.lesson != place.lesson_id:
            raise Unknown("the entry of something else")
        return found
    year = year_of(place.day)
    made = Entry(
        id=entry_id, **here, school_year_id=year, lesson=place.lesson_id, day=place.day, starts=place.starts,
        subject_code=place.subject_code, subject=place.subject[:120], changed_at=clock.now(), version=0,
    )  # fmt: skip
    sign(made, "written_by", actor)
    Entry.objects.bulk_create([made], ignore_conflicts=True)
    row: Entry | None = (
        Entry.objects.select_for_update(of=("self",))
        .filter(**here, **({"lesson": place.lesson_id} if place.lesson_id else {"pk": entry_id}))
        .first()
    )
    if row is None:
        raise Unknown("the entry of something else")
    if row.pk == entry_id and row.version == 0:
        EntryUnit.objects.bulk_create(
            EntryUnit(**here, entry=row, unit=unit, label=label[:120], day=place.day)
            for unit, label in sorted(place.units.items())
        )
    return row


@transaction.atomic
def undo_entry(*, actor: Actor, hat: Hat, entry_id: uuid.UUID, version: int) -> Entry:
    """Put back what an entry said before its last writing, which becomes the one before: twice is as it was."""
    row = locked_entry(hat, entry_id)
    if row.version != version:
        raise Overtaken(_("Quelqu’un d’autre a écrit dans ce cahier."))
    if row.locked_at is not None:
        raise Refused(_("Cette page est visée : elle ne se modifie plus."))
    before = former_of(row.school_id, row.pk)
    if before is None:
        raise Refused(_("Il n’y a pas d’écriture d’avant."))
    row.text, before.text = before.text, row.text
    before.at = clock.now()
    before.save(update_fields=["text", "at"])
    row.version, row.changed_at = row.version + 1, clock.now()
    sign(row, "written_by", actor)
    row.save(update_fields=["text", "version", "changed_at", "written_by", "written_by_id"])
    audit.record(
        actor=actor, action="diary.undo_entry", tenant=row.school_id, subject="diary_entry", subject_id=row.pk,
        data={"version": row.version},
    )  # fmt: skip
    return row


def is_late(day: dt.date, published_at: dt.datetime | None, zone: str) -> bool:
    """Whether what was done that day was published long after, by the days of its school (`zone`: an IANA name)."""
    if published_at is None or published_at.date() < day + LATE:  # no clock is a whole day ahead of another's
        return False
    return published_at.astimezone(zoneinfo.ZoneInfo(zone)).date() > day + LATE
