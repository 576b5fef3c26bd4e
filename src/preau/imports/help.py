"""Help for the pages of this room: lists that come in."""

from django.utils.translation import gettext_lazy as _

from preau.ui.helping import PageHelp

HELP = {
    "imports:timetables": PageHelp(
        _("Fichiers de l’emploi du temps"),
        (
            _("Déposez le fichier que donne votre logiciel : il est lu d’abord, rien n’est écrit."),
            _("Un fichier déposé deux fois ne change rien la seconde."),
        ),
    ),
    "imports:timetable": PageHelp(
        _("Ce que change un fichier"),
        (
            _("Lisez ce qui serait ajouté, modifié, terminé, puis touchez « Appliquer »."),
            _("Ce que quelqu’un a écrit à la main reste, et se lit à côté de ce que dit le fichier."),
            _("Une ligne qui ne se lit pas est laissée de côté avec son numéro ; rien n’est terminé à cause d’elle."),
        ),
    ),
    "imports:timetable_names": PageHelp(
        _("Ce que veulent dire les noms"),
        (
            _("Pour chaque nom que le fichier emploie, choisissez la classe, le groupe, la personne ou la salle."),
            _("Deux personnes du même nom ne sont jamais devinées : c’est vous qui dites laquelle."),
        ),
    ),
    "imports:runs": PageHelp(
        _("Imports"),
        (_("Ouvrez un import pour lire ce qu’il a changé et ce qu’il a refusé."),),
    ),
    "imports:bring": PageHelp(
        _("Importer une liste"),
        (
            _("Choisissez un fichier de tableur : une ligne par personne, une première ligne de titres."),
            _("Rien ne change avant que vous ayez relu et confirmé."),
        ),
    ),
}
