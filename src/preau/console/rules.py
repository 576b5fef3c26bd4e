"""Acts of the console, each with its risks (access.risks)."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

_ONE, _RULE = Risk.PERSONAL, Risk.CONFIG

ASSIGN = Act("console.assign_schools", _("rattacher des établissements à une collectivité"), _RULE | Risk.BULK)
SET_LOOK = Act("console.set_look", _("changer les couleurs et le contact d’une collectivité"), _RULE)
SET_LOGO = Act("console.set_logo", _("changer le logo d’une collectivité, ou le retirer"), _RULE)
LOAD_CALENDAR = Act("console.load_calendar", _("remplacer le calendrier scolaire"), _RULE)
RECORD_DECISION = Act("console.record_decision", _("enregistrer la décision d’un juge"), _ONE | _RULE)
WITHDRAW_DECISION = Act("console.withdraw_decision", _("lever la décision d’un juge"), _ONE | _RULE)
SET_CHARGE = Act("console.set_charge", _("confier un élève à un simple contact, ou ne plus le confier"), _ONE | _RULE)
RECORD_ADULT_CHOICE = Act("console.record_adult_choice", _("enregistrer le choix d’un élève majeur"), _ONE | _RULE)
FIND_PAIRS = Act("console.find_pairs", _("chercher des fiches à rapprocher"), _ONE)
DECIDE_PAIR = Act("console.decide_pair", _("réunir ou séparer deux fiches"), _ONE | _RULE)
SET_LOCK = Act("console.set_lock", _("suspendre un droit"), _ONE | Risk.BULK | _RULE)
LIFT_LOCK = Act("console.lift_lock", _("rendre un droit suspendu"), _ONE | Risk.BULK | _RULE)
SET_NETWORKS = Act("console.set_networks", _("déclarer les ordinateurs de l’établissement"), _RULE)
FORGET_FACTORS = Act("console.forget_factors", _("retirer les seconds facteurs de quelqu’un"), _ONE | _RULE)
ASK_VIEW = Act("console.ask_view", _("demander à voir ce que voit une personne"), Risk.NONE)
ANSWER_VIEW = Act("console.answer_view", _("ouvrir à l’assistance ce que voit une personne"), _ONE | _RULE)
VIEW_AS = Act("console.view_as", _("voir ce que voit une personne, si son établissement l’a ouvert"), _ONE | _RULE)
STOP_VIEWING = Act("console.stop_viewing", _("cesser de voir comme une personne"), Risk.NONE)

_SEVERAL = Risk.PERSONAL | Risk.BULK
PRINT_SLIPS = Act("console.print_slips", _("imprimer les fiches d’activation d’une classe"), _SEVERAL)
REMIND = Act("console.remind", _("écrire à ceux qui ne sont jamais venus"), Risk.BULK)
SHOW_CODE = Act("console.show_code", _("montrer un code à une personne présente"), _ONE)
LEND_TOKEN = Act("console.lend_token", _("donner un jeton à un partenaire, ou le reprendre"), _RULE)
SET_RULE = Act("console.set_rule", _("changer qui peut écrire à qui"), _RULE)
SET_SERVICE = Act("console.set_service", _("ouvrir ou fermer un service"), _RULE)
SET_RIGHT = Act("console.set_right", _("changer le droit d’un rôle"), _RULE)
ENTRUST = Act("console.entrust", _("confier un droit, ou le reprendre"), _ONE | _RULE)
NAME_DELEGATE = Act("console.name_delegate", _("inscrire ou retirer un élu"), _ONE | _RULE)
ASK_NAMES = Act("console.ask_names", _("demander à voir des noms"), Risk.NONE)
ANSWER_NAMES = Act("console.answer_names", _("ouvrir ou fermer les noms à la collectivité"), _SEVERAL | _RULE)
READ_NAMES = Act("console.read_names", _("lire les noms qu’un établissement a ouverts"), _SEVERAL)
SET_TERMS = Act("console.set_terms", _("changer les périodes de l’année"), _RULE)
SET_NOTICE = Act("console.set_notice", _("changer l’information donnée sur les données personnelles"), _RULE)
EXPORT_LIST = Act("console.export_list", _("prendre une liste de personnes ou d’actes"), _SEVERAL)
DECIDE_EXPORT = Act("console.decide_export", _("accepter ou refuser l’export d’une longue liste"), _SEVERAL)
SET_GROUP = Act("console.set_group", _("créer ou renommer un groupe"), _ONE)
FILL_GROUP = Act("console.fill_group", _("ajouter des élèves à un groupe, ou les retirer"), _SEVERAL)
SET_RULE_GROUP = Act("console.set_rule_group", _("composer un groupe par règle, ou l’arrêter"), _SEVERAL)
SET_OPENING = Act("console.set_opening", _("changer le jour d’ouverture de l’espace"), _RULE | Risk.BULK)
COPY_SETTINGS = Act("console.copy_settings", _("copier les réglages d’un établissement à d’autres"), _RULE | Risk.BULK)
LINK_SCHOOLS = Act("console.link_schools", _("lier des groupes de deux établissements, ou les délier"), _RULE)
PRINT_STAFF_SLIPS = Act("console.print_staff_slips", _("imprimer les fiches d’activation des personnels"), _SEVERAL)
REMIND_STAFF = Act("console.remind_staff", _("écrire aux personnels qui ne sont jamais venus"), Risk.BULK)
SHOW_STAFF_CODE = Act("console.show_staff_code", _("montrer un code à un membre du personnel"), _ONE | _RULE)
ADD_SCHOOL = Act("console.add_school", _("ajouter un établissement"), _RULE)
ASK_HEAD = Act("console.ask_head", _("proposer la première direction d’un établissement"), _ONE | _RULE)
DECIDE_HEAD = Act("console.decide_head", _("confirmer, refuser ou retirer une première direction"), _ONE | _RULE)
PRINT_HEAD_SLIP = Act(
    "console.print_head_slip", _("imprimer la fiche d’activation d’une première direction"), _ONE | _RULE
)
