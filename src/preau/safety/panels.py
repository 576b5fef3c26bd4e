"""What this room offers to the administration."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.access.enums import Right
from preau.access.public import Hat, can
from preau.safety.selectors.cases import unopened_for
from preau.ui.panel import Panel


def panels(hat: Hat) -> Iterable[Panel]:
    """Reports, for whoever receives them; accounts that were stolen; what a crisis closes."""
    if can(hat, Right.CONTAIN):
        yield Panel(
            _("Comptes volés"), reverse("safety:contained"),
            _("Les comptes mis à l’abri : ce qui a été retiré, ce qui n’est pas connu, les rouvrir."), "lock", order=46,
        )  # fmt: skip
    if can(hat, Right.SET_CRISIS):
        yield Panel(
            _("Crise"), reverse("safety:crises"),
            _("Fermer un temps les messages ou les fichiers joints, et afficher une information à tous."),
            "alert-circle", order=47,
        )  # fmt: skip
    if not can(hat, Right.HANDLE_REPORTS):
        return
    waiting = unopened_for(hat)
    yield Panel(
        _("Signalements"), reverse("safety:desk"),
        _("Ce que des élèves, des familles ou des personnels signalent : l’ouvrir, en parler, y répondre."),
        "alert-triangle", waiting,
        ngettext("%(num)s signalement à ouvrir", "%(num)s signalements à ouvrir", waiting) % {"num": waiting},
        order=17,
    )  # fmt: skip
