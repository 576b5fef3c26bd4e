"""What nobody answered climbs: after one working day to the head, after one more above the school.

Where the head alone answers, there is no step between: one working day leads above. Working days leave out week-ends,
public holidays and the holidays of the school's zone: an office that is shut answers nobody, and neither would a
collectivity in its place.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import transaction

from preau.directory.models import School
from preau.directory.selectors import next_school_day
from preau.helpdesk.enums import State, Step
from preau.helpdesk.models import HelpRequest
from preau.helpdesk.selectors.charge import above, charge_of
from preau.helpdesk.services.telling import LATE, matter_of, room, tell
from preau.kernel import audit, clock, scope

_MORNING = dt.time(8)
_DAY = dt.timedelta(days=1)
BATCH = 100
_OVER = (Step.AUTHORITY, Step.PLATFORM)


def climbs_at(school: School, at: dt.datetime) -> dt.datetime:
    """The same hour of the next working day; what comes on a day off counts from eight of the next working day."""
    zone = ZoneInfo(school.timezone)
    local = at.astimezone(zone)
    day, hour = local.date(), local.time()
    first = next_school_day(school, day)
    if first != day:
        day, hour = first, _MORNING
    return dt.datetime.combine(next_school_day(school, day + _DAY), hour, zone)


def _climb(request: HelpRequest) -> None:
    """One step more; the caller holds its lock, and writes in a transaction."""
    school = School.objects.select_related("authority").get(pk=request.school_id)
    heads = charge_of(school.pk).heads if request.step == Step.NAMED else ()
    if heads:
        request.step, people = Step.HEAD, list(heads)
        key, link = matter_of(request, Step.HEAD), f"/demandes-aide/{request.pk}/"
    else:
        request.step, people = above(school)
        # Those above hear once a day of a school, whatever waits there.
        key = f"helpdesk/{school.pk.hex}/{clock.today().isoformat()}"
        link = "/demandes-aide/sans-reponse/"
    request.climbs_at = climbs_at(school, clock.now())
    request.save(update_fields=["step", "climbs_at"])
    audit.record(
        actor=room(), action="helpdesk.climb", tenant=school.pk, subject="help_request", subject_id=request.pk,
        data={"step": request.step},
    )  # fmt: skip
    tell(request, people, kind=LATE, key=key, link=link, school=school.name)


@transaction.atomic
def _climb_batch() -> int:
    late = HelpRequest.objects.select_for_update(of=("self",)).filter(state=State.SENT, climbs_at__lte=clock.now())
    rows = list(late.exclude(step__in=_OVER).order_by("climbs_at", "pk")[:BATCH])
    for one in rows:
        _climb(one)
    return len(rows)


def climb_unanswered() -> int:
    """Have what nobody answered climb; how many. A second run finds nothing to do."""
    count = 0
    with scope.everything("requests of all schools that nobody answered"):
        while climbed := _climb_batch():
            count += climbed
    return count
