"""Writing: a draft that every button keeps, read over before it is sent."""

import datetime as dt
import uuid
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preau.access.public import HatRequest, exercises, page
from preau.files.public import Arrival, brought
from preau.identity.public import is_new_device
from preau.kernel.ids import new_id
from preau.messaging import rules, services
from preau.messaging.enums import ADDRESSED, State
from preau.messaging.forms import WriteForm
from preau.messaging.selectors.attachments import MESSAGE, school_of_files
from preau.messaging.selectors.budget import budget_of
from preau.messaging.selectors.mailboxes import mailbox_of, signed_below
from preau.messaging.selectors.recipients import MANY, offered, reach_of
from preau.messaging.selectors.threads import draft_of, files_and_quoted, recipients_of, written
from preau.messaging.selectors.words import name_of
from preau.messaging.services import Draft, Overtaken, Refused, Unknown
from preau.messaging.services.sending import BECAUSE, held_by_own_hours, lacking, leaving_at, may_hurry
from preau.messaging.views import attaching
from preau.messaging.views.boxes import PROFILES, SERVICE, identifier
from preau.ui.counted import NUMBER
from preau.ui.listing import typed
from preau.ui.seen import OVERTAKEN

REFUSED = 422


@require_safe
@page(*PROFILES, service=SERVICE)
def write(request: HatRequest) -> HttpResponse:
    """A page to write on; nothing is kept before something is sent to it."""
    own = request.hat.child or (request.hat.children[0] if len(request.hat.children) == 1 else None)
    present = Draft(text=signed_below(request.hat), about_id=own.person_id if own else None)
    form = WriteForm(hat=request.hat, version=0, draft=present)
    return _page(request, new_id(), form)


@require_safe
@page(*PROFILES, service=SERVICE)
def options(request: HatRequest) -> HttpResponse:
    """What completes a name being typed: groups and people that may be written to, and nobody else."""
    found = offered(request.hat, typed(request.GET))
    told = [{"id": one.key, "name": one.name, "detail": one.detail or _("Groupe")} for one in found]
    return JsonResponse({"options": told, "count": _count(len(told))})


def _count(number: int) -> str:
    return ngettext("%(num)s proposition", "%(num)s propositions", number) % {"num": number}


def _page(
    request: HatRequest, message_id: uuid.UUID, form: WriteForm, *,
    row: Any = None, problem: str = "", status: int = 200, came: list[Arrival] | None = None,
) -> HttpResponse:  # fmt: skip
    q = typed(request.GET)
    attached, quoted = files_and_quoted(row) if row else ((), ())
    context: dict[str, Any] = {
        "form": form, "message_id": message_id, "row": row, "problem": problem, "q": q,
        "found": offered(request.hat, q) if q else (), "kinds": [(one.value, one.label) for one in ADDRESSED],
        "recipients": [(one, name_of(one)) for one in recipients_of(row)] if row else (),
        "quoted": quoted, "answers": row.answers if row else None, "attached": attached,
        "files": attaching.place(request.hat), "came": attaching.shown_again(request.hat, came or []),
    }  # fmt: skip
    return render(request, "messaging/write.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*PROFILES, service=SERVICE)
@exercises(rules.WRITE)
def edit(request: HatRequest, message_id: uuid.UUID) -> HttpResponse:
    """A draft; each button keeps what is typed, then does what it says."""
    row = written(request.hat, message_id)
    if request.method != "POST":
        if row is None:
            raise Http404
        if row.state != State.DRAFT:
            return HttpResponseRedirect(reverse("messaging:thread", args=[row.thread]))
        form = WriteForm(hat=request.hat, version=row.version, draft=draft_of(row))
        return _page(request, message_id, form, row=row)
    present = draft_of(row) if row else Draft()
    form = WriteForm(request.POST, hat=request.hat, version=row.version if row else 0, draft=present)
    came, problems = brought(request, MESSAGE, school_of_files(request.hat), "fichiers")
    if not form.is_valid():
        return _page(request, message_id, form, row=row, problem=" ".join(problems), status=REFUSED, came=came)
    try:
        kept = services.save_draft(
            actor=request.actor, hat=request.hat, message_id=message_id, version=form.cleaned_data["version"],
            draft=form.draft, add=_added(request), remove=_named(request, "retirer"), arrivals=came,
            take_off=_named(request, "retirer-fichier"),
        )  # fmt: skip
    except Unknown:
        raise Http404 from None
    except Overtaken:
        row = written(request.hat, message_id)
        if row is None:
            raise Http404 from None
        form.overtaken(WriteForm.of(draft_of(row)), version=row.version, html=row.html)
        return _page(request, message_id, form, row=row, status=OVERTAKEN, came=came)
    except Refused as refusal:
        return _page(request, message_id, form, row=row, problem=str(refusal), status=REFUSED, came=came)
    for problem in problems:  # the rest is kept: what is wrong is told beside it
        messages.error(request, problem)
    return _next(request, kept.pk, stay=bool(problems))


def _added(request: HatRequest) -> list[tuple[str, str]]:
    """Whom a button, or a name that was completed, adds."""
    key = request.POST.get("ajouter") or (request.POST.get("choisi") if request.POST.get("q") else "")
    return [(request.POST.get("comme", ""), key[:100])] if key else []


def _named(request: HatRequest, button: str) -> list[uuid.UUID]:
    """What a button takes off."""
    key = request.POST.get(button)
    return [identifier(key)] if key else []


def _next(request: HatRequest, message_id: uuid.UUID, *, stay: bool) -> HttpResponse:
    """Where a button leads once the draft is kept; `stay`: on its page, where something is to be read."""
    act = request.POST.get("acte")
    if stay:
        return HttpResponseRedirect(reverse("messaging:edit", args=[message_id]), status=303)
    if act == "verifier":
        return HttpResponseRedirect(reverse("messaging:review", args=[message_id]), status=303)
    query = ""
    if act == "enregistrer":
        messages.success(request, _("Brouillon enregistré."))
    elif not _added(request) and (q := typed(request.POST)):
        query = "?" + urlencode({"q": q})
    return HttpResponseRedirect(reverse("messaging:edit", args=[message_id]) + query, status=303)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*PROFILES, service=SERVICE)
@exercises(rules.SEND)
def review(request: HatRequest, message_id: uuid.UUID) -> HttpResponse:
    """Before it is sent: how many people, which of them parents, when it reaches them; then it is sent."""
    row = written(request.hat, message_id)
    if row is None:
        raise Http404
    problem, status = "", 200
    if request.method == "POST":
        try:
            services.send(
                actor=request.actor, hat=request.hat, message_id=message_id, version=_number(request, "version"),
                count=_number(request, NUMBER), confirmed=bool(request.POST.get("tous")), later=_later(request),
                new_device=_is_new_device(request), urgent_because=_because(request),
            )  # fmt: skip
        except Unknown:
            raise Http404 from None
        except Refused as refusal:
            problem, status = str(refusal), OVERTAKEN if isinstance(refusal, Overtaken) else REFUSED
            row = written(request.hat, message_id) or row
        else:
            return HttpResponseRedirect(reverse("messaging:thread", args=[row.thread]), status=303)
    if row.state != State.DRAFT:
        return HttpResponseRedirect(reverse("messaging:thread", args=[row.thread]))
    reach = reach_of(request.hat, row, children=False)
    attached, quoted = files_and_quoted(row)
    leaves = leaving_at(reach)
    held = held_by_own_hours(reach, leaves)
    context = {
        "row": row, "reach": reach, "recipients": [name_of(one) for one in recipients_of(row)],
        "refused": [name_of(one) for one in reach.refused], "leaves_at": leaves, "own_hours": len(held),
        "own_until": max(held.values(), default=None), "problem": problem,
        "lacking": lacking(row, reach, signature=mailbox_of(request.hat).signature), "attached": attached,
        "quoted": quoted,
        "budget": budget_of(request.hat, row, reach),
        "later_at": request.POST.get("plus-tard", ""), "asks": row.to_all and reach.count > MANY, "NUMBER": NUMBER,
        "hurries": leaves > leaving_at(reach, urgent=True) and may_hurry(request.hat, reach), "BECAUSE": BECAUSE,
        "because": request.POST.get("urgence", ""), "asked_urgent": request.POST.get("acte") == "urgence",
    }  # fmt: skip
    return render(request, "messaging/review.html", context, status=status)


_LATER = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M"])


def _later(request: HatRequest) -> dt.datetime | None:
    """The moment that its writer chose; raises Refused for what is none."""
    if request.POST.get("acte") != "plus-tard":
        return None
    try:
        chosen: dt.datetime = _LATER.clean(request.POST.get("plus-tard", ""))
    except ValidationError:
        raise Refused(_("Choisissez le jour et l’heure du départ.")) from None
    return chosen


def _because(request: HatRequest) -> str:
    """Why it is urgent, for whoever said so; raises Refused for an urgency that says nothing."""
    because = request.POST.get("urgence", "").strip()
    if request.POST.get("acte") == "urgence" and not because:
        raise Refused(_("Dites pourquoi c’est une urgence."))
    return because


def _is_new_device(request: HatRequest) -> bool:
    account: Any = request.user
    return is_new_device(account.pk, request.session.get("device") or "", settings.HOLD_DEVICE_HOURS)


def _number(request: HatRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


@require_POST
@page(*PROFILES, service=SERVICE)
@exercises(rules.WRITE)
def discard(request: HatRequest, message_id: uuid.UUID) -> HttpResponse:
    """A draft is thrown away."""
    try:
        services.discard(actor=request.actor, hat=request.hat, message_id=message_id)
    except Unknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Brouillon jeté."))
    return HttpResponseRedirect(reverse("messaging:folder", args=["brouillons"]), status=303)


@require_POST
@page(*PROFILES, service=SERVICE)
@exercises(rules.WRITE)
def answer(request: HatRequest, message_id: uuid.UUID) -> HttpResponse:
    """A draft that answers who wrote, or all whom this person may answer."""
    try:
        row = services.begin_answer(
            actor=request.actor, hat=request.hat, message_id=message_id, to_all=request.POST.get("a") == "tous"
        )
    except Unknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("messaging:inbox"), status=303)
    return HttpResponseRedirect(reverse("messaging:edit", args=[row.pk]), status=303)


@require_POST
@page(*PROFILES, service=SERVICE)
@exercises(rules.WRITE)
def forward(request: HatRequest, message_id: uuid.UUID) -> HttpResponse:
    """A draft that shows a message to others."""
    try:
        row = services.begin_forward(actor=request.actor, hat=request.hat, message_id=message_id)
    except Unknown:
        raise Http404 from None
    return HttpResponseRedirect(reverse("messaging:edit", args=[row.pk]), status=303)
