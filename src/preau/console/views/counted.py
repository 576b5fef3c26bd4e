"""Acts on many: for how many is read first, and read again when it changed meanwhile."""

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.utils.translation import ngettext

from preau.access.public import HatRequest
from preau.console.views.people import school_of
from preau.identity.public import remind


def differs(request: HatRequest, count: int) -> bool:
    """Whether those the act is for are not as many as were read of: then it is read again before it is done."""
    return request.method == "POST" and request.POST.get("nombre") != str(count)


def is_done(request: HatRequest, count: int) -> bool:
    """Whether the act is asked for, as it was read."""
    return request.method == "POST" and count > 0 and not differs(request, count)


def write_to(request: HatRequest, people: Sequence[uuid.UUID]) -> None:
    """Remind them, and say how many mails leave."""
    school = school_of(request)
    sent = remind(actor=request.actor, school_id=school.id, school_name=school.name, person_ids=people)
    said = ngettext("%(num)s rappel part par courriel.", "%(num)s rappels partent par courriel.", sent)
    messages.success(request, said % {"num": sent})
