"""Telling the others of a group that their copy was handed in."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from preau.access.public import present_pupils
from preau.directory.enums import Profile
from preau.kernel.actor import Actor
from preau.notifications.public import To, notify
from preau.submissions.models import CopyVersion

if TYPE_CHECKING:
    from preau.submissions.selectors.own import Own

TEAM = "submissions.team_handed_in"


def tell_team(actor: Actor, own: "Own", version: CopyVersion, others: Sequence[uuid.UUID]) -> None:
    """In the transaction that hands in. Their page says the rest."""
    there = present_pupils(own.school_id, list(others))
    to = [To(one, Profile.STUDENT.value) for one, person in there.items() if person.suspended_at is None]
    if to:
        notify(
            actor=actor, kind=TEAM, key=f"submissions/version/{version.pk}", school_id=own.school_id, to=to,
            link=f"/a-rendre/{own.assignment.work}/", data={"subject": own.assignment.subject},
        )  # fmt: skip
