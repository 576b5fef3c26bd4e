"""A guardian says, class by class, whether elected parents may write to them."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preau.access.public import HatRequest, consents_of, exercises, page, set_consents
from preau.directory.enums import Profile
from preau.directory.errors import Unknown
from preau.messaging import rules
from preau.messaging.views.boxes import SERVICE


@require_http_methods(["GET", "HEAD", "POST"])
@page(Profile.GUARDIAN, service=SERVICE)
@exercises(rules.ACCEPT)
def elected(request: HatRequest) -> HttpResponse:
    """The classes of one's children, each with its box: unticked until one ticks it."""
    if request.method == "POST":
        try:
            chosen = [uuid.UUID(one) for one in request.POST.getlist("classe")]
            set_consents(actor=request.actor, hat=request.hat, homeroom_ids=chosen)
        except (ValueError, Unknown):
            raise Http404 from None
        messages.success(request, _("C’est enregistré."))
        return HttpResponseRedirect(reverse("messaging:elected"), status=303)
    return render(request, "messaging/elected.html", {"lines": consents_of(request.hat)})
