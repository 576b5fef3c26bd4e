"""Writes of the counts: a day is counted anew from its spool each time, then closed once and for all.

Counting sets figures, never adds to them, so that counting twice, or again after a crash, gives the same. A day is
closed in three steps that each survive a crash: figures and the trail's line in one transaction; the mark that the
day is closed; the spool's and the key's erasure. What comes for a closed day is thrown away.
"""

import datetime as dt
import shutil
import uuid
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import structlog
from django.db import transaction
from django.db.models import Count

from preau.analytics import spool
from preau.analytics.counting import Cell, Event, Figures, count, read_line
from preau.analytics.enums import ACCOUNTS, ALL, label_of
from preau.analytics.models import DailyCount
from preau.directory.enums import AffiliationState, Profile, Reach
from preau.directory.models import Affiliation, Guardianship, School
from preau.kernel import audit, clock, scope
from preau.kernel.actor import Actor

log = structlog.get_logger("preau.analytics")

PART_BYTES = 64 * 1024 * 1024
"""Spool read at a time: visitors are cut into as many parts as needed, so that memory stays bounded."""
MARK_DAYS = 30


def _events(files: list[Path], part: int, parts: int) -> Iterator[Event]:
    for path in files:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                event = read_line(line)
                if event is not None and (parts == 1 or int(event.visitor[:4], 16) % parts == part):
                    yield event


def figures_of(day: dt.date) -> dict[Cell, Figures]:
    """What the spool says of a day."""
    files = sorted(spool.folder_of(day).glob("*.tsv"))
    parts = 1 + sum(path.stat().st_size for path in files) // PART_BYTES
    figures: dict[Cell, Figures] = {}
    for part in range(parts):
        count(_events(files, part, parts), figures)
    return figures


def accounts_by_profile() -> dict[tuple[uuid.UUID, str], int]:
    """People who may have an account, by school and label. Contacts without an account are not counted."""
    found: dict[tuple[uuid.UUID, str], int] = defaultdict(int)
    active = Affiliation.objects.filter(state=AffiliationState.ACTIVE).values_list("school_id", "profile")
    for school, profile, people in active.annotate(n=Count("person_id", distinct=True)).order_by():
        found[school, label_of(profile)] += people
    living = Guardianship.objects.filter(ended_at=None).exclude(reach__in=[Reach.CONTACT, Reach.BARRED])
    guardians = living.values_list("school_id").annotate(n=Count("guardian_id", distinct=True)).order_by()
    for school, people in guardians:
        found[school, label_of(Profile.GUARDIAN)] += people
    return dict(found)


@transaction.atomic
def _write(day: dt.date, actor: Actor | None) -> int:
    """Set the counts of a day; with `actor`, the day closes and the trail says so."""
    figures = figures_of(day)
    with scope.everything("counts of a day, all schools"):
        known = {str(pk) for pk in School.objects.values_list("pk", flat=True)}
        rows = [
            DailyCount(
                school_id=uuid.UUID(cell.school), day=day, profile=cell.profile, service=cell.service,
                device=cell.device, visits=one.visits, users=one.users, pages=one.pages, seconds=one.seconds,
            )
            for cell, one in figures.items()
            if cell.school in known
        ]  # fmt: skip
        rows += [
            DailyCount(school_id=school, day=day, profile=label, service=ACCOUNTS, device=ALL, users=people)
            for (school, label), people in accounts_by_profile().items()
        ]
        DailyCount.objects.filter(day=day).delete()
        DailyCount.objects.bulk_create(rows, batch_size=1000)
    if actor is not None:
        audit.record(
            actor=actor, action="analytics.close_day", subject="day", subject_id=day,
            data={"day": day.isoformat(), "rows": len(rows)},
        )  # fmt: skip
    return len(rows)


def _mark(day: dt.date) -> Path:
    return spool.folder() / "closed" / day.isoformat()


def is_closed(day: dt.date) -> bool:
    """True when the day was counted for good."""
    return _mark(day).exists()


def count_today() -> int:
    """Count the day under way, as far as it is written; rows set."""
    today = clock.today()
    return 0 if is_closed(today) else _write(today, None)


def close_past_days(*, actor: Actor) -> int:
    """Count for good each past day that has a spool, then erase its spool and its key; how many days."""
    base, today = spool.folder(), clock.today()
    if not base.exists():
        return 0
    closed = 0
    for path in sorted(base.iterdir()):
        day = _day_named(path.name)
        if day is None or day >= today:
            continue
        if is_closed(day):
            log.warning("activity for a day already counted was thrown away")
        else:
            _write(day, actor)
            _mark(day).parent.mkdir(parents=True, exist_ok=True)
            _mark(day).touch()
            closed += 1
        shutil.rmtree(path)
    _forget(base / "keys", today)
    _forget(base / "closed", today - dt.timedelta(days=MARK_DAYS))
    return closed


def _forget(place: Path, before: dt.date) -> None:
    for path in place.glob("*"):
        day = _day_named(path.name)
        if day is not None and day < before:
            path.unlink(missing_ok=True)


def _day_named(name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(name)
    except ValueError:
        return None
