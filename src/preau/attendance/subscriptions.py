"""What follows a roll call, once it is written: families are asked, open boards look again."""

import uuid

from django.utils.translation import gettext as _

from preau.attendance.services import tell_board, tell_families
from preau.attendance.services.telling import CALLED
from preau.kernel.actor import system
from preau.kernel.events import subscribe
from preau.kernel.models import OutboxEvent


@subscribe(CALLED)
def follow(event: OutboxEvent) -> None:
    """Told twice, nobody is asked twice."""
    if event.tenant is not None:
        numbers = [uuid.UUID(one) for one in event.payload["absences"]]
        if numbers:
            tell_families(actor=system(_("appel")), absence_ids=numbers)
        tell_board(event.tenant)
