"""Facts of the public page of a school: what anybody may read of it."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from preau.access.public import Hat
from preau.directory.calendar import public_holidays
from preau.directory.models import Closure, School, SchoolHoliday
from preau.kernel import clock
from preau.news.enums import State
from preau.news.models import NewsItem, SchoolFront
from preau.news.selectors.reading import publishing_of

DAYS = 60
"""Days that the facts tell of, from yesterday on."""
MOST = 30
SATURDAY = 5


def require_front(hat: Hat, school_id: uuid.UUID) -> None:
    """Raise PermissionDenied for who does not publish to the whole school."""
    if not publishing_of(hat, school_id).pins:
        raise PermissionDenied(_("La page publique est réservée à qui publie pour tout l’établissement."))


def front_of(school_id: uuid.UUID) -> SchoolFront | None:
    """How a school shows itself, if it ever said so."""
    return SchoolFront.objects.filter(school_id=school_id).first()


@dataclass(frozen=True, slots=True)
class Front:
    """Hours and telephone numbers as a school wrote them, line by line; `is_shown`: to anybody, not its own alone."""

    phones: str
    hours: str
    is_shown: bool


def fronts_of(school_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Front]:
    """How these schools say that they are reached, of those that said so."""
    rows = SchoolFront.objects.filter(school_id__in=school_ids)
    return {one.school_id: Front(one.phones, one.hours, one.is_shown) for one in rows}


def closures_of(school_id: uuid.UUID) -> list[Closure]:
    """Days that it declared closed, from today on."""
    return list(Closure.objects.filter(school_id=school_id, ends_on__gte=clock.today()).order_by("starts_on"))


def closed_days(school: School, front: SchoolFront) -> dict[dt.date, str]:
    """Days on which it is closed, and why, from yesterday on. Two reads."""
    first = clock.now().astimezone(ZoneInfo(school.timezone)).date() - dt.timedelta(days=1)
    days = [first + dt.timedelta(days=one) for one in range(DAYS)]
    holidays = SchoolHoliday.objects.filter(
        zone=school.authority.holiday_zone, starts_on__lte=days[-1], ends_on__gte=first
    )
    ours = Closure.objects.filter(school_id=school.pk, starts_on__lte=days[-1], ends_on__gte=first)
    spans = [(one.starts_on, one.ends_on, one.reason) for one in ours]
    spans += [(one.starts_on, one.ends_on, one.name) for one in holidays]
    found: dict[dt.date, str] = {}
    for day in days:
        reason = next((words for starts, ends, words in spans if starts <= day <= ends), "")
        if not reason and (day.weekday() > SATURDAY or (day.weekday() == SATURDAY and not front.opens_saturday)):
            reason = _("week-end")
        if not reason:
            reason = public_holidays(day.year).get(day, "")
        if reason:
            found[day] = str(reason)
    return found


def facts_of(school_id: uuid.UUID) -> Mapping[str, Any] | None:
    """What the public page of a school tells, in French; None when it shows none."""
    front = front_of(school_id)
    if front is None or not front.is_shown:
        return None
    school = School.objects.select_related("authority").get(pk=school_id)
    items = NewsItem.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=clock.now()), school_id=school_id, state=State.PUBLISHED, is_public=True
    ).order_by("-starts_at", "pk")[:MOST]
    with override("fr"):
        closed = closed_days(school, front)
    return {
        "uai": school.uai, "name": school.name, "timezone": school.timezone, "street": school.street,
        "city": f"{school.postal_code} {school.city}".strip(), "phones": front.phones or school.phone,
        "hours": front.hours, "closed": {day.isoformat(): words for day, words in closed.items()},
        "until": (clock.today() + dt.timedelta(days=DAYS - 5)).isoformat(),
        "items": [
            {
                "title": one.title, "text": one.text, "starts": one.starts_at.isoformat() if one.starts_at else "",
                "ends": one.ends_at.isoformat() if one.ends_at else "", "safety": one.sort == "safety",
            }
            for one in items
        ],
    }  # fmt: skip


def all_shown() -> list[Mapping[str, Any]]:
    """Schools that show their page, by city then name."""
    rows = SchoolFront.objects.filter(is_shown=True).select_related("school").order_by("school__city", "school__name")
    return [{"uai": one.school.uai, "name": one.school.name, "city": one.school.city} for one in rows]
