"""Acts on linked services, each with its risks (access.risks)."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

ENTER = Act("federation.enter", _("entrer dans un service relié"), Risk.NONE)
REDEEM = Act("federation.redeem", _("donner à un service relié ce qu’il peut apprendre"), Risk.NONE)
"""Asked by the service itself, with what it was given at the person's entry."""
LEAVE = Act("federation.leave", _("se déconnecter depuis un service relié"), Risk.NONE)
PROVE = Act("federation.prove", _("prouver de nouveau que c’est bien soi"), Risk.NONE)
GO_ON = Act("federation.go_on", _("continuer vers un service après avoir lu ce qu’il apprend"), Risk.NONE)
SET_SERVICE = Act("federation.set_service", _("relier, régler ou fermer un service"), Risk.CONFIG)
RENEW_SECRET = Act("federation.renew_secret", _("changer le secret d’un service relié"), Risk.CONFIG)
