"""Closed lists of the class diary."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from preau.ui.wording import said_once


class Kind(models.TextChoices):
    """What a piece of work is."""

    EXERCISE = "exercise", _("Exercices")
    LEARN = "learn", _("Leçon à apprendre")
    READ = "read", _("Lecture")
    WRITE = "write", _("Texte ou production")
    TEST = "test", _("Contrôle")
    BRING = "bring", _("Matériel à apporter")
    OTHER = "other", _("Autre travail")


@said_once
def kind_words(kind: str) -> str:
    """What a piece of work is, in words."""
    return str(Kind(kind).label)


class Shown(models.TextChoices):
    """When families read what is written."""

    HIDDEN = "hidden", _("Garder caché")
    NOW = "now", _("Publier maintenant")
    LATER = "later", _("Publier plus tard")
