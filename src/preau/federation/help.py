"""Help for the pages of this room: other tools."""

from django.utils.translation import gettext_lazy as _

from preau.ui.helping import PageHelp

HELP = {
    "federation:tools": PageHelp(
        _("Mes outils"),
        (
            _("Touchez un outil : il s’ouvre sans autre mot de passe."),
            _("Un outil manque ? L’établissement choisit ceux qu’il relie."),
        ),
    ),
}
