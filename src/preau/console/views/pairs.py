"""Pairs of records that may be one person, side by side."""

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page, platform_wide
from preau.console import rules
from preau.directory.enums import MatchState
from preau.directory.errors import Refused, Unknown
from preau.directory.selectors import MatchPair, pairs_in_scope
from preau.directory.services import confirm_match, find_matches, refuse_match, undo_match
from preau.kernel.text import fold
from preau.ui import wording
from preau.ui.listing import number_of, typed


def compared(pair: MatchPair) -> list[list[str]]:
    """The two persons as lines of a table: what is compared, then each side."""

    def line(label: str, of: Any) -> list[str]:
        return [label, of(pair.kept), of(pair.merged)]

    return [
        line(_("Nom"), lambda side: side.person.full_name),
        line(
            _("Date de naissance"),
            lambda side: wording.plain_date(side.person.birth_date) if side.person.birth_date else "–",
        ),
        line(_("Adresse électronique"), lambda side: side.person.email or "–"),
        line(_("Fiches"), lambda side: " ; ".join(side.records) or "–"),
        line(_("Places"), lambda side: " ; ".join(side.places) or "–"),
    ]


PROPOSED, JOINED = "a-examiner", "reunies"
PER_PAGE = 10


def _orders() -> dict[str, tuple[str, Callable[[MatchPair], Any], bool]]:
    """Ways to sort: words, key, and whether from the end."""
    return {
        "recentes": (_("Les plus récentes d’abord"), lambda pair: pair.match.created_at, True),
        "anciennes": (_("Les plus anciennes d’abord"), lambda pair: pair.match.created_at, False),
        "nom": (_("Par nom de famille"), lambda pair: fold(_whole_name(pair.kept.person)), False),
    }


def _whole_name(person: Any) -> str:
    return f"{person.family_name} {person.given_name}"


def _holds(pair: MatchPair, words: list[str]) -> bool:
    """Whether each word is in a name, a place or a record of either side."""
    sides = (pair.kept, pair.merged)
    texts = [text for side in sides for text in (_whole_name(side.person), *side.places, *side.records)]
    whole = fold(" ".join(texts))
    return all(word in whole for word in words)


@require_GET
@page(right=Right.MATCH_RECORDS, service="administration")
@platform_wide
def pairs(request: HatRequest) -> HttpResponse:
    """Pairs to examine, or joinings that may still be undone: searched, sorted, ten to a page, side by side."""
    state = request.GET.get("etat", PROPOSED)
    text, orders = typed(request.GET), _orders()
    order = request.GET.get("tri", "")
    order = order if order in orders else "recentes"
    by_state: dict[str, list[MatchPair]] = {PROPOSED: [], JOINED: []}
    for pair in pairs_in_scope():
        by_state[PROPOSED if pair.match.state == MatchState.PROPOSED else JOINED].append(pair)
    state = state if state in by_state else PROPOSED
    found = [pair for pair in by_state[state] if _holds(pair, fold(text).split())]
    _words, key, from_end = orders[order]
    found.sort(key=key, reverse=from_end)
    shown = Paginator(found, PER_PAGE).get_page(number_of(request.GET))
    here = reverse("console:pairs")
    names = {PROPOSED: _("À examiner"), JOINED: _("Réunies")}
    query = {"etat": state if state != PROPOSED else "", "q": text, "tri": order if order != "recentes" else ""}
    kept = {name: value for name, value in query.items() if value}
    context = {
        "tabs": [
            (f"{names[one]} ({len(some)})", f"{here}?{urlencode({'etat': one})}", one == state)
            for one, some in by_state.items()
        ],
        "state": state,
        "joined": state == JOINED,
        "q": text,
        "orders": [(name, words, name == order) for name, (words, _key, _end) in orders.items()],
        "filtered": bool(text),
        "pairs": [(pair, compared(pair)) for pair in shown.object_list],
        "found": len(found),
        "page": shown.number,
        "pages": shown.paginator.num_pages,
        "base": f"{here}?{urlencode({**kept, 'page': ''})}",
    }
    return render(request, "console/pairs.html", context)


@require_POST
@page(right=Right.MATCH_RECORDS, service="administration")
@exercises(rules.FIND_PAIRS)
@platform_wide
def find(request: HatRequest) -> HttpResponse:
    """Look for pairs that share a professional address and a birth date."""
    found = len(find_matches(actor=request.actor))
    if found:
        messages.success(
            request, ngettext("%(num)s paire à examiner.", "%(num)s paires à examiner.", found) % {"num": found}
        )
    else:
        messages.info(request, _("Aucune nouvelle paire. Un nom identique n’en fait jamais une."))
    return redirect("console:pairs")


_ACTS = {
    "reunir": (confirm_match, MatchState.PROPOSED),
    "distinguer": (refuse_match, MatchState.PROPOSED),
    "separer": (undo_match, MatchState.JOINED),
}


@require_http_methods(["GET", "POST"])
@page(right=Right.MATCH_RECORDS, service="administration")
@exercises(rules.DECIDE_PAIR)
@platform_wide
def decide(request: HatRequest, match_id: uuid.UUID, act: str) -> HttpResponse:
    """Recap of one pair and what will happen, then do it."""
    pair = next(iter(pairs_in_scope(match_id=match_id)), None)
    if pair is None or act not in _ACTS or pair.match.state != _ACTS[act][1]:
        raise Http404
    if request.method == "POST":
        try:
            _ACTS[act][0](actor=request.actor, match_id=match_id)
        except Refused as refusal:
            messages.error(request, str(refusal))
        except Unknown:
            raise Http404 from None
        else:
            done = {
                "reunir": _("Les deux fiches sont une seule personne. Vous pouvez les séparer pendant 30 jours."),
                "distinguer": _("Ce sont deux personnes. Cette paire ne sera plus proposée."),
                "separer": _("Les deux fiches sont de nouveau séparées, comme avant."),
            }
            messages.success(request, done[act])
        return redirect("console:pairs")
    titles = {
        "reunir": (_("Réunir ces deux fiches"), _("Toutes les places de la seconde passent à la première, partout.")),
        "distinguer": (_("Ce sont deux personnes"), _("Rien ne change, et cette paire ne sera plus proposée.")),
        "separer": (_("Séparer ces deux fiches"), _("Chaque place revient exactement où elle était.")),
    }
    title, sentence = titles[act]
    context = {"pair": pair, "rows": compared(pair), "act": act, "title": title, "sentence": sentence}
    return render(request, "console/pair.html", context)
