"""The logo of a collectivity: shown, changed, taken away."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page, platform_wide
from preau.console import rules
from preau.console.forms import LogoForm
from preau.console.logos import drawn, remove_logo, set_logo
from preau.console.views.schools import governed_or_404
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.services import logo_of
from preau.ui.seen import OVERTAKEN, last_writer


@require_http_methods(["GET", "POST"])
@page(right=Right.DRESS, service="administration")
@exercises(rules.SET_LOGO)
@platform_wide
def logo(request: HatRequest, authority_id: uuid.UUID) -> HttpResponse:
    """The present logo, and a form for another one; `retirer` takes it away."""
    authority = governed_or_404(request, authority_id)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = LogoForm(*given, present=logo_of(authority))
    status = 200
    if request.method == "POST":
        try:
            if "retirer" in request.POST:
                remove_logo(actor=request.actor, authority_id=authority_id, seen=form.read or {})
                messages.success(request, _("Le logo de « %(name)s » est retiré.") % {"name": authority.name})
                return redirect("console:logo", authority_id=authority_id)
            if form.is_valid():
                sent = form.cleaned_data["picture"]
                set_logo(
                    actor=request.actor, hat=request.hat, authority=authority,
                    pictures=drawn(sent) if sent else None, says=form.cleaned_data["logo_alt"], seen=form.read or {},
                )  # fmt: skip
                messages.success(request, _("Le logo de « %(name)s » est enregistré.") % {"name": authority.name})
                return redirect("console:logo", authority_id=authority_id)
        except Overtaken as overtaken:
            authority, status = governed_or_404(request, authority_id), OVERTAKEN
            by = last_writer("directory.set_local_authority_logo", subject_id=authority_id)
            if "retirer" in request.POST:
                messages.warning(request, f"{overtaken} {by}")
                form = LogoForm(present=logo_of(authority))
            else:
                form.overtaken(logo_of(authority), by=by)
        except Refused as refusal:
            form.add_error("picture", str(refusal))
        except Unknown:
            raise Http404 from None
    context = {"authority": authority, "form": form}
    return render(request, "console/logo.html", context, status=422 if form.errors else status)
