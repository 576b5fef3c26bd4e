"""Words of the archive for what is taught: timetable, class diary."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

TEACHING: Mapping[str, Any] = {
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
    "diary": gettext_lazy("Cahier de textes"),
    "works_done": gettext_lazy("Travaux que vous avez cochés"),
    "work__subject": gettext_lazy("Matière"),
    "work__text": gettext_lazy("Travail"),
    **dict.fromkeys(("work__given_on", "given_on"), gettext_lazy("Donné le")),
    "minutes": gettext_lazy("Minutes"),
    "own_tasks": gettext_lazy("Tâches que vous avez notées"),
    "due_on": gettext_lazy("Pour le"),
    "is_done": gettext_lazy("Fait"),
    "diary_visas": gettext_lazy("Visas de votre cahier de textes"),
    "diary_visas_made": gettext_lazy("Visas que vous avez mis"),
    "diary_pages_written": gettext_lazy("Pages du cahier de textes que vous avez écrites"),
    "diary_works_given": gettext_lazy("Travaux que vous avez donnés"),
    "diary_plans": gettext_lazy("Séquences que vous avez préparées"),
    "diary_former_texts": gettext_lazy("Ce que vous aviez écrit avant, dans un cahier de textes"),
    "until": gettext_lazy("Jusqu’au"),
    "comment": gettext_lazy("Commentaire"),
}
