"""Help for the pages of this room: the door."""

from django.utils.translation import gettext_lazy as _

from preau.ui.helping import PageHelp

HELP = {
    "identity:sign_in": PageHelp(
        _("Se connecter"),
        (
            _(
                "Écrivez votre identifiant sans accent, puis votre mot de passe : dans le mot de passe, "
                "les majuscules comptent."
            ),
            _(
                "Première fois : prenez la fiche de l’établissement et choisissez « Première fois : ouvrir "
                "mon compte avec une fiche »."
            ),
            _(
                "Mot de passe perdu : choisissez « Mot de passe oublié ». Sans adresse électronique "
                "connue, l’établissement vous montre un code."
            ),
        ),
    ),
    "identity:activate": PageHelp(
        _("Ouvrir son compte"),
        (
            _("Recopiez le code de la fiche : les tirets et les majuscules n’ont pas d’importance."),
            _(
                "Une fiche ne sert qu’une fois. Si elle est perdue ou déjà utilisée, demandez-en une autre "
                "à l’établissement."
            ),
        ),
    ),
    "identity:forgotten": PageHelp(
        _("Mot de passe oublié"),
        (
            _(
                "Écrivez votre identifiant : si une adresse électronique est connue, un lien y arrive en "
                "quelques minutes."
            ),
            _("Rien n’arrive ? Regardez dans les courriers indésirables, puis demandez un code à l’établissement."),
        ),
    ),
    "identity:desk": PageHelp(
        _("Entrer avec un code montré"),
        (
            _("Recopiez le code que l’établissement vous montre : il ne vaut que quelques minutes."),
            _("Vous choisissez ensuite un nouveau mot de passe."),
        ),
    ),
    "identity:second_step": PageHelp(
        _("Second facteur"),
        (
            _("Écrivez les six chiffres que montre votre application, ou un code de secours."),
            _("Téléphone perdu et plus de code de secours : la direction de l’établissement peut vous rendre l’accès."),
        ),
    ),
}
