"""Closed lists of rights and of communication rules."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Right(models.TextChoices):
    """Every right there is. What each reaches, who may be given it and its risks: access/roles.py."""

    SEE_SCHOOL = "see_school", _("voir les classes, les effectifs et les personnels")
    SEE_CLASS = "see_class", _("ouvrir la page d’une classe, avec ses élèves")
    SEE_PUPIL = "see_pupil", _("ouvrir la fiche d’un élève")
    SEE_STAFF_CONTACTS = "see_staff_contacts", _("trouver la direction et l’administration d’un établissement")
    SEE_FAMILY = "see_family", _("voir qui répond d’un élève et enregistrer la décision d’un juge")
    MATCH_RECORDS = "match_records", _("réunir deux fiches d’une même personne")
    READ_JOURNAL = "read_journal", _("lire le journal")
    READ_IMPORTS = "read_imports", _("suivre les imports de l’annuaire")
    DECIDE_IMPORTS = "decide_imports", _("confirmer ce qu’un import laisse en attente")
    IMPORT_LISTS = "import_lists", _("importer une liste de l’établissement")
    SET_RULES = "set_rules", _("régler qui peut écrire à qui")
    TEST_RULES = "test_rules", _("vérifier qui peut écrire à qui, et pourquoi")
    SET_RIGHTS = "set_rights", _("régler les droits des rôles")
    SET_SERVICES = "set_services", _("ouvrir et fermer les services")
    COPY_SETTINGS = "copy_settings", _("copier les réglages d’un établissement vers d’autres")
    SET_GROUPS = "set_groups", _("composer les groupes, à la main ou par règle")
    DELEGATE = "delegate", _("confier un droit à quelqu’un, avec des dates")
    NAME_DELEGATES = "name_delegates", _("inscrire les délégués et les parents élus")
    OPEN_NAMES = "open_names", _("ouvrir les noms à la collectivité ou à l’exploitant")
    ASK_NAMES = "ask_names", _("demander à voir des noms")
    OPEN_ACCOUNTS = "open_accounts", _("remettre des fiches d’activation et rappeler qui n’est jamais venu")
    OPEN_STAFF_ACCOUNTS = "open_staff_accounts", _("ouvrir les comptes des personnels")
    SHOW_CODES = "show_codes", _("montrer un code à qui est devant soi")
    READ_DIRECTORY = "read_directory", _("consulter l’annuaire de l’établissement")
    EXPORT_LISTS = "export_lists", _("emporter des listes")
    SET_TERMS = "set_terms", _("régler les périodes de notation")
    CORRECT_RECORDS = "correct_records", _("répondre aux demandes de correction")
    WRITE_NOTICES = "write_notices", _("rédiger la page « Données personnelles »")
    LEND_TOKENS = "lend_tokens", _("prêter des jetons aux outils de partenaires")
    LINK_SERVICES = "link_services", _("relier d’autres outils")
    WRITE_NEWS = "write_news", _("rédiger des actualités, relues avant d’être publiées")
    PUBLISH_NEWS = "publish_news", _("publier des actualités")
    WARN = "warn", _("publier une information de sécurité")
    NEWS_TO_SCHOOLS = "news_to_schools", _("publier des actualités dans les établissements de sa collectivité")
    AGREE_TO_NEWS = "agree_to_news", _("accepter qu’une actualité de la collectivité aille aux familles")
    WRITE_WORDS = "write_words", _("écrire des mots aux familles et voir qui a répondu")
    ACT_FOR_FAMILIES = "act_for_families", _("agir pour une famille, au guichet, et imprimer ses mots")
    WORDS_TO_ALL = "words_to_all", _("envoyer un mot aux familles de tout l’établissement")
    SEE_WORDS = "see_words", _("voir les mots des autres aux familles, et qui a répondu")
    SEE_TIMETABLES = "see_timetables", _("voir l’emploi du temps des classes, des professeurs et des salles")
    SET_TIMETABLE = "set_timetable", _("écrire l’emploi du temps, annuler, déplacer et remplacer des cours")
    CALL_ROLL = "call_roll", _("faire l’appel")
    FOLLOW_ABSENCES = "follow_absences", _("suivre les absences, prévenir les familles et noter leurs réponses")
    WRITE_DIARY = "write_diary", _("remplir le cahier de textes et donner du travail")
    SEE_DIARIES = "see_diaries", _("lire le cahier de textes des classes")
    ENDORSE_DIARIES = "endorse_diaries", _("viser les cahiers de textes et régler le travail d’un soir")
    SET_EXTRA_TIME = "set_extra_time", _("donner à un élève plus de temps pour rendre ses devoirs")
    SHARE_DOCUMENTS = "share_documents", _("partager des documents avec des groupes, ouvrir un lien public")
    SEND_URGENTLY = "send_urgently", _("envoyer une urgence pendant les heures calmes")
    HANDLE_REPORTS = "handle_reports", _("recevoir et traiter les signalements")
    CONTAIN = "contain_accounts", _("mettre à l’abri un compte volé et retirer ce qu’il a envoyé")
    ANSWER_HELP = "answer_help", _("répondre aux demandes d’aide")
    SET_CRISIS = "set_crisis", _("fermer des échanges un temps, en cas de crise, et le dire à tous")
    UNDO_IMPORTS = "undo_imports", _("annuler un import")
    LIST_SCHOOLS = "list_schools", _("voir la liste des établissements et leurs effectifs")
    ADD_SCHOOLS = "add_schools", _("ajouter un établissement et nommer sa première direction")
    DRESS = "dress", _("choisir les couleurs d’une collectivité")
    RUN_PLATFORM = "run_platform", _("tenir la plateforme : imports, calendrier, rattachements")
    ADMINISTER = "administer", _("entrer dans l’administration")


BY_VISITORS = frozenset({Right.SEE_DIARIES})
"""What a school may confide for some days to somebody from outside, who inspects it."""


class Extent(models.TextChoices):
    """How far a right goes, from nothing to the whole platform."""

    NONE = "none", _("non")
    OWN = "own", _("pour soi ou ses enfants")
    OWN_CLASSES = "own_classes", _("dans ses classes et ses groupes")
    SCHOOL = "school", _("dans tout l’établissement")
    TERRITORY = "territory", _("dans les établissements de la collectivité")
    PLATFORM = "platform", _("sur toute la plateforme")


class Unit(models.TextChoices):
    """What a group of people is of."""

    SCHOOL = "school", _("établissement")
    CLASS = "class", _("classe")
    GROUP = "group", _("groupe d’élèves")


class GroupKind(models.TextChoices):
    """Automatic groups: who is in them is read from the directory at each question (access/groups.py)."""

    STUDENTS = "students", _("les élèves de l’établissement")
    GUARDIANS = "guardians", _("les responsables des élèves de l’établissement")
    TEACHERS = "teachers", _("les enseignants de l’établissement")
    STUDENT_LIFE = "student_life", _("la vie scolaire")
    OFFICE = "office", _("l’administration et les services")
    HEADS = "heads", _("la direction")
    STAFF = "staff", _("les personnels de l’établissement")
    HEAD_TEACHERS = "head_teachers", _("les professeurs principaux de l’établissement")
    DELEGATES = "delegates", _("les délégués des élèves de l’établissement")
    ELECTED_PARENTS = "elected_parents", _("les parents élus de l’établissement")
    CLASS_STUDENTS = "class_students", _("les élèves d’une classe")
    CLASS_GUARDIANS = "class_guardians", _("les responsables des élèves d’une classe")
    CLASS_TEACHERS = "class_teachers", _("les enseignants d’une classe")
    CLASS_STAFF = "class_staff", _("les personnels d’une classe")
    CLASS_HEAD_TEACHERS = "class_head_teachers", _("les professeurs principaux d’une classe")
    CLASS_DELEGATES = "class_delegates", _("les délégués d’une classe")
    CLASS_ELECTED_PARENTS = "class_elected_parents", _("les parents élus d’une classe")
    GROUP_STUDENTS = "group_students", _("les élèves d’un groupe")
    GROUP_GUARDIANS = "group_guardians", _("les responsables des élèves d’un groupe")
    GROUP_TEACHERS = "group_teachers", _("les enseignants d’un groupe")


class Link(models.TextChoices):
    """Whether one group may write to another, in that direction."""

    OPEN = "open", _("peuvent écrire")
    REPLY = "reply", _("peuvent seulement répondre")
    CLOSED = "closed", _("ne peuvent ni écrire ni répondre")


class Direction(models.TextChoices):
    """Which way a link between two schools goes, as the school that declares it says it."""

    OUT = "out", _("les nôtres écrivent aux leurs")
    IN = "in", _("les leurs écrivent aux nôtres")


class Subject(models.TextChoices):
    """What an entry of a policy is about; its key and values: access/policy.py."""

    LINK = "link", _("écriture d’un groupe à un autre")
    WRITES = "writes", _("les membres du groupe peuvent écrire")
    REACHED = "reached", _("le groupe atteint ses membres")
    RIGHT = "right", _("droit d’un rôle")
    SERVICE = "service", _("service")


class MandateKind(models.TextChoices):
    """An elected place, which no export of the academy carries."""

    DELEGATE = "delegate", _("Délégué des élèves")
    ELECTED_PARENT = "elected_parent", _("Parent élu")


class OpeningState(models.TextChoices):
    """Where a request to see names stands."""

    ASKED = "asked", _("Demandé")
    OPEN = "open", _("Ouvert")
    REFUSED = "refused", _("Refusé")
    CLOSED = "closed", _("Fermé")


class CrisisKind(models.TextChoices):
    """What is closed for a time; INFORM closes nothing: it only tells."""

    INFORM = "inform", _("information affichée, rien n’est fermé")
    NO_FILES = "no_files", _("aucun fichier ne se joint")
    STAFF_ONLY = "staff_only", _("seuls les personnels écrivent")
    READ_ONLY = "read_only", _("lecture seule : personne n’écrit")
