"""Help for the pages of this room."""

from django.utils.translation import gettext_lazy as _

from preau.ui.helping import PageHelp

HELP = {
    "attendance:mine": PageHelp(
        _("Mes appels"),
        (
            _("Vos cours d’aujourd’hui, et ceux dont l’appel reste à faire. Touchez un cours pour faire son appel."),
            _("Depuis l’accueil ou l’agenda, « Faire l’appel » mène droit à celui du cours en cours."),
            _("Vos appels du jour s’ouvrent aussi sans connexion, sauf sur un ordinateur partagé."),
        ),
    ),
    "attendance:call": PageHelp(
        _("Appel"),
        (
            _("Tout le monde est présent. Touchez un nom : absent ; encore : en retard ; encore : présent."),
            _("Qui est absent pour une raison connue l’est déjà, et sa raison est écrite."),
            _("Sans connexion, l’appel reste sur cet appareil et part seul ; rien de plus récent n’est effacé."),
        ),
    ),
    "attendance:desk": PageHelp(
        _("Appels et absences"),
        (
            _("Les appels non faits, les élèves absents sans explication, les retards du jour, tenus à jour."),
            _("Cochez des élèves, puis « Prévenir les familles ». « Noter la réponse » garde ce qu’une famille dit."),
        ),
    ),
    "attendance:find": PageHelp(
        _("Trouver un élève"),
        (
            _("Tapez le début d’un nom ou d’un prénom : la page dit qui appeler, et ses absences du jour."),
            _("« Noter une absence » garde ce qu’une famille annonce par téléphone."),
        ),
    ),
    "attendance:slip": PageHelp(
        _("Billet de retard"), (_("Imprimez la page et remettez-la à l’élève : elle dit son retard et son cours."),)
    ),
    "attendance:register": PageHelp(
        _("Registre d’appel"),
        (
            _("Choisissez une classe et un jour, puis imprimez la page si besoin."),
            _("Touchez le nom d’un élève pour noter une absence connue d’avance."),
        ),
    ),
    "attendance:absence_desk": PageHelp(
        _("Une absence"),
        (
            _("Notez ce que la famille vous dit : la personne choisie en est avertie et peut le contester."),
            _("Rien de ce qui est dit n’est effacé : la dernière réponse est celle qui compte."),
        ),
    ),
    "attendance:note": PageHelp(
        _("Noter une absence"),
        (_("Infirmerie, sortie, absence annoncée par téléphone : qui fait l’appel la voit, avec sa raison."),),
    ),
    "attendance:family": PageHelp(
        _("Absences"),
        (
            _("Les absences à expliquer sont en haut : touchez-en une, choisissez une raison, envoyez."),
            _("« Annoncer une absence » prévient l’établissement d’avance."),
        ),
    ),
    "attendance:absence": PageHelp(
        _("Une absence"),
        (
            _("Choisissez une raison, ajoutez une précision si vous voulez, puis envoyez. Aucun détail médical."),
            _("Chaque responsable qui signe pour l’élève voit qui a répondu."),
        ),
    ),
    "attendance:announce": PageHelp(
        _("Annoncer une absence"),
        (_("Dites de quand à quand, et pourquoi : qui fait l’appel le verra."),),
    ),
}
