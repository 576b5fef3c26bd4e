"""Help for the pages of this room: one's mailbox."""

from django.utils.translation import gettext_lazy as _

from preau.ui.helping import PageHelp

HELP = {
    "messaging:inbox": PageHelp(
        _("Messages"),
        (
            _("Ouvrez un message en touchant son objet ; ceux que vous n’avez pas lus sont en gras."),
            _("Pour écrire, choisissez « Écrire »."),
        ),
    ),
    "messaging:write": PageHelp(
        _("Écrire un message"),
        (
            _("Tapez trois lettres d’un nom ou d’un groupe, puis choisissez dans la liste."),
            _("Ce que vous tapez est gardé : vous pouvez quitter la page et reprendre plus tard."),
            _("Avant l’envoi, vous relisez à combien de personnes le message part, et quand il arrivera."),
        ),
    ),
    "messaging:edit": PageHelp(
        _("Reprendre un brouillon"),
        (
            _("Continuez où vous en étiez : tout est gardé au fur et à mesure."),
            _("Relisez, puis envoyez. Vous pouvez encore annuler pendant quelques secondes."),
        ),
    ),
    "messaging:thread": PageHelp(
        _("Lire un échange"),
        (
            _("Répondez en bas de la page : la page dit qui recevra votre réponse."),
            _("Un message reçu par erreur : dites-le à l’établissement, n’y répondez pas."),
        ),
    ),
    "messaging:search": PageHelp(
        _("Chercher dans ses messages"),
        (
            _("Écrivez un mot de l’objet, du texte, d’un nom ou d’une pièce jointe."),
            _("Rien ne paraît ? Essayez un mot plus court, ou un autre dossier."),
        ),
    ),
    "messaging:settings": PageHelp(
        _("Réglages des messages"),
        (
            _("Votre signature s’ajoute en bas de ce que vous écrivez."),
            _("Votre réponse d’absence part une fois à chaque personne qui vous écrit."),
        ),
    ),
}
