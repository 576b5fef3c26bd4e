"""Telling those concerned that a lesson of less than a day away changes: from a job, once for each writing."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, Enrollment, GroupMembership, Guardianship
from preau.directory.rights import RIGHTS, rights_of_guardian
from preau.kernel import clock, jobs
from preau.kernel.actor import Actor
from preau.notifications.public import To, notify, withdraw, withdraw_under
from preau.timetable.differing import AS_USUAL, Differs
from preau.timetable.models import Lesson, Replacement, SlotPupils, SlotTeacher
from preau.timetable.selectors.desk import said, title_of
from preau.timetable.weeks import span_of

JOB, STRETCH_JOB, KIND = "timetable.tell", "timetable.tell_stretch", "timetable.changed"
NEAR = dt.timedelta(days=1)
READING = sorted(reach for reach, rights in RIGHTS.items() if rights.reads)


def key_of(change_id: uuid.UUID, version: int) -> str:
    """The key under which one writing is told."""
    return f"timetable/{change_id}/{version}"


def tell_later(lesson: Lesson, change_id: uuid.UUID, version: int, differs: Differs) -> None:
    """Have those concerned told, when the lesson or its new place is less than a day away and not over."""
    if _term(lesson, differs) is not None:
        payload = {"lesson": str(lesson.pk), "change": str(change_id), "version": version, "usual": differs == AS_USUAL}
        jobs.enqueue(JOB, key=f"{JOB}/{change_id}/{version}", tenant=lesson.school_id, payload=payload)


def _term(lesson: Lesson, differs: Differs) -> dt.datetime | None:
    """Until when it is worth telling; None when no place of the lesson is near."""
    slot, zone, now = lesson.slot, lesson.school.timezone, clock.now()
    places = [span_of(lesson.day, slot.starts, slot.ends, zone)]
    if differs.day is not None and differs.starts is not None and differs.ends is not None:
        places.append(span_of(differs.day, differs.starts, differs.ends, zone))
    if not any(starts < now + NEAR and ends > now for starts, ends in places):
        return None
    return max(ends for _starts, ends in places)


@transaction.atomic
def tell(*, actor: Actor, lesson_id: uuid.UUID, change_id: uuid.UUID, version: int, is_usual: bool = False) -> int:
    """Tell pupils, their guardians and teachers of a lesson how it changes; how many notices.

    `is_usual`: it was put back as in the regular week. Nothing when it was written again since: that writing is told.
    What a former writing told is taken back.
    """
    lesson = Lesson.objects.select_related("slot", "school").filter(pk=lesson_id).first()
    if lesson is None:
        return 0
    change = lesson.changes.first()
    differs = said(change)
    if is_usual is not (change is None) or (change is not None and (change.pk, change.version) != (change_id, version)):
        return 0
    expires = _term(lesson, differs)
    withdraw(actor=actor, key=key_of(change_id, version - 1))
    if expires is None:
        return 0
    sending = notify(
        actor=actor, kind=KIND, key=key_of(change_id, version), to=people_of(lesson, differs),
        school_id=lesson.school_id, data=_told(lesson, differs), expires_at=expires,
        link=f"/agenda/?jour={(differs.day or lesson.day).isoformat()}",
    )  # fmt: skip
    return sending.told


def _told(lesson: Lesson, differs: Differs) -> dict[str, Any]:
    kinds = (
        (differs == AS_USUAL, "usual"), (differs.is_cancelled, "cancelled"), (differs.day is not None, "moved"),
        (differs.teacher_id or differs.absent_id, "teacher"), (differs.is_remote, "remote"), (True, "room"),
    )  # fmt: skip
    return {
        "lesson": title_of(lesson.slot, lesson.school.authority_id), "day": lesson.day.isoformat(),
        "starts": lesson.slot.starts, "what": next(code for holds, code in kinds if holds),
        "to_day": differs.day.isoformat() if differs.day else "", "to_starts": differs.starts,
    }  # fmt: skip


def tell_stretch_later(row: Replacement, lessons: Sequence[Lesson], *, is_usual: bool = False) -> None:
    """Have those concerned told, once for all of these lessons that are less than a day away and not over."""
    near = sorted(one.pk.hex for one in lessons if _term(one, AS_USUAL) is not None)
    if near:
        # The moment makes the writing one: lessons taken again, or a stretch sent again once removed, are told too.
        at = clock.now().isoformat()
        jobs.enqueue(
            STRETCH_JOB, key=f"{STRETCH_JOB}/{row.pk}/{is_usual}/{at}/{_digest(near)}", tenant=row.school_id,
            payload={"replacement": str(row.pk), "at": at, "lessons": near, "usual": is_usual},
        )  # fmt: skip


def _digest(numbers: Iterable[str]) -> str:
    return hashlib.sha256(" ".join(sorted(numbers)).encode()).hexdigest()[:16]


@transaction.atomic
def tell_stretch(
    *, actor: Actor, replacement_id: uuid.UUID, at: dt.datetime, lesson_ids: Collection[uuid.UUID],
    is_usual: bool = False,
) -> int:  # fmt: skip
    """Tell pupils, their guardians and teachers how these lessons change, each one once for all of theirs; how many
    notices. Nothing of a lesson that was written again since `at`: that writing is told. What a former writing told of
    the same lessons is taken back.
    """
    told: dict[To, list[Lesson]] = {}
    differs: dict[uuid.UUID, Differs] = {}
    rows = Lesson.objects.select_related("slot", "school").filter(pk__in=lesson_ids)
    for lesson in sorted(rows, key=lambda one: (one.day, one.slot.starts, one.pk)):
        change = lesson.changes.first()
        if is_usual:
            stands = change is None
        else:
            stands = change is not None and change.replacement_id == replacement_id and change.changed_at <= at
        if stands and _term(lesson, AS_USUAL) is not None:
            differs[lesson.pk] = said(change)
            for one in people_of(lesson, differs[lesson.pk]):
                told.setdefault(one, []).append(lesson)
    groups: dict[tuple[Lesson, ...], list[To]] = {}
    for one, theirs in told.items():
        groups.setdefault(tuple(theirs), []).append(one)
    count = 0
    for lessons, people in groups.items():
        first, last = lessons[0], lessons[-1]
        same = f"timetable/{replacement_id}/{_digest(one.pk.hex for one in lessons)}/"
        key = f"{same}{'usual' if is_usual else 'changed'}/{at.isoformat()}"
        withdraw_under(actor=actor, start=same, but=key)
        count += notify(
            actor=actor, kind=KIND, key=key, to=people,
            school_id=first.school_id, link=f"/agenda/?jour={first.day.isoformat()}",
            data={**_told(first, differs[first.pk]), "more": len(lessons) - 1}, expires_at=_term(last, AS_USUAL),
        ).told  # fmt: skip
    return count


def people_of(lesson: Lesson, differs: Differs) -> list[To]:
    """Pupils of a lesson who are in the school, those of their guardians who read what concerns them, who teaches it
    and who stands in.
    """
    here, slot = {"school_id": lesson.school_id}, lesson.slot
    taught = SlotPupils.objects.filter(**here, slot=slot)
    enrolled = Enrollment.objects.filter(
        **here, school_year_id=slot.school_year_id, left_on=None, homeroom__in=taught.values("homeroom")
    )
    grouped = GroupMembership.objects.filter(**here, group__in=taught.values("group"))
    active = Affiliation.objects.filter(
        **here, state=AffiliationState.ACTIVE, person__suspended_at=None, person__erased_at=None
    )
    pupils = {
        one.person_id: one.person
        for one in active.filter(
            Q(person__in=enrolled.values("student")) | Q(person__in=grouped.values("student")), profile=Profile.STUDENT
        ).select_related("person")
    }
    told = [To(one, Profile.STUDENT) for one in pupils]
    links = Guardianship.objects.filter(
        **here, student__in=list(pupils), ended_at=None, reach__in=READING, guardian__suspended_at=None,
        guardian__erased_at=None,
    )  # fmt: skip
    today = clock.today()
    told += [
        To(one.guardian_id, Profile.GUARDIAN, one.student_id)
        for one in links
        if rights_of_guardian(one, pupils[one.student_id], today).reads
    ]
    teachers = set(SlotTeacher.objects.filter(**here, slot=slot).values_list("teacher_id", flat=True))
    teachers |= {one for one in (differs.teacher_id, differs.absent_id) if one is not None}
    staff = active.filter(person__in=teachers).exclude(profile__in=(Profile.STUDENT, Profile.GUARDIAN))
    return told + [To(person, profile) for person, profile in staff.values_list("person_id", "profile")]
