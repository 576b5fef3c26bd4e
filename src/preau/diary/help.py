"""Help for the pages of this room."""

from django.utils.translation import gettext_lazy as _

from preau.ui.helping import PageHelp

HELP = {
    "diary:mine": PageHelp(
        _("Cahier de textes"),
        (
            _("Touchez un cours pour dire ce qui a été fait et donner du travail."),
            _("Une page cachée n’est lue que par vous et vos collègues de la classe."),
        ),
    ),
    "diary:lesson": PageHelp(
        _("Remplir le cahier"),
        (
            _("Écrivez ce qui a été fait ; ce que vous tapez est gardé, caché, jusqu’à « Enregistrer »."),
            _("Pour le travail, cochez les classes : la date de leur prochain cours est déjà proposée."),
            _("Une formule s’écrit entre deux dollars : $\\frac{a}{b}$."),
        ),
    ),
    "diary:page": PageHelp(
        _("Page sans cours"), (_("Pour une sortie, ou une classe dont l’emploi du temps manque : dites le jour."),)
    ),
    "diary:plans": PageHelp(
        _("Séquences"), (_("Préparez une séance par ligne. Celles de l’année dernière se copient pour cette année."),)
    ),
    "diary:plan": PageHelp(
        _("Une séquence"),
        (
            _("Choisissez une séance et un cours : la page du cours s’ouvre remplie, et rien n’est encore enregistré."),
            _("Sur un grand écran, glissez la séance vers le cours ; au clavier, Maj et les flèches, puis Entrée."),
        ),
    ),
    "diary:work": PageHelp(
        _("Travail à faire"),
        (
            _("Si le soir d’une classe est déjà plein, la page le dit avant d’enregistrer et propose un autre jour."),
            _("« Ne plus montrer ce travail » le retire aux élèves ; son texte reste chez vous."),
        ),
    ),
    "diary:of_class": PageHelp(
        _("Cahier d’une classe"),
        (_("Jour par jour, ce qui a été fait et donné. Cette page s’imprime comme elle se lit."),),
    ),
    "diary:writers": PageHelp(
        _("Visas"), (_("Ouvrez le cahier d’un enseignant pour le lire, puis le viser avec un commentaire."),)
    ),
    "diary:book": PageHelp(
        _("Viser un cahier de textes"),
        (_("Jusqu’au jour choisi, les pages ne se modifient plus. L’enseignant lit le commentaire."),),
    ),
    "diary:rule": PageHelp(
        _("Travail d’un soir"),
        (_("L’enseignant qui donne plus est prévenu ; il peut enregistrer tout de même, après l’avoir lu."),),
    ),
    "diary:contents": PageHelp(
        _("Contenu des séances"),
        (_("Ce qui a été fait en classe, jour par jour, avec les documents. Choisissez une matière pour trier."),),
    ),
    "diary:to_do": PageHelp(
        _("À faire"),
        (
            _("Le travail de chaque jour, et le temps qu’il demande en tout."),
            _("L’élève touche « Fait » ; ses responsables le voient, et ne cochent pas à sa place."),
            _("Le temps que l’élève dit ensuite est compté sans son nom, avec celui d’au moins quatre autres."),
        ),
    ),
}
