"""Pairs of records that may be one person, side by side."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, may_export, page, platform_wide
from preau.console import rules
from preau.console.selectors.pairs import JOINED, NEWEST, ORDERS, PROPOSED, by_state, pair_query_of, pairs_found
from preau.console.views.settled import settled
from preau.directory.enums import MatchState
from preau.directory.errors import Refused, Unknown
from preau.directory.selectors import MatchPair, pairs_in_scope
from preau.directory.services import confirm_match, find_matches, refuse_match, undo_match
from preau.ui import wording
from preau.ui.counted import NUMBER, differs, is_done
from preau.ui.listing import paged


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


PER_PAGE = 10


@require_GET
@page(right=Right.MATCH_RECORDS, service="administration")
@platform_wide
def pairs(request: HatRequest) -> HttpResponse:
    """Pairs to examine, or joinings that may still be undone: searched, sorted, ten to a page, side by side."""
    asked, every = pair_query_of(request.GET), by_state()
    found = pairs_found(asked, every)
    here = reverse("console:pairs")
    names = {PROPOSED: _("À examiner"), JOINED: _("Réunies")}
    fields = {
        "etat": asked.state if asked.state != PROPOSED else "", "q": asked.text,
        "tri": asked.order if asked.order != NEWEST else "",
    }  # fmt: skip
    shown = paged(found, request.GET, address=here, query=fields, per_page=PER_PAGE)
    context = {
        "tabs": [
            (f"{names[one]} ({len(some)})", f"{here}?{urlencode({'etat': one})}", one == asked.state)
            for one, some in every.items()
        ],
        "state": asked.state,
        "joined": asked.state == JOINED,
        "q": asked.text,
        "query": {name: value for name, value in fields.items() if value},
        "orders": [(name, words, name == asked.order) for name, (words, _key, _end) in ORDERS.items()],
        "filtered": bool(asked.text),
        "pairs": [(pair, compared(pair)) for pair in shown.rows],
        "part": shown,
        "may_export": may_export(request.hat),
    }
    return render(request, "console/pairs.html", context)


@require_http_methods(["GET", "POST"])
@page(right=Right.MATCH_RECORDS, service="administration")
@exercises(rules.DECIDE_PAIR)
@platform_wide
def dismiss(request: HatRequest) -> HttpResponse:
    """Pairs that were ticked are two persons each: read how many, and which, then say so. None is joined in number."""
    data = request.POST if request.method == "POST" else request.GET
    ticked = set(data.getlist("id"))
    chosen = [pair for pair in by_state()[PROPOSED] if str(pair.match.pk) in ticked]
    nothing_left = _("Cochez au moins une paire. Une autre a peut-être déjà été décidée par quelqu’un.")
    if not chosen:
        messages.error(request, nothing_left)
        return redirect("console:pairs")
    if is_done(request, len(chosen)):
        done = 0
        for pair in chosen:
            try:
                refuse_match(actor=request.actor, match_id=pair.match.pk)
                done += 1
            except (Refused, Unknown):
                continue  # decided by somebody else meanwhile: the list shows what is left
        if done:
            said = ngettext(
                "%(num)s paire écartée : elle ne sera plus proposée.",
                "%(num)s paires écartées : elles ne seront plus proposées.", done,
            )  # fmt: skip
            messages.success(request, said % {"num": done})
        else:
            messages.error(request, nothing_left)
        return redirect("console:pairs")
    rows = [(pair.kept.person.full_name, pair.merged.person.full_name, pair.ground) for pair in chosen]
    context = {
        "chosen": chosen, "rows": rows, "changed": differs(request, len(chosen)),
        "fields": [*(("id", str(pair.match.pk)) for pair in chosen), (NUMBER, str(len(chosen)))],
    }  # fmt: skip
    return render(request, "console/pairs_dismiss.html", context)


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
    if pair is None or act not in _ACTS:
        raise Http404
    if pair.match.state != _ACTS[act][1]:
        return settled(request, "console:pairs")
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
