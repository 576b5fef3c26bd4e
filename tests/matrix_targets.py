"""What addresses of the matrix name, in a school of the cast: found in the academy, or made for the present test.

Made ones are for the matrix alone, whose every request is undone; pages looked at in the browser use found ones.
"""

import datetime as dt
import uuid
from typing import Any

from cast import COLLEGE, LYCEE, Academy
from preau.directory.enums import DecisionKind, MatchState
from preau.directory.models import CourtDecision, Homeroom, LocalAuthority, RecordMatch
from preau.identity.enums import LockKind, LockTarget
from preau.identity.models import Lock, ViewOpening
from preau.imports.enums import RunKind, RunState
from preau.imports.models import ImportRun
from preau.kernel import clock
from preau.portal.models import ContactRequest

CLASSES = {LYCEE: "2de 4", COLLEGE: "5e B"}
PUPILS = {LYCEE: "lina-benali", COLLEGE: "emma-lopes"}
GUARDIANS = {LYCEE: "karim-benali", COLLEGE: "ines-lopes"}
OTHERS = {LYCEE: ("brigitte-marchand", "sophie-martin-lycee"), COLLEGE: ("ines-lopes", "marc-petit-parent")}
"""Two people of the same school, to be proposed as one."""


def school_class(academy: Academy, school: str) -> dict[str, Any]:
    """A class: the 2de 4 of Claire Roux, the 5e B of the collège."""
    found = Homeroom.objects.get(school=academy.school(school), label=CLASSES[school])
    return {"class_id": found.pk}


def pupil(academy: Academy, school: str) -> dict[str, Any]:
    """A pupil."""
    return {"student_id": academy[PUPILS[school]].person.pk}


def pupil_and_guardian(academy: Academy, school: str) -> dict[str, Any]:
    """A pupil and who answers for them."""
    return {**pupil(academy, school), "guardian_id": academy[GUARDIANS[school]].person.pk}


def pupil_and_choice(academy: Academy, school: str) -> dict[str, Any]:
    """A pupil and a choice that only adults may make."""
    return {**pupil(academy, school), "choice": "signatures-prises"}


def authority(academy: Academy, school: str) -> dict[str, Any]:
    """The collectivity of the school."""
    return {"authority_id": academy.school(school).local_authority_id}


def run(academy: Academy, school: str) -> dict[str, Any]:
    """The import that made the academy: every school is in it."""
    return {"run_id": ImportRun.objects.latest("started_at").pk}


def rehearsed(academy: Academy, school: str) -> dict[str, Any]:
    """A dry run that may be applied."""
    made = ImportRun.objects.create(
        kind=RunKind.FULL, state=RunState.REHEARSED, dry_run=True, source="essai", actor_label="essai",
        started_at=clock.now(), finished_at=clock.now(), authority=academy.school(school).authority,
    )  # fmt: skip
    return {"run_id": made.pk}


def pair(academy: Academy, school: str) -> dict[str, Any]:
    """Two records proposed as one person, both of this school."""
    kept, merged = (academy[name].person for name in OTHERS[school])
    made, _ = RecordMatch.objects.get_or_create(
        kept=kept, merged=merged, defaults={"state": MatchState.PROPOSED, "created_at": clock.now()}
    )
    return {"match_id": made.pk, "act": "distinguer"}


def decision(academy: Academy, school: str) -> dict[str, Any]:
    """A judge's decision that this school recorded."""
    made = CourtDecision.objects.create(
        student=academy[PUPILS[school]].person, guardian=academy[GUARDIANS[school]].person,
        kind=DecisionKind.SUPERVISES, starts_on=clock.today() - dt.timedelta(days=3),
        recorded_by_school=academy.school(school), recorded_at=clock.now(),
    )  # fmt: skip
    return {"decision_id": made.pk}


def difficulty(academy: Academy, school: str) -> dict[str, Any]:
    """A difficulty of access told to the school's collectivity."""
    to = LocalAuthority.objects.get(pk=academy.school(school).local_authority_id)
    made = ContactRequest.objects.create(local_authority=to, text="Le menu ne s’ouvre pas.", created_at=clock.now())
    return {"request_id": made.pk}


def theme(academy: Academy, school: str) -> dict[str, Any]:
    """The colours of the school's collectivity."""
    from preau.ui import themes

    colours = LocalAuthority.objects.get(pk=academy.school(school).local_authority_id)
    return {"name": themes.name(colours.brand_color, colours.accent_color)}


def nobodys_factor(academy: Academy, school: str) -> dict[str, Any]:
    """A second factor that is not there, as another's is not for who asks."""
    return {"factor_id": uuid.UUID(int=1)}


def nobodys_device(academy: Academy, school: str) -> dict[str, Any]:
    """A device that is not there, as another's is not for who asks."""
    return {"device_id": uuid.UUID(int=1)}


def nobodys_notice(academy: Academy, school: str) -> dict[str, Any]:
    """A notice that is not there, as another's is not for who asks."""
    return {"notice_id": uuid.UUID(int=1), "answer": "oui"}


def lock(academy: Academy, school: str) -> dict[str, Any]:
    """A class that may not write to groups."""
    made = Lock.objects.create(
        school=academy.school(school), kind=LockKind.WRITE_MANY, target=LockTarget.PROFILE, profile="National_ens",
        reason="essai", set_by="essai", set_at=clock.now(),
    )  # fmt: skip
    return {"lock_id": made.pk}


def somebody(academy: Academy, school: str) -> dict[str, Any]:
    """A pupil who has an account."""
    return {"person_id": academy[PUPILS[school]].person.pk}


def request_of_support(academy: Academy, school: str) -> dict[str, Any]:
    """What support asks of a school, not answered yet."""
    made = ViewOpening.objects.create(
        school=academy.school(school), asked_by=academy["victor-lambert"].person, asked_label="Victor Lambert",
        reason="appel 42", asked_at=clock.now(),
    )  # fmt: skip
    return {"opening_id": made.pk}
