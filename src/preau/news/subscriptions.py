"""The public page of a school says when it is closed: it follows what the school declares."""

from preau.kernel.events import subscribe
from preau.kernel.models import OutboxEvent
from preau.news.services import show


@subscribe("directory.closures_changed")
def follow(event: OutboxEvent) -> None:
    """Make the page of that school again."""
    if event.tenant is not None:
        show(event.tenant)
