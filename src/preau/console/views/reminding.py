"""Reminders by mail: the one way that each of their pages sends them."""

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.utils.translation import ngettext

from preau.access.public import HatRequest
from preau.console.views.people import school_of
from preau.identity.public import remind


def write_to(request: HatRequest, people: Sequence[uuid.UUID]) -> None:
    """Remind them, and say how many mails leave."""
    school = school_of(request)
    sent = remind(actor=request.actor, school_id=school.id, school_name=school.name, person_ids=people)
    said = ngettext("%(num)s rappel part par courriel.", "%(num)s rappels partent par courriel.", sent)
    messages.success(request, said % {"num": sent})
