"""What somebody sets for one of their mailboxes. It concerns nobody else, and is not audited."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.kernel.actor import Actor
from preau.messaging.models import Mailbox
from preau.messaging.selectors.boxes import box_of_hat, me
from preau.messaging.services.errors import Refused


@dataclass(frozen=True, slots=True)
class Settings:
    """What somebody sets: lines under their messages; from which day to which an absence answers, and what it says."""

    signature: str = ""
    absent_from: dt.date | None = None
    absent_until: dt.date | None = None
    absence_text: str = ""


@transaction.atomic
def set_mailbox(*, actor: Actor, hat: Hat, settings: Settings) -> Mailbox:
    """Set this mailbox so; twice is once. Raises Refused for an absence without both days, in order, or its words."""
    away = (settings.absent_from, settings.absent_until, settings.absence_text.strip())
    if any(away) and not (all(away) and settings.absent_from <= settings.absent_until):  # type: ignore[operator]
        raise Refused(_("Pour une absence, donnez le premier jour, le dernier, et ce qui est répondu."))
    row, _made = Mailbox.objects.update_or_create(
        person_id=me(hat), box=box_of_hat(hat),
        defaults={**asdict(settings), "signature": settings.signature.strip(), "absence_text": away[2]},
    )  # fmt: skip
    return row
