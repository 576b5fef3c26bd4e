"""Navigation of each profile: five entries first, the rest in groups. Verbs and things people say, no module names.

The tables name all entries of the plan, those of rooms to come included. An entry whose address does not exist is left
out, and the next of the row takes its place: nobody is shown a door that leads nowhere.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from preau.access.enums import Right
from preau.access.hats import OPERATOR, SUPPORT, Hat
from preau.access.switches import closed_entries, closed_services, is_confided
from preau.directory.enums import Profile
from preau.ui.frame import NavGroup, NavItem

TABS = 5
Words = Any  # str, or a lazy translation


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to go: its words, the name of its address, its icon, its key after `g`, and what one finds there.

    `service`: one of access/services_list.py; the entry goes when that is switched off. `right`: the entry goes for
    whoever does not have it.
    """

    label: Words
    target: str
    icon: str
    key: str = ""
    text: Words = ""
    service: str = ""
    right: str = ""


_HOME = Entry(_("Accueil"), "portal:home", "home", "a", _("Ce qui vous attend aujourd’hui."))
_BOARD = replace(_HOME, label=_("Tableau"), icon="layout-dashboard")
_AGENDA = Entry(_("Agenda"), "timetable:agenda", "calendar", "g", _("Les cours, et ce qui change."))
_TIMETABLES = Entry(
    _("Emplois du temps"),
    "timetable:choose",
    "calendar",
    "g",
    _("D’une classe, d’un groupe, d’un professeur ou d’une salle."),
    right=Right.SEE_TIMETABLES,
)
_TO_DO = Entry(
    _("À faire"), "diary:to_do", "checklist", "f", _("Le travail de chaque jour, et ce qui a été fait en classe.")
)
_DIARY = Entry(
    _("Cahier de textes"),
    "diary:mine",
    "checklist",
    "f",
    _("Ce qui a été fait en classe, et le travail donné."),
    right=Right.SEE_DIARIES,
)
_MESSAGES = Entry(_("Messages"), "messaging:inbox", "mail", "m")
_ROLLS = Entry(
    _("Appels"),
    "attendance:desk",
    "clipboard-check",
    "p",
    _("Les appels à faire, les absences à expliquer, les retards."),
    right=Right.FOLLOW_ABSENCES,
)
_MY_ROLLS = Entry(_("Mes appels"), "attendance:mine", "clipboard-check", "p", _("Vos cours du jour, et leur appel."))
_ABSENCES = Entry(_("Absences"), "attendance:family", "user-off", "b", _("Expliquer une absence, ou en annoncer une."))
_CAMPAIGNS = Entry(_("Campagnes"), "loans:campaigns", "device-laptop", "c")
_SUPPORT = Entry(
    _("Support"),
    "helpdesk:above",
    "lifebuoy",
    "u",
    _("Les demandes d’aide restées sans réponse : où, sur quoi, depuis quand."),
)
_HELP_DESK = Entry(
    _("Demandes d’aide"),
    "helpdesk:desk",
    "lifebuoy",
    "",
    _("Ce que des familles, des élèves et des personnels vous demandent."),
    right=Right.ANSWER_HELP,
)
_SCHOOLING = Entry(
    _("Scolarité"),
    "portal:schooling",
    "notebook",
    "s",
    _("Établissement, classe, enseignants, groupes et calendrier."),
    "scolarite",
)
_CLASSES = Entry(
    _("Mes classes"),
    "portal:classes",
    "chalkboard",
    "c",
    _("Vos classes et vos groupes, avec leurs élèves."),
    "classes",
)
_SCHOOL = Entry(
    _("Établissement"), "portal:school", "building", "e", _("Classes, effectifs et personnels."), "etablissement"
)
_CONTACTS = Entry(
    _("Annuaire"), "people:contacts", "friends", "n", _("Trouver une personne à qui vous pouvez écrire."), "annuaire"
)
_NEWS = Entry(_("Actualités"), "news:list", "file-text", "u", _("Ce que l’établissement vous fait savoir."))
_CIRCULARS = replace(
    _NEWS, target="news:circulars", text=_("Ce que la collectivité fait savoir à ses établissements."),
    right=Right.NEWS_TO_SCHOOLS,
)  # fmt: skip
_DOCUMENTS = Entry(
    _("Documents"), "documents:home", "folder", "j", _("Vos dossiers, et ceux de la classe et de l’établissement."),
    "documents",
)  # fmt: skip
_WORDS = Entry(_("Carnet"), "liaison:list", "notebook", "w", _("Les mots de l’établissement, à lire ou à signer."))
_WRITTEN_WORDS = replace(
    _WORDS, target="liaison:desk", text=_("Écrire un mot aux familles, et voir qui a répondu."), right=Right.WRITE_WORDS
)
_PUPILS = Entry(_("Élèves"), "portal:pupils", "users", "l", _("Trouver un élève et voir qui répond de lui."))
_SCHOOLS = Entry(_("Établissements"), "portal:schools", "building-bank", "e", _("La liste, avec les effectifs."))
_CONSOLE = Entry(_("Administration"), "console:home", "settings", "d", _("Imports, structures, journal."))
_ACTIVATION = Entry(
    _("Activation"),
    "console:activation",
    "user-check",
    "",
    _("Qui n’est jamais venu : fiches à imprimer, rappels."),
    right=Right.OPEN_ACCOUNTS,
)
_DESK = Entry(
    _("Montrer un code"),
    "console:desk",
    "lifebuoy",
    "",
    _("Pour qui est devant vous et n’entre pas dans son espace."),
    right=Right.SHOW_CODES,
)
_VIEWS = Entry(
    _("Voir comme"), "console:support", "eye", "v", _("Demander à un établissement, et voir ce qu’il a ouvert.")
)
_ACCOUNT = Entry(
    _("Mon compte"), "people:account", "key", "o", _("Second facteur, appareils, téléphone de la famille.")
)
_PREFERENCES = Entry(
    _("Affichage"),
    "people:preferences",
    "adjustments",
    "r",
    _("Taille du texte, couleurs, langue, confort de lecture."),
)
_TOOLS = Entry(
    _("Mes outils"),
    "federation:tools",
    "world",
    "o",
    _("Les autres outils de l’établissement, sans autre mot de passe."),
)
_HELP = Entry(
    _("Aide"), "helpdesk:help", "help-circle", "i", _("Se connecter, changer d’enfant ou de rôle, qui appeler.")
)
_DATA = Entry(
    _("Mes données"), "people:my_data", "shield-check", "", _("Ce que Préau garde de vous, et le faire corriger.")
)
_CORRECTIONS = Entry(
    _("Corrections"),
    "people:corrections",
    "pencil",
    "",
    _("Ce que des personnes disent faux dans leur fiche."),
    right=Right.CORRECT_RECORDS,
)
_MAJORITY = Entry(
    _("À 18 ans"), "people:majority", "user-check", "", _("Signer soi-même, fermer les messages aux responsables.")
)
_ACCESSIBILITY = Entry(
    _("Accessibilité"),
    "portal:accessibility",
    "accessible",
    "",
    _("L’état du service, et comment signaler une difficulté."),
)
_MORE = Entry(_("Plus"), "portal:more", "dots", "x", _("Tout ce que vous pouvez ouvrir."))

_SPARE = (_ACCOUNT, _TOOLS, _PREFERENCES, _HELP, _DATA, _ACCESSIBILITY)
_SCHOOL_OFFICE = (
    _BOARD,
    _SCHOOL,
    _PUPILS,
    _MESSAGES,
    _CONSOLE,
    _TIMETABLES,
    _ROLLS,
    _DIARY,
    _CONTACTS,
    _NEWS,
    _DOCUMENTS,
    _WRITTEN_WORDS,
    _ACTIVATION,
    _DESK,
    _HELP_DESK,
    *_SPARE,
    _CORRECTIONS,
)
_ROWS: Mapping[str, tuple[Entry, ...]] = {
    Profile.STUDENT: (_HOME, _AGENDA, _TO_DO, _MESSAGES, _SCHOOLING, _NEWS, _DOCUMENTS, _CONTACTS, *_SPARE, _MAJORITY),
    Profile.GUARDIAN: (
        _HOME,
        _AGENDA,
        _SCHOOLING,
        _MESSAGES,
        _TO_DO,
        _WORDS,
        _ABSENCES,
        _NEWS,
        _DOCUMENTS,
        _CONTACTS,
        *_SPARE,
    ),
    Profile.TEACHER: (
        _HOME,
        _AGENDA,
        _CLASSES,
        _MESSAGES,
        _MY_ROLLS,
        _DIARY,
        _CONTACTS,
        _NEWS,
        _DOCUMENTS,
        _WRITTEN_WORDS,
        _ACTIVATION,
        _DESK,
        _HELP_DESK,
        *_SPARE,
    ),
    Profile.LIBRARIAN: (_HOME, _AGENDA, _CLASSES, _MESSAGES, _DIARY, _CONTACTS, _NEWS, _DOCUMENTS, _HELP_DESK, *_SPARE),
    Profile.STUDENT_LIFE: (
        _BOARD,
        _ROLLS,
        _PUPILS,
        _MESSAGES,
        _SCHOOL,
        _TIMETABLES,
        _DIARY,
        _CONTACTS,
        _NEWS,
        _DOCUMENTS,
        _WRITTEN_WORDS,
        _ACTIVATION,
        _DESK,
        _HELP_DESK,
        *_SPARE,
    ),
    Profile.HEAD: _SCHOOL_OFFICE,
    Profile.SCHOOL_STAFF: _SCHOOL_OFFICE,
    Profile.EXTERNAL: (_HOME, _MESSAGES, _NEWS, _DOCUMENTS, *_SPARE),
    Profile.ACADEMY: (_HOME, _DIARY, _ACCOUNT, _PREFERENCES, _HELP, _DATA, _ACCESSIBILITY),
    Profile.LOCAL_AUTHORITY: (_BOARD, _SCHOOLS, _CAMPAIGNS, _SUPPORT, _CONSOLE, _CONTACTS, _CIRCULARS, *_SPARE),
    OPERATOR: (_BOARD, _SCHOOLS, _CONSOLE, _CONTACTS, _SUPPORT, *_SPARE),
    SUPPORT: (_HOME, _VIEWS, *_SPARE),
}
# Who may not open an entry of a row it shares with others.
_NOT_FOR: Mapping[str, frozenset[Entry]] = {
    Profile.SCHOOL_STAFF: frozenset({_CONSOLE}),
    OPERATOR: frozenset({_SCHOOLS}),
}
_GROUPS = (
    (
        _("Suivre"),
        (
            _AGENDA,
            _TIMETABLES,
            _TO_DO,
            _DIARY,
            _ROLLS,
            _MY_ROLLS,
            _ABSENCES,
            _SCHOOLING,
            _CLASSES,
            _SCHOOL,
            _PUPILS,
            _SCHOOLS,
            _DOCUMENTS,
        ),
    ),
    (_("Communiquer"), (_MESSAGES, _WORDS, _WRITTEN_WORDS, _NEWS, _CIRCULARS, _CONTACTS, _SUPPORT)),
    (_("Gérer"), (_CAMPAIGNS, _CONSOLE, _VIEWS, _ACTIVATION, _DESK, _HELP_DESK, _CORRECTIONS)),
    (_("Pour vous"), (_ACCOUNT, _TOOLS, _PREFERENCES, _MAJORITY, _HELP, _DATA, _ACCESSIBILITY)),
)


@functools.cache
def address(target: str) -> str:
    """The address of that name, empty when no room offers it yet."""
    try:
        return reverse(target)
    except NoReverseMatch:
        return ""


def entries_of(profile: str, off: frozenset[str] = frozenset(), confided: bool = False) -> list[Entry]:
    """All entries that exist for a profile, in order; "Plus" is not among them.

    `off`: services switched off, and rights not held. `confided`: a right of the administration was confided to this
    person.
    """
    closed = _NOT_FOR.get(profile, frozenset())
    row = [one for one in _ROWS.get(profile, (_HOME, *_SPARE)) if one not in closed or (confided and one is _CONSOLE)]
    if confided and _CONSOLE not in row:
        row.insert(len(row) - len(_SPARE), _CONSOLE)
    return [one for one in row if not {one.service, one.right} & off and address(one.target)]


def _item(entry: Entry) -> NavItem:
    return NavItem(label=str(entry.label), url=address(entry.target), icon=entry.icon, key=entry.key)


@functools.lru_cache(maxsize=256)
def navigation(
    profile: str, language: str, off: frozenset[str] = frozenset(), confided: bool = False
) -> tuple[tuple[NavItem, ...], tuple[NavGroup, ...]]:
    """The five entries and the groups of a profile, in that language, none marked as current."""
    with override(language):
        entries = entries_of(profile, off, confided)
        tabs = [*entries[: TABS - 1], _MORE]
        rest = set(entries) - set(tabs)
        groups = [(title, [one for one in members if one in rest]) for title, members in _GROUPS]
        return (
            tuple(_item(one) for one in tabs),
            tuple(NavGroup(str(title), tuple(map(_item, members))) for title, members in groups if members),
        )


def everything(hat: Hat) -> list[tuple[str, list[Entry]]]:
    """Titled groups of all that a hat may open, for the page "Plus"."""
    mine = set(entries_of(hat.profile, closed_services(hat) | closed_entries(hat), is_confided(hat)))
    groups = [(str(title), [one for one in members if one in mine]) for title, members in _GROUPS]
    return [(title, members) for title, members in groups if members]
