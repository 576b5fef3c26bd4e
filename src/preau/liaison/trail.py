"""Sentences of the audit trail for words to families."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import family_acts
from preau.kernel.behalf import Means
from preau.liaison.enums import Choice
from preau.liaison.usual import language_names

SENTENCES = {
    "liaison.save_draft": _("%(actor)s a rédigé un mot aux familles (classes : %(places)s)"),
    "liaison.choose_pupils": _("%(actor)s a choisi les élèves d’un mot (élèves : %(count)s)"),
    "liaison.send": _("%(actor)s a envoyé un mot aux familles (élèves : %(count)s)"),
    "liaison.remind": _("%(actor)s a rappelé un mot à qui n’a pas répondu (personnes : %(count)s)"),
    "liaison.close": _("%(actor)s a terminé un mot"),
    "liaison.reopen": _("%(actor)s a rouvert un mot aux réponses"),
    "liaison.recall": _("%(actor)s a retiré un mot"),
    "liaison.answer": _("%(actor)s a répondu à un mot (réponse : %(choice)s)"),
    "liaison.change_answer": _("%(actor)s a changé sa réponse à un mot (réponse : %(choice)s)"),
    "liaison.answer_for": _("%(actor)s a répondu à un mot pour une famille, %(means)s (réponse : %(choice)s)"),
    "liaison.contest": _("%(actor)s a contesté une réponse donnée en son nom (réponse : %(choice)s)"),
    "liaison.contest_reply": _("%(actor)s a contesté un texte écrit en son nom sous un mot"),
    "liaison.enter": _("%(actor)s a agi pour une famille qui le demandait, %(means)s (acte : %(act)s)"),
    "liaison.contest_entry": _("%(actor)s a contesté ce qui fut fait en son nom au guichet (acte : %(act)s)"),
    "liaison.put_on_paper": _("%(actor)s a noté qu’une famille n’utilise pas Préau"),
    "liaison.take_off_paper": _("%(actor)s a noté qu’une famille utilise de nouveau Préau"),
    "liaison.print": _("%(actor)s a imprimé des mots pour des familles (feuilles : %(count)s)"),
    "liaison.hand_over": _("%(actor)s a noté remis des mots imprimés (feuilles : %(count)s)"),
    "liaison.choose_language": _("%(actor)s a choisi dans quelle langue lire les mots (langue : %(language)s)"),
    "liaison.reply": _("%(actor)s a écrit sous un mot"),
    "liaison.reply_to_family": _("%(actor)s a répondu à une famille sous un mot"),
}


def _act(key: str) -> str:
    known = family_acts().get(key)
    return str(known.label) if known else key


_CHOICE = {"choice": lambda data: Choice(data["choice"]).label}
_LANGUAGE = {"language": lambda data: dict(language_names()).get(data["language"], data["language"])}
WORDS = {
    **dict.fromkeys(("liaison.answer", "liaison.change_answer", "liaison.contest"), _CHOICE),
    "liaison.answer_for": {**_CHOICE, "means": lambda data: Means(data["means"]).label},
    "liaison.enter": {"act": lambda data: _act(data["act"]), "means": lambda data: Means(data["means"]).label},
    "liaison.contest_entry": {"act": lambda data: _act(data["act"])},
    "liaison.choose_language": _LANGUAGE,
}
