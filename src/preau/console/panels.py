"""The console's own panels."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.access.enums import Right
from preau.access.public import OPERATOR, Hat, rights_held
from preau.console.selectors.heads import heads_waiting
from preau.directory.enums import MatchState, Profile
from preau.directory.selectors import pairs_in_scope
from preau.identity.public import openings_waiting
from preau.ui.panel import Panel


def panels(hat: Hat) -> Iterable[Panel]:
    """What this hat administers, imports aside."""
    head, operator = hat.profile == Profile.HEAD, hat.profile == OPERATOR
    held = rights_held(hat)
    yield from of_rules(held)
    if Right.SET_SERVICES in held and hat.school is not None:
        yield Panel(
            _("Ouverture de l’espace"),
            reverse("console:space"),
            _("Le jour où les élèves et les familles entrent : établissement, niveau ou classe."),
            "calendar-event",
            order=24,
        )
    if Right.SEE_FAMILY in held:
        yield Panel(
            _("Responsables et décisions de justice"),
            reverse("console:family_search"),
            _("Voir qui répond d’un élève et pourquoi, enregistrer la décision d’un juge."),
            "shield-check",
            order=18,
        )
    if Right.SET_GROUPS in held and hat.school is not None:
        yield Panel(
            _("Groupes"),
            reverse("console:groups"),
            _("Les groupes de l’année et leur source ; ceux faits à la main ou par règle se composent ici."),
            "users",
            order=15,
        )
    yield from of_school(held)
    if Right.MATCH_RECORDS in held:
        waiting = sum(1 for pair in pairs_in_scope() if pair.match.state == MatchState.PROPOSED)
        yield Panel(
            _("Fiches à rapprocher"),
            reverse("console:pairs"),
            _("Deux fiches qui sont peut-être une seule personne, côte à côte."),
            "link",
            waiting,
            ngettext("%(num)s paire à examiner", "%(num)s paires à examiner", waiting) % {"num": waiting},
            order=19,
        )
    if Right.LIST_SCHOOLS in held:
        yield Panel(
            _("Établissements"),
            reverse("console:schools"),
            _("La liste avec les effectifs, sans aucun nom d’élève."),
            "building",
            order=5,
        )
    if Right.ADD_SCHOOLS in held:
        asked = heads_waiting()
        yield Panel(
            _("Premières directions"),
            reverse("console:first_heads"),
            _("Un établissement hors annuaire de l’académie : l’ajouter, nommer qui le dirige, à deux."),
            "user-plus",
            asked,
            ngettext("%(num)s proposition à confirmer", "%(num)s propositions à confirmer", asked) % {"num": asked},
            order=21,
        )
    if Right.DRESS in held:
        yield Panel(
            _("Collectivités et couleurs"),
            reverse("console:authorities"),
            _("Les couleurs des pages, et la personne à joindre pour l’accessibilité."),
            "adjustments",
            order=40,
        )
    if Right.LEND_TOKENS in held:
        yield Panel(
            _("Jetons des partenaires"),
            reverse("console:tokens"),
            _("Les outils qui lisent des données par l’API : lesquels, quoi, jusqu’à quand."),
            "key",
            order=55,
        )
    if Right.RUN_PLATFORM in held:
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
        asked = openings_waiting(hat.schools[0].id)
        yield Panel(
            _("Demandes de l’assistance"),
            reverse("console:view_requests"),
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
    if Right.WRITE_NOTICES in held:
        yield Panel(
            _("Qui répond des données"),
            reverse("console:notices"),
            _("Qui en répond, et le délégué à la protection des données."),
            "shield-check",
            order=55,
        )
    if Right.READ_JOURNAL in held:
        yield Panel(
            _("Journal"),
            reverse("console:journal"),
            _("Ce qui a été fait, quand et par qui."),
            "history",
            order=60,
        )


def of_school(held: frozenset[str]) -> Iterable[Panel]:
    """A school's directory, its year, and how its accounts open."""
    if Right.READ_DIRECTORY in held:
        yield from of_directory()
    offered = (
        (
            Right.OPEN_ACCOUNTS, _("Activation des comptes"), "console:activation", "user-check", 10,
            _("Qui n’est jamais venu, classe par classe : fiches à imprimer, rappels."),
        ),
        (
            Right.OPEN_STAFF_ACCOUNTS, _("Comptes des personnels"), "console:activation_staff", "user-check", 12,
            _("Les personnels qui ne sont jamais venus : fiches à imprimer, rappels, codes."),
        ),
        (
            Right.SHOW_CODES, _("Montrer un code"), "console:desk", "lifebuoy", 15,
            _("Pour un élève ou un responsable que vous avez devant vous et qui n’entre pas."),
        ),
        (
            Right.SET_TERMS, _("Périodes de l’année"), "console:terms", "calendar", 50,
            _("Les trimestres ou les semestres de l’établissement, avec leurs dates."),
        ),
    )  # fmt: skip
    for right, title, address, icon, order, text in offered:
        if right in held:
            yield Panel(title, reverse(address), text, icon, order=order)


def of_rules(held: frozenset[str]) -> Iterable[Panel]:
    """Who may see, do and contact; services."""
    offered = (
        (
            Right.SET_RULES, _("Qui peut écrire à qui"), "console:rules", "mail", 22,
            _("Les règles en phrases, avec ce qu’un changement ouvre et ferme."),
        ),
        (
            Right.TEST_RULES, _("Vérifier entre deux personnes"), "console:try_rules", "user-check", 23,
            _("L’une peut-elle écrire à l’autre, la voir, et pourquoi."),
        ),
        (
            Right.SET_SERVICES, _("Services ouverts"), "console:services", "adjustments", 24,
            _("Ouvrir ou fermer un service, pour tous ou pour un profil."),
        ),
        (
            Right.COPY_SETTINGS, _("Copier des réglages"), "console:copy", "files", 26,
            _("Reprendre les réglages d’un établissement dans une liste d’autres, après lecture."),
        ),
        (
            Right.SET_RIGHTS, _("Droits de chacun"), "console:rights", "key", 25,
            _("Jusqu’où va chaque rôle, et ce que votre établissement a changé."),
        ),
        (
            Right.DELEGATE, _("Droits confiés"), "console:delegations", "user-plus", 26,
            _("Confier un droit à quelqu’un, entre deux dates."),
        ),
        (
            Right.NAME_DELEGATES, _("Délégués et parents élus"), "console:mandates", "users", 27,
            _("Qui représente les élèves et les familles, par classe."),
        ),
        (
            Right.OPEN_NAMES, _("Noms ouverts à la collectivité"), "console:openings", "eye", 55,
            _("Les demandes reçues, ce qui est ouvert et jusqu’à quand."),
        ),
        (
            Right.ASK_NAMES, _("Noms d’un établissement"), "console:openings", "eye", 55,
            _("Demander à un établissement d’ouvrir ses noms pour quelques heures."),
        ),
    )  # fmt: skip
    for right, title, target, icon, order, text in offered:
        if right in held:
            yield Panel(title, reverse(target), text, icon, order=order)


def of_directory() -> Iterable[Panel]:
    """Panels of the people of one school: its directory, the lists that left it."""
    yield Panel(
        _("Personnes de l’établissement"),
        reverse("console:people"),
        _("Trouver une personne, ses places, son compte, et pourquoi elle voit ce qu’elle voit."),
        "users",
        order=10,
    )
    yield Panel(
        _("Exports"),
        reverse("console:exports"),
        _("Les listes qui sont sorties, et les demandes qui attendent une seconde personne."),
        "download",
        order=65,
    )
