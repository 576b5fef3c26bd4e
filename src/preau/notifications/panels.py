"""The way of calm hours into the console."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import Hat, rights_held
from preau.ui.panel import Panel


def panels(hat: Hat) -> Iterable[Panel]:
    """For whoever sets the services of one school."""
    if hat.school is not None and Right.SET_SERVICES in rights_held(hat):
        yield Panel(
            _("Heures calmes"),
            reverse("notifications:calm"),
            _("La nuit et la fin de semaine, quand rien ne dérange familles, élèves ni personnels."),
            "bell",
            order=25,
        )
