"""Acts of the API's own pages, each with its risks (access.risks); what a call may do is said by its scope."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

LOOK_UP = Act("api.look_up", _("lire ce que l’API offre"), Risk.NONE)
