"""Closed lists of this room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SlipKind(models.TextChoices):
    """For whom a slip is printed, and what it is for."""

    PUPIL = "pupil", _("Élève")
    GUARDIAN = "guardian", _("Responsable")
    STAFF = "staff", _("Personnel")
    LETTER = "letter", _("Courrier")


class Road(models.TextChoices):
    """How a secret reaches the one person it is for."""

    MAIL = "mail", _("Courriel")
    SMS = "sms", _("SMS")
    DESK = "desk", _("En face d’un personnel de l’établissement")
    LETTER = "letter", _("Courrier")
    RESET = "reset", _("Lien par courriel")
