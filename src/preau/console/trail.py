"""Sentences of the audit trail for the console's acts."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "console.take_export": _("%(actor)s a emporté une liste (%(list)s, lignes : %(count)s)"),
    "console.read_through_api": _("%(actor)s a commencé à lire par l’API des listes ou des fiches de personnes"),
    "console.refuse_api": _(
        "%(actor)s a été arrêté à la lecture par l’API : il faut un motif et l’accord d’une autre "
        "personne (limite en 24 heures : %(most)s)"
    ),
    "console.ask_export": _("%(actor)s a demandé à emporter une liste (%(list)s, lignes : %(count)s) : %(reason)s"),
    "console.accept_export": _("%(actor)s a accepté l’export d’une liste (%(list)s, lignes : %(count)s) : %(reason)s"),
    "console.refuse_export": _("%(actor)s a refusé l’export d’une liste (%(list)s, lignes : %(count)s) : %(reason)s"),
    "console.take_accepted_export": _(
        "%(actor)s a emporté, avec accord, une liste (%(list)s, lignes : %(taken)s) : %(reason)s"
    ),
    "console.ask_head": _("%(actor)s a proposé la première direction de « %(school)s »"),
    "console.agree_to_head": _("%(actor)s a accepté la direction proposée pour « %(school)s »"),
    "console.refuse_head": _("%(actor)s a refusé ou retiré la direction proposée pour « %(school)s »"),
    "console.end_first_head": _("%(actor)s a mis fin à la première direction de « %(school)s »"),
}
