"""Giving corrected copies back, asking for one again, reminding those who have not handed in."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Refused, Unknown
from preau.submissions import rules
from preau.submissions.forms_correcting import AgainForm
from preau.submissions.selectors.copies import copy_to_read
from preau.submissions.services.giving_back import ask_again, give_back, remind
from preau.submissions.views import SERVICE


@require_POST
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.GIVE_BACK)
def all_of_them(request: HatRequest, work_id: uuid.UUID) -> HttpResponse:
    """All that is corrected, or one copy."""
    one = request.POST.get("copie", "")
    try:
        copies = [uuid.UUID(one[:36])] if one else None
        count = give_back(actor=request.actor, hat=request.hat, work_id=work_id, copy_ids=copies)
    except (Unknown, ValueError):
        raise Http404 from None
    if count:
        words = ngettext("%(num)d copie corrigée est rendue.", "%(num)d copies corrigées sont rendues.", count)
        messages.success(request, words % {"num": count})
    else:
        messages.info(request, _("Il n’y a pas de copie corrigée à rendre."))
    if copies:
        return redirect("submissions:correct", copy_id=copies[0])
    return redirect("submissions:copies", work_id=work_id)


@require_POST
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.GIVE_BACK)
def again(request: HatRequest, copy_id: uuid.UUID) -> HttpResponse:
    """Until a moment."""
    try:
        copy_to_read(request.hat, copy_id)
    except Unknown:
        raise Http404 from None
    form = AgainForm(request.POST)
    words = _("Choisissez un jour et une heure.")
    if form.is_valid():
        try:
            ask_again(actor=request.actor, hat=request.hat, copy_id=copy_id, until=form.moment)
            messages.success(request, _("La copie est redemandée ; l’élève est prévenu."))
            return redirect("submissions:correct", copy_id=copy_id)
        except Unknown:
            raise Http404 from None
        except Refused as refusal:
            words = str(refusal)
    messages.error(request, words)
    return redirect("submissions:correct", copy_id=copy_id)


@require_POST
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.REMIND)
def remind_all(request: HatRequest, work_id: uuid.UUID) -> HttpResponse:
    """Those who have not handed in, in neutral words."""
    try:
        count = remind(actor=request.actor, hat=request.hat, work_id=work_id)
    except Unknown:
        raise Http404 from None
    except Refused as refusal:
        messages.info(request, str(refusal))
        return redirect("submissions:copies", work_id=work_id)
    words = ngettext("%(num)d élève est prévenu.", "%(num)d élèves sont prévenus.", count)
    messages.success(request, words % {"num": count} if count else _("Tout est rendu : il n’y a personne à prévenir."))
    return redirect("submissions:copies", work_id=work_id)
