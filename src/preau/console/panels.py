"""The console's own panels."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.access.public import OPERATOR, Hat
from preau.directory.enums import MatchState, Profile
from preau.directory.selectors import pairs_in_scope
from preau.identity.public import openings_of_school
from preau.ui.panel import Panel


def panels(hat: Hat) -> Iterable[Panel]:
    """What this hat administers, imports aside."""
    head, officer, operator = (hat.profile == one for one in (Profile.HEAD, Profile.LOCAL_AUTHORITY, OPERATOR))
    if head:
        yield Panel(
            _("Responsables et décisions de justice"),
            reverse("console:family_search"),
            _("Voir qui répond d’un élève et pourquoi, enregistrer la décision d’un juge."),
            "shield-check",
            order=20,
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
    if head or operator:
        yield Panel(
            _("Suspensions"),
            reverse("console:locks"),
            _("Suspendre un droit à une personne, une classe ou un profil, et le rendre. Secours du second facteur."),
            "lock",
            order=45,
        )
    if head:
        yield Panel(
            _("Ordinateurs de l’établissement"),
            reverse("console:networks"),
            _("Leurs adresses, pour que les sessions y soient courtes."),
            "device-laptop",
            order=46,
        )
        asked = sum(
            1 for one in openings_of_school(hat.school_ids[0]) if one.opened_at is None and one.closed_at is None
        )
        yield Panel(
            _("Demandes de l’assistance"),
            reverse("console:openings"),
            _("Ouvrir à l’assistance ce que voit une personne, deux heures au plus, ou refuser."),
            "eye",
            asked,
            ngettext("%(num)s demande attend", "%(num)s demandes attendent", asked) % {"num": asked},
            order=47,
        )
    if operator:
        yield Panel(
            _("Voir comme"),
            reverse("console:support"),
            _("Demander à un établissement, et voir en lecture seule ce qu’il a ouvert."),
            "eye",
            order=47,
        )
    if head or operator:
        yield Panel(
            _("Journal"),
            reverse("console:journal"),
            _("Ce qui a été fait, quand et par qui."),
            "history",
            order=60,
        )
