"""What differs one day from the regular week: a lesson cancelled, moved, elsewhere, at a distance, by another."""

import uuid
from collections.abc import Collection
from dataclasses import asdict, replace

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.calendar import bounds_of
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.models import Affiliation
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.timetable.differing import AS_USUAL, Differs
from preau.timetable.enums import Source, Trouble
from preau.timetable.models import Change, Lesson, Room, SlotPupils, SlotTeacher
from preau.timetable.selectors.conflicts import Conflict, with_shared_pupils
from preau.timetable.services.slots import Conflicting, require_right
from preau.timetable.services.standing import give_back, hold_around, spare
from preau.timetable.services.telling import tell_later
from preau.timetable.weeks import MIDNIGHT


@transaction.atomic
def change_lesson(
    *, actor: Actor, hat: Hat, lesson_id: uuid.UUID, differs: Differs, version: int, known: Collection[str] = ()
) -> Change | None:
    """Say how a lesson differs from the regular week, in place of what was said; AS_USUAL puts it back: None, or what
    the replacement says of it that stands that day, where a hand had changed it otherwise.

    `version`: of the change that was read, 0 for none; raises Overtaken when it is another. `known`: keys of the
    conflicts that were read; raises Conflicting for another one. Raises Refused for what makes no sense, Unknown,
    PermissionDenied. The same twice changes nothing.
    """
    standing = hold_around(lesson_id) if differs == AS_USUAL else []
    lesson = (
        Lesson.objects.select_for_update(of=("self",)).select_related("slot", "school").filter(pk=lesson_id).first()
    )  # fmt: skip
    if lesson is None:
        raise Unknown("no such lesson")
    require_right(hat, lesson.school_id)
    if differs.link and not differs.link.startswith(("https://", "http://")):
        raise Refused(_("Le lien doit commencer par https://."))
    change = Change.objects.filter(school_id=lesson.school_id, lesson=lesson).first()
    if (change is not None and _said(change) == differs) or (change is None and differs == AS_USUAL):
        return change
    if (change.version if change else 0) != version:
        raise Overtaken(_("Quelqu’un d’autre a modifié ce cours."))
    if differs == AS_USUAL:
        assert change is not None
        number, was_own = change.pk, change.replacement_id is None
        change.delete()
        if was_own and give_back(standing, lesson):
            _record(actor, "timetable.restore_lesson", lesson, version)
            return Change.objects.get(school_id=lesson.school_id, lesson=lesson)
        spare(standing, lesson)
        _record(actor, "timetable.restore_lesson", lesson, version)
        tell_later(lesson, number, version + 1, AS_USUAL)
        return None
    _require_sense(lesson, differs)
    unread = [one for one in _conflicts(lesson, differs) if one.key not in known]
    if unread:
        raise Conflicting(unread)
    is_new = change is None
    change = change or Change(school_id=lesson.school_id, lesson=lesson, version=0)
    for name, value in asdict(differs).items():
        setattr(change, name, value)
    change.source, change.version, change.changed_at = Source.HAND, change.version + 1, clock.now()
    change.replacement_id = None
    change.save(force_insert=is_new, force_update=not is_new)
    _record(actor, "timetable.change_lesson", lesson, change.version)
    tell_later(lesson, change.pk, change.version, differs)
    return change


def conflicts_if(*, hat: Hat, lesson_id: uuid.UUID, differs: Differs) -> list[Conflict]:
    """What the lesson would share with others if it differed so: told before anybody saves it. Writes nothing.

    Raises Refused for what makes no sense, Unknown, PermissionDenied.
    """
    lesson = Lesson.objects.select_related("slot", "school").filter(pk=lesson_id).first()
    if lesson is None:
        raise Unknown("no such lesson")
    require_right(hat, lesson.school_id)
    _require_sense(lesson, differs)
    return _conflicts(lesson, differs)


def _record(actor: Actor, action: str, lesson: Lesson, version: int) -> None:
    audit.record(
        actor=actor, action=action, tenant=lesson.school_id, subject="lesson", subject_id=lesson.pk,
        data={"version": version},
    )  # fmt: skip


def _said(change: Change) -> Differs:
    return Differs(**{name: getattr(change, name) for name in asdict(AS_USUAL)})


def _require_sense(lesson: Lesson, differs: Differs) -> None:
    if (differs.day is None) != (differs.starts is None) or (differs.day is None) != (differs.ends is None):
        raise Refused(_("Pour déplacer un cours, dites le jour, le début et la fin."))
    if differs.day is not None and differs.starts is not None and differs.ends is not None:
        if not 0 <= differs.starts < differs.ends <= MIDNIGHT:
            raise Refused(_("Le cours finit avant de commencer : vérifiez les heures."))
        first, last = bounds_of(lesson.slot.school_year_id)
        if not first <= differs.day <= last:
            raise Refused(_("Le jour choisi n’est pas dans cette année scolaire."))
    if differs.room_id and not Room.objects.filter(school_id=lesson.school_id, pk=differs.room_id).exists():
        raise Refused(_("Cette salle n’existe pas dans cet établissement."))
    if differs.teacher_id is not None:
        there = Affiliation.objects.filter(
            school_id=lesson.school_id, state="active", person_id=differs.teacher_id
        )  # fmt: skip
        if not there.exists():
            raise Refused(_("Cette personne n’est pas dans cet établissement."))
    taught = SlotTeacher.objects.filter(school_id=lesson.school_id, slot_id=lesson.slot_id)
    if differs.absent_id is not None and not taught.filter(teacher_id=differs.absent_id).exists():
        raise Refused(_("Cette personne n’assure pas ce cours."))


def _conflicts(lesson: Lesson, differs: Differs) -> list[Conflict]:
    """What the lesson, so changed, shares with others of that day, as they are changed themselves."""
    if differs.is_cancelled or not (differs.day or differs.has_room or differs.teacher_id):
        return []  # it takes nothing that it did not have
    school, slot = lesson.school_id, lesson.slot
    day = differs.day or lesson.day
    starts = slot.starts if differs.starts is None else differs.starts
    ends = slot.ends if differs.ends is None else differs.ends
    room = differs.room_id if differs.has_room else slot.room_id
    teachers = _teachers(school, slot.pk, differs)
    taught = SlotPupils.objects.filter(school_id=school, slot_id=slot.pk)
    own = [set(taught.exclude(**{name: None}).values_list(name, flat=True)) for name in ("homeroom_id", "group_id")]
    homerooms, groups = with_shared_pupils(school, *own)
    found = []
    others = Lesson.objects.filter(school_id=school).exclude(pk=lesson.pk).select_related("slot")
    moved = Change.objects.filter(school_id=school, day=day).values("lesson_id")
    for other in others.filter(Q(day=day) | Q(pk__in=moved)).prefetch_related("changes"):
        said = next((_said(one) for one in other.changes.all()), AS_USUAL)
        if said.is_cancelled or (said.day or other.day) != day:
            continue
        begins = other.slot.starts if said.starts is None else said.starts
        if begins >= ends or (other.slot.ends if said.ends is None else said.ends) <= starts:
            continue
        if teachers & _teachers(school, other.slot_id, said):
            found.append(Conflict(Trouble.TEACHER, other.slot_id, day, 1))
        if room is not None and room == (said.room_id if said.has_room else other.slot.room_id):
            found.append(Conflict(Trouble.ROOM, other.slot_id, day, 1))
        theirs = SlotPupils.objects.filter(school_id=school, slot_id=other.slot_id)
        if theirs.filter(Q(homeroom_id__in=homerooms) | Q(group_id__in=groups)).exists():
            found.append(Conflict(Trouble.PUPILS, other.slot_id, day, 1))
    return found


def _teachers(school_id: uuid.UUID, slot_id: uuid.UUID, said: Differs) -> set[uuid.UUID]:
    rows = SlotTeacher.objects.filter(school_id=school_id, slot_id=slot_id)
    found = set(rows.values_list("teacher_id", flat=True)) - {said.absent_id}
    return found | ({said.teacher_id} if said.teacher_id else set())


def cancelled(reason: str = "") -> Differs:
    """A lesson that is not held."""
    return replace(AS_USUAL, is_cancelled=True, reason=reason)
