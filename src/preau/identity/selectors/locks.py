"""Reads of locks and of openings to support."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, Enrollment, Guardianship, Homeroom, School
from preau.identity.enums import LockTarget
from preau.identity.models import Lock, ViewOpening
from preau.kernel import clock, scope


@dataclass(frozen=True, slots=True)
class StandingLock:
    """A lock that stands for a person today: what it takes away, where, and from which of their hats."""

    kind: str
    target: str
    school_id: uuid.UUID | None
    profile: str
    reason: str
    ends_at: dt.datetime | None

    def touches(self, profile: str, school_id: uuid.UUID | None) -> bool:
        """Whether a hat of this profile in this school is concerned.

        A school's lock leaves its head, who lifts it.
        """
        if self.target == LockTarget.PERSON:
            return True
        if self.school_id != school_id:
            return False
        if self.target == LockTarget.PROFILE:
            return self.profile == profile
        if self.target == LockTarget.HOMEROOM:
            return profile == Profile.STUDENT
        return profile != Profile.HEAD


def standing_locks(person_id: uuid.UUID, school_ids: Sequence[uuid.UUID]) -> list[StandingLock]:
    """Locks that may concern this person in these schools, in one read by index; ended ones hold nothing."""
    now = clock.now()
    rows = (
        Lock.objects.filter(closed_at=None)
        .filter(Q(ends_at=None) | Q(ends_at__gt=now))
        .filter(
            Q(target=LockTarget.PERSON, person_id=person_id)
            | Q(target__in=[LockTarget.PROFILE, LockTarget.SCHOOL], school_id__in=list(school_ids))
            | Q(
                target=LockTarget.HOMEROOM,
                school_id__in=list(school_ids),
                homeroom_id__in=Enrollment.objects.filter(student_id=person_id, left_on=None).values("homeroom_id"),
            )
        )
    )
    return [
        StandingLock(row.kind, row.target, row.school_id, row.profile, row.reason, row.ends_at)
        for row in rows.order_by("set_at", "pk")
    ]


def persons_of(lock: Lock) -> set[uuid.UUID]:
    """Everyone a lock is about. Asked when it is set; the open scope holds its school."""
    if lock.target == LockTarget.PERSON:
        return {lock.person_id} if lock.person_id else set()
    if lock.target == LockTarget.HOMEROOM:
        pupils = Enrollment.objects.filter(school_id=lock.school_id, homeroom_id=lock.homeroom_id, left_on=None)
        return set(pupils.values_list("student_id", flat=True))
    places = Affiliation.objects.filter(school_id=lock.school_id, state=AffiliationState.ACTIVE)
    links = Guardianship.objects.filter(school_id=lock.school_id, ended_at=None)
    if lock.target == LockTarget.PROFILE:
        if lock.profile == Profile.GUARDIAN:
            return set(links.values_list("guardian_id", flat=True))
        return set(places.filter(profile=lock.profile).values_list("person_id", flat=True))
    staff = set(places.exclude(profile=Profile.HEAD).values_list("person_id", flat=True))
    heads = set(places.filter(profile=Profile.HEAD).values_list("person_id", flat=True))
    return (staff | set(links.values_list("guardian_id", flat=True))) - heads


def people_under_lock(*, school: School, target: str, profile: str = "", homeroom: Homeroom | None = None) -> int:
    """How many people a lock on a class, a profile or a school would be about today."""
    return len(persons_of(Lock(school=school, target=target, profile=profile, homeroom=homeroom)))


def locks_of_school(school_id: uuid.UUID | None) -> list[Lock]:
    """Locks that a school (or the platform, None) set and that stand, the latest first."""
    rows = Lock.objects.filter(closed_at=None)
    rows = rows.filter(school_id=school_id) if school_id else rows.filter(school=None)
    return list(rows.select_related("person", "homeroom").order_by("-set_at"))


def all_locks() -> list[Lock]:
    """Every lock that stands, for the operator."""
    rows = Lock.objects.filter(closed_at=None)
    return list(rows.select_related("person", "homeroom", "school").order_by("-set_at"))


def is_standing(lock_id: uuid.UUID, school_id: uuid.UUID | None = None) -> bool:
    """Whether that lock stands, and was set by that school when one is named."""
    of_school = {"school_id": school_id} if school_id else {}
    return Lock.objects.filter(pk=lock_id, closed_at=None, **of_school).exists()


def was_set(lock_id: uuid.UUID, school_id: uuid.UUID | None = None) -> bool:
    """Whether there was such a lock, set by that school when one is named, even lifted since."""
    of_school = {"school_id": school_id} if school_id else {}
    return Lock.objects.filter(pk=lock_id, **of_school).exists()


# --- openings to support --------------------------------------------------------------------------------------------


def openings_of_school(school_id: uuid.UUID) -> list[ViewOpening]:
    """What support asked of a school, the latest first."""
    rows = ViewOpening.objects.filter(school_id=school_id).select_related("subject", "asked_by")
    return list(rows.order_by("-asked_at")[:50])


def openings_waiting(school_id: uuid.UUID) -> int:
    """How many requests of support wait for the school's answer."""
    return ViewOpening.objects.filter(school_id=school_id, opened_at=None, closed_at=None).count()


def openings_asked_by(person_id: uuid.UUID) -> list[ViewOpening]:
    """What somebody of support asked, of any school. The names of subjects are there once a school opened them."""
    with scope.everything("support reads what it asked of schools"):
        rows = ViewOpening.objects.filter(asked_by_id=person_id).select_related("school", "subject")
        return list(rows.order_by("-asked_at")[:50])


def opening_now(opening_id: uuid.UUID, asked_by: uuid.UUID) -> ViewOpening | None:
    """The opening, while it is open and for who asked it; None from the moment it ends."""
    with scope.everything("an opening is looked for before its scope"):
        row = (
            ViewOpening.objects.filter(pk=opening_id, asked_by_id=asked_by, closed_at=None)
            .exclude(opened_at=None)
            .select_related("school", "subject")
            .first()
        )
    if row is None or row.ends_at is None or row.ends_at <= clock.now():
        return None
    return row
