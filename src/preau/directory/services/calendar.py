"""School years, terms, holidays."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.calendar import KNOWN_HOLIDAYS, Holiday, bounds_of, year_of
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.models import GradingPeriod, School, SchoolHoliday, SchoolYear
from preau.directory.selectors.calendar import forget_holidays
from preau.kernel import audit
from preau.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class PeriodDates:
    """A term to set: its name and its first and last day, both counted."""

    name: str
    starts_on: dt.date
    ends_on: dt.date


@transaction.atomic
def ensure_school_year(*, actor: Actor, day: dt.date) -> SchoolYear:
    """The school year that holds this day, made when it does not exist yet, with the holidays known for it."""
    year = year_of(day)
    starts_on, ends_on = bounds_of(year)
    found, made = SchoolYear.objects.get_or_create(year=year, defaults={"starts_on": starts_on, "ends_on": ends_on})
    if made:
        audit.record(
            actor=actor,
            action="directory.create_school_year",
            subject="school_year",
            subject_id=year,
            data={"year": f"{year}-{year + 1}"},
        )
        known = [one for one in KNOWN_HOLIDAYS if one.year == year]
        if known:
            record_holidays(actor=actor, holidays=known)
    return found


def load_known_holidays(*, actor: Actor) -> int:
    """Record the holidays kept with the code; returns how many changed."""
    return record_holidays(actor=actor, holidays=KNOWN_HOLIDAYS)


@transaction.atomic
def record_holidays(*, actor: Actor, holidays: Iterable[Holiday]) -> int:
    """Record holidays; one of the same zone, year and name is corrected. Returns how many were added or corrected."""
    changed = 0
    wanted = list(holidays)
    for year in sorted({one.year for one in wanted}):
        ensure_year = SchoolYear.objects.filter(year=year).exists()
        if not ensure_year:
            starts_on, ends_on = bounds_of(year)
            SchoolYear.objects.create(year=year, starts_on=starts_on, ends_on=ends_on)
            audit.record(
                actor=actor,
                action="directory.create_school_year",
                subject="school_year",
                subject_id=year,
                data={"year": f"{year}-{year + 1}"},
            )
        have = {(row.zone, row.name): row for row in SchoolHoliday.objects.filter(school_year_id=year)}
        for one in wanted:
            if one.year != year:
                continue
            row = have.get((one.zone, one.name))
            if row is None:
                SchoolHoliday.objects.create(
                    zone=one.zone, school_year_id=year, name=one.name, starts_on=one.starts_on, ends_on=one.ends_on
                )
            elif (row.starts_on, row.ends_on) != (one.starts_on, one.ends_on):
                row.starts_on, row.ends_on = one.starts_on, one.ends_on
                row.save(update_fields=["starts_on", "ends_on"])
            else:
                continue
            changed += 1
    if changed:
        audit.record(actor=actor, action="directory.record_holidays", subject="calendar", data={"count": changed})
        transaction.on_commit(forget_holidays)
    return changed


def _check_periods(periods: Sequence[PeriodDates], school_year: SchoolYear) -> None:
    before = school_year.starts_on - dt.timedelta(days=1)
    for place, period in enumerate(periods):
        if not period.name.strip():
            raise Refused(_("Chaque période porte un nom."))
        if period.ends_on < period.starts_on:
            raise Refused(_("« %(name)s » finit avant de commencer.") % {"name": period.name})
        if period.starts_on < school_year.starts_on or period.ends_on > school_year.ends_on:
            raise Refused(_("« %(name)s » sort de l’année scolaire.") % {"name": period.name})
        if place and period.starts_on <= before:
            raise Refused(_("« %(name)s » commence avant la fin de la précédente.") % {"name": period.name})
        before = period.ends_on


@transaction.atomic
def set_grading_periods(
    *,
    actor: Actor,
    school_id: uuid.UUID,
    year: int,
    periods: Sequence[PeriodDates],
    seen: Sequence[PeriodDates] | None = None,
) -> list[GradingPeriod]:
    """Set the terms of a school for a year, in their order, in place of the former ones; the same ones again write
    nothing.

    `seen`: the terms that the person had before them; Overtaken is raised when they are no longer those. Raises Refused
    when they overlap, are not in order or leave the school year; Unknown for no such year or school.
    """
    school_year = SchoolYear.objects.filter(year=year).first()
    # Locked, so that of two persons at once the second sees what the first one wrote.
    if school_year is None or not School.objects.select_for_update(of=("self",)).filter(pk=school_id).exists():
        raise Unknown("no such school or school year")
    wanted = [PeriodDates(one.name.strip(), one.starts_on, one.ends_on) for one in periods]
    _check_periods(wanted, school_year)
    rows = list(GradingPeriod.objects.filter(school_id=school_id, school_year=school_year).order_by("position"))
    present = [PeriodDates(row.name, row.starts_on, row.ends_on) for row in rows]
    if present == wanted:
        return rows
    if seen is not None and list(seen) != present:
        raise Overtaken(_("Quelqu’un a changé ces périodes entre-temps. Relisez-les, puis enregistrez de nouveau."))
    kept: list[GradingPeriod] = []
    for position, period in enumerate(wanted, start=1):
        row, _made = GradingPeriod.objects.update_or_create(
            school_id=school_id,
            school_year=school_year,
            position=position,
            defaults={"name": period.name, "starts_on": period.starts_on, "ends_on": period.ends_on},
        )
        kept.append(row)
    GradingPeriod.objects.filter(school_id=school_id, school_year=school_year, position__gt=len(wanted)).delete()
    audit.record(
        actor=actor,
        action="directory.set_grading_periods",
        tenant=school_id,
        subject="school_year",
        subject_id=year,
        data={"year": str(school_year), "periods": ", ".join(period.name for period in wanted)},
    )
    return kept
