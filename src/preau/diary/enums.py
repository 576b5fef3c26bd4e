"""Closed lists of the class diary."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a piece of work is."""

    EXERCISE = "exercise", _("Exercices")
    LEARN = "learn", _("Leçon à apprendre")
    READ = "read", _("Lecture")
    WRITE = "write", _("Texte ou production")
    TEST = "test", _("Contrôle")
    BRING = "bring", _("Matériel à apporter")
    OTHER = "other", _("Autre travail")


class Shown(models.TextChoices):
    """When families read what is written."""

    HIDDEN = "hidden", _("Garder caché")
    NOW = "now", _("Publier maintenant")
    LATER = "later", _("Publier plus tard")
