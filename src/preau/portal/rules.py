"""Rights of the portal, each with its risks (access.risks)."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

WEAR_HAT = Act("portal.wear_hat", _("changer de rôle"), Risk.NONE)
LOOK_AT_CHILD = Act("portal.look_at_child", _("changer d’enfant"), Risk.NONE)
WRITE_CONTACT = Act("portal.write_contact", _("signaler une difficulté d’accès"), Risk.NONE)
ANSWER_CONTACT = Act("portal.answer_contact", _("marquer un signalement comme traité"), Risk.PERSONAL)
