"""Sentences of the audit trail for the ground floor's own acts."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "kernel.export_person": _("%(actor)s : toutes les données d’une personne ont été extraites"),
    "kernel.trail_pruned": _("%(actor)s : le journal a effacé ce qui est au bout de sa durée (lignes : %(count)s)"),
}
