"""Help for the pages of this room."""

from django.utils.translation import gettext_lazy as _

from preau.ui.helping import PageHelp

HELP = {
    "submissions:work": PageHelp(
        _("Rendre un travail"),
        (
            _("Prends une photo de chaque page, ajoute des fichiers ou écris ici, puis touche « Rendre »."),
            _("Le reçu dit l’heure du serveur : c’est elle qui compte, pas celle du téléphone."),
            _("Sans réseau, la copie attend dans l’appareil et part toute seule dès que Préau s’ouvre avec du réseau."),
        ),
    ),
    "submissions:receipt": PageHelp(
        _("Reçu"),
        (
            _("Le reçu prouve ce qui a été rendu, et quand."),
            _("Qui le reçoit peut le faire vérifier, sans y lire ni nom, ni établissement, ni matière."),
        ),
    ),
    "submissions:check": PageHelp(
        _("Vérifier un reçu"), (_("Collez un reçu ou son adresse : la page dit s’il est authentique, et de quand."),)
    ),
    "submissions:ask": PageHelp(
        _("Faire rendre un travail"),
        (
            _("Choisissez ce que les élèves peuvent rendre, jusqu’à quand, et si les retards sont acceptés."),
            _("Une heure vide veut dire : au début du cours de ce jour."),
        ),
    ),
    "submissions:copies": PageHelp(
        _("Copies"),
        (
            _("Les comptes d’abord, puis chaque élève ou chaque groupe, avec sa copie."),
            _("« Rendu sur papier » note une copie remise en main propre."),
        ),
    ),
    "submissions:correct": PageHelp(
        _("Corriger une copie"),
        (
            _("La copie est à gauche, la note et le commentaire à droite. Ce que vous tapez est gardé à mesure."),
            _("« Entrée » dans la note enregistre et passe à la copie suivante ; la page dit les autres touches."),
            _("L’élève ne lit rien avant que vous rendiez les copies."),
        ),
    ),
    "submissions:phrases": PageHelp(
        _("Commentaires tout faits"),
        (
            _("Quelques lettres pour chaque phrase que vous écrivez souvent."),
            _("En corrigeant, tapez « ; », ces lettres, puis un espace : la phrase s’écrit."),
        ),
    ),
    "submissions:marking": PageHelp(
        _("Notation"),
        (
            _("Des points, des niveaux de maîtrise, ou un commentaire seul."),
            _("Les responsables lisent la note après l’élève : choisissez de combien d’heures."),
        ),
    ),
    "submissions:extra_time": PageHelp(
        _("Temps supplémentaire"),
        (_("Un nombre d’heures, ajouté à l’heure limite de chaque travail. La raison ne s’écrit pas."),),
    ),
}
