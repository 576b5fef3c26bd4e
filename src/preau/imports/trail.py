"""Sentences of the audit trail for imports."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "imports.start_import": _("%(actor)s a lancé l’import de « %(source)s »"),
    "imports.take_list": _("%(actor)s a déposé la liste « %(source)s » (%(kind_label)s)"),
    "imports.rehearse_list": _("%(actor)s a simulé la liste « %(source)s »"),
    "imports.request_apply": _("%(actor)s a demandé d’appliquer un import simulé"),
    "imports.schools_saved": _(
        "%(actor)s a enregistré les établissements de l’académie : nouveaux %(added)s, modifiés %(changed)s"
    ),
    "imports.school_applied": _(
        "%(actor)s a appliqué l’annuaire académique : ajouts %(added)s, modifications %(changed)s, "
        "changements de classe %(moved)s, sorties %(left)s, en attente %(waiting)s"
    ),
    "imports.request_undo": _(
        "%(actor)s a demandé d’annuler l’import de « %(source)s » (établissements : %(schools)s)"
    ),
    "imports.school_undone": _(
        "%(actor)s a annulé un import de l’annuaire académique : lignes retirées %(removed)s, remises %(restored)s, "
        "rétablies %(returned)s, laissées telles quelles %(conflicts)s"
    ),
    "imports.run_undone": _("%(actor)s : l’import de « %(source)s » est annulé"),
    "imports.confirm_pending": _("%(actor)s a confirmé un changement en attente : %(kind_label)s (%(count)s)"),
    "imports.refuse_pending": _("%(actor)s a refusé un changement en attente : %(kind_label)s (%(count)s)"),
    "imports.fill_demonstration": _("%(actor)s : l’académie fictive a été importée et remplie"),
}
