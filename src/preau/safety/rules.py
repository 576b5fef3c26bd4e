"""Acts of this room, each with its risks (access.risks)."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

REPORT = Act("safety.report", _("signaler"), Risk.NONE)
READ_EXCHANGE = Act("safety.read_exchange", _("lire l’échange joint à un signalement"), Risk.PERSONAL, reads=True)
HANDLE = Act("safety.handle", _("traiter un signalement"), Risk.PERSONAL)
_WHOLE = Risk.PERSONAL | Risk.BULK | Risk.CONFIG
CONTAIN = Act("safety.contain", _("mettre à l’abri un compte volé, et retirer ce qu’il a envoyé"), _WHOLE)
REOPEN = Act("safety.reopen", _("rouvrir un compte mis à l’abri"), Risk.PERSONAL | Risk.CONFIG)
STOP_SENDING = Act(
    "safety.stop_sending", _("suspendre les envois d’une personne signalée"), Risk.PERSONAL | Risk.CONFIG
)
SET_CRISIS = Act("safety.set_crisis", _("fermer des échanges un temps, en cas de crise"), Risk.BULK | Risk.CONFIG)
END_CRISIS = Act("safety.end_crisis", _("mettre fin à une mesure de crise"), Risk.BULK | Risk.CONFIG)
