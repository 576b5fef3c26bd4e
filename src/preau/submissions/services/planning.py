"""The hour at which copies are given back, planned when it is set."""

from preau.kernel import clock
from preau.kernel.jobs import enqueue
from preau.submissions.models import Assignment

GIVE_BACK_JOB = "submissions.give_back"


def plan_return(row: Assignment) -> None:
    """Have copies given back at the hour set. In the transaction that sets it; what was planned before does nothing."""
    if row.return_at is not None and row.return_at > clock.now():
        enqueue(
            GIVE_BACK_JOB, key=f"{GIVE_BACK_JOB}/{row.pk}/{int(row.return_at.timestamp())}",
            payload={"assignment": str(row.pk)}, run_at=row.return_at, tenant=row.school_id,
        )  # fmt: skip
