"""Names that stand beside what somebody did: a text for people to read, and the number of whose name it is.

A setting, a lock or an answer outlives whoever made it. Their name is shown as long as they are there; it goes with
them, and the journal alone keeps it, for its own three years. A room declares each such column in its `privacy.py`;
erasure, a person's own data and the joining of two records are done here for all of them.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from preau.kernel import scope
from preau.kernel.actor import Actor
from preau.kernel.tenancy import TenantModel


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


@dataclass(frozen=True, slots=True)
class Followed:
    """A column that names a person and is no signature: it follows them when two records are joined, and goes back.

    `key`: the other columns of which a person has one row: a row that the kept person has already is taken away, and
    put back. `apart`: columns that must name somebody else (who decides, who asked): a row where both would be one
    person stays as it is.
    """

    model: type[models.Model]
    column: str
    key: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


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


def _rows(one: Signature, **asked: Any) -> models.QuerySet[Any, Any]:
    """Rows by whose name stands on them. Of a table of schools, in every school that there is: its indexes begin with
    the school, and the number alone would read the whole table.
    """
    if issubclass(one.model, TenantModel):
        field = one.model._meta.get_field(one.model.tenant_field)
        if isinstance(field.related_model, type) and not field.null:
            asked[f"{field.name}__in"] = field.related_model._default_manager.values("pk")
    return one.model._default_manager.filter(**asked)


def told_of(signatures: Iterable[Signature], person_id: uuid.UUID) -> dict[str, models.QuerySet[Any, Any]]:
    """What one person signed, by the name under which it is told."""
    found: dict[str, models.QuerySet[Any, Any]] = {}
    for one in signatures:
        if one.told:
            rows = _rows(one, **{one.who: person_id}).order_by("pk")
            found[one.told] = rows.values(*one.says)
    return found


def unsign(signatures: Iterable[Signature], person_ids: Sequence[uuid.UUID]) -> int:
    """Take the names of these persons away; how many rows named one of them."""
    count = 0
    with scope.everything("erasure of people who left"):
        for one in signatures:
            empty: Mapping[str, Any] = {one.label: nobody(), one.who: None}
            count += _rows(one, **{f"{one.who}__in": person_ids}).update(**empty)
    return count


def hand_over(signatures: Iterable[Signature], *, from_id: uuid.UUID, to_id: uuid.UUID) -> dict[str, list[str]]:
    """What one person signed becomes another's, whom they turn out to be; which rows, by column, for `hand_back`.

    The text stays: it is the name they had. Without this it would go with the row of the person who is no more.
    """
    moved: dict[str, list[str]] = {}
    for one in signatures:
        rows = _rows(one, **{one.who: from_id})
        if ids := [str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]:
            moved[one.column] = ids
            rows.update(**{one.who: to_id})
    return moved


def hand_back(
    signatures: Iterable[Signature], moved: Mapping[str, Sequence[str]], *, from_id: uuid.UUID, to_id: uuid.UUID
) -> None:
    """The same back, of rows that nobody signed anew meanwhile."""
    for one in signatures:
        if ids := moved.get(one.column):
            one.model._default_manager.filter(**{"pk__in": ids, one.who: from_id}).update(**{one.who: to_id})
