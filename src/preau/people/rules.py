"""Rights over one's own account, each with its risks (access.risks): nothing of anyone else's."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

SAVE_PREFERENCES = Act("people.save_preferences", _("régler l’affichage"), Risk.NONE)
CHANGE_FACTORS = Act("people.change_factors", _("ajouter ou retirer un second facteur"), Risk.NONE)
CHANGE_DEVICES = Act("people.change_devices", _("oublier un appareil, fermer une session"), Risk.NONE)
ANSWER_NOTICE = Act("people.answer_notice", _("dire si un nouvel appareil est le bon"), Risk.PERSONAL)
KEEP_SEAT = Act("people.keep_seat", _("garder le compte sur le téléphone de la famille"), Risk.NONE)
CHOOSE_MAJORITY = Act("people.choose_majority", _("choisir, une fois majeur, ce que voient ses parents"), Risk.PERSONAL)
