"""The kind of notices about work handed in. It disturbs nobody."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.notifications.public import Kind, Level, Pace, Reader, Ways
from preau.submissions.services.telling import TEAM


def _says(data: Mapping[str, Any]) -> str:
    return _("La copie de votre groupe est rendue : %(subject)s") % data


NOTICES = (
    Kind(
        TEAM, gettext_lazy("Copie de groupe rendue"),
        gettext_lazy("Un camarade a rendu la copie de votre groupe."), Level.INFORMATION, _says,
        {Reader.PUPIL: Ways(mail=Pace.DIGEST)}, icon="checklist",
    ),
)  # fmt: skip
