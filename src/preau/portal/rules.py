"""Rights of the portal, each with its risks (access.risks)."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Right, Risk

WEAR_HAT = Right("portal.wear_hat", _("changer de rôle"), Risk.NONE)
LOOK_AT_CHILD = Right("portal.look_at_child", _("changer d’enfant"), Risk.NONE)
WRITE_CONTACT = Right("portal.write_contact", _("signaler une difficulté d’accès"), Risk.NONE)
ANSWER_CONTACT = Right("portal.answer_contact", _("marquer un signalement comme traité"), Risk.PERSONAL)
