"""Help for the pages of this room: the administration."""

from django.utils.translation import gettext_lazy as _

from preau.ui.helping import PageHelp

HELP = {
    "console:home": PageHelp(
        _("Administration"),
        (_("Chaque carte mène à un réglage. Ce que vous n’avez pas le droit de faire n’y est pas."),),
    ),
    "console:activation": PageHelp(
        _("Activation des comptes"),
        (
            _("Ouvrez une classe pour imprimer ses fiches ou rappeler ceux qui ne sont jamais venus."),
            _("Une fiche imprimée de nouveau remplace l’ancienne."),
        ),
    ),
    "console:desk": PageHelp(
        _("Montrer un code"),
        (
            _("Reconnaissez la personne devant vous, cherchez-la, puis montrez-lui le code."),
            _("Ne dictez jamais un code au téléphone."),
        ),
    ),
    "console:rules": PageHelp(
        _("Qui peut écrire à qui"),
        (
            _("Choisissez un groupe pour voir à qui il peut écrire."),
            _("La vérification dit, pour deux personnes, si elles peuvent s’écrire et pourquoi."),
        ),
    ),
    "console:groups": PageHelp(
        _("Groupes"),
        (_("Composez un groupe à la main, ou par une règle qui le tient à jour."),),
    ),
    "console:family": PageHelp(
        _("Famille d’un élève"),
        (_("Vérifiez le jugement, puis enregistrez ce qu’il dit : les accès changent aussitôt."),),
    ),
    "console:mandates": PageHelp(
        _("Délégués et parents élus"),
        (
            _("Cherchez la personne, dites si elle est déléguée ou élue, et de quelle classe."),
            _("Le mandat dure l’année scolaire ; vous pouvez l’arrêter avant."),
        ),
    ),
    "console:rights": PageHelp(
        _("Droits des rôles"),
        (_("Choisissez un droit pour voir qui l’a, et jusqu’où l’établissement peut l’étendre."),),
    ),
    "console:delegations": PageHelp(
        _("Droits confiés"),
        (_("Confiez un droit à quelqu’un, avec un début et une fin. Reprenez-le quand vous voulez."),),
    ),
    "console:visit": PageHelp(
        _("Confier à l’inspection"),
        (
            _("Donnez le nom, le prénom et l’adresse professionnelle, puis le premier et le dernier jour."),
            _("La personne lit ces jours-là ce qui est publié dans les cahiers de textes, et rien d’autre."),
            _("Si elle n’a pas encore de compte, imprimez sa fiche d’activation avec celles des personnels."),
        ),
    ),
    "console:people": PageHelp(
        _("Personnes"),
        (_("Cherchez une personne pour voir son compte, ses droits et ce qui lui est fermé."),),
    ),
    "console:journal": PageHelp(
        _("Journal"),
        (_("Chaque acte est daté et signé ; rien ne s’y efface."),),
    ),
}
