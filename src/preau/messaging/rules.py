"""Acts of this room, each with its risks (access.risks)."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

WRITE = Act("messaging.write", _("écrire un brouillon de message"), Risk.NONE)
SEND = Act("messaging.send", _("envoyer un message"), Risk.NONE)
TAKE_BACK = Act("messaging.take_back", _("reprendre un message"), Risk.NONE)
SET = Act("messaging.set", _("régler sa boîte de messages"), Risk.NONE)
ACCEPT = Act("messaging.accept_elected", _("accepter d’être écrit par des parents élus"), Risk.NONE)
FILE = Act("messaging.file", _("ranger ses messages"), Risk.NONE)
