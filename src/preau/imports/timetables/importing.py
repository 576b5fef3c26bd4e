"""A file of lessons compared with the week of a school, then written: the one mechanism of every way in.

Reading is done before anything is held; then, in one transaction for the school, names are understood, the week is
compared and written. Files of one school take turns: the second finds what the first wrote, and changes nothing twice.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.calendar import bounds_of, year_of
from preau.directory.errors import Refused
from preau.directory.models import School, SchoolYear
from preau.directory.services import write_timetable_groups
from preau.imports.enums import TimetableFormat
from preau.imports.timetables.days import ReadDays, Understood, read_days, understood
from preau.imports.timetables.naming import Naming
from preau.imports.timetables.neutral import FileLesson, Said
from preau.imports.timetables.reading import format_of, read
from preau.imports.timetables.telling import report_of
from preau.imports.timetables.telling_days import report_of_days
from preau.kernel import audit, clock, scope
from preau.kernel.actor import Actor
from preau.timetable.enums import Naming as WeekNaming
from preau.timetable.public import (
    NEAR,
    NO_LETTER,
    DayMatched,
    FileGroup,
    Incoming,
    Matched,
    Overlap,
    YearPlan,
    add_rooms,
    alternate,
    by_iso_weeks,
    compare_days,
    compare_week,
    hold_school,
    hold_week,
    last_day_of,
    make_lessons,
    overlaps_of_days,
    overlaps_of_week,
    take_week_names,
    taken_by,
    week_that_stands,
    weeks_in,
    write_days,
    write_week,
    year_plan,
)

Report = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a file.

    `form`: its format, found when it is not said; `since`: the first day it counts for, today when it is not said;
    `weeks`: how the school names its weeks, where it has not said so (a WeekNaming).
    """

    path: Path
    name: str
    form: str = ""
    since: dt.date | None = None
    weeks: str = ""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read. `said`: what it says, and its faults."""

    lessons: list[FileLesson]
    said: Said


def days_of(since: dt.date | None, school: School) -> tuple[int, dt.date]:
    """The school year and the first day that a file counts for; in summer, those of the year to come.

    Raises Refused for a year that does not exist here.
    """
    day = since or clock.today(school.timezone)
    year = year_of(day)
    known = set(SchoolYear.objects.filter(pk__in=(year, year + 1)).values_list("pk", flat=True))
    if known and day > last_day_of(year):
        year += 1
    if year not in known:
        raise Refused(_("L’année scolaire %s n’est pas ouverte ici.") % f"{year}-{year + 1}")
    return year, max(day, bounds_of(year)[0])


def read_file(asked: Asked, school: School) -> ReadFile | ReadDays:
    """Read a file whole; raises Refused, in plain words, when nothing of it can be taken."""
    year, _since = days_of(asked.since, school)
    said = Said(asked.name, year, school.timezone)
    if (asked.form or format_of(asked.path)) == TimetableFormat.DAYS:
        said.format = TimetableFormat.DAYS
        file = read_days(asked.path, said)
        _require_some(file.lines, said)
        return file
    lessons = list(read(asked.path, said, asked.form))
    if said.uai and said.uai.upper() != school.uai:
        schools = {"uai": said.uai[:8], "own": school.uai}
        raise Refused(_("Ce fichier est celui de l’établissement %(uai)s, et non %(own)s.") % schools)
    if said.file_year is not None and said.file_year != year:
        years = {"file": f"{said.file_year}-{said.file_year + 1}", "year": f"{year}-{year + 1}"}
        raise Refused(_("Ce fichier est de l’année scolaire %(file)s, et non %(year)s.") % years)
    _require_some(lessons, said)
    return ReadFile(lessons, said)


def _require_some(lines: Sequence[object], said: Said) -> None:
    """Raise Refused for a file of which nothing could be taken."""
    if lines:
        return
    fault = next((one for one in said.faults if not one.is_warning), None)
    if fault is None:
        raise Refused(_("Ce fichier ne contient aucun cours."))
    told = {"where": fault.where, "why": fault.reason}
    raise Refused(_("Aucun cours n’a pu être lu. %(where)s : %(why)s.") % told)


def rehearse(*, asked: Asked, school: School) -> Report:
    """What a file would do, nothing written. Raises Refused."""
    file = read_file(asked, school)
    year, since = days_of(asked.since, school)
    with scope.use(scope.Scope.of([school.pk])):
        if isinstance(file, ReadDays):
            naming, changes = _days_understood(file, school, year)
            days = compare_days(school.pk, changes.changes, file.days, is_whole=changes.is_whole)
            beside = _days_beside_hands(school, year, changes, days)
            return report_of_days(school, file, naming, changes, days, beside, dry_run=True)
        letters = _letters(asked, file.said, school, year)
        naming, incoming = _understood(file, school, year, letters)
        matched = compare_week(school.pk, year, since, incoming)
        beside = _beside_hands(school, year, since, letters, matched, naming)
    return report_of(school, file.said, naming, matched, beside, since=since, dry_run=True)


@transaction.atomic
def write(*, actor: Actor, asked: Asked, school: School, file: ReadFile | ReadDays) -> Report:
    """Put the week of a school, or some of its days, in accord with a file that was read, and say what was done.

    In a scope of the school. The same file twice changes nothing the second time.
    """
    year, since = days_of(asked.since, school)
    hold_school(school.pk)
    if isinstance(file, ReadDays):
        return _write_days(actor, asked, school, year, file)
    hold_week(school.pk, year)
    letters = _letters(asked, file.said, school, year)
    naming, incoming = _understood(file, school, year, letters)
    matched = compare_week(school.pk, year, since, incoming)
    beside = _beside_hands(school, year, since, letters, matched, naming)
    if letters and not year_plan(school.pk, year).letters:
        take_week_names(school.pk, year, letters)
    add_rooms(school.pk, list(naming.new_rooms.values()))
    write_timetable_groups(actor=actor, school_id=school.pk, year=year, groups=list(naming.groups.values()))
    kept = write_week(school.pk, year, since, matched)
    report = report_of(school, file.said, naming, matched, beside, since=since, lessons_kept=kept)
    _record(actor, "timetable.import_week", school, asked, report)
    today = clock.today(school.timezone)
    make_lessons(school_id=school.pk, until=min(max(today, since) + NEAR, bounds_of(year)[1]))
    return report


def _beside_hands(
    school: School, year: int, since: dt.date, letters: str, matched: Matched, naming: Naming
) -> Sequence[Overlap]:  # fmt: skip
    """What the file brings at the same time as what a hand wrote: written all the same, and told."""
    plan = replace(year_plan(school.pk, year), letters=letters)
    groups = {one.id: FileGroup(one.homerooms, one.students) for one in naming.groups.values()}
    return overlaps_of_week(school.pk, plan, since, last_day_of(year), matched, groups)


def _write_days(actor: Actor, asked: Asked, school: School, year: int, file: ReadDays) -> Report:
    naming, changes = _days_understood(file, school, year)
    days = compare_days(school.pk, changes.changes, file.days, is_whole=changes.is_whole)
    beside = _days_beside_hands(school, year, changes, days)
    add_rooms(school.pk, list(naming.new_rooms.values()))
    write_days(school.pk, days)
    report = report_of_days(school, file, naming, changes, days, beside)
    _record(actor, "timetable.import_days", school, asked, report)
    return report


def _days_beside_hands(school: School, year: int, changes: Understood, days: DayMatched) -> Sequence[Overlap]:
    told = [*days.added, *(one for _before, one in days.changed), *days.stays]
    found = (
        taken_by(stood, one.day, one.differs, one.file, one.line)
        for one in told if (stood := changes.slots.get(one.slot_id))
    )  # fmt: skip
    brought = [one for one in found if one is not None]
    return overlaps_of_days(school.pk, year_plan(school.pk, year), brought, list(changes.slots.values()))


def _days_understood(file: ReadDays, school: School, year: int) -> tuple[Naming, Understood]:
    plan = year_plan(school.pk, year)
    naming = Naming.of(school, year, set(plan.letters) - {NO_LETTER})
    week = week_that_stands(school.pk, year, min(file.days))
    return naming, understood(file, naming, plan, week)


def _record(actor: Actor, action: str, school: School, asked: Asked, report: Report) -> None:
    counts = {name: report["counts"][name] for name in ("added", "changed", "ended", "kept")}
    audit.record(
        actor=actor, action=action, tenant=school.pk, subject="school", subject_id=school.pk,
        data={"file": asked.name[:200], **counts},
    )  # fmt: skip


def _letters(asked: Asked, said: Said, school: School, year: int) -> str:
    """The letters of the weeks: those of the school, else those of the file, else as it was asked."""
    plan = year_plan(school.pk, year)
    if plan.letters:
        return plan.letters
    if said.letters:
        return "".join(said.letters.get(week, NO_LETTER) for week in range(1, weeks_in(year) + 1))
    return letters_as(asked.weeks, plan)


def letters_as(weeks: str, plan: YearPlan) -> str:
    """The letters of a year whose weeks are named so (a WeekNaming); "" for none."""
    if weeks == WeekNaming.ALTERNATE:
        return alternate(plan.year, "AB", plan.off)
    return by_iso_weeks(plan.year, "AB") if weeks == WeekNaming.ISO else ""


def _understood(file: ReadFile, school: School, year: int, letters: str) -> tuple[Naming, Incoming]:
    """Names understood. What was set aside is noted anew each time, since names may be said between two readings."""
    naming = Naming.of(school, year, set(letters) - {NO_LETTER})
    received = [one for lesson in file.lessons if (one := naming.lesson(lesson, file.said)) is not None]
    return naming, Incoming(received, file.said.numbers, file.said.is_whole)
