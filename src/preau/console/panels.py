"""The console's own panels."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.access.public import OPERATOR, Hat
from preau.directory.enums import MatchState, Profile
from preau.directory.selectors import pairs_in_scope
from preau.ui.panel import Panel


def panels(hat: Hat) -> Iterable[Panel]:
    """What this hat administers, imports aside."""
    head, officer, operator = (hat.profile == one for one in (Profile.HEAD, Profile.LOCAL_AUTHORITY, OPERATOR))
    if head:
        yield Panel(
            _("Annuaire"),
            reverse("console:people"),
            _("Trouver une personne, ses places, son compte, et pourquoi elle voit ce qu’elle voit."),
            "users",
            order=10,
        )
        yield Panel(
            _("Responsables et décisions de justice"),
            reverse("console:family_search"),
            _("Voir qui répond d’un élève et pourquoi, enregistrer la décision d’un juge."),
            "shield-check",
            order=20,
        )
    if head:
        yield Panel(
            _("Périodes de l’année"),
            reverse("console:terms"),
            _("Les trimestres ou les semestres de l’établissement, avec leurs dates."),
            "calendar",
            order=50,
        )
    if head or operator:
        waiting = sum(1 for pair in pairs_in_scope() if pair.match.state == MatchState.PROPOSED)
        yield Panel(
            _("Fiches à rapprocher"),
            reverse("console:pairs"),
            _("Deux fiches qui sont peut-être une seule personne, côte à côte."),
            "link",
            waiting,
            ngettext("%(num)s paire à examiner", "%(num)s paires à examiner", waiting) % {"num": waiting},
            order=30,
        )
    if officer or operator:
        yield Panel(
            _("Établissements"),
            reverse("console:schools"),
            _("La liste avec les effectifs, sans aucun nom d’élève."),
            "building",
            order=20,
        )
        yield Panel(
            _("Collectivités et couleurs"),
            reverse("console:authorities"),
            _("Les couleurs des pages, et la personne à joindre pour l’accessibilité."),
            "adjustments",
            order=40,
        )
    if operator:
        yield Panel(
            _("Calendrier scolaire"),
            reverse("console:calendar"),
            _("Les vacances des trois zones, d’après le jeu de données officiel."),
            "calendar",
            order=50,
        )
    if head:
        yield Panel(
            _("Groupes"),
            reverse("console:groups"),
            _("Les groupes de l’année et leur source ; ceux faits à la main se composent ici."),
            "users",
            order=15,
        )
    if head:
        yield Panel(
            _("Exports"),
            reverse("console:exports"),
            _("Les listes qui sont sorties, et les demandes qui attendent une seconde personne."),
            "download",
            order=65,
        )
    if head or operator:
        yield Panel(
            _("Journal"),
            reverse("console:journal"),
            _("Ce qui a été fait, quand et par qui."),
            "history",
            order=60,
        )
