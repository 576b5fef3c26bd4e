"""Who does a write. Every service takes one; the audit trail keeps it."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting under a hat, or a part of the platform acting by itself.

    `label` is what the trail shows ("Hélène Garnier, direction"); `person_id` is None for the platform.
    """

    label: str
    person_id: uuid.UUID | None = None
    hat: str = ""

    @property
    def is_system(self) -> bool:
        """True when no person stands behind the act."""
        return self.person_id is None


def system(label: str) -> Actor:
    """The platform itself, named by the part that acts ("import AAF")."""
    return Actor(label=label)
