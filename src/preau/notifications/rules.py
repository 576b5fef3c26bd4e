"""Acts of this room, each with its risks (access.risks)."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

READ = Act("notifications.read", _("dire qu’un avis est lu"), Risk.NONE)
CHOOSE = Act("notifications.choose", _("choisir comment on est prévenu"), Risk.NONE)
KEEP_DEVICE = Act("notifications.keep_device", _("recevoir des avis sur un appareil"), Risk.NONE)
SET_CALM = Act("notifications.set_calm", _("régler les heures calmes de l’établissement"), Risk.CONFIG)
UNSUBSCRIBE = Act("notifications.unsubscribe", _("arrêter des courriels par leur lien"), Risk.NONE)
