"""Settings of one's own mailbox."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preau.access.public import HatRequest, exercises, page
from preau.messaging import rules, services
from preau.messaging.forms import MailboxForm
from preau.messaging.selectors.mailboxes import mailbox_of
from preau.messaging.views.boxes import PROFILES, SERVICE

REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
@page(*PROFILES, service=SERVICE)
@exercises(rules.SET)
def settings(request: HatRequest) -> HttpResponse:
    """How messages of this mailbox end."""
    form = MailboxForm(request.POST or None, initial={"signature": mailbox_of(request.hat).signature})
    if request.method != "POST":
        return render(request, "messaging/settings.html", {"form": form})
    if not form.is_valid():
        return render(request, "messaging/settings.html", {"form": form}, status=REFUSED)
    services.set_signature(actor=request.actor, hat=request.hat, signature=form.cleaned_data["signature"])
    messages.success(request, _("Réglages enregistrés."))
    return HttpResponseRedirect(reverse("messaging:settings"), status=303)
