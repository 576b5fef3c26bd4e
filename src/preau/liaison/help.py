"""Help for the pages of this room: the liaison book."""

from django.utils.translation import gettext_lazy as _

from preau.ui.helping import PageHelp

HELP = {
    "liaison:list": PageHelp(
        _("Carnet de liaison"),
        (
            _("Les mots à signer sont en haut, avec le nom de l’enfant et la date limite."),
            _("Touchez un mot pour le lire et répondre."),
        ),
    ),
    "liaison:sign": PageHelp(
        _("Signer les mots"),
        (
            _("Lisez chaque mot, puis choisissez une réponse : vous pouvez la changer jusqu’au dernier jour."),
            _("Un mot dans votre langue : choisissez-la en haut. Le français fait foi."),
        ),
    ),
    "liaison:word": PageHelp(
        _("Lire un mot"),
        (
            _("Choisissez une réponse, puis validez : l’établissement la reçoit aussitôt."),
            _("Une question ? Écrivez sous le mot : seul l’établissement vous lit."),
        ),
    ),
    "liaison:desk": PageHelp(
        _("Mots aux familles"),
        (
            _("« Mot usuel » donne des phrases toutes faites, traduites en dix langues."),
            _("Ouvrez un mot pour voir qui a répondu et rappeler ceux qui manquent."),
        ),
    ),
    "liaison:new": PageHelp(
        _("Nouveau mot"),
        (
            _("Choisissez les classes, puis les élèves s’il ne s’agit que de certains."),
            _("Dites si un responsable suffit, ou si chacun doit signer, et jusqu’à quel jour."),
        ),
    ),
    "liaison:paper": PageHelp(
        _("Mots sur papier"),
        (
            _("Imprimez les mots des familles sans numérique et remettez-les à l’élève."),
            _("Quand la feuille signée revient, saisissez la réponse et joignez sa photo."),
        ),
    ),
}
