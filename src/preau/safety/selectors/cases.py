"""Reports as those in charge read them: never one that is about themselves, nor one that they made."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from preau.access.enums import Right
from preau.access.public import OPERATOR, Hat, Thing, can
from preau.directory.enums import AffiliationState, Profile
from preau.directory.errors import Unknown
from preau.directory.models import Affiliation, Person
from preau.safety.enums import Climbed, State
from preau.safety.models import Involved, Report, Step
from preau.ui import wording

MOST = 200


def cases_for(hat: Hat) -> "QuerySet[Report]":
    """Reports that this hat receives: of its schools, or those that climbed to it."""
    if hat.profile == OPERATOR:
        rows = Report.objects.filter(climbed=Climbed.PLATFORM)
    elif hat.profile == Profile.LOCAL_AUTHORITY:
        rows = Report.objects.filter(climbed=Climbed.AUTHORITY, school_id__in=list(hat.school_ids))
    else:
        mine = [one for one in hat.school_ids if can(hat, Right.HANDLE_REPORTS, Thing(one))]
        rows = Report.objects.filter(school_id__in=mine)
    about_me = Involved.objects.filter(report=OuterRef("pk"), person_id=hat.person_id)
    return rows.filter(~Exists(about_me)).exclude(reported_by_id=hat.person_id)


def unopened_for(hat: Hat) -> int:
    """How many of them nobody opened."""
    return cases_for(hat).filter(state=State.SENT).count()


def desk_of(hat: Hat) -> dict[str, list[Report]]:
    """The latest of them, by state."""
    rows = cases_for(hat).select_related("school").defer("frozen").order_by("-reported_at", "pk")[:MOST]
    found: dict[str, list[Report]] = {state.value: [] for state in State}
    for one in rows:
        found[one.state].append(one)
    return found


def case_of(hat: Hat, report_id: uuid.UUID) -> Report:
    """One of them; raises Unknown for any other."""
    found: Report | None = cases_for(hat).select_related("school").filter(pk=report_id).first()
    if found is None:
        raise Unknown("no report that they receive")
    return found


def involved_in(report: Report) -> list[Involved]:
    """Whom a report is about, with their names."""
    return list(report.involved.select_related("person").order_by("-is_sender", "pk"))


def steps_of(report: Report) -> list[Step]:
    """What was done with it, in order."""
    return list(report.steps.order_by("at", "pk"))


def sender_of(report: Report) -> Person | None:
    """Who wrote the message that was reported."""
    return next((one.person for one in involved_in(report) if one.is_sender), None)


def may_be_stopped(hat: Hat, report: Report, person: Person) -> bool:
    """Whether the sendings of that person may be suspended from this report: not a head's, by those of their school."""
    places = Affiliation.objects.filter(
        school_id=report.school_id, person=person, profile=Profile.HEAD, state=AffiliationState.ACTIVE
    )
    return not hat.is_staff or not places.exists()


def digest_of(frozen: str) -> str:
    """What proves that a frozen exchange is unchanged."""
    return hashlib.sha256(frozen.encode()).hexdigest()


def frozen_lines(report: Report) -> Sequence[Mapping[str, Any]]:
    """The messages of the exchange as they were shown to whoever reported."""
    found = json.loads(report.frozen) if report.frozen else {"messages": []}
    return [
        {"files": (), **one, "at_shown": wording.moment(dt.datetime.fromisoformat(one["at"])) if one["at"] else ""}
        for one in found["messages"]
    ]


def is_unchanged(row: Any) -> bool:
    """Whether what was frozen is still what it was."""
    return digest_of(row.frozen) == row.digest
