"""Work to do: given to several classes at once, each for its own day; weighed before it is given."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.diary.enums import Kind
from preau.diary.errors import Overload, Overloaded
from preau.diary.models import Work, WorkUnit
from preau.diary.selectors.coming import NEAR, lessons_after, on_day
from preau.diary.selectors.files import WORK, holds_all
from preau.diary.selectors.home import forget_school
from preau.diary.selectors.load import Load, Rule, loads_of, rule_of
from preau.diary.selectors.may import writes_lesson, writes_units
from preau.diary.services.attaching import attach
from preau.diary.services.former import keep_former
from preau.diary.services.publishing import HIDDEN, Publication, appearance
from preau.diary.services.telling import take_back, tell_later
from preau.directory.calendar import bounds_of, year_of
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.files.public import Arrival
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import sign
from preau.timetable.public import DatedLesson, lessons_held

LONGEST, MOST_MINUTES, MOST_UNITS = 10_000, 600, 20


@dataclass(frozen=True, slots=True)
class Given:
    """What is asked. `due`: for when, by class or group; `units`: their labels. `lesson_id`: when it was given."""

    school_id: uuid.UUID
    given_on: dt.date
    subject: str
    text: str
    due: Mapping[uuid.UUID, dt.date]
    units: Mapping[uuid.UUID, str]
    kind: str = Kind.EXERCISE.value
    minutes: int | None = None
    subject_code: str = ""
    title: str = ""
    lesson_id: uuid.UUID | None = None
    files: Sequence[Arrival] = field(default=())


@transaction.atomic
def save_work(
    *,
    actor: Actor,
    hat: Hat,
    work_id: uuid.UUID,
    given: Given,
    publication: Publication = HIDDEN,
    version: int = 0,
    known: Collection[str] = (),
    take_off: Collection[uuid.UUID] = (),
) -> Work:
    """Give work, or write it again, in place of what stood. The same twice changes nothing.

    `known`: keys of the full evenings that were read: raises Overloaded for another one. Raises Overtaken when somebody
    else wrote since `version`, Refused for what makes no sense, Unknown, PermissionDenied.
    """
    given = replace(given, text=given.text.replace("\r\n", "\n").strip(), subject=given.subject[:120])
    row: Work | None = Work.objects.select_for_update(of=("self",)).filter(pk=work_id).first()
    _require_right(hat, given, row)
    _require_sense(given)
    if row is None:
        row = _begun(actor, work_id, given)
        if row.version:  # another one was sent at the same moment
            _require_right(hat, given, row)
    appears_at = appearance(given.school_id, publication, row.appears_at)
    if row.version:
        if _same(row, given, appears_at) and not take_off and holds_all(WORK, row, given.files):
            return row
        if row.version != version:
            raise Overtaken(_("Quelqu’un d’autre a modifié ce travail."))
    unread = [one for one in overloads(given, work_id) if one.key not in known] if appears_at is not None else []
    if unread:
        raise Overloaded(unread)
    keep_former(row, given.text, actor.person_id)
    for name in ("kind", "text", "minutes", "subject", "subject_code", "given_on"):
        setattr(row, name, getattr(given, name))
    row.school_year_id, row.given_lesson, row.appears_at = year_of(given.given_on), given.lesson_id, appears_at
    if appears_at is not None and row.published_at is None:
        row.published_at = clock.now()
    row.version, row.changed_at = row.version + 1, clock.now()
    sign(row, "written_by", actor)
    row.save()
    _put_units(row, given)
    forget_school(row.school_id)
    tell_later(row, given.due.values())
    attached = attach(actor=actor, hat=hat, kind=WORK, row=row, arrivals=given.files, take_off=take_off)
    if attached != row.attached:
        row.attached = attached
        row.save(update_fields=["attached"])
    audit.record(
        actor=actor, action="diary.save_work", tenant=row.school_id, subject="diary_work", subject_id=row.pk,
        data={"version": row.version, "count": len(given.due), "shown": appears_at is not None},
    )  # fmt: skip
    return row


def _begun(actor: Actor, work_id: uuid.UUID, given: Given) -> Work:
    """Work of that number, under lock; made, with version 0, when there is none: two at once make one.

    Raises Unknown when the number is of something that who writes does not see.
    """
    made = Work(
        id=work_id, school_id=given.school_id, school_year_id=year_of(given.given_on), subject=given.subject,
        given_on=given.given_on, changed_at=clock.now(), version=0,
    )  # fmt: skip
    sign(made, "written_by", actor)
    Work.objects.bulk_create([made], ignore_conflicts=True)
    row: Work | None = Work.objects.select_for_update(of=("self",)).filter(pk=work_id).first()
    if row is None:
        raise Unknown("the work of something else")
    return row


def _require_right(hat: Hat, given: Given, row: Work | None) -> None:
    """Raise Unknown for a stranger, PermissionDenied for who gives no work to these classes."""
    if not hat.is_staff or given.school_id not in hat.school_ids or (row and row.school_id != given.school_id):
        raise Unknown("no such work")
    lesson = next(iter(lessons_held(given.school_id, [given.lesson_id])), None) if given.lesson_id else None
    stays = row is not None and row.given_lesson == given.lesson_id  # asked when it was given, and it may be gone
    if given.lesson_id and not stays and (lesson is None or not writes_lesson(hat, lesson)):
        raise PermissionDenied
    if row is not None and not _wrote(hat, row, lesson):
        raise PermissionDenied
    others = set(given.due) - (set(lesson.units) if lesson else set())
    if row is not None and given.lesson_id and lesson is None:
        others -= set(WorkUnit.objects.filter(school_id=row.school_id, work=row).values_list("unit", flat=True))
    if others and not writes_units(hat, given.school_id, others):
        raise PermissionDenied


def _wrote(hat: Hat, row: Work, lesson: DatedLesson | None) -> bool:
    """Whether work that stands is theirs: who gave it, and those who teach the lesson it was given in."""
    if hat.person_id is not None and row.written_by_id == hat.person_id:
        return True
    if row.given_lesson and (lesson is None or lesson.lesson_id != row.given_lesson):
        lesson = next(iter(lessons_held(row.school_id, [row.given_lesson])), None)
    return lesson is not None and row.given_lesson is not None and writes_lesson(hat, lesson)


def locked_work(hat: Hat, work_id: uuid.UUID) -> Work:
    """Work that this hat writes, under lock. Raises Unknown, PermissionDenied."""
    row: Work | None = Work.objects.select_for_update(of=("self",)).filter(pk=work_id).first()
    if row is None or row.school_id not in hat.school_ids or not hat.is_staff:
        raise Unknown("no such work")
    if not _wrote(hat, row, None):
        raise PermissionDenied
    return row


def _require_sense(given: Given) -> None:
    if not given.text:
        raise Refused(_("Écrivez le travail à faire."))
    if len(given.text) > LONGEST:
        raise Refused(_("Ce texte est trop long : %(most)d caractères au plus.") % {"most": LONGEST})
    if given.kind not in Kind.values:
        raise Refused(_("Choisissez une sorte de travail."))
    if given.minutes is not None and not 0 <= given.minutes <= MOST_MINUTES:
        raise Refused(_("Une durée va de 0 à %(most)d minutes.") % {"most": MOST_MINUTES})
    if not given.due:
        raise Refused(_("Choisissez au moins une classe, et pour quand."))
    if len(given.due) > MOST_UNITS:
        raise Refused(_("Choisissez moins de classes à la fois."))
    last = bounds_of(year_of(given.given_on))[1]
    for day in given.due.values():
        if day < given.given_on:
            raise Refused(_("Le travail serait à faire avant d’être donné : vérifiez les dates."))
        if day > last:
            raise Refused(_("Le jour choisi n’est pas dans cette année scolaire."))


def _same(row: Work, given: Given, appears_at: dt.datetime | None) -> bool:
    plain = ("kind", "text", "minutes", "subject", "subject_code", "given_on")
    due = dict(WorkUnit.objects.filter(school_id=row.school_id, work=row).values_list("unit", "due_on"))
    return (
        all(getattr(row, name) == getattr(given, name) for name in plain)
        and row.given_lesson == given.lesson_id
        and row.appears_at == appears_at
        and due == dict(given.due)
    )


def _put_units(row: Work, given: Given) -> None:
    """For whom and when; a class that stays keeps its row. The lesson of that day is noted, when there is one."""
    here = {"school_id": row.school_id}
    there = {one.unit: one for one in WorkUnit.objects.filter(**here, work=row)}
    gone = [one.pk for unit, one in there.items() if unit not in given.due]
    WorkUnit.objects.filter(**here, pk__in=gone).delete()
    changed = {unit: day for unit, day in given.due.items() if unit not in there or there[unit].due_on != day}
    if not changed:
        return
    lessons = lessons_after(
        given.school_id, list(changed), subject_code=given.subject_code, title=given.title,
        since=min(changed.values()), until=max(changed.values()),
    )  # fmt: skip
    made = []
    for unit, day in sorted(changed.items()):
        held = on_day(lessons.get(unit, ()), day, given.lesson_id)
        one = there.get(unit) or WorkUnit(**here, work=row, unit=unit)
        one.label, one.due_on = given.units.get(unit, one.label)[:120], day
        one.due_starts, one.due_lesson = (held.starts, held.lesson_id) if held else (None, None)
        made.append(one)
    WorkUnit.objects.bulk_create([one for one in made if one.unit not in there])
    WorkUnit.objects.bulk_update(
        [one for one in made if one.unit in there], ["label", "due_on", "due_starts", "due_lesson"]
    )


def overloads(given: Given, work_id: uuid.UUID | None = None) -> list[Overload]:
    """The evenings of its classes that this work would fill beyond what the school asks, each with a better day."""
    minutes, is_test = given.minutes or 0, given.kind == Kind.TEST
    if not given.due or not (minutes or is_test):
        return []
    rule = rule_of(given.school_id)
    since, until = min(given.due.values()), max(given.due.values()) + NEAR
    loads = loads_of(given.school_id, list(given.due), since, until, but=work_id)
    found = []
    for unit, day in sorted(given.due.items(), key=lambda one: given.units.get(one[0], "")):
        load = _with(loads[unit].get(day, Load()) if unit in loads else Load(), minutes, is_test=is_test)
        too_long = minutes > 0 and load.minutes > rule.minutes
        too_many = is_test and load.tests > rule.tests
        if too_long or too_many:
            better = _better(given, unit, day, loads.get(unit, {}), rule)
            label = given.units.get(unit, "")
            found.append(Overload(unit, label, day, load.minutes, load.tests, too_many, better))
    return found


def _with(load: Load, minutes: int, *, is_test: bool) -> Load:
    return Load(load.minutes + minutes, load.tests + is_test)


def _better(
    given: Given, unit: uuid.UUID, day: dt.date, loads: Mapping[dt.date, Load], rule: Rule
) -> dt.date | None:  # fmt: skip
    """The next lesson of that class whose evening has room."""
    lessons = lessons_after(
        given.school_id, [unit], subject_code=given.subject_code, title=given.title,
        since=day + dt.timedelta(days=1), until=day + NEAR,
    )  # fmt: skip
    for held in lessons.get(unit, ()):
        load = _with(loads.get(held.day, Load()), given.minutes or 0, is_test=given.kind == Kind.TEST)
        if load.minutes <= rule.minutes and load.tests <= rule.tests:
            return held.day
    return None


@transaction.atomic
def remove_work(*, actor: Actor, hat: Hat, work_id: uuid.UUID, version: int) -> Work:
    """Take work back: families read it no more; its text stays with who gave it. Twice changes nothing."""
    row = locked_work(hat, work_id)
    if row.appears_at is None:
        return row
    if row.version != version:
        raise Overtaken(_("Quelqu’un d’autre a modifié ce travail."))
    row.appears_at, row.version, row.changed_at = None, row.version + 1, clock.now()
    row.save(update_fields=["appears_at", "version", "changed_at"])
    take_back(actor, row.pk)
    audit.record(
        actor=actor, action="diary.remove_work", tenant=row.school_id, subject="diary_work", subject_id=row.pk,
        data={"version": row.version},
    )  # fmt: skip
    return row
