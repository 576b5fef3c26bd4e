"""Rights over one's own account and data, each with its risks (access.risks), and corrections that a school decides."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

SAVE_PREFERENCES = Act("people.save_preferences", _("régler l’affichage"), Risk.NONE)
CHANGE_FACTORS = Act("people.change_factors", _("ajouter ou retirer un second facteur"), Risk.NONE)
CHANGE_DEVICES = Act("people.change_devices", _("oublier un appareil, fermer une session"), Risk.NONE)
ANSWER_NOTICE = Act("people.answer_notice", _("dire si un nouvel appareil est le bon"), Risk.PERSONAL)
KEEP_SEAT = Act("people.keep_seat", _("garder le compte sur le téléphone de la famille"), Risk.NONE)
CHOOSE_MAJORITY = Act("people.choose_majority", _("choisir, une fois majeur, ce que voient ses parents"), Risk.PERSONAL)
MAKE_TOKEN = Act("people.make_token", _("donner à un outil un jeton à son nom, ou le reprendre"), Risk.PERSONAL)
READ_NOTICE = Act("people.read_notice", _("dire qu’on a lu ce que Préau garde"), Risk.NONE)
ASK_COPY = Act("people.ask_copy", _("demander une copie de ses données ou de celles de son enfant"), Risk.PERSONAL)
ASK_CORRECTION = Act("people.ask_correction", _("demander la correction d’une donnée"), Risk.PERSONAL)
DECIDE_CORRECTION = Act("people.decide_correction", _("accepter ou refuser une correction"), Risk.PERSONAL)
