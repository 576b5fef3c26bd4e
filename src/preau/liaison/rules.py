"""Acts of this room, each with its risks (access.risks)."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

WRITE = Act("liaison.write", _("rédiger un mot aux familles"), Risk.NONE)
SEND = Act("liaison.send", _("envoyer un mot aux familles de ses classes"), Risk.BULK)
SEND_WIDELY = Act("liaison.send_widely", _("envoyer un mot à tout un établissement"), Risk.PERSONAL | Risk.BULK)
REMIND = Act("liaison.remind", _("rappeler un mot à qui n’a pas répondu"), Risk.BULK)
CLOSE = Act("liaison.close", _("terminer ou retirer un mot"), Risk.BULK)
ANSWER = Act("liaison.answer", _("répondre à un mot, ou le signer"), Risk.NONE)
CHOOSE_LANGUAGE = Act("liaison.choose_language", _("choisir une langue pour lire les mots"), Risk.NONE)
REPLY = Act("liaison.reply", _("écrire sous un mot"), Risk.NONE)
