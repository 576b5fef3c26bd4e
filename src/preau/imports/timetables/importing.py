"""A file of lessons compared with the week of a school, then written: the one mechanism of every way in.

Reading is done before anything is held; then, in one transaction for the school, names are understood, the week is
compared and written. Files of one school take turns: the second finds what the first wrote, and changes nothing twice.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.calendar import bounds_of, year_of
from preau.directory.errors import Refused
from preau.directory.models import School
from preau.directory.services import write_timetable_groups
from preau.imports.timetables.naming import Naming
from preau.imports.timetables.neutral import FileLesson, Said
from preau.imports.timetables.reading import read
from preau.imports.timetables.telling import report_of
from preau.kernel import audit, clock, scope
from preau.kernel.actor import Actor
from preau.timetable.enums import Naming as WeekNaming
from preau.timetable.public import (
    NEAR,
    NO_LETTER,
    Incoming,
    Matched,
    add_rooms,
    alternate,
    by_iso_weeks,
    compare_week,
    hold_school,
    last_day_of,
    make_lessons,
    take_week_names,
    weeks_in,
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
    """The school year and the first day that a file counts for; in summer, those of the year to come."""
    day = since or clock.today(school.timezone)
    year = year_of(day)
    if day > last_day_of(year):
        year += 1
    return year, max(day, bounds_of(year)[0])


def read_file(asked: Asked, school: School) -> ReadFile:
    """Read a file whole; raises Refused, in plain words, when nothing of it can be taken."""
    year, _since = days_of(asked.since, school)
    said = Said(asked.name, year, school.timezone)
    lessons = list(read(asked.path, said, asked.form))
    if said.uai and said.uai.upper() != school.uai:
        schools = {"uai": said.uai[:8], "own": school.uai}
        raise Refused(_("Ce fichier est celui de l’établissement %(uai)s, et non %(own)s.") % schools)
    if said.file_year is not None and said.file_year != year:
        years = {"file": f"{said.file_year}-{said.file_year + 1}", "year": f"{year}-{year + 1}"}
        raise Refused(_("Ce fichier est de l’année scolaire %(file)s, et non %(year)s.") % years)
    if not lessons:
        fault = next((one for one in said.faults if not one.is_warning), None)
        if fault is None:
            raise Refused(_("Ce fichier ne contient aucun cours."))
        raise Refused(
            _("Aucun cours n’a pu être lu. %(where)s : %(why)s.") % {"where": fault.where, "why": fault.reason}
        )
    return ReadFile(lessons, said)


def rehearse(*, asked: Asked, school: School) -> Report:
    """What a file would do, nothing written. Raises Refused."""
    file = read_file(asked, school)
    year, since = days_of(asked.since, school)
    with scope.use(scope.Scope.of([school.pk])):
        letters = _letters(asked, file.said, school, year)
        naming, incoming = _understood(file, school, year, letters)
        matched = compare_week(school.pk, year, since, incoming)
    return report_of(school, file.said, naming, matched, since=since, dry_run=True)


def apply(*, actor: Actor, asked: Asked, school: School) -> Report:
    """Put the week of a school in accord with a file, in one transaction, and say what was done. Raises Refused.

    The same file twice changes nothing the second time.
    """
    file = read_file(asked, school)
    with scope.use(scope.Scope.of([school.pk])):
        return write(actor=actor, asked=asked, school=school, file=file)


@transaction.atomic
def write(*, actor: Actor, asked: Asked, school: School, file: ReadFile) -> Report:
    """Write a file that was read; in a scope of its school."""
    year, since = days_of(asked.since, school)
    hold_school(school.pk)
    letters = _letters(asked, file.said, school, year)
    naming, incoming = _understood(file, school, year, letters)
    matched = compare_week(school.pk, year, since, incoming)
    if letters and not year_plan(school.pk, year).letters:
        take_week_names(school.pk, year, letters)
    add_rooms(school.pk, list(naming.new_rooms.values()))
    write_timetable_groups(actor=actor, school_id=school.pk, year=year, groups=list(naming.groups.values()))
    kept = write_week(school.pk, year, since, matched)
    report = report_of(school, file.said, naming, matched, since=since, lessons_kept=kept)
    audit.record(
        actor=actor, action="timetable.import_week", tenant=school.pk, subject="school", subject_id=school.pk,
        data={"file": asked.name[:200], **_counts(matched)},
    )  # fmt: skip
    today = clock.today(school.timezone)
    make_lessons(school_id=school.pk, until=min(max(today, since) + NEAR, bounds_of(year)[1]))
    return report


def _counts(matched: Matched) -> Mapping[str, int]:
    return {
        "added": len(matched.added), "changed": len(matched.changed), "ended": len(matched.ended),
        "kept": len(matched.kept),
    }  # fmt: skip


def _letters(asked: Asked, said: Said, school: School, year: int) -> str:
    """The letters of the weeks: those of the school, else those of the file, else as it was asked."""
    plan = year_plan(school.pk, year)
    if plan.letters:
        return plan.letters
    if said.letters:
        return "".join(said.letters.get(week, NO_LETTER) for week in range(1, weeks_in(year) + 1))
    if asked.weeks == WeekNaming.ALTERNATE:
        return alternate(year, "AB", plan.off)
    return by_iso_weeks(year, "AB") if asked.weeks == WeekNaming.ISO else ""


def _understood(file: ReadFile, school: School, year: int, letters: str) -> tuple[Naming, Incoming]:
    """Names understood. What was set aside is noted anew each time, since names may be said between two readings."""
    naming = Naming.of(school, year, set(letters) - {NO_LETTER})
    received = [one for lesson in file.lessons if (one := naming.lesson(lesson, file.said)) is not None]
    return naming, Incoming(received, file.said.numbers, file.said.is_whole)
