"""Acts of this room, each with its risks (access.risks)."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

WRITE = Act("liaison.write", _("rédiger un mot aux familles"), Risk.NONE)
SEND = Act("liaison.send", _("envoyer un mot aux familles de ses classes"), Risk.BULK)
SEND_WIDELY = Act("liaison.send_widely", _("envoyer un mot à tout un établissement"), Risk.PERSONAL | Risk.BULK)
REMIND = Act("liaison.remind", _("rappeler un mot à qui n’a pas répondu"), Risk.BULK)
CLOSE = Act("liaison.close", _("terminer ou retirer un mot"), Risk.BULK)
ANSWER = Act("liaison.answer", _("répondre à un mot, ou le signer"), Risk.NONE)
ANSWER_FOR = Act("liaison.answer_for", _("répondre à un mot pour une famille qui le demande"), Risk.PERSONAL)
ENTER = Act("liaison.enter", _("faire pour une famille ce qu’elle demande au guichet"), Risk.PERSONAL)
CONTEST_ENTRY = Act("liaison.contest_entry", _("contester ce qui fut fait en son nom au guichet"), Risk.NONE)
PRINT = Act("liaison.print", _("imprimer les mots des familles sans numérique"), Risk.BULK)
PUT_ON_PAPER = Act("liaison.put_on_paper", _("noter qu’une famille n’utilise pas Préau"), Risk.PERSONAL)
CONTEST = Act("liaison.contest", _("contester une réponse donnée en son nom"), Risk.NONE)
CONTEST_REPLY = Act("liaison.contest_reply", _("contester un texte écrit en son nom sous un mot"), Risk.NONE)
CHOOSE_LANGUAGE = Act("liaison.choose_language", _("choisir une langue pour lire les mots"), Risk.NONE)
REPLY = Act("liaison.reply", _("écrire sous un mot"), Risk.NONE)
