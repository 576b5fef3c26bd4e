"""Acts of this room, each with its risks (access.risks)."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

CHANGE = Act("timetable.change", _("annuler, déplacer ou remplacer un cours"), Risk.BULK)
WRITE_WEEK = Act("timetable.write_week", _("écrire la semaine régulière d’une classe"), Risk.BULK)
REPLACE = Act("timetable.replace", _("dire qui remplace une personne absente, d’un jour à un autre"), Risk.BULK)
FEED = Act("timetable.feed", _("ouvrir ou fermer l’adresse secrète d’un emploi du temps"), Risk.NONE)
