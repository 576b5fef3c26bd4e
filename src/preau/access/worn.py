"""Somebody of the demonstration's cast, acting under a hat of theirs: what rooms' seeds write in their name."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from preau.access.hats import Hat, hats_of
from preau.identity.public import account_by_login
from preau.kernel.actor import Actor


class Worn(NamedTuple):
    """Who acts, and under which hat."""

    actor: Actor
    hat: Hat


def worn_in_cast(cast: Iterable[Any], slug: str, fits: Callable[[Hat], bool]) -> Worn | None:
    """That member of the cast, under their first hat that fits; None where this academy has none."""
    member = next((one for one in cast if one.slug == slug), None)
    account = account_by_login(member.login) if member else None
    hat = next((one for one in hats_of(account) if fits(one)), None) if account else None
    if account is None or hat is None:
        return None
    person = account.person
    return Worn(Actor(f"{person.full_name}, {hat.title}", person.pk, hat.key), replace(hat, person_id=person.pk))
