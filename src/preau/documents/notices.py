"""The kind of notices about documents (the table of docs/decisions/0027). It disturbs nobody."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.documents.enums import Given
from preau.documents.services.sharing import SHARED
from preau.notifications.public import Kind, Level, Pace, Reader, Ways


def _says(data: Mapping[str, Any]) -> str:
    told = {"name": data["name"], "by": data["by"]}
    if data["gives"] == Given.DROP:
        return _("%(by)s a ouvert un casier où déposer : %(name)s") % told
    return _("%(by)s a partagé un document : %(name)s") % told


_WAYS = Ways(mail=Pace.DIGEST)
NOTICES = (
    Kind(
        SHARED, gettext_lazy("Documents partagés"),
        gettext_lazy("Quelqu’un partage avec vous un dossier ou un document."),
        Level.INFORMATION, _says, {Reader.PUPIL: _WAYS, Reader.GUARDIAN: _WAYS, Reader.STAFF: _WAYS}, icon="file-text",
    ),
)  # fmt: skip
