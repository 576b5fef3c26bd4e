"""A report is opened, and its exchange read: each time, it is noted who did."""

from django.db import transaction

from preau.access.public import Hat
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import signed
from preau.safety.enums import Act, State
from preau.safety.models import Report, Step
from preau.safety.selectors.cases import case_of
from preau.safety.services.locking import locked_case, reporter_profile
from preau.safety.services.telling import settle, tell_reporter


def step(actor: Actor, row: Report, act: str, action: str, text: str = "") -> None:
    """Note what one of those in charge did, in the report and in the trail."""
    Step.objects.create(
        school_id=row.school_id, report=row, act=act, text=text, at=clock.now(), **signed("by", actor)
    )  # fmt: skip
    # Of no school: whoever may read a school's journal may be whom the report is about.
    audit.record(actor=actor, action=action, subject="report", subject_id=row.pk)


@transaction.atomic
def open_case(*, actor: Actor, hat: Hat, report: Report) -> None:
    """Note that somebody in charge opened a report; the first time, it waits no more and the reporter hears of it."""
    row = locked_case(hat, report.pk)
    if row.state != State.SENT:
        return
    row.state, row.opened_at = State.OPENED, clock.now()
    row.save(update_fields=["state", "opened_at"])
    step(actor, row, Act.OPENED, "safety.open")
    settle(row)
    tell_reporter(row, reporter_profile(row))


@transaction.atomic
def note_reading(*, actor: Actor, hat: Hat, report: Report) -> None:
    """Note that the exchange of a report is read, each time that it is."""
    step(actor, case_of(hat, report.pk), Act.READ, "safety.read_exchange")
