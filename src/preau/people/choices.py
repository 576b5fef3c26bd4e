"""The settings of the preferences page, in words. Names and values are those of ui.display; a house test compares."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from preau.ui.display import CHOICES, Display

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its words, its sprite icon, and the words of each value in the order of ui.display.CHOICES."""

    name: str
    icon: str
    title: Words
    help: Words
    values: tuple[Words, ...]

    def options(self, current: str) -> Iterator[tuple[str, Words, bool]]:
        """(value, words, chosen) for each value."""
        for value, words in zip(CHOICES[self.name], self.values, strict=True):
            yield value, words, value == current


# Spacing stands before fonts: studies find gains from letter spacing and size, none from special letter shapes.
SETTINGS = (
    Setting(
        "theme",
        "eye",
        _("Couleurs"),
        _("Auto suit le réglage de votre appareil. Contrasté : noir sur blanc, traits épais."),
        (_("Auto"), _("Clair"), _("Sombre"), _("Contrasté")),
    ),
    Setting(
        "text",
        "search",
        _("Taille du texte"),
        _("S’ajoute au zoom de votre navigateur."),
        (_("Normale"), _("Grande (119 %)"), _("Très grande (138 %)")),
    ),
    Setting(
        "spacing",
        "list-check",
        _("Espacement"),
        _("Écarte les lettres, les mots et les lignes : c’est ce qui aide le plus à lire."),
        (_("Normal"), _("Large"), _("Très large")),
    ),
    Setting(
        "font",
        "notebook",
        _("Police de caractères"),
        _("Chargée seulement si vous la choisissez."),
        (_("Celle de l’appareil"), "Atkinson Hyperlegible", "Lexend", "OpenDyslexic"),
    ),
    Setting(
        "links",
        "link",
        _("Liens"),
        _("Souligne tous les liens, ceux des menus et des listes compris."),
        (_("Normaux"), _("Toujours soulignés")),
    ),
    Setting(
        "density",
        "layout-dashboard",
        _("Densité"),
        _("Serrée montre plus de lignes à l’écran, surtout avec une souris."),
        (_("Normale"), _("Serrée")),
    ),
    Setting(
        "motion",
        "activity",
        _("Animations"),
        _("Auto suit le réglage de votre appareil."),
        (_("Auto"), _("Aucune")),
    ),
    Setting(
        "keys",
        "settings",
        _("Raccourcis clavier"),
        _("Touche / pour chercher, g puis une lettre pour changer d’écran."),
        (_("Activés"), _("Désactivés")),
    ),
)


def page_settings(display: Display) -> list[tuple[Setting, list[tuple[str, Words, bool]]]]:
    """Each setting with its values and which one holds."""
    chosen = display.all()
    return [(setting, list(setting.options(chosen[setting.name]))) for setting in SETTINGS]
