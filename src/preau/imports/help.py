"""Help for the pages of this room: lists that come in."""

from django.utils.translation import gettext_lazy as _

from preau.ui.helping import PageHelp

HELP = {
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
