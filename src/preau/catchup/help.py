"""Help for the pages of this room."""

from django.utils.translation import gettext_lazy as _

from preau.ui.helping import PageHelp

HELP = {
    "catchup:to_give": PageHelp(
        _("Rattrapages"),
        (
            _("Vos cours du dernier mois auxquels des élèves manquaient, et ceux des absences annoncées."),
            _("« Donner à rattraper » envoie à ces élèves ce que dit le cahier de textes, avec les documents."),
            _("Si l’absence est corrigée, le cours sort tout seul de ce que l’élève a à rattraper."),
        ),
    ),
    "catchup:pack": PageHelp(
        _("À rattraper"),
        (
            _("Les cours manqués que les professeurs ont donnés, dans un ordre pour les faire."),
            _("L’élève touche « C’est fait » ; ses responsables le voient, et ne cochent pas à sa place."),
            _("Un cours « pas encore donné » paraîtra ici dès que son professeur le donnera."),
        ),
    ),
}
