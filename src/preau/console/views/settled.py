"""What is answered to an act that somebody else has already done, or made impossible: in words, on its page."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from preau.access.public import HatRequest


def settled(request: HatRequest, back: str, **named: Any) -> HttpResponse:
    """Tell it, and show what stands now. Of a page that does not exist for this person, 404 is the caller's affair."""
    messages.warning(
        request, _("Quelqu’un d’autre s’en est occupé avant vous : rien n’a été changé. Voici ce qu’il en est.")
    )
    return redirect(back, **named)
