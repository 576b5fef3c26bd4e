"""Who hears of a report: those in charge, those above them when nobody opens it, whoever made it when it moves on.

Nobody who is involved hears of anything, and no notice says who reported, nor what.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.calendar import public_holidays
from preau.directory.models import School
from preau.kernel import audit, clock, scope
from preau.kernel.actor import Actor, system
from preau.notifications.public import To, calm_of, notify, withdraw
from preau.safety.enums import Act, Climbed, State
from preau.safety.models import Report, Step
from preau.safety.selectors.charge import Charged, above

RECEIVED, FOLLOWED = "safety.received", "safety.followed"
_WEEKEND = (5, 6)
_MORNING = dt.time(8)
BATCH = 100


def room() -> Actor:
    """The room itself, which stands in the trail for whoever reports."""
    return system(_("le service des signalements"))


def matter_of(report: Report, step: str = "") -> str:
    """The key under which those in charge hear of a report; `step`: those above, when it climbed."""
    return f"safety/{report.pk.hex}{f'/{step}' if step else ''}"


def _works(day: dt.date) -> bool:
    return day.weekday() not in _WEEKEND and day not in public_holidays(day.year)


def _next(day: dt.date) -> dt.date:
    day += dt.timedelta(days=1)
    while not _works(day):
        day += dt.timedelta(days=1)
    return day


def one_working_day_after(at: dt.datetime, timezone: str) -> dt.datetime:
    """The same hour of the next working day; what comes on a day off counts from eight of the next working day.

    Working days leave out week-ends and public holidays. School holidays do not count as off: the school is shut, and
    those above it are not.
    """
    local = at.astimezone(ZoneInfo(timezone))
    day, hour = local.date(), local.time()
    if not _works(day):
        day, hour = _next(day), _MORNING
    return dt.datetime.combine(_next(day), hour, ZoneInfo(timezone))


def climbs_at(school_id: uuid.UUID, at: dt.datetime) -> dt.datetime:
    """When a report made then in that school climbs, unless it was opened."""
    return one_working_day_after(at, calm_of(school_id)[1])


def tell_charged(report: Report, people: Iterable[Charged], step: str = "") -> None:
    """Tell these people, at any hour, that a report waits."""
    notify(
        actor=room(), kind=RECEIVED, key=matter_of(report, step), to=[To(one.person_id, one.profile) for one in people],
        school_id=report.school_id, link=f"/signalements/{report.pk}/",
    )  # fmt: skip


def settle(report: Report) -> None:
    """Somebody opened it: it waits for nobody any more."""
    for step in ("", *(one.value for one in Climbed if one)):
        withdraw(actor=room(), key=matter_of(report, step))


def tell_reporter(report: Report, profile: str) -> None:
    """Tell whoever reported that there is something new, without saying what."""
    if report.reported_by_id is not None:
        notify(
            actor=room(), kind=FOLLOWED, key=f"{matter_of(report)}/{report.state}",
            to=[To(report.reported_by_id, profile)], school_id=report.school_id, link=f"/signaler/suivi/{report.pk}/",
        )  # fmt: skip


def climb(report: Report) -> None:
    """Have those above the school receive a report too; the caller holds its lock, and writes in a transaction."""
    school = School.objects.get(pk=report.school_id)
    about = {*report.involved.values_list("person_id", flat=True), report.reported_by_id}
    report.climbed, people = above(school, but={one for one in about if one is not None})
    report.climbed_at = clock.now()
    report.save(update_fields=["climbed", "climbed_at"])
    Step.objects.create(school_id=report.school_id, report=report, act=Act.CLIMBED, at=clock.now(), by=room().label)
    audit.record(actor=room(), action="safety.climb", subject="report", subject_id=report.pk)
    tell_charged(report, people, report.climbed)


@transaction.atomic
def _climb_batch() -> int:
    late = Report.objects.select_for_update(of=("self",)).filter(
        state=State.SENT, climbed=Climbed.NO, climbs_at__lte=clock.now()
    )
    rows = list(late.order_by("climbs_at", "pk")[:BATCH])
    for one in rows:
        climb(one)
    return len(rows)


def climb_unopened() -> int:
    """Have what nobody opened in a working day climb; how many. A second run finds nothing to do."""
    count = 0
    with scope.everything("reports of all schools that nobody opened"):
        while climbed := _climb_batch():
            count += climbed
    return count
