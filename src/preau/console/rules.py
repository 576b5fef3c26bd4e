"""Rights of the console, each with its risks (access.risks)."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

_ONE, _RULE = Risk.PERSONAL, Risk.CONFIG

ASSIGN = Act("console.assign_schools", _("rattacher des établissements à une collectivité"), _RULE | Risk.BULK)
SET_LOOK = Act("console.set_look", _("changer les couleurs et le contact d’une collectivité"), _RULE)
LOAD_CALENDAR = Act("console.load_calendar", _("remplacer le calendrier scolaire"), _RULE)
RECORD_DECISION = Act("console.record_decision", _("enregistrer la décision d’un juge"), _ONE | _RULE)
WITHDRAW_DECISION = Act("console.withdraw_decision", _("lever la décision d’un juge"), _ONE | _RULE)
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
