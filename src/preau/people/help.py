"""Help for the pages of this room: one's account."""

from django.utils.translation import gettext_lazy as _

from preau.ui.helping import PageHelp

HELP = {
    "people:contacts": PageHelp(
        _("Annuaire"),
        (
            _("Tapez au moins trois lettres d’un nom : seules paraissent les personnes à qui vous pouvez écrire."),
            _("Quelqu’un manque ? L’établissement règle qui peut écrire à qui."),
        ),
    ),
    "people:preferences": PageHelp(
        _("Affichage"),
        (
            _("Agrandissez le texte, espacez les lettres, changez les couleurs : l’effet se voit aussitôt."),
            _("Vos choix vous suivent sur tous vos appareils."),
        ),
    ),
    "people:account": PageHelp(
        _("Mon compte"),
        (
            _("D’ici, vous changez de mot de passe, ajoutez un second facteur et voyez vos appareils."),
            _("Un appareil inconnu ? Choisissez « Ce n’est pas moi »."),
        ),
    ),
    "people:factors": PageHelp(
        _("Second facteur"),
        (_("Ajoutez une application de codes ou une clé d’accès, puis imprimez des codes de secours."),),
    ),
    "people:devices": PageHelp(
        _("Vos appareils"),
        (
            _("Chaque ligne est un appareil d’où quelqu’un est entré sous votre nom."),
            _("Vous n’en reconnaissez pas un ? Déconnectez-le et changez de mot de passe."),
        ),
    ),
    "people:my_data": PageHelp(
        _("Mes données"),
        (
            _("Vous lisez ici ce que Préau garde de vous, et vous pouvez en demander une copie."),
            _("Une erreur ? Demandez la correction : l’établissement vous répond."),
        ),
    ),
    "people:majority": PageHelp(
        _("À 18 ans"),
        (
            _("Vous pouvez signer vous-même, et fermer vos messages à vos responsables."),
            _("Ils restent prévenus de vos absences et de votre départ."),
        ),
    ),
    "people:corrections": PageHelp(
        _("Demandes de correction"),
        (_("Vérifiez sur une pièce, puis acceptez ou refusez en disant pourquoi."),),
    ),
}
