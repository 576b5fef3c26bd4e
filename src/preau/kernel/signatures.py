"""Names that stand beside what somebody did: a text for people to read, and the number of whose name it is.

A setting, a lock or an answer outlives whoever made it. Their name is shown as long as they are there; it goes with
them, and the journal alone keeps it, for its own three years. A room declares each such column in its `privacy.py`;
erasure and a person's own data are done here for all of them.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from preau.kernel import scope
from preau.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Signature:
    """`label` names who did it, `who` is their number; both are emptied when the person is erased.

    `told`: under which name the person's own data tell what they did, with the columns of `says`, which tell nothing of
    others. Empty: the room tells it by itself, because the row goes with whom `who` names.
    """

    model: type[models.Model]
    label: str
    who: str
    told: str = ""
    says: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        """The name of the text, as `room.Model.column`."""
        return f"{self.model._meta.label}.{self.label}"


def signed(label: str, actor: Actor, who: str = "") -> dict[str, Any]:
    """The two columns of a signature, for a row that `actor` writes: {"set_by": …, "set_by_id": …}.

    `who`: the name of the number, where it is another than that of the text with `_id`.
    """
    return {label: str(actor.label)[:200], who or f"{label}_id": actor.person_id}


def sign(row: models.Model, label: str, actor: Actor, who: str = "") -> None:
    """Put the signature of `actor` on a row that is written again; the caller saves it."""
    for name, value in signed(label, actor, who).items():
        setattr(row, name, value)


def nobody() -> str:
    """What stands where the name of somebody erased stood."""
    return str(_("une personne partie"))


def told_of(signatures: Iterable[Signature], person_id: uuid.UUID) -> dict[str, models.QuerySet[Any, Any]]:
    """What one person signed, by the name under which it is told."""
    found: dict[str, models.QuerySet[Any, Any]] = {}
    for one in signatures:
        if one.told:
            rows = one.model._default_manager.filter(**{one.who: person_id}).order_by("pk")
            found[one.told] = rows.values(*one.says)
    return found


def unsign(signatures: Iterable[Signature], person_ids: Sequence[uuid.UUID]) -> int:
    """Take the names of these persons away; how many rows named one of them."""
    count = 0
    with scope.everything("erasure of people who left"):
        for one in signatures:
            empty: Mapping[str, Any] = {one.label: nobody(), one.who: None}
            count += one.model._default_manager.filter(**{f"{one.who}__in": person_ids}).update(**empty)
    return count
