"""The comments that a teacher keeps ready: their page."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Refused, Unknown
from preau.submissions import rules
from preau.submissions.forms_correcting import PhraseForm
from preau.submissions.selectors.phrases import phrases_of
from preau.submissions.services.phrases import add_phrase, remove_phrase
from preau.submissions.views import REFUSED, SERVICE, WORDS


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.KEEP_PHRASES)
def bank(request: HatRequest) -> HttpResponse:
    """Theirs, and one more."""
    is_sent = request.method == "POST"
    form = PhraseForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        told = form.cleaned_data
        try:
            add_phrase(actor=request.actor, hat=request.hat, code=told["code"], text=told["text"])
            messages.success(request, _("C’est enregistré."))
            return redirect("submissions:phrases")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {**WORDS, "form": form, "phrases": phrases_of(request.hat)}
    return render(request, "submissions/phrases.html", context, status=REFUSED if is_sent else 200)


@require_POST
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.KEEP_PHRASES)
def remove(request: HatRequest) -> HttpResponse:
    """One of them."""
    try:
        remove_phrase(
            actor=request.actor, hat=request.hat, phrase_id=uuid.UUID(request.POST.get("phrase", "")[:36])
        )  # fmt: skip
    except (Unknown, ValueError):
        raise Http404 from None
    messages.success(request, _("C’est retiré. Les commentaires déjà écrits restent."))
    return redirect("submissions:phrases")
