"""Acts of this room, each with its risks (access.risks)."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

WRITE = Act("diary.write", _("remplir le cahier de textes et donner du travail"), Risk.BULK)
TICK = Act("diary.tick", _("cocher son travail, noter ses propres tâches"), Risk.NONE)
PLAN = Act("diary.plan", _("préparer des séquences, les partager"), Risk.NONE)
ENDORSE = Act("diary.endorse", _("viser le cahier de textes d’un enseignant"), Risk.PERSONAL)
RULE = Act("diary.rule", _("régler le travail d’un soir au-delà duquel Préau prévient"), Risk.NONE)
