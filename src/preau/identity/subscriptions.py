"""What this room hears of others."""

import uuid

from django.utils.translation import gettext as _

from preau.directory.rights import RIGHTS
from preau.identity.joining import follow_joining, follow_parting
from preau.identity.mailboxes import tell_former_mailboxes
from preau.identity.services import end_sessions
from preau.kernel.actor import system
from preau.kernel.events import subscribe
from preau.kernel.models import OutboxEvent


@subscribe("directory.guardianship_changed")
def end_sessions_of_who_lost_a_child(event: OutboxEvent) -> None:
    """A guardian who may no longer read about a pupil: open pages close now, not at the next click."""
    before, after = RIGHTS.get(event.payload["before"]), RIGHTS.get(event.payload["after"])
    if before is not None and after is not None and before.reads and not after.reads:
        end_sessions(
            actor=system(_("annuaire")),
            person_id=uuid.UUID(event.payload["guardian_id"]),
            reason="guardianship_narrowed",
        )


@subscribe("directory.guardianship_ended")
def end_sessions_of_who_is_no_longer_guardian(event: OutboxEvent) -> None:
    """An import withdrew a guardianship: that applies at once."""
    end_sessions(
        actor=system(_("annuaire")), person_id=uuid.UUID(event.payload["guardian"]), reason="guardianship_ended"
    )


@subscribe("directory.mailboxes_changed")
def tell_who_had_them(event: OutboxEvent) -> None:
    """Addresses were replaced: those that were there are told."""
    tell_former_mailboxes()


@subscribe("directory.persons_joined")
def join_accounts(event: OutboxEvent) -> None:
    """One person, one account."""
    told = event.payload
    follow_joining(
        actor=system(_("annuaire")),
        match_id=uuid.UUID(told["match_id"]),
        kept_id=uuid.UUID(told["kept_id"]),
        merged_id=uuid.UUID(told["merged_id"]),
    )


@subscribe("directory.persons_parted")
def part_accounts(event: OutboxEvent) -> None:
    """The joining was undone."""
    told = event.payload
    follow_parting(
        actor=system(_("annuaire")),
        match_id=uuid.UUID(told["match_id"]),
        kept_id=uuid.UUID(told["kept_id"]),
        merged_id=uuid.UUID(told["merged_id"]),
    )
