"""Sentences of the audit trail for lessons to catch up."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {"catchup.release": _("%(actor)s a donné un cours à rattraper (élèves : %(count)s)")}
