"""Sentences of the audit trail for documents."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "documents.make_folder": _("%(actor)s a créé un dossier"),
    "documents.rename": _("%(actor)s a renommé un dossier ou un document"),
    "documents.move": _("%(actor)s a déplacé un dossier ou un document"),
    "documents.copy": _("%(actor)s a copié des documents (%(count)s)"),
    "documents.add": _("%(actor)s a ajouté un document"),
    "documents.drop": _("%(actor)s a déposé un document dans un casier"),
    "documents.add_version": _("%(actor)s a ajouté une version d’un document (numéro %(edition)s)"),
    "documents.bin": _("%(actor)s a mis un dossier ou un document à la corbeille"),
    "documents.put_back": _("%(actor)s a remis en place ce qui était à la corbeille"),
    "documents.remove": _("%(actor)s a supprimé pour de bon ce qui était à la corbeille"),
    "documents.share": _("%(actor)s a partagé un dossier ou un document"),
    "documents.end_share": _("%(actor)s a retiré un partage"),
    "documents.open_link": _("%(actor)s a ouvert un lien public vers un document, jusqu’au %(ends_on)s"),
    "documents.end_link": _("%(actor)s a fermé un lien public"),
    "documents.end_links": _("%(actor)s a fermé les liens publics d’un compte"),
}
