"""The link of a mail that ends such mails: by one POST of a mailbox (RFC 8058), or a page with one button."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from preau.access.public import exercises, page
from preau.kernel.actor import Actor
from preau.notifications import rules, texts
from preau.notifications.kinds import kinds
from preau.notifications.selectors.people import name_of
from preau.notifications.services import resubscribe
from preau.notifications.services import unsubscribe as end_mails


@csrf_exempt  # a mailbox sends it without having read a page: the address itself is the proof
@require_http_methods(["GET", "HEAD", "POST"])
@page(public=True, service="avis")
@exercises(rules.UNSUBSCRIBE)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET changes nothing: mailboxes look at links by themselves."""
    found = texts.read_link(token)
    if found is None:
        raise Http404
    person_id, kind = found
    name = name_of(person_id)
    if name is None or (kind and kind not in kinds()):
        raise Http404
    context: dict[str, Any] = {
        "label": str(kinds()[kind].label) if kind else "", "done": "", "stays": kind and not kinds()[kind].refusable,
    }  # fmt: skip
    if request.method == "POST":
        again = "reprendre" in request.POST
        act = resubscribe if again else end_mails
        act(actor=Actor(name, person_id), person_id=person_id, kind=kind)
        context["done"] = "again" if again else "ended"
    return render(request, "notifications/unsubscribe.html", context)
