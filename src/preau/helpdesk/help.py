"""Help for the pages of this room: help itself."""

from django.utils.translation import gettext_lazy as _

from preau.ui.helping import PageHelp

HELP = {
    "helpdesk:desk": PageHelp(
        _("Demandes d’aide"),
        (
            _("Ouvrez une demande pour y répondre ; celles qui attendent le plus sont en haut."),
            _("Qui n’était pas connecté se rappelle au téléphone ou par courriel : notez ensuite que c’est répondu."),
        ),
    ),
    "helpdesk:above": PageHelp(
        _("Demandes d’aide sans réponse"),
        (_("Appelez l’établissement : lui seul voit qui demande, et quoi."),),
    ),
}
