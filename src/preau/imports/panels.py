"""The imports' way into the console."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.access.enums import Right
from preau.access.public import Hat, rights_held
from preau.imports.waiting import pending_count
from preau.ui.panel import Panel


def panels(hat: Hat) -> Iterable[Panel]:
    """Imports, with what waits for a confirmation."""
    held = rights_held(hat)
    if Right.IMPORT_LISTS in held and hat.school is not None:
        yield Panel(
            _("Liste de l’établissement"),
            reverse("imports:bring"),
            _("Hors annuaire de l’académie : élèves, familles et personnels depuis un fichier CSV, simulé d’abord."),
            "upload",
            order=12,
        )
    if Right.READ_IMPORTS not in held:
        return
    waiting = pending_count() if Right.DECIDE_IMPORTS in held else 0
    yield Panel(
        title=_("Imports de l’annuaire"),
        href=reverse("imports:runs"),
        text=_("Ce que chaque livraison de l’académie a changé, ce qui a été refusé, ce qui attend votre accord."),
        icon="database-import",
        waiting=waiting,
        waiting_label=ngettext("%(num)s changement à valider", "%(num)s changements à valider", waiting)
        % {"num": waiting},
        order=10,
    )
