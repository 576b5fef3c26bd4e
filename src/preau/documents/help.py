"""Help for the pages of this room."""

from django.utils.translation import gettext_lazy as _

from preau.ui.helping import PageHelp

HELP = {
    "documents:home": PageHelp(
        _("Documents"),
        (
            _("« Mes documents » est à vous seul, sauf ce que vous partagez."),
            _("Les espaces partagés sont ceux de vos classes, de vos équipes et de l’établissement."),
            _("Ce qui est supprimé reste trente jours dans la corbeille."),
        ),
    ),
    "documents:node": PageHelp(
        _("Un dossier, un document"),
        (
            _("La phrase du haut dit qui lit et qui modifie."),
            _("Rien n’est écrasé : chaque enregistrement est une version de plus, et les anciennes se reprennent."),
            _("Dans un casier, chaque élève dépose et ne voit que ses fichiers ; le professeur les voit tous."),
        ),
    ),
    "documents:shares": PageHelp(
        _("Partager"),
        (
            _("Choisissez une classe, un groupe ou une personne, puis ce qu’ils peuvent faire."),
            _("« Peuvent seulement déposer » fait du dossier un casier."),
            _("Un partage peut finir un jour dit ; « Retirer » l’arrête tout de suite."),
        ),
    ),
    "documents:arrange": PageHelp(
        _("Déplacer ou copier"), (_("Ouvrez le dossier où ranger, puis touchez « Déplacer ici » ou « Copier ici »."),)
    ),
    "documents:bin": PageHelp(
        _("Corbeille"), (_("« Remettre en place » range le document là où il était."),)
    ),
    "documents:search": PageHelp(
        _("Chercher dans les documents"), (_("Par le nom, parmi ce que vous pouvez lire seulement."),)
    ),
}  # fmt: skip
