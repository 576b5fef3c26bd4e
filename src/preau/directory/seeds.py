"""What the directory of the demonstration holds beyond its import: collectivities, calendar, a judge's decision.

`cast` is the list of the demonstration's people as plain data (slug, kind, join_key, …); this room may not import it.
All of it is invented, the holidays of a year without a recorded calendar included.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from preau.directory.calendar import Holiday, year_of
from preau.directory.enums import AuthorityKind, DecisionKind, RecordKind, SchoolKind
from preau.directory.models import CourtDecision, DirectoryRecord, EducationAuthority, Guardianship, School
from preau.directory.selectors import grading_periods, holidays_of_zone
from preau.directory.services import (
    assign_schools,
    create_local_authority,
    ensure_school_year,
    join_by_assertion,
    record_court_decision,
    record_holidays,
    set_grading_periods,
    set_local_authority_look,
)
from preau.directory.services.calendar import PeriodDates
from preau.directory.services.matches import RecordKey
from preau.kernel import clock
from preau.kernel.actor import Actor

# kind, name, colours, who answers for accessibility
_AUTHORITIES = {
    "region": (AuthorityKind.REGION, "Région Val-et-Monts", "#0a5aa8", "#e07a00", "Mireille Dubreuil"),
    "department": (AuthorityKind.DEPARTMENT, "Département de la Haute-Brenne", "#5b2d8e", "#0b6b3a", "Thomas Rivoire"),
    "town": (AuthorityKind.MUNICIPALITY, "Commune de Montrival", "#7ab51d", "#0a5aa8", "Agnès Collomb"),
}
_GOVERNED_BY = {
    SchoolKind.UPPER_SECONDARY: "region",
    SchoolKind.VOCATIONAL: "region",
    SchoolKind.LOWER_SECONDARY: "department",
    SchoolKind.PRIMARY: "town",
}


def seed(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Fill it; twice changes nothing."""
    people = {member.slug: member for member in cast}
    _collectivities(actor)
    _calendar(actor)
    _decision(actor, people)
    _one_person_of_two_records(actor, people)


def _collectivities(actor: Actor) -> None:
    governed: dict[str, list[Any]] = {}
    for school in School.objects.all():
        if (by := _GOVERNED_BY.get(SchoolKind(school.kind))) is not None:
            governed.setdefault(by, []).append(school.pk)
    for key, (kind, name, brand, accent, contact) in _AUTHORITIES.items():
        authority = create_local_authority(actor=actor, kind=kind, name=name)
        if not authority.accessibility_contact:
            host = name.split()[-1].lower()
            set_local_authority_look(
                actor=actor,
                local_authority_id=authority.pk,
                brand_color=brand,
                accent_color=accent,
                accessibility_contact=contact,
                accessibility_email=f"accessibilite@{host}.example",
            )
        assign_schools(actor=actor, school_ids=governed.get(key, []), local_authority_id=authority.pk)


def _saturday(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=(5 - day.weekday()) % 7)


def _calendar(actor: Actor) -> None:
    today = clock.today()
    year = year_of(today)
    ensure_school_year(actor=actor, day=today)
    zones = set(EducationAuthority.objects.filter(schools__isnull=False).values_list("holiday_zone", flat=True))
    for zone in sorted(zones):
        if not holidays_of_zone(zone, year):
            record_holidays(actor=actor, holidays=_holidays(zone, year))
    for school in School.objects.all():
        if grading_periods(school, year):
            continue
        names = ("1er semestre", "2e semestre") if school.kind == SchoolKind.VOCATIONAL else (
            "1er trimestre", "2e trimestre", "3e trimestre",
        )  # fmt: skip
        ends = [dt.date(year + 1, 1, 24)] if len(names) == 2 else [dt.date(year, 11, 29), dt.date(year + 1, 3, 7)]
        ends.append(dt.date(year + 1, 7, 3))
        starts = [dt.date(year, 9, 1), *(day + dt.timedelta(days=1) for day in ends[:-1])]
        periods = [PeriodDates(*one) for one in zip(names, starts, ends, strict=True)]
        set_grading_periods(actor=actor, school_id=school.pk, year=year, periods=periods)


def _holidays(zone: str, year: int) -> list[Holiday]:
    """Two weeks at the usual seasons, from a Saturday to a Sunday."""
    begins = (
        ("Vacances de la Toussaint", dt.date(year, 10, 16)),
        ("Vacances de Noël", dt.date(year, 12, 18)),
        ("Vacances d’hiver", dt.date(year + 1, 2, 8)),
        ("Vacances de printemps", dt.date(year + 1, 4, 8)),
    )
    found = [
        Holiday(zone, year, name, _saturday(first), _saturday(first) + dt.timedelta(days=15)) for name, first in begins
    ]
    summer = _saturday(dt.date(year + 1, 7, 2))
    return [*found, Holiday(zone, year, "Vacances d’été", summer, dt.date(year + 1, 8, 31))]


def _record(member: Any) -> DirectoryRecord | None:
    return DirectoryRecord.objects.filter(kind=member.kind, join_key=member.join_key).first()


def _decision(actor: Actor, people: dict[str, Any]) -> None:
    """The protection order against Rui Lopes, recorded by the head of Emma's school."""
    guardian, student = (_record(people[slug]) for slug in ("rui-lopes", "emma-lopes"))
    if guardian is None or student is None:
        return
    pair = {"student_id": student.person_id, "guardian_id": guardian.person_id}
    link = Guardianship.objects.filter(**pair).first()
    if link is None or CourtDecision.objects.filter(**pair, withdrawn_at=None).exists():
        return
    record_court_decision(
        actor=actor,
        school_id=link.school_id,
        kind=DecisionKind.PROTECTION_ORDER,
        starts_on=clock.today() - dt.timedelta(days=30),
        ends_on=clock.today() + dt.timedelta(days=335),
        reference="Ordonnance du juge aux affaires familiales (fictive)",
        **pair,
    )


def _one_person_of_two_records(actor: Actor, people: dict[str, Any]) -> None:
    """Marc Petit teaches at the lycée and is Zoé's father: he has proven both records."""
    staff, guardian = _record(people["marc-petit"]), _record(people["marc-petit-parent"])
    if staff is None or guardian is None or staff.person_id == guardian.person_id:
        return
    himself = Actor("Marc Petit", staff.person_id, "seed")
    keys = [
        RecordKey(staff.authority_id, RecordKind.STAFF, str(staff.join_key)),
        RecordKey(guardian.authority_id, RecordKind.GUARDIAN, str(guardian.join_key)),
    ]
    join_by_assertion(actor=himself, keys=keys, assertion="démonstration")
