"""Kinds of notices about imports. Their mails are written by `ending`, with the figures: no second one leaves."""

from django.utils.translation import gettext_lazy as _

from preau.notifications.public import Kind, Level, Reader, Timing, Ways

NOTICES = (
    Kind(
        "imports.waiting",
        _("Import de l’annuaire"),
        _("Un import a laissé des changements à confirmer."),
        Level.ACTION,
        lambda data: _("Des changements de l’annuaire attendent votre décision."),
        {Reader.STAFF: Ways()},
        icon="database-import",
    ),
    Kind(
        "imports.ended",
        _("Fin d’un import"),
        _("L’import que vous avez demandé est terminé."),
        Level.INFORMATION,
        lambda data: _("L’import s’est arrêté.") if data["failed"] else _("L’import demandé est terminé."),
        {Reader.ACCOUNT: Ways()},
        timing=Timing.ALWAYS,
        icon="database-import",
    ),
)
