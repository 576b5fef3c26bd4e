"""Words of the archive for what hangs on lessons: timetable, attendance."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

LESSONS: Mapping[str, Any] = {
    "timetable": gettext_lazy("Emploi du temps"),
    "lessons_taught": gettext_lazy("Cours que vous assurez"),
    "lessons_stood_in": gettext_lazy("Cours où vous avez remplacé quelqu’un"),
    "lessons_replaced": gettext_lazy("Cours où vous avez été remplacé"),
    **dict.fromkeys(("slot__subject_code", "lesson__slot__subject_code"), gettext_lazy("Code de la matière")),
    "slot__title": gettext_lazy("Intitulé"),
    "slot__weekday": gettext_lazy("Jour de la semaine"),
    **dict.fromkeys(("slot__starts", "lesson__slot__starts"), gettext_lazy("Heure de début")),
    "slot__first_on": gettext_lazy("À partir du"),
    "timetable_feeds": gettext_lazy("Adresses secrètes de vos emplois du temps"),
    "timetables_brought": gettext_lazy("Fichiers d’emploi du temps que vous avez déposés"),
    "names_in_timetables": gettext_lazy("Votre nom dans les fichiers d’emploi du temps"),
    "spelling": gettext_lazy("Comme le fichier l’écrit"),
    "received_at": gettext_lazy("Reçu le"),
    "applied_at": gettext_lazy("Appliqué le"),
    "attendance": gettext_lazy("Appels et absences"),
    "lessons_missed": gettext_lazy("Absences et retards à des cours"),
    "absences": gettext_lazy("Absences"),
    "absences_explained": gettext_lazy("Absences que vous avez expliquées"),
    "absences_noted": gettext_lazy("Explications d’absence que vous avez saisies pour des familles"),
    "roll_calls": gettext_lazy("Appels que vous avez faits"),
    "pupils_noted": gettext_lazy("Absences et retards que vous avez notés"),
    **dict.fromkeys(("starts", "roll_call__starts"), gettext_lazy("Début")),
    "ends": gettext_lazy("Fin"),
    "minutes": gettext_lazy("Minutes de retard"),
    "first_on": gettext_lazy("Du"),
    "last_on": gettext_lazy("Au"),
    "origin": gettext_lazy("Comment on l’a su"),
    "observed_at": gettext_lazy("Noté le"),
    "absence__first_on": gettext_lazy("Absence du"),
}
