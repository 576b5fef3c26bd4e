"""Help for the pages of this room."""

from django.utils.translation import gettext_lazy as _

from preau.ui.helping import PageHelp

HELP = {
    "timetable:agenda": PageHelp(
        _("Agenda"),
        (
            _("Le jour choisi sur un téléphone, toute la semaine sur un grand écran : changez de jour en haut."),
            _("Un cours annulé, déplacé ou donné par une autre personne le dit en toutes lettres."),
        ),
    ),
    "timetable:choose": PageHelp(
        _("Emplois du temps"),
        (
            _("Choisissez une classe, un groupe, un professeur ou une salle."),
            _("Vous ne voyez que ce que votre rôle vous ouvre dans l’établissement."),
        ),
    ),
    "timetable:free_rooms": PageHelp(
        _("Salles libres"),
        (
            _("Dites le jour, le début et la fin, ou touchez une heure de cours."),
            _("Un cours annulé, déplacé ou tenu dans une autre salle est compté : sa salle est libre."),
        ),
    ),
    "timetable:regular": PageHelp(
        _("Semaine régulière"),
        (
            _("Les cours de chaque semaine. Ouvrez-en un pour le modifier, ou ajoutez-en un."),
            _("Ce qui ne vaut qu’un jour se change sur le cours de ce jour, dans l’emploi du temps."),
        ),
    ),
    "timetable:slot": PageHelp(
        _("Cours de la semaine régulière"),
        (
            _("« À partir du » dit dès quand le changement vaut : les cours d’avant restent ce qu’ils étaient."),
            _("Pour arrêter un cours, dites son dernier jour dans « Jusqu’au »."),
        ),
    ),
    "timetable:lesson": PageHelp(
        _("Changer un cours"),
        (
            _("Annulez le cours, ou dites ce qui change ce jour-là ; le reste suit la semaine régulière."),
            _("Si le professeur, la salle ou les élèves sont déjà pris, la page le dit avant d’enregistrer."),
            _("À moins d’un jour du cours, les élèves, leurs responsables et les professeurs en sont avertis."),
        ),
    ),
    "timetable:replacements": PageHelp(
        _("Remplacements"),
        (
            _("Choisissez qui est absent, puis dites les jours et qui remplace : tous ses cours de ces jours suivent."),
            _("Ouvrez un remplacement pour le prolonger, l’arrêter plus tôt ou le retirer."),
        ),
    ),
    "timetable:replacement": PageHelp(
        _("Remplacement"),
        (
            _("La page dit d’abord combien de cours changent, et ceux que la personne a déjà à la même heure."),
            _("Un cours que quelqu’un a déjà changé reste comme il est : ouvrez-le pour le changer à son tour."),
            _("Pour l’arrêter plus tôt, changez « Jusqu’au » : les cours d’après sont rendus."),
        ),
    ),
    "timetable:feed": PageHelp(
        _("Vers mon calendrier"),
        (
            _("Créez l’adresse, copiez-la, puis ajoutez-la dans votre calendrier comme calendrier par abonnement."),
            _("Téléphone perdu, adresse donnée par erreur : fermez-la, elle n’ouvre plus rien."),
        ),
    ),
}
