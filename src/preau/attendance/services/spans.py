"""Absences that roll calls make: one stretch for lessons missed one after the other, given back when none was."""

import uuid
from collections.abc import Collection, Mapping

from django.db.models import Max, Min

from preau.attendance.enums import Origin
from preau.attendance.models import Absence, Mark, RollCall
from preau.attendance.selectors.sheet import absences_of, covers, reached_by

NEAR = 30
"""Minutes between two lessons that a roll call sent later still joins."""


def join(
    row: RollCall, absent: Collection[uuid.UUID], seen: Collection[uuid.UUID], *, is_first: bool
) -> dict[uuid.UUID, Absence]:  # fmt: skip
    """The absence that each of the `absent` pupils of a roll call is part of, made, found or drawn out; those of the
    pupils `seen` there who were missing before are over. In a transaction.

    `is_first`: nobody called that roll before. Called again, it may have ended by mistake what it now draws out.
    """
    there: dict[uuid.UUID, list[Absence]] = {}
    for one in absences_of(row.school_id, {*absent, *seen}, row.day, is_locked=True):
        there.setdefault(one.pupil_id, []).append(one)
    back = [
        one.pk for pupil in seen for one in there.get(pupil, ())
        if reached_by(one, row.day, row.starts)
    ]  # fmt: skip
    if back:
        Absence.objects.filter(school_id=row.school_id, pk__in=back).update(is_over=True)
    found: dict[uuid.UUID, Absence] = {}
    made: list[Absence] = []
    for pupil in absent:
        fitting = _fitting(there.get(pupil, ()), row, is_first=is_first)
        if fitting is None:
            fitting = Absence(
                school_id=row.school_id, pupil_id=pupil, first_on=row.day, starts=row.starts, last_on=row.day,
                ends=row.ends, origin=Origin.SEEN,
            )  # fmt: skip
            made.append(fitting)
        elif fitting.origin == Origin.SEEN:
            _draw_out(fitting, row.starts, row.ends)
        found[pupil] = fitting
    Absence.objects.bulk_create(made)
    return found


def _fitting(there: Collection[Absence], row: RollCall, *, is_first: bool) -> Absence | None:
    """What a lesson missed is part of: what covers it, explained first, or what was seen just before or after."""
    covering = [one for one in there if covers(one, row.day, row.starts, row.ends)]
    if covering:
        return min(covering, key=lambda one: (not one.reason, one.starts))
    for one in there:
        is_same = one.origin == Origin.SEEN and one.first_on == one.last_on == row.day
        gap = one.starts - row.ends if is_first else max(one.starts - row.ends, row.starts - one.ends)
        if reached_by(one, row.day, row.starts) or (is_same and 0 <= gap <= NEAR):
            return one
    return None


def _draw_out(one: Absence, starts: int, ends: int) -> None:
    if one.first_on != one.last_on or (one.starts <= starts and one.ends >= ends):
        return
    if ends > one.ends:
        one.is_over = False
    one.starts, one.ends = min(one.starts, starts), max(one.ends, ends)
    one.save(update_fields=["starts", "ends", "is_over"])


def give_back(row: RollCall, left: Mapping[uuid.UUID, Absence]) -> list[Absence]:
    """Absences that pupils no longer have in the lesson of a roll call: shorter, over when none is later,
    or void when no lesson is left: these.
    """
    void = []
    for one in left.values():
        if one.origin != Origin.SEEN:
            continue
        rows = Mark.objects.filter(school_id=row.school_id, absence=one)
        hours = rows.aggregate(starts=Min("roll_call__starts"), ends=Max("roll_call__ends"))
        if hours["starts"] is None:
            one.is_void = True
            void.append(one)
        else:
            one.starts, one.ends = hours["starts"], hours["ends"]
            one.is_over = one.is_over or one.ends <= row.starts
        one.save(update_fields=["starts", "ends", "is_over", "is_void"])
    return void


def minutes_late(row: RollCall, zone_minutes: int) -> int:
    """How late somebody who comes at that minute of the day is; at least one, at most the whole lesson."""
    return min(max(zone_minutes - row.starts, 1), row.ends - row.starts)
