"""Acts of this room, each with its risks (access.risks)."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

GIVE = Act("catchup.give", _("donner un cours à rattraper à qui y manquait"), Risk.NONE)
DONE = Act("catchup.done", _("dire qu’un cours est rattrapé"), Risk.NONE)
