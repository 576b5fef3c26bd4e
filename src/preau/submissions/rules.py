"""Acts of this room, each with its risks (access.risks)."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

ASK = Act("submissions.ask", _("demander qu’un travail soit rendu dans Préau"), Risk.NONE)
HAND_IN = Act("submissions.hand_in", _("rendre un travail"), Risk.NONE)
NOTE_PAPER = Act("submissions.note_paper", _("noter qu’un travail est rendu sur papier"), Risk.NONE)
EXTRA_TIME = Act("submissions.extra_time", _("donner à un élève plus de temps pour rendre"), Risk.PERSONAL)
CORRECT = Act("submissions.correct", _("corriger une copie"), Risk.NONE)
GIVE_BACK = Act("submissions.give_back", _("rendre des copies corrigées"), Risk.NONE)
KEEP_PHRASES = Act("submissions.keep_phrases", _("tenir ses commentaires tout faits"), Risk.NONE)
REMIND = Act("submissions.remind", _("rappeler un travail à ceux qui ne l’ont pas rendu"), Risk.NONE)
