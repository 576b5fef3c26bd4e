"""Acts of this room, each with its risks (access.risks). A roll call asks nothing more: a class waits."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

CALL = Act("attendance.call", _("faire l’appel d’un cours"), Risk.NONE)
TELL = Act("attendance.tell", _("prévenir des familles d’une absence"), Risk.BULK)
JUSTIFY = Act("attendance.justify", _("expliquer une absence"), Risk.NONE)
JUSTIFY_FOR = Act("attendance.justify_for", _("noter pourquoi un élève est absent"), Risk.PERSONAL)
CONTEST = Act("attendance.contest", _("contester une explication donnée en son nom"), Risk.NONE)
NOTE = Act("attendance.note", _("noter une absence connue d’avance"), Risk.PERSONAL)
ANNOUNCE = Act("attendance.announce", _("annoncer une absence"), Risk.NONE)
