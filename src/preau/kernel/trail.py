"""Sentences of the audit trail for the ground floor's own acts."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "kernel.export_person": _("%(actor)s : toutes les données d’une personne ont été extraites"),
    "kernel.trail_pruned": _(
        "%(actor)s : %(count)s lignes du journal, arrivées au bout de leur durée, ont été effacées"
    ),
}
