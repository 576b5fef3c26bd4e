"""Pairs of records that may be one person, found and sorted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from preau.directory.enums import MatchState
from preau.directory.selectors import MatchPair, pairs_in_scope
from preau.kernel.text import fold
from preau.ui.listing import holding, typed

PROPOSED, JOINED = "a-examiner", "reunies"
NEWEST = "recentes"


def whole_name(person: Any) -> str:
    """Family name first."""
    return f"{person.family_name} {person.given_name}".strip()


ORDERS: Mapping[str, tuple[Any, Callable[[MatchPair], Any], bool]] = {
    NEWEST: (gettext_lazy("Les plus récentes d’abord"), lambda pair: pair.match.created_at, True),
    "anciennes": (gettext_lazy("Les plus anciennes d’abord"), lambda pair: pair.match.created_at, False),
    "nom": (gettext_lazy("Par nom de famille"), lambda pair: fold(whole_name(pair.kept.person)), False),
}
"""Ways to sort: words, key, whether from the end."""


@dataclass(frozen=True, slots=True)
class PairQuery:
    """What is asked of the list: pairs to examine or joined ones, words, an order. Kept as it is by an export."""

    state: str = PROPOSED
    text: str = ""
    order: str = NEWEST


def pair_query_of(data: QueryDict) -> PairQuery:
    """What the address, or a form that repeats it, asks."""
    state, order = data.get("etat", ""), data.get("tri", "")
    return PairQuery(
        state if state in (PROPOSED, JOINED) else PROPOSED, typed(data), order if order in ORDERS else NEWEST
    )


def by_state() -> dict[str, list[MatchPair]]:
    """All pairs of the scope."""
    found: dict[str, list[MatchPair]] = {PROPOSED: [], JOINED: []}
    for pair in pairs_in_scope():
        found[PROPOSED if pair.match.state == MatchState.PROPOSED else JOINED].append(pair)
    return found


def _told(pair: MatchPair) -> str:
    """Names, places and records of both sides."""
    sides = (pair.kept, pair.merged)
    return " ".join(text for side in sides for text in (whole_name(side.person), *side.places, *side.records))


def pairs_found(query: PairQuery, pairs: Mapping[str, list[MatchPair]] | None = None) -> list[MatchPair]:
    """Those asked for, in order, among these (by state) or all of the scope."""
    found = holding((by_state() if pairs is None else pairs)[query.state], query.text, _told)
    _words, key, from_end = ORDERS[query.order]
    return sorted(found, key=key, reverse=from_end)
