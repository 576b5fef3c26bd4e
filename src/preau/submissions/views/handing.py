"""The page of a piece of work that is handed in: what to give, until when, the form, and what was given."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preau.access.public import HatRequest, exercises, page
from preau.diary.public import files_of_piece
from preau.directory.enums import Profile
from preau.directory.errors import Refused, Unknown
from preau.files.public import place_of
from preau.kernel import clock
from preau.kernel.ids import new_id
from preau.kernel.middleware import security_headers
from preau.submissions import rules
from preau.submissions.enums import PartKind, Takes
from preau.submissions.errors import HandedInMeanwhile, TooLate
from preau.submissions.forms import HandInForm
from preau.submissions.selectors.correcting import returned_of
from preau.submissions.selectors.files import FILE_KINDS
from preau.submissions.selectors.own import Own, own_assignments
from preau.submissions.selectors.pages import version_lines
from preau.submissions.services import Handed, hand_in
from preau.submissions.views import CONFLICT, FAMILY, GONE, REFUSED, SERVICE, WORDS
from preau.submissions.views.bringing import FIELDS, Brought, brought

JSON = "application/json"
_LETTERS = {PartKind.PHOTO: Takes.PHOTOS, PartKind.FILE: Takes.FILES, PartKind.VOICE: Takes.VOICE}
_LISTENING = dict(security_headers())["Permissions-Policy"].replace("microphone=()", "microphone=(self)")
"""What the page that records a voice may ask of the browser; no other may."""
PLAIN_PHOTOS = 6
"""Fields for photographs that a page shows without scripts."""


def _found(request: HatRequest, work_id: uuid.UUID) -> list[Own]:
    try:
        return own_assignments(request.hat, work_id)
    except Unknown:
        raise Http404 from None


def _kinds(own: Own) -> list[PartKind]:
    return [kind for kind, letter in _LETTERS.items() if letter in own.assignment.takes]


def _form(own: Own, data: Any = None) -> HandInForm:
    seen = own.copy.current if own.copy else 0
    return HandInForm(data, takes=own.assignment.takes, initial={"attempt": new_id(), "seen": seen})


@require_http_methods(["GET", "HEAD", "POST"])
@page(*FAMILY, service=SERVICE)
@exercises(rules.HAND_IN, sent="faire")
def work(request: HatRequest, work_id: uuid.UUID) -> HttpResponse:
    """Read by the pupil and their guardians; handed in by the pupil alone."""
    found = _found(request, work_id)
    if request.method != "POST":
        return _page(request, found, _form(found[0]))
    own = found[0]
    form = _form(own, request.POST)
    if request.hat.profile != Profile.STUDENT:
        _send(request, work_id, Handed(new_id()))  # refuses
    came = brought(request, own.school_id, _kinds(own))
    if not form.is_valid():
        return _answer(request, found, form, came, REFUSED, _("Cette page n’est plus à jour : ouvrez-la de nouveau."))
    if request.POST.get("faire") == "ajouter" or came.problems:
        words = " ".join(came.problems)
        return _answer(request, found, form, came, REFUSED if came.problems else 200, words)
    told = form.cleaned_data
    handed = Handed(
        told["attempt"], came.parts, told.get("text", ""), told.get("link", ""), told["seen"], form.said
    )  # fmt: skip
    try:
        version_id = _send(request, work_id, handed)
    except HandedInMeanwhile as meanwhile:
        return _answer(request, _found(request, work_id), form, came, CONFLICT, str(meanwhile))
    except TooLate as late:
        return _answer(request, found, form, came, GONE, str(late))
    except Refused as refusal:
        return _answer(request, found, form, came, REFUSED, str(refusal))
    address = reverse("submissions:receipt", args=[version_id])
    if _wants_json(request):
        return JsonResponse({"receipt": address})
    messages.success(request, _("C’est rendu. Voici le reçu."))
    return redirect(address)


def _send(request: HatRequest, work_id: uuid.UUID, handed: Handed) -> uuid.UUID:
    try:
        return hand_in(actor=request.actor, hat=request.hat, work_id=work_id, handed=handed).pk
    except Unknown:
        raise Http404 from None


def _wants_json(request: HatRequest) -> bool:
    return JSON in request.headers.get("Accept", "")


def _answer(
    request: HatRequest, found: list[Own], form: HandInForm, came: Brought, status: int, words: str
) -> HttpResponse:  # fmt: skip
    """The page again, with all that was typed and all that came; or these words, for the script."""
    if _wants_json(request):
        seen = found[0].copy.current if found[0].copy else 0
        return JsonResponse({"words": words, "seen": seen}, status=status)
    own = found[0]
    told = {name: request.POST.get(name, "") for name in ("attempt", "seen", "text", "link", "said_at")}
    data = dict(told)
    seen = own.copy.current if own.copy else 0
    # After a conflict what stands has now been seen: sending again is a choice.
    is_new = status == CONFLICT
    data["seen"] = str(seen) if is_new or not told["seen"] else told["seen"]
    data["attempt"] = str(new_id()) if is_new or not told["attempt"] else told["attempt"]
    shown = HandInForm(data, takes=own.assignment.takes)
    return _page(request, found, shown, came=came, status=status, problem=words)


def _page(
    request: HatRequest, found: list[Own], form: HandInForm, *, came: Brought | None = None, status: int = 200,
    problem: str = "",
) -> HttpResponse:  # fmt: skip
    own = found[0]
    is_pupil = request.hat.profile == Profile.STUDENT
    kinds = _kinds(own)
    copies = [(one, version_lines(one.copy) if one.copy else []) for one in found]
    again = bool(own.copy and own.copy.open_until and clock.now() <= own.copy.open_until)
    opens = is_pupil and own.until.takes(clock.now()) and (not own.assignment.in_groups or own.team is not None)
    if own.copy and own.copy.current and not again:
        opens = opens and own.assignment.replaces and not own.until.is_late()
    if own.copy and own.copy.returned_at and not again:
        opens = False
    context = {
        **WORDS,
        "own": own, "copies": copies, "form": form, "is_pupil": is_pupil, "several": len(found) > 1, "opens": opens,
        "came_back_of": {one.pupil.id: returned_of(one, is_guardian=not is_pupil) for one in found},
        "problem": problem, "documents": files_of_piece(own.piece), "now": clock.now(), "fields": FIELDS,
        "items": (came or Brought()).items(request, own.school_id), "plain": range(PLAIN_PHOTOS - 1),
        "places": {
            FIELDS[kind]: place_of(request.hat, FILE_KINDS[kind], own.school_id) for kind in kinds if opens
        },
    }  # fmt: skip
    answer = render(request, "submissions/work.html", context, status=status)
    if PartKind.VOICE in kinds and opens:
        answer["Permissions-Policy"] = _LISTENING
    return answer
