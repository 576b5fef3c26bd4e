"""What the console adds to the pages of other rooms."""

import uuid

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from preau.directory.enums import Profile
from preau.ui.slots import Tab, tab


@tab("pupil", order=90)
def family(request: HttpRequest, student_id: uuid.UUID) -> Tab | None:
    """Guardians, why each sees what they see, and judges' decisions: for the head alone."""
    if request.hat.profile != Profile.HEAD:  # type: ignore[attr-defined]
        return None
    return Tab(_("Droits et décisions de justice"), reverse("console:family", args=[student_id]))
