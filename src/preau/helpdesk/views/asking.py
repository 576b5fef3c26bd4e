"""The page « Aide », for who is signed in and for anyone; asking; what became of what one asked."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preau.access.public import OPERATOR, SUPPORT, Hat, HatRequest, SchoolRef, exercises, page
from preau.directory.enums import Profile
from preau.directory.errors import Refused, Unknown
from preau.helpdesk import rules, services
from preau.helpdesk.forms import AskForm
from preau.helpdesk.selectors.reaching import Reached, school_at, schools_found, schools_of
from preau.helpdesk.selectors.requests import asked_by, asked_one
from preau.identity.public import TooManyTries, take_from, take_of
from preau.kernel.ids import new_id
from preau.ui.helping import help_for
from preau.ui.listing import typed

SERVICE = "aide"
PAGE, SCHOOL = "page", "etablissement"
TOO_MANY, REFUSED = 429, 422
ABOVE = (Profile.LOCAL_AUTHORITY.value, OPERATOR, SUPPORT)


def _page_named(text: str) -> str:
    """The name of a page that has help; "" for any other."""
    return text if help_for(text) is not None else ""


def _address(name: str, **told: str) -> str:
    asked = urlencode({key: value for key, value in told.items() if value}, safe=":")
    return f"{reverse(name)}?{asked}" if asked else reverse(name)


def _own(hat: Hat | None) -> tuple[SchoolRef, ...]:
    """The schools that somebody is of; none for a stranger, nor for who stands above schools."""
    return hat.schools if hat is not None and hat.profile not in ABOVE else ()


def _may_ask(request: HttpRequest, hat: Hat | None) -> bool:
    """Strangers, and people of a school; not support, which sees the page of somebody else."""
    return hat is None or (bool(_own(hat)) and request.viewing is None)  # type: ignore[attr-defined]


@require_safe
@page(public=True, service=SERVICE)
def help_page(request: HttpRequest) -> HttpResponse:
    """How to reach one's school, help for the page one came from, then what is asked most."""
    hat: Hat | None = request.hat  # type: ignore[attr-defined]
    name, uai, text = _page_named(request.GET.get(PAGE, "")), request.GET.get(SCHOOL, ""), typed(request.GET)
    own = schools_of(_own(hat))
    chosen = None if own else school_at(uai)
    context: dict[str, Any] = {
        "told": help_for(name), "page_name": name, "text": text, "own": bool(own),
        "schools": own or ([chosen] if chosen else []),
        "found": [
            (one.name, one.city, _address("helpdesk:help", etablissement=one.uai, page=name))
            for one in ([] if own or chosen else schools_found(text))
        ],
        "looked": bool(text) and not own and not chosen,
        "again": _address("helpdesk:help", page=name),
        "ask_url": _address("helpdesk:ask", etablissement=chosen.uai if chosen else "", page=name)
        if _may_ask(request, hat) and (own or chosen) else "",
        "requests": asked_by(hat) if hat is not None and own else [],
    }  # fmt: skip
    return render(request, "helpdesk/help.html", context)


def _schools_to_ask(request: HttpRequest, hat: Hat | None) -> list[Reached]:
    if hat is not None:
        return schools_of(_own(hat))
    chosen = school_at(request.POST.get("school", "") or request.GET.get(SCHOOL, ""))
    return [chosen] if chosen else []


@require_http_methods(["GET", "HEAD", "POST"])
@page(public=True, service=SERVICE)
@exercises(rules.ASK)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask one's school; a stranger the school they chose. What is answered never says whether somebody exists."""
    hat: Hat | None = request.hat  # type: ignore[attr-defined]
    schools = _schools_to_ask(request, hat) if _may_ask(request, hat) else []
    name = _page_named(request.GET.get(PAGE, ""))
    if not schools:
        return HttpResponseRedirect(_address("helpdesk:help", page=name))
    form = AskForm(
        request.POST if request.method == "POST" else None, schools=schools, is_stranger=hat is None,
        initial={"key": new_id(), "page": name},
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            try:
                return _asked(request, hat, form)
            except Unknown:
                raise Http404 from None
            except Refused as refusal:
                form.add_error(None, str(refusal))
            except TooManyTries:
                said = _("Trop de demandes en peu de temps. Appelez l’établissement, ou revenez plus tard.")
                form.add_error(None, said)
                status = TOO_MANY
    return render(request, "helpdesk/ask.html", {"form": form, "schools": schools}, status=status)


def _asked(request: HttpRequest, hat: Hat | None, form: AskForm) -> HttpResponse:
    if hat is None:
        take_from(request, "help")
    else:
        take_of(str(hat.person_id), "help")
    told = form.told
    row = services.ask(
        actor=request.actor, hat=hat, request_id=form.cleaned_data["key"], told=told  # type: ignore[attr-defined]
    )  # fmt: skip
    if hat is None:
        return HttpResponseRedirect(_address("helpdesk:sent", etablissement=form.cleaned_data["school"]), status=303)
    messages.success(request, _("Votre demande est partie. La réponse paraîtra ici."))
    return HttpResponseRedirect(reverse("helpdesk:mine", args=[row.pk]), status=303)


@require_safe
@page(public=True, service=SERVICE)
def sent(request: HttpRequest) -> HttpResponse:
    """To a stranger: it arrived, and what happens next; the same for whoever they said they are."""
    school = school_at(request.GET.get(SCHOOL, ""))
    return render(request, "helpdesk/sent.html", {"school": school})


@require_safe
@page(service=SERVICE, before_opening=True)
def mine(request: HatRequest, request_id: uuid.UUID) -> HttpResponse:
    """What one asked, where it stands, and the answer."""
    try:
        found = asked_one(request.hat, request_id)
    except Unknown:
        raise Http404 from None
    return render(request, "helpdesk/mine.html", {"row": found, "told": help_for(found.page)})


@require_POST
@page(service=SERVICE, before_opening=True)
@exercises(rules.SETTLE)
def settle(request: HatRequest, request_id: uuid.UUID) -> HttpResponse:
    """It is over for whoever asked."""
    try:
        services.settle(actor=request.actor, hat=request.hat, request_id=request_id)
    except Unknown:
        raise Http404 from None
    messages.success(request, _("C’est noté : votre demande est close."))
    return HttpResponseRedirect(reverse("helpdesk:help"), status=303)
