"""Acts of this room, each with its risks (access.risks)."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

ASK = Act("helpdesk.ask", _("demander de l’aide à un établissement"), Risk.NONE)
SETTLE = Act("helpdesk.settle", _("dire que sa demande d’aide est réglée"), Risk.NONE)
ANSWER = Act("helpdesk.answer", _("répondre à une demande d’aide"), Risk.PERSONAL)
