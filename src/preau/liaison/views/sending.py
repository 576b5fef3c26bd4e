"""What is done with a word, each by one POST from its page."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page, require_may_write_now
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.liaison import rules
from preau.liaison.services import close, recall, remind, reopen, send
from preau.liaison.views.desk import review_page
from preau.liaison.views.family import SERVICE
from preau.ui.seen import OVERTAKEN


def _done(request: HatRequest, word_id: uuid.UUID, act: Callable[..., Any], said: str, **more: Any) -> HttpResponse:
    """Do it and show the word again; when it does not go through, the word with the reason."""
    try:
        act(actor=request.actor, hat=request.hat, word_id=word_id, **more)
    except Unknown:
        raise Http404 from None
    except Refused as refused:
        status = OVERTAKEN if isinstance(refused, Overtaken) else 422
        return review_page(request, word_id, said=str(refused), status=status)
    messages.success(request, said)
    return redirect("liaison:review", word_id=word_id)


@require_POST
@page(right=Right.WRITE_WORDS, service=SERVICE)
@exercises(rules.SEND)
def send_to_classes(request: HatRequest, word_id: uuid.UUID) -> HttpResponse:
    """Send it to families of classes and groups."""
    return _send(request, word_id, widely=False)


@require_POST
@page(right=Right.WORDS_TO_ALL, service=SERVICE)
@exercises(rules.SEND_WIDELY)
def send_widely(request: HatRequest, word_id: uuid.UUID) -> HttpResponse:
    """Send it to a level or to the whole school: the second factor was asked for."""
    return _send(request, word_id, widely=True)


def _send(request: HatRequest, word_id: uuid.UUID, *, widely: bool) -> HttpResponse:
    require_may_write_now(request, many=True)
    said = _("Le mot est envoyé.")
    return _done(request, word_id, send, said, version=request.POST.get("version", ""), widely=widely)


@require_POST
@page(right=Right.WRITE_WORDS, service=SERVICE)
@exercises(rules.REMIND)
def remind_families(request: HatRequest, word_id: uuid.UUID) -> HttpResponse:
    """Remind those who are waited for, and nobody else."""
    require_may_write_now(request, many=True)
    try:
        count = remind(actor=request.actor, hat=request.hat, word_id=word_id)
    except Unknown:
        raise Http404 from None
    except Refused as refused:
        return review_page(request, word_id, said=str(refused), status=422)
    said = ngettext("%(num)s personne est rappelée.", "%(num)s personnes sont rappelées.", count) % {"num": count}
    messages.success(request, said)
    return redirect("liaison:answers", word_id=word_id)


@require_POST
@page(right=Right.WRITE_WORDS, service=SERVICE)
@exercises(rules.CLOSE)
def close_word(request: HatRequest, word_id: uuid.UUID) -> HttpResponse:
    """Take no more answers, or take them again."""
    if request.POST.get("reprendre"):
        return _done(request, word_id, reopen, _("Le mot prend de nouveau des réponses."))
    return _done(request, word_id, close, _("Le mot est terminé : il ne prend plus de réponse."))


@require_POST
@page(right=Right.WRITE_WORDS, service=SERVICE)
@exercises(rules.CLOSE)
def recall_word(request: HatRequest, word_id: uuid.UUID) -> HttpResponse:
    """Take it away."""
    return _done(request, word_id, recall, _("Le mot est retiré : aucune famille ne le lit plus."))
