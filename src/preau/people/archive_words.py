"""Words of the archive: what each key of an export means, and its values as a person reads them."""

import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.people.archive_documents import DOCUMENTS
from preau.people.archive_lessons import LESSONS
from preau.people.enums import CorrectableField
from preau.ui import wording

TITLES: Mapping[str, Any] = {
    # rooms
    "kernel": gettext_lazy("Ce que vous avez fait"),
    "directory": gettext_lazy("L’annuaire"),
    "identity": gettext_lazy("Votre compte"),
    "people": gettext_lazy("Vos demandes"),
    "portal": gettext_lazy("Ce que vous avez signalé"),
    "files": gettext_lazy("Vos fichiers"),
    "notifications": gettext_lazy("Vos avis"),
    "messaging": gettext_lazy("Vos messages"),
    "safety": gettext_lazy("Signalements"),
    "reports_made": gettext_lazy("Ce que vous avez signalé"),
    "reports_handled": gettext_lazy("Signalements que vous avez traités"),
    "containments": gettext_lazy("Quand votre compte a été mis à l’abri"),
    "notice": gettext_lazy("Texte affiché"),
    "crises_set": gettext_lazy("Mesures de crise que vous avez posées"),
    "containments_made": gettext_lazy("Comptes que vous avez mis à l’abri"),
    "containments_reopened": gettext_lazy("Comptes que vous avez rouverts"),
    "since": gettext_lazy("Depuis"),
    "messages": gettext_lazy("Messages"),
    "readers": gettext_lazy("Personnes"),
    "standing": gettext_lazy("Parce que"),
    "reported_at": gettext_lazy("Signalé le"),
    "outcome": gettext_lazy("Réponse"),
    "news": gettext_lazy("Actualités"),
    "news_written": gettext_lazy("Actualités que vous avez écrites"),
    "news_published": gettext_lazy("Actualités que vous avez publiées"),
    "circulars_written": gettext_lazy("Actualités que vous avez écrites pour une collectivité"),
    "circulars_published": gettext_lazy("Actualités que vous avez publiées pour une collectivité"),
    "acknowledgements": gettext_lazy("Actualités que vous avez dit avoir lues"),
    "item__title": gettext_lazy("Actualité"),
    **LESSONS,
    **DOCUMENTS,
    "liaison": gettext_lazy("Carnet de liaison"),
    "words_written": gettext_lazy("Mots que vous avez écrits aux familles"),
    "words_about": gettext_lazy("Mots aux familles qui parlent de vous"),
    "word_answers": gettext_lazy("Réponses que vous avez données à des mots"),
    "former_word_answers": gettext_lazy("Ce que vous aviez répondu avant"),
    "word_replies": gettext_lazy("Ce qui s’est écrit sous des mots, entre vous et l’établissement"),
    "word_replies_written": gettext_lazy("Ce que vous avez écrit sous des mots"),
    "words_on_paper": gettext_lazy("Vos mots sont imprimés"),
    "printed_words": gettext_lazy("Mots imprimés pour vous"),
    "word_answers_entered": gettext_lazy("Réponses que vous avez saisies pour des familles"),
    "entries_made": gettext_lazy("Ce que vous avez fait au guichet pour des familles"),
    "done_at_counter": gettext_lazy("Ce qui fut fait pour vous au guichet"),
    "says": gettext_lazy("Ce qui fut fait"),
    "undone": gettext_lazy("Ce qui en fut défait"),
    "former_answers_entered": gettext_lazy("Réponses saisies pour des familles, changées depuis"),
    "word_replies_entered": gettext_lazy("Ce que vous avez écrit pour des familles sous des mots"),
    "families_put_on_paper": gettext_lazy("Familles dont vous avez fait imprimer les mots"),
    "words_printed": gettext_lazy("Mots que vous avez imprimés"),
    "means": gettext_lazy("Moyen"),
    "contested_at": gettext_lazy("Contesté le"),
    "handed_at": gettext_lazy("Remis le"),
    "word_language": gettext_lazy("Langue dans laquelle vous lisez les mots"),
    "word__title": gettext_lazy("Mot"),
    "word__sent_at": gettext_lazy("Envoyé le"),
    "answer__word__title": gettext_lazy("Mot"),
    "choice": gettext_lazy("Réponse"),
    "is_staff": gettext_lazy("Écrit par l’établissement"),
    "elected_consents": gettext_lazy("Classes dont les parents élus peuvent vous écrire"),
    "helpdesk": gettext_lazy("Demandes d’aide"),
    "help_asked": gettext_lazy("Demandes d’aide que vous avez faites"),
    "help_answered": gettext_lazy("Demandes d’aide auxquelles vous avez répondu"),
    "matter": gettext_lazy("Objet"),
    "starts_at": gettext_lazy("Début"),
    # parts
    "acts": gettext_lazy("Actes inscrits au journal"),
    "act": gettext_lazy("Acte"),
    "at": gettext_lazy("Le"),
    "person": gettext_lazy("Identité et coordonnées"),
    "id": gettext_lazy("Identifiant interne"),
    "search_name": gettext_lazy("Nom servant à la recherche"),
    "shares_address": gettext_lazy("Adresse communiquée à l’autre responsable"),
    "takes_over_signatures_on": gettext_lazy("Signe soi-même depuis le"),
    "closes_guardian_messages_on": gettext_lazy("Messages fermés aux responsables depuis le"),
    "suspended_at": gettext_lazy("Suspendu le"),
    "erased_at": gettext_lazy("Effacé le"),
    "records": gettext_lazy("Fiches de l’annuaire académique"),
    "authority_id": gettext_lazy("Académie"),
    "kind": gettext_lazy("Nature"),
    "join_key": gettext_lazy("Clé dans l’annuaire"),
    "former_mailboxes": gettext_lazy("Adresses précédentes"),
    "disputed_at": gettext_lazy("Changement contesté le"),
    "places": gettext_lazy("Places dans les établissements"),
    "school__name": gettext_lazy("Établissement"),
    "profile": gettext_lazy("Qualité"),
    "state": gettext_lazy("État"),
    "starts_on": gettext_lazy("Du"),
    "ends_on": gettext_lazy("Au"),
    "left_on": gettext_lazy("Départ le"),
    "entered_on": gettext_lazy("Arrivée le"),
    "functions": gettext_lazy("Fonctions"),
    "code": gettext_lazy("Code"),
    "label": gettext_lazy("Intitulé"),
    "discipline_label": gettext_lazy("Discipline"),
    "schooling": gettext_lazy("Scolarité"),
    "school_year_id": gettext_lazy("Année scolaire"),
    "homeroom__label": gettext_lazy("Classe"),
    "group__label": gettext_lazy("Groupe"),
    "ine": gettext_lazy("Identifiant national (INE)"),
    "mef_code": gettext_lazy("Code de la formation"),
    "level_label": gettext_lazy("Niveau"),
    "boarding_status": gettext_lazy("Régime"),
    "groups": gettext_lazy("Groupes"),
    "teachings": gettext_lazy("Enseignements"),
    "subject_code": gettext_lazy("Code de la matière"),
    "head_teacher_of": gettext_lazy("Classes dont vous êtes professeur principal"),
    "guardian_of": gettext_lazy("Élèves dont vous répondez"),
    "has_guardians": gettext_lazy("Personnes qui répondent de vous"),
    "reach": gettext_lazy("Étendue"),
    "contact_rank": gettext_lazy("Ordre d’appel"),
    "pays_fees": gettext_lazy("Paie les frais"),
    "receives_aid": gettext_lazy("Reçoit les aides"),
    "ended_at": gettext_lazy("Fin le"),
    "file_readings": gettext_lazy("Consultations de votre fiche par le personnel"),
    "files_read": gettext_lazy("Fiches d’élèves que vous avez consultées"),
    **dict.fromkeys(("day", "lesson__day"), gettext_lazy("Jour")),
    "first_at": gettext_lazy("Première fois"),
    "last_at": gettext_lazy("Dernière fois"),
    "court_decisions": gettext_lazy("Décisions de justice"),
    "reference": gettext_lazy("Référence"),
    "account": gettext_lazy("Compte"),
    "login": gettext_lazy("Identifiant de connexion"),
    "is_active": gettext_lazy("Compte ouvert"),
    "last_login": gettext_lazy("Dernière connexion"),
    "preferences": gettext_lazy("Préférences"),
    "display": gettext_lazy("Affichage"),
    "language": gettext_lazy("Langue"),
    "privacy_read": gettext_lazy("Mentions sur les données lues"),
    "created_at": gettext_lazy("Créé le"),
    "sessions": gettext_lazy("Connexions ouvertes"),
    "expire_date": gettext_lazy("Jusqu’au"),
    "offices": gettext_lazy("Fonctions hors des établissements"),
    "title": gettext_lazy("Intitulé"),
    "accessibility_requests": gettext_lazy("Difficultés d’accès"),
    "page": gettext_lazy("Page"),
    "text": gettext_lazy("Texte"),
    "reply_to": gettext_lazy("Répondre à"),
    "answered_at": gettext_lazy("Répondu le"),
    "copies": gettext_lazy("Copies de vos données"),
    "asked_at": gettext_lazy("Demandé le"),
    "ready_at": gettext_lazy("Prête le"),
    "corrections": gettext_lazy("Demandes de correction"),
    "field": gettext_lazy("Donnée"),
    "proposed": gettext_lazy("Valeur demandée"),
    "reason": gettext_lazy("Explication"),
    "answer": gettext_lazy("Réponse"),
    "decided_at": gettext_lazy("Décidé le"),
    "access": gettext_lazy("Vos droits confiés"),
    "api": gettext_lazy("Réponses gardées pour vos outils"),
    "federation": gettext_lazy("Services reliés"),
    "console": gettext_lazy("Listes sorties et premières directions"),
    "imports": gettext_lazy("Imports et listes"),
    "own_files": gettext_lazy("Fichiers envoyés"),
    "space_used": gettext_lazy("Place prise, en octets"),
    "size": gettext_lazy("Taille, en octets"),
    "blob__content": gettext_lazy("Sorte de contenu"),
    "kept_at": gettext_lazy("Envoyé le"),
    "delegations": gettext_lazy("Droits confiés"),
    "mandates": gettext_lazy("Mandats d’élu"),
    "replies_closed": gettext_lazy("Réponses que vous avez fermées"),
    "reopened_at": gettext_lazy("Rouvert le"),
    "requests_for_names": gettext_lazy("Demandes de voir des noms"),
    "right": gettext_lazy("Droit"),
    "answers": gettext_lazy("Réponses gardées"),
    "key": gettext_lazy("Clé"),
    "status": gettext_lazy("Code de la réponse"),
    "made_at": gettext_lazy("Fait le"),
    "services": gettext_lazy("Services que vous avez ouverts"),
    "service__name": gettext_lazy("Service"),
    "attributes": gettext_lazy("Ce que le service apprend"),
    "told_at": gettext_lazy("Dit le"),
    "entered": gettext_lazy("Entrées dans les services"),
    "opened_at": gettext_lazy("Ouvert le"),
    "external_keys": gettext_lazy("Comptes d’ailleurs reliés au vôtre"),
    "source": gettext_lazy("Source"),
    "how": gettext_lazy("Manière"),
    "linked_at": gettext_lazy("Relié le"),
    "list_exports": gettext_lazy("Listes que vous avez exportées ou demandées"),
    "list_exports_decided": gettext_lazy("Demandes de liste dont vous avez décidé"),
    "first_head": gettext_lazy("Première direction que vous êtes"),
    "first_heads_named": gettext_lazy("Premières directions que vous avez proposées"),
    "first_heads_decided": gettext_lazy("Premières directions dont vous avez décidé"),
    "imports_started": gettext_lazy("Imports que vous avez lancés"),
    "lists_brought": gettext_lazy("Listes que vous avez apportées"),
    "changes_decided": gettext_lazy("Changements d’import dont vous avez décidé"),
    "dry_run": gettext_lazy("Essai sans écrire"),
    "finished_at": gettext_lazy("Fini le"),
    "settings_changed": gettext_lazy("Réglages d’établissement que vous avez changés"),
    "authority_settings_changed": gettext_lazy("Réglages de collectivité que vous avez changés"),
    "spaces_dated": gettext_lazy("Ouvertures de l’espace que vous avez datées"),
    "links_declared": gettext_lazy("Liens entre établissements que vous avez déclarés"),
    "rights_given": gettext_lazy("Droits que vous avez confiés"),
    "requests_answered": gettext_lazy("Demandes de voir des noms auxquelles vous avez répondu"),
    "local_authority__name": gettext_lazy("Collectivité"),
    "other_school__name": gettext_lazy("Autre établissement"),
    "school_kind": gettext_lazy("Type d’établissement"),
    "setting": gettext_lazy("Réglage"),
    "subject": gettext_lazy("Objet"),
    "value": gettext_lazy("Valeur"),
    "locked": gettext_lazy("Fixé pour les établissements"),
    "changed_at": gettext_lazy("Changé le"),
    "opens_on": gettext_lazy("Ouvre le"),
    "declared_at": gettext_lazy("Déclaré le"),
    "given_at": gettext_lazy("Donné le"),
    "hours": gettext_lazy("Durée en heures"),
    "notices_published": gettext_lazy("Versions de la mention que vous avez publiées"),
    "version": gettext_lazy("Version"),
    "published_at": gettext_lazy("Publié le"),
    "corrections_decided": gettext_lazy("Demandes de correction dont vous avez décidé"),
    "locks_set": gettext_lazy("Suspensions que vous avez posées"),
    "target": gettext_lazy("À qui"),
    "codes_shown": gettext_lazy("Codes que vous avez montrés"),
    "views_opened": gettext_lazy("Accès que vous avez ouverts à l’assistance"),
    "views_asked": gettext_lazy("Accès que vous avez demandés pour l’assistance"),
    "recovery_codes": gettext_lazy("Codes de secours"),
    "left": gettext_lazy("Encore utilisables"),
    "entered_by": gettext_lazy("Connexions ouvertes par un compte d’ailleurs"),
    "records_joined": gettext_lazy("Fiches réunies à la vôtre, ou qui le pourraient"),
    "joined_at": gettext_lazy("Réunies le"),
    "undone_at": gettext_lazy("Séparées le"),
    "adult_choices": gettext_lazy("Choix faits à 18 ans, annoncés à l’établissement"),
    "told_on": gettext_lazy("Annoncé le"),
    "format": gettext_lazy("Format"),
    "count": gettext_lazy("Nombre"),
    "taken_at": gettext_lazy("Pris le"),
    "started_at": gettext_lazy("Début"),
    "seen_at": gettext_lazy("Dernière page"),
    "second_factors": gettext_lazy("Seconds facteurs"),
    "name": gettext_lazy("Nom donné"),
    "last_used_at": gettext_lazy("Dernier usage"),
    "devices": gettext_lazy("Appareils connus"),
    "first_seen_at": gettext_lazy("Première connexion"),
    "last_seen_at": gettext_lazy("Dernière connexion"),
    "trusted_until": gettext_lazy("Reconnu jusqu’au"),
    "at_school": gettext_lazy("Ordinateur de l’établissement"),
    "device_notices": gettext_lazy("Avertissements d’un nouvel appareil"),
    "device_name": gettext_lazy("Appareil"),
    "family_devices": gettext_lazy("Téléphones de la famille"),
    "locks": gettext_lazy("Droits suspendus"),
    "set_at": gettext_lazy("Posé le"),
    "ends_at": gettext_lazy("Fin"),
    "closed_at": gettext_lazy("Fermé le"),
    "support_views": gettext_lazy("Accès de l’assistance à ce que vous voyez"),
    "asked_label": gettext_lazy("Demandé par"),
    "opened_label": gettext_lazy("Ouvert par"),
    "slips": gettext_lazy("Fiches d’activation"),
    "printed_at": gettext_lazy("Imprimé le"),
    "used_at": gettext_lazy("Utilisé le"),
    "voided_at": gettext_lazy("Annulé le"),
    "codes": gettext_lazy("Codes montrés ou envoyés"),
    "road": gettext_lazy("Voie"),
    "maker_label": gettext_lazy("Par"),
    "spent_at": gettext_lazy("Épuisé le"),
    "api_tokens": gettext_lazy("Jetons d’accès"),
    "scopes": gettext_lazy("Droits"),
    "expires_at": gettext_lazy("Fin"),
    "revoked_at": gettext_lazy("Repris le"),
    "notices": gettext_lazy("Avis reçus"),
    "matter__kind": gettext_lazy("Sujet"),
    "matter__school__name": gettext_lazy("Établissement"),
    "matter__raised_at": gettext_lazy("Du"),
    "read_at": gettext_lazy("Lu le"),
    "by_mail": gettext_lazy("Par courriel"),
    "notice_choices": gettext_lazy("Comment vous voulez être prévenu"),
    "channel": gettext_lazy("Voie"),
    "pace": gettext_lazy("Quand"),
    "habits": gettext_lazy("Récapitulatif et heures calmes"),
    "digest_at": gettext_lazy("Heure du récapitulatif"),
    "digest_off": gettext_lazy("Sans récapitulatif"),
    "with_content": gettext_lazy("Contenu dans les courriels"),
    "night_from": gettext_lazy("Nuit depuis"),
    "night_to": gettext_lazy("Nuit jusqu’à"),
    "weekend": gettext_lazy("Fin de semaine calme"),
    "weekend_from": gettext_lazy("Fin de semaine depuis le vendredi à"),
    "timetable_from": gettext_lazy("Changements d’emploi du temps depuis"),
    "digest_on": gettext_lazy("Dernier récapitulatif le"),
    "push_devices": gettext_lazy("Appareils qui reçoivent des avis"),
    "added_at": gettext_lazy("Ajouté le"),
    "dead_addresses": gettext_lazy("Adresses qui refusent nos courriels"),
    "address": gettext_lazy("Adresse"),
    "refused_at": gettext_lazy("Refusé le"),
    "calm_hours_set": gettext_lazy("Heures calmes que vous avez réglées"),
    "messages_written": gettext_lazy("Messages que vous avez écrits"),
    "message_copies": gettext_lazy("Messages de votre boîte"),
    "message_folders": gettext_lazy("Dossiers de votre boîte de messages"),
    "own__name": gettext_lazy("Dossier"),
    "message__subject": gettext_lazy("Objet"),
    "attached": gettext_lazy("Pièces jointes"),
    "mailboxes": gettext_lazy("Réglages de votre boîte de messages"),
    "signature": gettext_lazy("Signature"),
    "absent_from": gettext_lazy("Absence : premier jour"),
    "absent_until": gettext_lazy("Absence : dernier jour"),
    "absence_text": gettext_lazy("Réponse pendant l’absence"),
    "message__sent_at": gettext_lazy("Envoyé le"),
    "message__school__name": gettext_lazy("Établissement"),
    "written_at": gettext_lazy("Écrit le"),
    "sent_at": gettext_lazy("Envoyé le"),
    "folder": gettext_lazy("Dossier"),
    "is_read": gettext_lazy("Lu"),
    "is_starred": gettext_lazy("Suivi"),
    **{field.value: field.label for field in CorrectableField if field != CorrectableField.TITLE},
}


Words = Callable[[str, str], Any]
"""The words of a code of a column; None when it has none."""


def _none(_key: str, _code: str) -> None:
    return None


def words_of(room: str, table: type[models.Model] | None = None) -> Words:
    """Words of the codes that rows of a table hold; of no known table, those on which all tables of the room agree."""
    if table is None:
        agreed = _agreed(room)
        return lambda key, code: agreed.get((key, code))
    return lambda key, code: _choices(table, key).get(code)


@functools.cache
def _choices(table: type[models.Model], key: str) -> dict[Any, Any]:
    """Words of the codes of one column, which may stand in another table ("affiliation__profile")."""
    column: Any = None
    for name in key.split("__"):
        try:
            column = table._meta.get_field(name)
        except FieldDoesNotExist:
            return {}
        table = column.related_model or table
    return dict(getattr(column, "flatchoices", ()))


@functools.cache
def _agreed(room: str) -> dict[tuple[str, str], Any]:
    tables = apps.get_app_config(room).get_models() if room in apps.app_configs else ()
    columns = (column for table in tables for column in table._meta.concrete_fields)
    found: dict[tuple[str, str], set[Any]] = defaultdict(set)
    for column in columns:
        for code, words in column.flatchoices:
            found[column.name, code].add(words)
    return {key: next(iter(words)) for key, words in found.items() if len(words) == 1}


def title(key: str) -> str:
    """The words of a key; the key itself when nobody gave it words."""
    return str(TITLES.get(key, key))


def said(key: str, value: Any, words: Words = _none) -> str:
    """A value in words: those that its table has for a code of that column."""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, dict | list):
        return ", ".join(_flat(value))
    if (named := words(key, str(value))) is not None:
        return str(named)
    if key.endswith(("_on", "_at", "_date", "_login", "_until")) or key in {"day", "at"}:
        return _date(str(value))
    return str(value)


def _flat(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{title(str(key))} : {said(str(key), one)}" for key, one in value.items()]
    return [said("", one) for one in value]


def _date(text: str) -> str:
    try:
        if len(text) <= 10:
            return wording.plain_date(dt.date.fromisoformat(text))
        moment = parse_datetime(text)
    except ValueError:
        return text
    return f"{wording.plain_date(moment)}, {wording.hour(moment)}" if moment else text
