"""An exchange, and what its reader or its writer does with it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, offers, page
from preau.identity.public import ask_owner, is_owner
from preau.kernel import clock
from preau.kernel.readonly import accounted
from preau.messaging import rules, services
from preau.messaging.enums import State
from preau.messaging.selectors.boxes import box_of_hat, is_staff_box
from preau.messaging.selectors.held import cause_words
from preau.messaging.selectors.recipients import readings_of
from preau.messaging.selectors.threads import thread_of, written
from preau.messaging.services import Refused, Unknown
from preau.messaging.unread import read_now
from preau.messaging.views.boxes import PROFILES, SERVICE

MOST_READERS = 500


@require_safe
@page(*PROFILES, service=SERVICE)
def thread(request: HatRequest, thread_id: uuid.UUID) -> HttpResponse:
    """The messages of an exchange; showing them is reading them."""
    found = thread_of(request.hat, thread_id)
    if found is None:
        raise Http404
    if request.method == "GET" and found.new_copies:
        with accounted("a message that is shown is read: its reader's count, and the staff who wrote it, say so"):
            number = services.mark_read(actor=request.actor, hat=request.hat, ids=found.new_copies)
        read_now(request.user, request.hat, number)
    contains = offers(request.hat, Right.CONTAIN)
    return render(request, "messaging/thread.html", {"thread": found, "contains": contains})


@require_POST
@page(*PROFILES, service=SERVICE)
@exercises(rules.TAKE_BACK)
def undo(request: HatRequest, message_id: uuid.UUID) -> HttpResponse:
    """A message that has not left is a draft again."""
    try:
        row = services.undo(actor=request.actor, hat=request.hat, message_id=message_id)
    except Unknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("messaging:folder", args=["envoyes"]), status=303)
    messages.success(request, _("Rien n’est parti : votre message est de nouveau un brouillon."))
    return HttpResponseRedirect(reverse("messaging:edit", args=[row.pk]), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*PROFILES, service=SERVICE)
@exercises(rules.SEND)
def prove(request: HatRequest, message_id: uuid.UUID) -> HttpResponse:
    """A held message leaves once its sender shows, after it was held, that it is them."""
    row = written(request.hat, message_id)
    if row is None or row.sent_at is None:
        raise Http404
    address = reverse("messaging:thread", args=[row.thread])
    if row.state != State.HELD:
        return HttpResponseRedirect(address, status=303)
    if not is_owner(request, within=(clock.now() - row.sent_at).total_seconds()):
        return ask_owner(reverse("messaging:prove", args=[message_id]))
    if request.method == "POST":
        try:
            services.release(actor=request.actor, hat=request.hat, message_id=message_id)
        except Unknown:
            raise Http404 from None
        except Refused as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(address, status=303)
    return render(request, "messaging/prove.html", {"row": row, "causes": cause_words(row.problem)})


@require_POST
@page(*PROFILES, service=SERVICE)
@exercises(rules.TAKE_BACK)
def recall(request: HatRequest, message_id: uuid.UUID) -> HttpResponse:
    """Unread copies of a message are taken out of their mailboxes."""
    row = written(request.hat, message_id)
    if row is None:
        raise Http404
    try:
        taken, left = services.recall(actor=request.actor, hat=request.hat, message_id=message_id)
    except Unknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        told = ngettext("Repris chez %(num)s personne.", "Repris chez %(num)s personnes.", taken) % {"num": taken}
        if left:
            told = f"{told} " + ngettext(
                "%(num)s personne l’avait lu et le garde.", "%(num)s personnes l’avaient lu et le gardent.", left
            ) % {"num": left}  # fmt: skip
        messages.success(request, told)
    return HttpResponseRedirect(reverse("messaging:thread", args=[row.thread]), status=303)


@require_safe
@page(*PROFILES, service=SERVICE)
def readers(request: HatRequest, message_id: uuid.UUID) -> HttpResponse:
    """Who has read a message, and who has not: for the member of staff who wrote it."""
    row = written(request.hat, message_id)
    if row is None or not is_staff_box(box_of_hat(request.hat)):
        raise Http404
    found = readings_of(row.pk, limit=MOST_READERS)
    context = {
        "message": row, "readers": found, "read": sum(one.read_at is not None for one in found),
        "more": max(0, row.readers - len(found)),
    }  # fmt: skip
    return render(request, "messaging/readers.html", context)
