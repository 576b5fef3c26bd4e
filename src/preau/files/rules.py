"""Acts of this room's own addresses (access.risks); what a file hangs on says its own."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

BRING = Act("files.bring", _("envoyer un fichier à une page qui en demande"), Risk.NONE)
