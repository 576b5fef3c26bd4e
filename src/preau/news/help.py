"""Help for the pages of this room: news."""

from django.utils.translation import gettext_lazy as _

from preau.ui.helping import PageHelp

HELP = {
    "news:list": PageHelp(
        _("Actualités"),
        (
            _("Les plus récentes sont en haut. Touchez un titre pour lire la suite."),
            _("Quand « J’ai lu » paraît, touchez-le : l’établissement sait alors que vous êtes au courant."),
        ),
    ),
    "news:item": PageHelp(
        _("Lire une actualité"),
        (
            _("Les fichiers joints s’ouvrent en bas de la page."),
            _(
                "À une question posée, vous pouvez changer de réponse jusqu’à la fin ; personne ne sait "
                "qui a répondu quoi."
            ),
        ),
    ),
    "news:desk": PageHelp(
        _("Écrire des actualités"),
        (
            _("Écrivez un brouillon, relisez-le, puis proposez-le ou publiez-le."),
            _("Une actualité publiée ne se modifie pas : retirez-la, corrigez le brouillon et publiez de nouveau."),
        ),
    ),
    "news:new": PageHelp(
        _("Nouvelle actualité"),
        (
            _("Choisissez pour qui elle est : un établissement, un niveau, des classes, un profil."),
            _("Chaque image demande une phrase pour qui ne la voit pas."),
        ),
    ),
    "news:front": PageHelp(
        _("Page publique de l’établissement"),
        (
            _("Les heures et les téléphones écrits ici paraissent aussi sur la page Aide."),
            _("Déclarez les jours de fermeture : la page dit d’elle-même ouvert ou fermé."),
        ),
    ),
}
