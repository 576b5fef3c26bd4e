"""Closed lists of requests for help."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a request stands, as whoever made it reads it."""

    SENT = "sent", _("Envoyée, attend sa réponse")
    ANSWERED = "answered", _("Répondue")
    CLOSED = "closed", _("Close")


class Matter(models.TextChoices):
    """What a request is about; the technical one (PAGE) is told to the operator too, when it climbs."""

    ENTER = "enter", _("Entrer dans mon espace")
    RECORD = "record", _("Ma fiche, mon enfant, ma classe")
    PAGE = "page", _("Une page ou un fichier qui ne marche pas")
    OTHER = "other", _("Autre chose")


class Step(models.TextChoices):
    """How far a request climbed: to those named, the head, the collectivity, or the platform where there is none."""

    NAMED = "", _("les personnes désignées")
    HEAD = "head", _("la direction aussi")
    AUTHORITY = "authority", _("la collectivité aussi")
    PLATFORM = "platform", _("l’exploitant aussi")
