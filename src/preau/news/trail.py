"""Sentences of the audit trail for news."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # Written before the directory kept these days.
    "news.close_days": _("%(actor)s a annoncé une fermeture de l’établissement (du %(starts_on)s au %(ends_on)s)"),
    "news.open_days": _("%(actor)s a retiré une fermeture de l’établissement"),
    "news.save_draft": _("%(actor)s a rédigé une actualité (publics : %(audiences)s)"),
    "news.add_picture": _("%(actor)s a ajouté une image à une actualité"),
    "news.add_attachments": _("%(actor)s a joint des fichiers à une actualité"),
    "news.remove_joined": _("%(actor)s a retiré un fichier d’une actualité"),
    "news.ask": _("%(actor)s a posé une question avec une actualité"),
    "news.unask": _("%(actor)s a retiré la question d’une actualité"),
    "news.vote": _("%(actor)s : une personne a répondu à la question d’une actualité"),
    "news.set_front": _("%(actor)s a réglé la page publique de l’établissement"),
    "news.open_feed": _("%(actor)s a ouvert une adresse secrète pour suivre ses actualités"),
    "news.end_feed": _("%(actor)s a fermé l’adresse secrète de ses actualités"),
    "news.submit": _("%(actor)s a proposé une actualité à la relecture"),
    "news.send_back": _("%(actor)s a rendu une actualité à qui l’a écrite"),
    "news.reopen": _("%(actor)s a repris une actualité retirée"),
    "news.publish": _("%(actor)s a publié une actualité (parution : %(edition)s)"),
    "news.save_circular": _("%(actor)s a rédigé une actualité de la collectivité"),
    "news.add_to_circular": _("%(actor)s a joint une image ou des fichiers à une actualité de la collectivité"),
    "news.remove_from_circular": _("%(actor)s a retiré un fichier d’une actualité de la collectivité"),
    "news.ask_with_circular": _("%(actor)s a posé une question avec une actualité de la collectivité"),
    "news.unask_with_circular": _("%(actor)s a retiré la question d’une actualité de la collectivité"),
    "news.circulate": _("%(actor)s a publié une actualité dans les établissements de la collectivité"),
    "news.end_circular": _("%(actor)s a retiré une actualité de la collectivité de ses établissements"),
    "news.receive": _("%(actor)s : une actualité de la collectivité est arrivée dans l’établissement"),
    "news.agree": _("%(actor)s a accepté qu’une actualité de la collectivité aille aux familles"),
    "news.decline": _("%(actor)s a refusé qu’une actualité de la collectivité aille aux familles"),
    "news.withdraw": _("%(actor)s a retiré une actualité"),
    "news.pin": _("%(actor)s a épinglé une actualité"),
    "news.unpin": _("%(actor)s a désépinglé une actualité"),
    "news.remind": _("%(actor)s a rappelé une actualité à qui ne l’a pas lue (personnes : %(count)s)"),
    "news.acknowledge": _("%(actor)s a dit avoir lu une actualité"),
}
