"""Sentences of the audit trail for linked services."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "federation.add_service": _("%(actor)s a relié le service « %(name)s »"),
    "federation.change_service": _("%(actor)s a modifié le service relié « %(name)s »"),
    "federation.renew_secret": _("%(actor)s a renouvelé le secret du service relié « %(name)s »"),
    "federation.retire_service": _("%(actor)s a retiré le service « %(name)s »"),
    "federation.rotate_keys": _("%(actor)s a renouvelé la clé de signature des services reliés"),
}
