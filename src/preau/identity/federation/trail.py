"""Sentences of the audit trail for identities from elsewhere."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "identity.link_keys": _("%(actor)s : %(count)s clé(s) de « %(source)s » reliée(s) au compte (%(how)s)"),
    "identity.end_by_source": _("%(actor)s a fermé ses sessions ouvertes ici (%(count)s)"),
}
