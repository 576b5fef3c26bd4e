"""Counting in who looked at a pupil's file."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from preau.directory.enums import Profile
from preau.directory.models import FileReading, Person, School
from preau.directory.readings import Reading, past_files, read
from preau.kernel import clock, scope

KEPT_DAYS = 365
"""CNIL's recommendation of 14 October 2021 on logging: six months to a year."""

Key = tuple[uuid.UUID, uuid.UUID, dt.date, uuid.UUID]


def count_readings() -> int:
    """Count in what pages noted up to a minute ago, file by file; how many readings.

    A row holds the first and the last time of its day, not a count: a file counted in twice, after a crash between the
    commit and its erasure, changes nothing. Not audited: the rows are themselves what is told.
    """
    counted = 0
    for path in past_files():
        readings = list(read(path))
        _count_in(readings)
        path.unlink()
        counted += len(readings)
    return counted


@transaction.atomic
def _count_in(readings: Iterable[Reading]) -> None:
    times: dict[Key, list[dt.datetime]] = {}
    profiles: dict[Key, str] = {}
    for one in readings:
        key = (one.school_id, one.student_id, timezone.localtime(one.at).date(), one.reader_id)
        times.setdefault(key, []).append(one.at)
        profiles[key] = one.profile
    with scope.everything("who looked at pupils' files, all schools"):
        schools = set(School.objects.filter(pk__in={key[0] for key in times}).values_list("pk", flat=True))
        people = {person for key in times for person in (key[1], key[3])}
        known = set(Person.objects.filter(pk__in=people, erased_at=None).values_list("pk", flat=True))
        for key, moments in sorted(times.items()):
            school_id, student_id, day, reader_id = key
            if school_id not in schools or not {student_id, reader_id} <= known or profiles[key] not in Profile.values:
                continue
            row, made = FileReading.objects.get_or_create(
                school_id=school_id, student_id=student_id, day=day, reader_id=reader_id,
                defaults={"profile": profiles[key], "first_at": min(moments), "last_at": max(moments)},
            )  # fmt: skip
            if not made:
                row.first_at, row.last_at = min(row.first_at, *moments), max(row.last_at, *moments)
                row.save(update_fields=["first_at", "last_at"])


def expire_readings() -> dict[str, int]:
    """Forget readings of a year ago."""
    limit = clock.today() - dt.timedelta(days=KEPT_DAYS)
    with scope.everything("readings whose time is over"):
        return {"file_readings": FileReading.objects.filter(day__lt=limit).delete()[0]}
