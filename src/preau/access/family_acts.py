"""What staff do for a family at the counter, as rooms declare it in their `counter.py` (`ACTS`).

A room gives a form, what is done with it under the hat that the person would wear, and what becomes of it when they
contest it. Who may, the proof, the receipt and the days to contest are the counter's, the same for all (`liaison`).
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms

from preau.access.families import Served
from preau.access.switches import closed_services
from preau.kernel.registry import modules_named


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: the row of the room, in words for the receipt, and what putting it back needs to know."""

    thing_id: uuid.UUID
    says: str
    before: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of it once contested, in words; and staff to tell (`notifications.To`), with where they read it."""

    says: str
    to: Sequence[Any] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class FamilyAct:
    """One thing that a family does on a page, and staff for her.

    `do(actor=, served=, told=, means=, key=)` runs in the counter's transaction: `told` is the form's, `key` the number
    of the entry, for what must not be done twice. It raises directory.errors.Refused in words. `contest(actor=, hat=,
    thing_id=, before=)` runs in another, under the person's own hat. `service`: closed for the family, it is closed
    here.
    """

    key: str
    label: Any
    help: Any
    icon: str
    service: str
    form: Callable[[Any, Served], forms.Form]
    """Of what was sent, or None, and for whom; one with `groups()` is drawn as rows, each with its fields."""
    do: Callable[..., Done]
    contest: Callable[..., Undone]


def family_acts() -> Mapping[str, FamilyAct]:
    """All acts, by their key."""
    return {one.key: one for module in modules_named("counter") for one in module.ACTS}


def acts_for(served: Served) -> Sequence[FamilyAct]:
    """Those that this person could do on their own pages."""
    closed = closed_services(served.hat)
    return [one for one in family_acts().values() if one.service not in closed]
