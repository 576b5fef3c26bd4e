"""Settings of one's own mailbox."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preau.access.public import HatRequest, exercises, page
from preau.directory.enums import Profile
from preau.messaging import rules, services
from preau.messaging.forms import MailboxForm
from preau.messaging.selectors.mailboxes import mailbox_of
from preau.messaging.services import Refused
from preau.messaging.views.boxes import PROFILES, SERVICE

REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
@page(*PROFILES, service=SERVICE)
@exercises(rules.SET)
def settings(request: HatRequest) -> HttpResponse:
    """How messages of this mailbox end, and what answers while its owner is away."""
    own, is_guardian = mailbox_of(request.hat), request.hat.profile == Profile.GUARDIAN
    typed = request.POST if request.method == "POST" else None
    form = MailboxForm(typed, initial={name: getattr(own, name) for name in MailboxForm.base_fields})
    if request.method != "POST":
        return render(request, "messaging/settings.html", {"form": form, "is_guardian": is_guardian})
    if form.is_valid():
        try:
            chosen = services.Settings(**form.cleaned_data)
            services.set_mailbox(actor=request.actor, hat=request.hat, settings=chosen)
        except Refused as refusal:
            form.add_error("absent_from", str(refusal))
        else:
            messages.success(request, _("Réglages enregistrés."))
            return HttpResponseRedirect(reverse("messaging:settings"), status=303)
    return render(request, "messaging/settings.html", {"form": form, "is_guardian": is_guardian}, status=REFUSED)
