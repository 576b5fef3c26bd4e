"""Help for the pages of this room: the home page and people's files."""

from django.utils.translation import gettext_lazy as _

from preau.ui.helping import PageHelp

HELP = {
    "portal:home": PageHelp(
        _("Accueil"),
        (
            _("L’accueil montre ce qui vous attend aujourd’hui ; le reste est dans « Plus »."),
            _("Plusieurs enfants : choisissez un prénom en haut de la page, ou « Tous »."),
            _("Plusieurs rôles : ouvrez le menu à votre nom, puis « Agir en tant que »."),
        ),
    ),
    "portal:schooling": PageHelp(
        _("Scolarité"),
        (
            _("Vous voyez la classe, les enseignants et les groupes de chaque enfant."),
            _("Une erreur ? Appelez le secrétariat : la fiche vient de lui."),
        ),
    ),
    "portal:classes": PageHelp(
        _("Mes classes"),
        (
            _("Ouvrez une classe pour voir ses élèves."),
            _("Une classe manque ? Le service est réparti par la direction, et arrive ici dans la nuit."),
        ),
    ),
    "portal:pupils": PageHelp(
        _("Élèves"),
        (
            _("Tapez un nom, ou choisissez une classe."),
            _("Chaque ouverture d’une fiche est notée : l’élève et ses responsables peuvent le savoir."),
        ),
    ),
    "portal:pupil": PageHelp(
        _("La fiche d’un élève"),
        (
            _("Vous voyez qui répond de l’élève, et jusqu’où."),
            _("Une décision de justice s’enregistre par la direction, dans l’administration."),
        ),
    ),
    "portal:schools": PageHelp(
        _("Établissements"),
        (
            _("Cherchez par nom, ville ou UAI."),
            _("Vous voyez des nombres, jamais le nom d’un élève."),
        ),
    ),
    "portal:usage": PageHelp(
        _("Comment votre établissement utilise l’ENT"),
        (
            _("Cette page est faite des réglages de l’établissement : qui peut écrire à qui, à quelles heures."),
            _("Elle s’imprime."),
        ),
    ),
    "portal:contact": PageHelp(
        _("Signaler une difficulté d’accès"),
        (_("Dites ce que vous vouliez faire, ce qui bloque, et avec quel matériel."),),
    ),
}
