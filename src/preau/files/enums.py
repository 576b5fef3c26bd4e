"""Codes of this room."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reading(StrEnum):
    """What the room that attached a file answers to who opens it."""

    OPEN = "open"
    RESERVED = "reserved"
    """They know it exists: 403."""
    HIDDEN = "hidden"
    """To them it does not exist: 404."""


class Scan(models.TextChoices):
    """What is known of viruses in a content."""

    NEVER = "never", _("non examiné")
    WAITING = "waiting", _("en attente d’examen")
    CLEAN = "clean", _("sain")
    INFECTED = "infected", _("dangereux")
    BEYOND = "beyond", _("trop gros pour être examiné")


class Drawing(models.TextChoices):
    """Whether a content has a preview."""

    NONE = "none", _("sans aperçu")
    WAITING = "waiting", _("aperçu en préparation")
    DRAWN = "drawn", _("avec aperçu")
