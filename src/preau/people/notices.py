"""Kinds of notices about one's own data."""

from django.utils.translation import gettext_lazy as _

from preau.notifications.public import Kind, Level, Pace, Reader, Ways
from preau.people.enums import CorrectableField, CorrectionState

NOTICES = (
    Kind(
        "people.correction_answered",
        _("Correction d’une donnée"),
        _("L’établissement a répondu à une demande de correction."),
        Level.INFORMATION,
        lambda data: (
            _("%(field)s : %(state)s")
            % {"field": CorrectableField(data["field"]).label, "state": CorrectionState(data["state"]).label}
        ),
        {one: Ways(mail=Pace.DIGEST) for one in (Reader.ACCOUNT, Reader.GUARDIAN)},
        icon="pencil",
    ),
    Kind(
        "people.copy_ready",
        _("Copie de données"),
        _("La copie de données que vous avez demandée est prête, pour quelques jours."),
        Level.INFORMATION,
        lambda data: _("La copie demandée est prête à télécharger."),
        {Reader.ACCOUNT: Ways(mail=Pace.AT_ONCE)},
        icon="download",
    ),
)
