"""Rights of the imports, each with its risks (access.risks)."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

_ALL = Risk.PERSONAL | Risk.BULK | Risk.CONFIG

START = Act("imports.start", _("lancer un import de l’annuaire"), _ALL)
APPLY = Act("imports.apply", _("appliquer un import essayé à blanc"), _ALL)
DECIDE = Act("imports.decide", _("confirmer ou refuser ce qu’un import laisse à valider"), _ALL)
EXPORT_REFUSALS = Act(
    "imports.export_refusals", _("télécharger les entrées refusées"), Risk.PERSONAL | Risk.BULK, reads=True
)
EXPORT_REPORT = Act("imports.export_report", _("télécharger le rapport, en nombres"), Risk.BULK, reads=True)
UNDO = Act("imports.undo", _("défaire ce qu’un import a changé"), _ALL)
BRING_TIMETABLE = Act(
    "imports.bring_timetable", _("déposer un emploi du temps et dire ce que ses noms veulent dire"), Risk.BULK
)
DEPOSIT = Act("imports.deposit_timetable", _("déposer un emploi du temps par programme, avec une clé"), Risk.BULK)
APPLY_TIMETABLE = Act("imports.apply_timetable", _("appliquer un emploi du temps déposé"), Risk.BULK)
BRING_LIST = Act("imports.bring_list", _("apporter la liste d’un établissement et dire ses colonnes"), _ALL)
