"""Sentences of the audit trail for the ground floor's own acts."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "kernel.trail_pruned": _(
        "%(actor)s : %(count)s lignes du journal, arrivées au bout de leur durée, ont été effacées"
    ),
}
