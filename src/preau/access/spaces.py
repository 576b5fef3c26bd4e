"""From which day pupils and guardians enter: of their class, else of their level, else of their school.

Read with what each page knows of a school already (access/switches.py); a read more is made only where a school opens
its levels or classes on days of their own.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace

from preau.access.hats import Hat
from preau.access.statement import Values
from preau.access.switches import Dated, dates_of
from preau.directory.calendar import year_of
from preau.directory.enums import Profile
from preau.kernel import clock, scope, sql

FAMILY = frozenset({Profile.STUDENT.value, Profile.GUARDIAN.value})
Standing = tuple[uuid.UUID | None, str]
"""Class and level of a pupil in a school."""
Pupil = tuple[uuid.UUID, uuid.UUID]
"""(school, person)."""

_STANDINGS = """
    SELECT e.school_id, e.student_id, e.homeroom_id, e.level_label FROM directory_enrollment e
     WHERE e.school_id IN ({schools}) AND e.school_year_id = %(year)s AND e.left_on IS NULL
       AND e.student_id IN ({pupils})"""


def opens_on(dates: Collection[Dated], class_id: uuid.UUID | None, level: str) -> dt.date | None:
    """The day that holds for a pupil of that class and level: the nearest one set; None when none is."""
    whole = of_level = of_class = None
    for one in dates:
        if one.class_id is not None:
            of_class = one.opens_on if one.class_id == class_id else of_class
        elif one.level:
            of_level = one.opens_on if level and one.level == level else of_level
        else:
            whole = one.opens_on
    return of_class or of_level or whole


def _standings(pupils: Collection[Pupil]) -> dict[Pupil, Standing]:
    values = Values(year=year_of(clock.today()))
    asked = _STANDINGS.format(
        schools=values.among({school for school, _pupil in pupils}),
        pupils=values.among({one for _school, one in pupils}),
    )
    return {
        (sql.as_id(school), sql.as_id(pupil)): (sql.as_id(room) if room else None, level)
        for school, pupil, room, level in sql.named_rows(asked, values.params)
    }


def _closed(hat: Hat, pupils: Collection[Pupil]) -> Mapping[Pupil, dt.date]:
    """Pupils for whom the space is not open yet, and the day on which it will be."""
    dated = dates_of(hat.school_ids)
    if not dated:
        return {}
    today = {school.id: clock.today(school.timezone) for school in hat.schools}
    known = {school: dates for school, dates in dated.items() if any(one.opens_on > today[school] for one in dates)}
    asked = [one for one in pupils if one[0] in known]
    if not asked:
        return {}
    nearer = any(one.level or one.class_id for dates in known.values() for one in dates)
    standings = _standings(asked) if nearer else {}
    found = {one: opens_on(known[one[0]], *standings.get(one, (None, ""))) for one in asked}
    return {one: day for one, day in found.items() if day is not None and day > today[one[0]]}


def opened(hats: Collection[Hat], person_id: uuid.UUID | None) -> tuple[tuple[Hat, ...], dt.date | None]:
    """These hats of a person over what is open to them; and, when nothing is, the first day on which something will be.

    For what enters by no page: tokens of the API, linked services.
    """
    left, days = [], []
    for one in hats:
        with scope.use(scope.Scope.of(one.school_ids)):
            hat, day = narrowed(replace(one, person_id=person_id))
        if day is None:
            left.append(hat)
        else:
            days.append(day)
    return tuple(left), min(days) if days and not left else None


def partner_waits_until(hat: Hat) -> dt.date | None:
    """The first day on which a partner's tool of a school reads anything of it: when its first pupils enter.

    None when some do already. A collectivity's partner reads no pupil, and waits for nobody.
    """
    if hat.local_authority_id is not None or not hat.schools:
        return None
    today = clock.today(hat.schools[0].timezone)
    dates = dates_of(hat.school_ids).get(hat.schools[0].id, ())
    whole = next((one.opens_on for one in dates if not one.level and one.class_id is None), None)
    first = min((one.opens_on for one in dates), default=None)
    return first if whole is not None and whole > today and first is not None and first > today else None


def narrowed(hat: Hat) -> tuple[Hat, dt.date | None]:
    """The hat over what is open to it; and, when nothing is, the first day on which something will be.

    Staff, officers and operators enter always.
    """
    if hat.profile not in FAMILY or hat.person_id is None:
        return hat, None
    if hat.profile == Profile.STUDENT:
        mine = [(school.id, hat.person_id) for school in hat.schools]
    else:
        mine = [(child.school_id, child.person_id) for child in hat.children]
    closed = _closed(hat, mine)
    if not closed:
        return hat, None
    if len(closed) == len(set(mine)):
        return hat, min(closed.values())
    if hat.profile == Profile.STUDENT:
        return replace(hat, schools=tuple(one for one in hat.schools if (one.id, hat.person_id) not in closed)), None
    children = tuple(one for one in hat.children if (one.school_id, one.person_id) not in closed)
    schools = {one.school_id for one in children}
    child = hat.child if hat.child in children else (children[0] if len(children) == 1 else None)
    return (
        replace(hat, children=children, child=child, schools=tuple(one for one in hat.schools if one.id in schools)),
        None,
    )
