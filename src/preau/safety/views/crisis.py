"""A crisis: what is closed for a time and what people are told of it; ended before its end."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from preau.access.enums import Right
from preau.access.public import HatRequest, end_crisis, exercises, page, set_crisis, standing_under
from preau.directory.errors import Refused, Unknown
from preau.kernel.ids import new_id
from preau.safety import rules
from preau.safety.forms import CrisisForm
from preau.safety.selectors.places import places_of

SERVICE = "administration"
REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.SET_CRISIS, service=SERVICE)
@exercises(rules.SET_CRISIS)
def crises(request: HatRequest) -> HttpResponse:
    """What stands now, and a form to close something at once."""
    form = CrisisForm(
        request.POST if request.method == "POST" else None, places=places_of(request.hat), initial={"key": new_id()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            closing = form.closing_in(request.hat.local_authority_id)
            set_crisis(actor=request.actor, hat=request.hat, crisis_id=form.cleaned_data["key"], closing=closing)
        except Unknown:
            raise Http404 from None
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Appliqué. Les personnes concernées le lisent en haut de chaque page."))
            return HttpResponseRedirect(reverse("safety:crises"), status=303)
    context = {"form": form, "standing": standing_under(request.hat)}
    return render(request, "safety/crises.html", context, status=REFUSED if form.errors else 200)


@require_POST
@page(right=Right.SET_CRISIS, service=SERVICE)
@exercises(rules.END_CRISIS)
def end(request: HatRequest, crisis_id: uuid.UUID) -> HttpResponse:
    """Open again what was closed."""
    try:
        end_crisis(actor=request.actor, hat=request.hat, crisis_id=crisis_id)
    except Unknown:
        raise Http404 from None
    messages.success(request, _("C’est terminé : tout est de nouveau ouvert."))
    return HttpResponseRedirect(reverse("safety:crises"), status=303)
