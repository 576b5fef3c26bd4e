"""Closed lists of messages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a message is: being written, held until its sender confirms, waiting to leave, gone, taken back unread, or
    returned to its sender."""

    DRAFT = "draft", _("brouillon")
    HELD = "held", _("retenu jusqu’à confirmation")
    WAITING = "waiting", _("en attente de départ")
    SENT = "sent", _("envoyé")
    RECALLED = "recalled", _("repris")
    FAILED = "failed", _("non parti")


class Folder(models.TextChoices):
    """Where somebody keeps their copy. LATER: nowhere yet, until their own calm hours end."""

    INBOX = "inbox", _("Reçus")
    SENT = "sent", _("Envoyés")
    ARCHIVE = "archive", _("Archivés")
    BIN = "bin", _("Corbeille")
    OWN = "own", _("Mes dossiers")
    LATER = "later", _("À venir")


class Kind(models.TextChoices):
    """How somebody is addressed; FROM: their copy of what they wrote."""

    FROM = "from", _("De")
    TO = "to", _("À")
    CC = "cc", _("Copie")
    BCC = "bcc", _("Copie cachée")


ADDRESSED = (Kind.TO, Kind.CC, Kind.BCC)
