"""A draft kept as one types: the script's half of the page on which one writes."""

import uuid

from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from preau.access.public import HatRequest, exercises, page
from preau.kernel import clock
from preau.messaging import rules, services
from preau.messaging.forms import WriteForm
from preau.messaging.selectors.threads import draft_of, written
from preau.messaging.services import Draft, Overtaken, Refused, Unknown
from preau.messaging.views.boxes import PROFILES, SERVICE
from preau.ui import wording
from preau.ui.seen import OVERTAKEN, sealed

REFUSED = 422


@require_POST
@page(*PROFILES, service=SERVICE)
@exercises(rules.WRITE)
def keep(request: HatRequest, message_id: uuid.UUID) -> HttpResponse:
    """What is typed is kept, files and addressees left to the buttons; `words` are said on the page."""
    row = written(request.hat, message_id)
    present = draft_of(row) if row else Draft()
    form = WriteForm(request.POST, hat=request.hat, version=row.version if row else 0, draft=present)
    if not form.is_valid():
        return JsonResponse({"words": _("Pas enregistré : un champ est à corriger.")}, status=REFUSED)
    try:
        kept = services.save_draft(
            actor=request.actor, hat=request.hat, message_id=message_id, version=form.cleaned_data["version"],
            draft=form.draft,
        )  # fmt: skip
    except Unknown:
        raise Http404 from None
    except Overtaken:
        words = _(
            "Ce brouillon a été modifié sur un autre appareil. Rien n’est perdu : « Enregistrer le brouillon » montre"
            " les deux textes."
        )
        return JsonResponse({"words": words}, status=OVERTAKEN)
    except Refused as refusal:
        return JsonResponse({"words": str(refusal)}, status=REFUSED)
    words = _("Enregistré à %(hour)s") % {"hour": wording.hour(clock.now())}
    seen = sealed(WriteForm.of(draft_of(kept)))
    return JsonResponse({"words": words, "version": kept.version, "seen": seen})
