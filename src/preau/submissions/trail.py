"""Sentences of the audit trail for work handed in."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "submissions.ask": _("%(actor)s a demandé qu’un travail soit rendu"),
    "submissions.close": _("%(actor)s a arrêté de prendre des copies"),
    "submissions.open": _("%(actor)s a repris la remise des copies"),
    "submissions.compose_teams": _("%(actor)s a fait des groupes (élèves : %(count)s)"),
    "submissions.hand_in": _("%(actor)s a rendu une copie (version %(number)s, fichiers : %(count)s)"),
    "submissions.note_paper": _("%(actor)s a noté une copie rendue sur papier"),
    "submissions.unnote_paper": _("%(actor)s a retiré la mention « rendu sur papier »"),
    "submissions.set_marking": _("%(actor)s a réglé la notation d’un travail rendu"),
    "submissions.correct": _("%(actor)s a corrigé une copie"),
    "submissions.add_phrase": _("%(actor)s a ajouté un commentaire tout fait"),
    "submissions.remove_phrase": _("%(actor)s a retiré un commentaire tout fait"),
    "submissions.give_back": _("%(actor)s a rendu des copies corrigées (copies : %(count)s)"),
    "submissions.ask_again": _("%(actor)s a redemandé une copie"),
    "submissions.remind": _("%(actor)s a rappelé un travail à ceux qui ne l’ont pas rendu (élèves : %(count)s)"),
    "submissions.set_extra_time": _("%(actor)s a réglé le temps supplémentaire d’un élève"),
}
