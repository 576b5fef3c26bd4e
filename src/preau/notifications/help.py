"""Help for the pages of this room: what people are told."""

from django.utils.translation import gettext_lazy as _

from preau.ui.helping import PageHelp

HELP = {
    "notifications:centre": PageHelp(
        _("Vos avis"),
        (
            _("Touchez un avis pour aller là où il mène ; il est alors lu."),
            _("« Tout marquer comme lu » vide la cloche sans rien effacer."),
        ),
    ),
    "notifications:choices": PageHelp(
        _("Choisir ses avis"),
        (
            _("Pour chaque sorte d’avis, choisissez la cloche seule, le courriel du jour, ou tout de suite."),
            _("Les mots à signer et la sécurité gardent toujours au moins un moyen."),
        ),
    ),
    "notifications:calm": PageHelp(
        _("Heures calmes"),
        (
            _("Pendant ces heures, rien ne sonne : ce qui est écrit attend et part à la fin."),
            _("Seules les vraies urgences passent, et leur raison est notée."),
        ),
    ),
}
