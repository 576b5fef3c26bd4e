"""Groups by rule look at other groups, and at who has left: they follow soon after either changes."""

from preau.directory.services import follow_rules
from preau.kernel.events import subscribe
from preau.kernel.models import OutboxEvent


@subscribe("directory.group_changed")
@subscribe("directory.affiliation_ended")
def follow(event: OutboxEvent) -> None:
    """The groups by rule of that school. Told of their own changes too, they find nothing more to do."""
    if event.tenant is not None:
        follow_rules(school_ids=[event.tenant])
