"""Telling families of work given: once an evening for all that appeared that day; and pupils at once of what is due the
next day, when it appears before the evening.

Everything is asked anew when it is told: work taken back, or put off, since is not.
"""

import datetime as dt
import hashlib
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import transaction

from preau.access.public import About, present_pupils, relatives_of
from preau.diary.models import Work, WorkUnit
from preau.directory.calendar import year_of
from preau.directory.enums import Profile
from preau.directory.models import Enrollment, GroupMembership, Person, School
from preau.kernel import clock, jobs
from preau.kernel.actor import Actor
from preau.notifications.public import To, notify, withdraw
from preau.timetable.public import clock_of, span_of

EVENING_JOB, NEXT_DAY_JOB = "diary.tell_evening", "diary.tell_next_day"
NEW, NEXT_DAY = "diary.work", "diary.work_next_day"
EVENING = 18 * 60
"""Minutes after midnight, on the school's clock."""
DAY = dt.timedelta(days=1)
MOST_SUBJECTS = 4


def key_of(work_id: uuid.UUID) -> str:
    """The key under which pupils are told at once of work due the next day."""
    return f"diary/{work_id}"


def evening_of(moment: dt.datetime, zone: str) -> dt.datetime:
    """The evening in which what appears at that moment is told: of that day, or of the next from the evening on."""
    day, minutes = clock_of(moment, zone)
    day += DAY if minutes >= EVENING else dt.timedelta()
    return span_of(day, EVENING, EVENING + 1, zone)[0]


def is_late_for(due: dt.date, moment: dt.datetime, zone: str) -> bool:
    """Whether work appears too late for its readers to be told before it is due: the day before, in the evening."""
    return evening_of(moment, zone) >= span_of(due, 0, 1, zone)[0]


def tell_later(row: Work, due: Iterable[dt.date]) -> None:
    """Have those concerned told of work that was published: in the evening, and pupils at once of the next day's."""
    appears = row.appears_at
    if appears is None:
        return
    zone = School.objects.values_list("timezone", flat=True).get(pk=row.school_id)
    evening = evening_of(appears, zone)
    if evening > clock.now():  # of an evening that is over nothing more is told, however late its work is edited
        jobs.enqueue(
            EVENING_JOB, key=f"{EVENING_JOB}/{row.school_id}/{evening.isoformat()}", run_at=evening,
            tenant=row.school_id, payload={"school": str(row.school_id), "evening": evening.isoformat()},
        )  # fmt: skip
    day, minutes = clock_of(appears, zone)
    if minutes < EVENING and day + DAY in set(due):
        jobs.enqueue(
            NEXT_DAY_JOB, key=f"{NEXT_DAY_JOB}/{row.pk}/{appears.isoformat()}", run_at=appears, tenant=row.school_id,
            payload={"work": str(row.pk)},
        )  # fmt: skip


def take_back(actor: Actor, work_id: uuid.UUID) -> None:
    """Work that is read no more is told no more."""
    withdraw(actor=actor, key=key_of(work_id))


@transaction.atomic
def tell_next_day(*, actor: Actor, work_id: uuid.UUID) -> int:
    """Tell pupils of work due the day after it appears; how many. Once for a piece of work."""
    row = Work.objects.select_related("school").filter(pk=work_id, appears_at__lte=clock.now()).first()
    if row is None:
        return 0
    tomorrow = clock.today(row.school.timezone) + DAY
    there = WorkUnit.objects.filter(school_id=row.school_id, work=row, due_on=tomorrow)
    units = set(there.values_list("unit", flat=True))
    pupils = {key: one for some in _pupils_of(row.school_id, units).values() for key, one in some.items()}
    sending = notify(
        actor=actor, kind=NEXT_DAY, key=key_of(row.pk), school_id=row.school_id, link="/a-faire/",
        to=[To(one.pk, Profile.STUDENT.value) for one in pupils.values() if one.suspended_at is None],
        data={"subject": row.subject, "due": tomorrow.isoformat()},
        expires_at=span_of(tomorrow, 0, 1, row.school.timezone)[0] + DAY,
    )  # fmt: skip
    return sending.told


@transaction.atomic
def tell_evening(*, actor: Actor, school_id: uuid.UUID, evening: dt.datetime) -> int:
    """Tell pupils and guardians of the work that appeared in the day before that evening and is still to do: one notice
    for a child, whatever was given; how many. Those of one class who were given the same are told together.
    """
    zone = School.objects.values_list("timezone", flat=True).get(pk=school_id)
    today = clock_of(evening, zone)[0]
    before = span_of(today - DAY, EVENING, EVENING + 1, zone)[0]
    rows = WorkUnit.objects.filter(
        school_id=school_id, work__school_id=school_id, work__appears_at__gte=before, work__appears_at__lt=evening,
        due_on__gt=today,
    )  # fmt: skip
    by_unit: dict[uuid.UUID, list[WorkUnit]] = defaultdict(list)
    for one in rows.select_related("work").order_by("due_on", "work__subject", "pk"):
        by_unit[one.unit].append(one)
    pupils: dict[uuid.UUID, Person] = {}
    given: dict[uuid.UUID, dict[uuid.UUID, WorkUnit]] = defaultdict(dict)
    for unit, there in _pupils_of(school_id, by_unit).items():
        pupils |= there
        for pupil in there:
            for one in by_unit[unit]:  # given to a class and to a group of it: the sooner
                known = given[pupil].setdefault(one.work_id, one)
                given[pupil][one.work_id] = min(known, one, key=lambda some: some.due_on)
    families = relatives_of(school_id, list(pupils.values()), About.LESSONS)
    groups: dict[tuple[str, ...], list[To]] = defaultdict(list)
    units: dict[tuple[str, ...], Sequence[WorkUnit]] = {}
    for number, person in pupils.items():
        guardians = [To(one.person.pk, one.profile, number) for one in families.get(number, ()) if not one.is_pupil]
        own = [one for one in given[number].values() if not _was_told(one, today, zone)]
        for to, some in (
            ([] if person.suspended_at else [To(number, Profile.STUDENT.value)], own),
            (guardians, list(given[number].values())),
        ):
            if to and some:
                key = tuple(sorted(f"{one.work_id} {one.due_on}" for one in some))
                groups[key] += to
                units[key] = some
    return sum(
        notify(
            actor=actor, kind=NEW, key=f"diary/{school_id}/{evening.date()}/{_digest(key)}", school_id=school_id,
            to=to, link="/a-faire/", data=_data(units[key]), expires_at=evening + 2 * DAY,
        ).told
        for key, to in groups.items()
    )  # fmt: skip


def _was_told(one: WorkUnit, today: dt.date, zone: str) -> bool:
    """Whether pupils were told of it at once: it appeared that very day, and is due the next."""
    appears = one.work.appears_at
    return one.due_on == today + DAY and appears is not None and clock_of(appears, zone)[0] == today


def _data(some: Sequence[WorkUnit]) -> dict[str, object]:
    subjects = list(dict.fromkeys(one.work.subject for one in some))
    return {
        "count": len(some), "subjects": subjects[:MOST_SUBJECTS], "more": len(subjects) > MOST_SUBJECTS,
        "due": min(one.due_on for one in some).isoformat(),
    }  # fmt: skip


def _digest(told: Iterable[str]) -> str:
    return hashlib.sha256(" ".join(told).encode()).hexdigest()[:24]


def _pupils_of(school_id: uuid.UUID, units: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Mapping[uuid.UUID, Person]]:
    """Pupils of each of these classes and groups who have a place in the school today. Three reads."""
    if not units:
        return {}
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    classes = Enrollment.objects.filter(
        school_id=school_id, school_year_id=year_of(clock.today()), left_on=None, homeroom_id__in=units
    )
    groups = GroupMembership.objects.filter(school_id=school_id, group_id__in=units)
    for unit, pupil in classes.values_list("homeroom_id", "student_id"):
        found[unit].add(pupil)
    for unit, pupil in groups.values_list("group_id", "student_id"):
        found[unit].add(pupil)
    there = present_pupils(school_id, {one for some in found.values() for one in some})
    return {unit: {one: there[one] for one in some if one in there} for unit, some in found.items()}
