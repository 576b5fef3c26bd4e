"""The public page of a school: what its head sets, and the file that is kept ready."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory import services as directory
from preau.directory.errors import Overtaken
from preau.directory.models import School
from preau.kernel import audit, jobs, scope
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.news import fronts
from preau.news.models import SchoolFront
from preau.news.selectors.fronts import all_shown, facts_of, front_of, require_front

JOB = "news.show_front"
NAMES = ("is_shown", "opens_saturday", "hours", "phones")


def shown_of_front(front: SchoolFront | None) -> dict[str, Any]:
    """What a form shows of the public page."""
    stands = front or SchoolFront()
    return {name: getattr(stands, name) for name in NAMES}


@transaction.atomic
def set_front(
    *, actor: Actor, hat: Hat, school_id: uuid.UUID, told: Mapping[str, Any], seen: Mapping[str, Any] | None
) -> None:
    """Show the public page of a school so. The same again changes nothing. Raises Overtaken; PermissionDenied."""
    require_front(hat, school_id)
    School.objects.select_for_update(of=("self",)).get(pk=school_id)  # one at a time, the first too
    front, wanted = front_of(school_id), {name: told[name] for name in NAMES}
    present = shown_of_front(front)
    if present == wanted:
        return
    if seen is None or any(seen.get(name) != value for name, value in present.items()):
        raise Overtaken(_("Quelqu’un d’autre a modifié la page publique."))
    SchoolFront.objects.update_or_create(school_id=school_id, defaults=wanted)
    audit.record(
        actor=actor, action="news.set_front", tenant=school_id, subject="school", subject_id=school_id,
        data={"shown": bool(wanted["is_shown"])},
    )  # fmt: skip
    show_later(school_id)


def close_days(
    *, actor: Actor, hat: Hat, school_id: uuid.UUID, starts_on: dt.date, ends_on: dt.date, reason: str
) -> None:
    """Say on the public page that the school is closed on these days. Raises PermissionDenied, and as the directory."""
    require_front(hat, school_id)
    directory.close_days(actor=actor, school_id=school_id, starts_on=starts_on, ends_on=ends_on, reason=reason)


def open_days(*, actor: Actor, hat: Hat, school_id: uuid.UUID, closure_id: uuid.UUID) -> None:
    """Take these days of closing back. Raises Unknown, PermissionDenied."""
    require_front(hat, school_id)
    directory.open_days(actor=actor, school_id=school_id, closure_id=closure_id)


def show_later(school_id: uuid.UUID) -> None:
    """Have the page made again, once this is committed."""
    jobs.enqueue(JOB, key=f"{JOB}/{new_id()}", tenant=school_id, payload={"school": str(school_id)})


def show(school_id: uuid.UUID) -> None:
    """Write what the page of a school tells, and the list of all: the same facts, however often."""
    with scope.everything("what schools show to anybody"):
        uai = School.objects.values_list("uai", flat=True).get(pk=school_id)
        fronts.write(uai, facts_of(school_id))
        fronts.write(fronts.INDEX, {"schools": all_shown()})


def show_all() -> int:
    """Write them all again: the calendar went on, an older backup was put back. How many."""
    with scope.everything("what schools show to anybody"):
        ids = list(SchoolFront.objects.values_list("school_id", flat=True))
    for school_id in ids:
        show(school_id)
    return len(ids)
