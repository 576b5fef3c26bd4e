"""Who is told that a request waits: those named, then the head, then those above; and no more once it was answered."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from preau.access.public import Holder
from preau.helpdesk.models import HelpRequest
from preau.kernel.actor import Actor, system
from preau.notifications.public import To, notify, withdraw

RECEIVED, LATE = "helpdesk.received", "helpdesk.late"


def room() -> Actor:
    """The room itself, which makes requests climb."""
    return system(_("le service d’aide"))


def matter_of(request: HelpRequest, step: str = "") -> str:
    """The key under which people hear of a request; `step`: those it climbed to."""
    return f"helpdesk/{request.pk.hex}{f'/{step}' if step else ''}"


def tell(request: HelpRequest, people: Iterable[Holder], *, kind: str, key: str, link: str, school: str = "") -> None:
    """Tell these people, once for a key, that a request waits; never who asks, nor what."""
    to = [To(one.person_id, one.profile) for one in people if one.person_id != request.asked_by_id]
    notify(
        actor=room(), kind=kind, key=key, to=to, school_id=request.school_id, data={"school": school}, link=link
    )  # fmt: skip


def settled(request: HelpRequest, steps: Iterable[str]) -> None:
    """It waits for nobody of the school any more."""
    for step in steps:
        withdraw(actor=room(), key=matter_of(request, step))
