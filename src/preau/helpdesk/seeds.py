"""What the demonstration shows of this room: a guardian's request, which the lycée has not answered yet."""

import uuid
from collections.abc import Iterable
from typing import Any

from preau.access.public import Hat, worn_in_cast
from preau.directory.enums import Profile, SchoolKind
from preau.helpdesk.enums import Matter
from preau.helpdesk.services.asking import Asked, ask
from preau.kernel.actor import Actor

_GUARDIAN, _KEY = "samira-benali", uuid.UUID("2b0c3a0e-6a51-4b52-8f0f-5d2f6d0f7a11")


def seed(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Nothing that others count on: what tests ask for begins with no request."""


def show(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Ask, in the name of a guardian of the lycée; twice is once."""
    who = worn_in_cast(cast, _GUARDIAN, lambda hat: hat.profile == Profile.GUARDIAN and _lycee(hat) is not None)
    if who is None or (school := _lycee(who[1])) is None:
        return
    asked = Asked(
        school, Matter.RECORD, "Bonjour, mon numéro de téléphone a changé cet été et la fiche de Lina garde l’ancien."
        " Comment le corriger ?", "portal:home",
    )  # fmt: skip
    ask(actor=who[0], hat=who[1], request_id=_KEY, told=asked)


def _lycee(hat: Hat) -> uuid.UUID | None:
    return next((one.id for one in hat.schools if one.kind == SchoolKind.UPPER_SECONDARY), None)
