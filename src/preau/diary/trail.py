"""Sentences of the audit trail for the class diary."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "diary.save_entry": _("%(actor)s a écrit dans le cahier de textes"),
    "diary.undo_entry": _("%(actor)s a remis une page du cahier de textes comme avant"),
    "diary.save_work": _("%(actor)s a donné ou modifié un travail (classes : %(count)s)"),
    "diary.remove_work": _("%(actor)s a retiré un travail"),
    "diary.save_task": _("%(actor)s a noté une tâche pour soi"),
    "diary.save_plan": _("%(actor)s a écrit une séquence"),
    "diary.copy_plan": _("%(actor)s a copié une séquence"),
    "diary.remove_plan": _("%(actor)s a supprimé une séquence"),
    "diary.endorse": _("%(actor)s a visé un cahier de textes (pages : %(count)s)"),
    "diary.set_rule": _("%(actor)s a réglé le travail d’un soir"),
}
